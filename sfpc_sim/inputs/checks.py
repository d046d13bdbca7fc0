"""What one value of a scenario asks of another: dates in order, references that lead somewhere.

Tables are read one by one, so that a wrong type in one hides no fault in another: what is badly
typed has been reported by `shapes` already and is passed over here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, did_you_mean
from sfpc_sim.inputs import schema
from sfpc_sim.inputs.schema_money import CostTableTable, GradeTable
from sfpc_sim.inputs.shapes import read_table, table_in, tables_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sfpc_sim.inputs.documents import Document
    from sfpc_sim.inputs.schema_authority import AuthorityFile
    from sfpc_sim.inputs.toml_lines import KeyPath

LONGEST_AFTER_ORIGIN_DAYS = 366  # of a latest count: after a year there is a new authority file to fit
MOST_IN_A_YEAR = 2.0  # times the stock, or one part of so many: a count beyond is of something else
LONGEST_LEAD_IN_DAYS = 731  # from the counted stock to the start: children live through it unobserved

# Table, the setting in each of its entries, the table that setting points into, and what to call it.
REFERENCES = (
    ("posts", "team", ("teams",), "team"),
    ("posts", "grade", ("grades",), "grade"),
    ("teams", "panel_leader", ("leaders",), "leader"),
    ("teams", "strand", ("money", "tables"), "cost table"),
    ("joint_roles", "leader", ("leaders",), "leader"),
    ("posts", "relieves", ("leaders",), "leader"),
    ("posts", "filled_by", ("deployments",), "deployment"),
    ("deployments", "leader", ("leaders",), "leader"),
    ("acting_up", "role", ("leaders",), "leader"),
    ("acting_up", "leader", ("leaders",), "leader"),
    ("acting_up", "mentor", ("leaders",), "leader"),
    ("grants", "gate", ("gates",), "gate"),
    ("gates", "deployment", ("deployments",), "deployment"),
)

# The same where the setting is a list of names.
LISTED_REFERENCES = (
    ("leaders", "covered_by", ("leaders",), "leader"),
    ("duties", "leaders", ("leaders",), "leader"),
    ("grants", "strands", ("money", "tables"), "cost table"),
)


def scenario_faults(document: Document) -> Iterator[Problem]:
    """Yield everything in a scenario that is well typed and still cannot be meant."""
    yield from _date_faults(document)
    yield from _thought_faults(document)
    yield from _reference_faults(document)
    yield from _team_faults(document)
    yield from _grade_faults(document)
    yield from _money_faults(document)


def authority_faults(authority: AuthorityFile, document: Document) -> Iterator[Problem]:
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


def start_faults(plan: schema.ScenarioFile, authority: AuthorityFile, document: Document) -> Iterator[Problem]:
    """Yield a problem when a scenario does not start where its authority's stock was counted."""
    ahead = (plan.period.start - authority.origin).days
    if not 0 <= ahead <= LONGEST_LEAD_IN_DAYS:
        yield Problem(
            document.place(("period", "start")),
            f'"{authority.name}" is known as of {authority.origin}; the scenario starts on {plan.period.start}.',
            f"Start within two years from {authority.origin} on, or name an authority fitted for another day.",
        )
    if plan.programme.recruitment_from < authority.origin:
        place, day = document.place(("programme", "recruitment_from")), plan.programme.recruitment_from
        fault = f'"programme.recruitment_from" is {day}, before the authority\'s figures begin.'
        yield Problem(place, fault, f"Write {authority.origin} or a later day.")


def count_faults(plan: schema.ScenarioFile, authority: AuthorityFile, document: Document) -> Iterator[Problem]:
    """Yield what keeps futures from being led through the latest count that a scenario names."""
    count, at = plan.latest_count, "latest_count"
    if count is None:
        return
    place, origin = document.place((at, "on")), authority.origin
    if count.on <= origin:
        fault = f'"{at}.on" is {count.on}; "{authority.name}" is known as of {origin} already.'
        yield Problem(place, fault, f"Write a later day, or take [{at}] away.")
    elif (count.on - origin).days > LONGEST_AFTER_ORIGIN_DAYS:
        fault = f'"{at}.on" is {count.on}, over a year after "{authority.name}" was counted on {origin}.'
        yield Problem(place, fault, "Fit the authority file again, to the latest 31 March: sfpc fit published")
    if count.on >= plan.period.end:
        fault = f'"{at}.on" is {count.on}; the plan ends on {plan.period.end}.'
        yield Problem(place, fault, "Write a day before the plan's end, or a later end.")
    stock = sum(authority.stock.by_age)
    if not stock / MOST_IN_A_YEAR <= count.looked_after <= stock * MOST_IN_A_YEAR:
        yield Problem(
            document.place((at, "looked_after")),
            f"{count.looked_after:,} children were looked after on {count.on}, and {stock:,} were on {origin}.",
            "Write the whole authority's children looked after, counted as for the published tables.",
        )


