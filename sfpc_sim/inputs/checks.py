"""What one value of a scenario asks of another: dates in order, references that lead somewhere.

Tables are read one by one, so that a wrong type in one hides no fault in another: what is badly
typed has been reported by `shapes` already and is passed over here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from sfpc_sim.errors import Problem, did_you_mean
from sfpc_sim.inputs import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sfpc_sim.inputs.documents import Document
    from sfpc_sim.inputs.toml_lines import KeyPath

Model = TypeVar("Model", bound=BaseModel)

# Table, the setting in each of its entries, the table that setting points into, and what to call it.
REFERENCES = (
    ("posts", "team", ("teams",), "team"),
    ("posts", "grade", ("grades",), "grade"),
    ("teams", "panel_leader", ("leaders",), "leader"),
    ("teams", "strand", ("money", "tables"), "cost table"),
    ("joint_roles", "leader", ("leaders",), "leader"),
)


def scenario_faults(document: Document) -> Iterator[Problem]:
    """Yield everything in a scenario that is well typed and still cannot be meant."""
    yield from _date_faults(document)
    yield from _reference_faults(document)
    yield from _team_faults(document)
    yield from _grade_faults(document)
    yield from _money_faults(document)


def authority_faults(authority: schema.AuthorityFile, document: Document) -> Iterator[Problem]:
    """Yield what does not fit together in an authority's file."""
    edges = authority.exits.duration_edges_days
    if sorted(set(edges)) != edges:
        place = document.place(("exits", "duration_edges_days"))
        yield Problem(place, "The edges do not rise.", "Write each number of days once, the smallest first.")
    for cause, factors in authority.exits.factors.model_dump().items():
        if len(factors) != len(edges) + 1:
            place = document.place(("exits", "factors", cause))
            yield Problem(place, f'"{cause}" has {len(factors)} factors.', f"Write {len(edges) + 1}: edges plus one.")
    if authority.stock.unaccompanied > sum(authority.stock.by_age):
        place = document.place(("stock", "unaccompanied"))
        yield Problem(place, "More children are unaccompanied than there are.", "Count them within by_age.")


def start_faults(plan: schema.ScenarioFile, authority: schema.AuthorityFile, document: Document) -> Iterator[Problem]:
    """Yield a problem when a scenario does not start where its authority's stock was counted."""
    if (plan.period.start - authority.origin).days not in (0, 1):
        yield Problem(
            document.place(("period", "start")),
            f'"{authority.name}" is known as of {authority.origin}; the scenario starts on {plan.period.start}.',
            f"Start on {authority.origin} or the day after, or name an authority fitted for another day.",
        )


def _read(model: type[Model], values: Any) -> Model | None:
    try:
        return model.model_validate(values)
    except (ValidationError, OverflowError, RecursionError):
        return None


def _table(document: Document, *path: str) -> dict[str, Any]:
    values: Any = document.values
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values if isinstance(values, dict) else {}


def _tables(document: Document, model: type[Model], *path: str) -> Iterator[tuple[str, Model]]:
    for key, values in _table(document, *path).items():
        table = _read(model, values)
        if table is not None:
            yield key, table


def _date_faults(document: Document) -> Iterator[Problem]:
    period = _read(schema.Period, document.values.get("period"))
    target = _read(schema.TargetTable, document.values.get("target"))
    programme = _read(schema.ProgrammeTable, document.values.get("programme"))
    if programme is not None and programme.planned_in_post_on < programme.recruitment_from:
        place = document.place(("programme", "planned_in_post_on"))
        yield Problem(
            place,
            "Posts are planned to be filled before recruitment starts.",
            "Write programme.planned_in_post_on no earlier than programme.recruitment_from.",
        )
    if period is None:
        return
    if period.start >= period.end:
        fault = f"The period ends on {period.end} and starts on {period.start}."
        yield Problem(document.place(("period", "end")), fault, "Write an end after the start.")
        return
    if (period.end - period.start).days > 40 * 366:
        yield Problem(document.place(("period", "end")), "The period is over forty years long.", "Shorten it.")
    days = [(("target", "on"), target.on)] if target else []
    days += [(("programme", "recruitment_from"), programme.recruitment_from)] if programme else []
    for path, day in days:
        if not period.start <= day <= period.end:
            fault = f'"{".".join(path)}" is {day}, outside the period {period.start} to {period.end}.'
            yield Problem(document.place(path), fault, "Write a date within the period, or change the period.")


def _reference_faults(document: Document) -> Iterator[Problem]:
    for table, setting, known, noun in REFERENCES:
        names = _table(document, *known)
        for key, values in _table(document, table).items():
            name = values.get(setting) if isinstance(values, dict) else None
            if isinstance(name, str):
                yield from _known(document, (table, key, setting), name, names, noun)


def _known(document: Document, path: KeyPath, name: str, known: Collection[str], noun: str) -> Iterator[Problem]:
    if name not in known:
        yield Problem(document.place(path), f'There is no {noun} "{name}".', did_you_mean(name, known))


def _team_faults(document: Document) -> Iterator[Problem]:
    groups = dict(_tables(document, schema.PostGroup, "posts"))
    all_groups_read = len(groups) == len(_table(document, "posts"))
    posts = [f"{key}-{number}" for key, group in groups.items() for number in range(1, group.count + 1)]
    staffed = {group.team for group in groups.values() if group.count}
    for key, team in _tables(document, schema.TeamTable, "teams"):
        at = ("teams", key)
        if team.delivers == "res" and team.cluster is None:
            yield Problem(document.place(at), f'The RES team "{key}" serves no cluster.', 'Add it: cluster = "..."')
        if not all_groups_read:
            continue
        for position, manager in enumerate(team.managers):
            yield from _known(document, (*at, "managers", position), manager, posts, "post")
        if team.delivers != "none" and key not in staffed:
            yield Problem(document.place(at), f'The team "{key}" has no posts.', "Give it posts, or take it away.")


def _grade_faults(document: Document) -> Iterator[Problem]:
    for name, grade in _tables(document, schema.GradeTable, "grades"):
        last = len(grade.points_gbp) - 1
        if grade.start_point > last:
            place = document.place(("grades", name, "start_point"))
            fault = f'Grade "{name}" has no point {grade.start_point}.'
            yield Problem(place, fault, f"Write 0 to {last}; 0 is the first.")
        if list(grade.points_gbp) != sorted(grade.points_gbp):
            place = document.place(("grades", name, "points_gbp"))
            yield Problem(place, f'The points of grade "{name}" do not rise.', "Write the lowest salary first.")


def _money_faults(document: Document) -> Iterator[Problem]:
    tables = [table for _, table in _tables(document, schema.CostTableTable, "money", "tables")]
    lengths = {len(years) for table in tables for years in (table.pay_gbp, table.other_gbp, table.fixed_gbp)}
    if len(lengths) > 1:
        place = document.place(("money", "tables"))
        yield Problem(place, "The cost tables do not cover the same years.", "Write as many years in each list.")
    money = _read(schema.MoneyTable, document.values.get("money"))
    if money is not None and money.gated_gbp > money.grant_gbp:
        place = document.place(("money", "gated_gbp"))
        yield Problem(place, "More of the grant is gated than there is.", "Write at most grant_gbp.")