def _date_faults(document: Document) -> Iterator[Problem]:
    period = read_table(schema.Period, document.values.get("period"))
    target = read_table(schema.TargetTable, document.values.get("target"))
    programme = read_table(schema.ProgrammeTable, document.values.get("programme"))
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
    if target and not period.start <= target.on <= period.end:
        yield _outside(document, ("target", "on"), target.on, period)
    if programme and programme.recruitment_from > period.end:
        yield _outside(document, ("programme", "recruitment_from"), programme.recruitment_from, period)


def _thought_faults(document: Document) -> Iterator[Problem]:
    """Yield a thought experiment that acts on no month of the plan; the planned date may be any day of a month."""
    path = ("thought_experiment", "acts_from")
    period = read_table(schema.Period, document.values.get("period"))
    day = table_in(document, path[0]).get(path[1])
    if not isinstance(day, date) or isinstance(day, datetime):
        return
    if period and not period.start <= day <= period.end:
        yield _outside(document, path, day, period)
    if day.day != 1:
        fault = f'"thought_experiment.acts_from" is {day}; entries and exits change from month to month.'
        yield Problem(document.place(path), fault, f"Write the first of a month, such as {day.replace(day=1)}.")


def _outside(document: Document, path: KeyPath, day: date, period: schema.Period) -> Problem:
    fault = f'"{".".join(map(str, path))}" is {day}, outside the period {period.start} to {period.end}.'
    return Problem(document.place(path), fault, "Write a date within the period, or change the period.")


def _reference_faults(document: Document) -> Iterator[Problem]:
    for table, setting, among, noun in REFERENCES:
        names = table_in(document, *among)
        for key, values in table_in(document, table).items():
            name = values.get(setting) if isinstance(values, dict) else None
            if isinstance(name, str):
                yield from known(document, (table, key, setting), name, names, noun)
    for table, setting, among, noun in LISTED_REFERENCES:
        names = table_in(document, *among)
        for key, values in table_in(document, table).items():
            listed = values.get(setting) if isinstance(values, dict) else None
            for position, name in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(name, str):
                    yield from known(document, (table, key, setting, position), name, names, noun)


def known(document: Document, path: KeyPath, name: str, names: Collection[str], noun: str) -> Iterator[Problem]:
    """Yield a problem if a name leads nowhere."""
    if name not in names:
        yield Problem(document.place(path), f'There is no {noun} "{name}".', did_you_mean(name, names))


def _team_faults(document: Document) -> Iterator[Problem]:
    groups = dict(tables_in(document, schema.PostGroup, "posts"))
    all_groups_read = len(groups) == len(table_in(document, "posts"))
    posts = [f"{key}-{number}" for key, group in groups.items() for number in range(1, group.count + 1)]
    staffed = {group.team for group in groups.values() if group.count}
    for key, team in tables_in(document, schema.TeamTable, "teams"):
        at = ("teams", key)
        if team.delivers == "res" and team.cluster is None:
            yield Problem(document.place(at), f'The RES team "{key}" serves no cluster.', 'Add it: cluster = "..."')
        if not all_groups_read:
            continue
        for position, manager in enumerate(team.managers):
            yield from known(document, (*at, "managers", position), manager, posts, "post")
        if team.delivers != "none" and key not in staffed:
            yield Problem(document.place(at), f'The team "{key}" has no posts.', "Give it posts, or take it away.")


def _grade_faults(document: Document) -> Iterator[Problem]:
    for name, grade in tables_in(document, GradeTable, "grades"):
        last = len(grade.points_gbp) - 1
        if grade.start_point > last:
            place = document.place(("grades", name, "start_point"))
            fault = f'Grade "{name}" has no point {grade.start_point}.'
            yield Problem(place, fault, f"Write 0 to {last}; 0 is the first.")
        if list(grade.points_gbp) != sorted(grade.points_gbp):
            place = document.place(("grades", name, "points_gbp"))
            yield Problem(place, f'The points of grade "{name}" do not rise.', "Write the lowest salary first.")


def _money_faults(document: Document) -> Iterator[Problem]:
    tables = [table for _, table in tables_in(document, CostTableTable, "money", "tables")]
    lengths = {len(years) for table in tables for years in (table.pay_gbp, table.other_gbp, table.fixed_gbp)}
    if len(lengths) > 1:
        place = document.place(("money", "tables"))
        yield Problem(place, "The cost tables do not cover the same years.", "Write as many years in each list.")
