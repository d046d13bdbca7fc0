"""Tables by topic that no picture has: leaders, partners, money, gates and risks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.rules import parse_rule
from sfpc_sim.outputs.sections.governance import rated, score, verdict
from sfpc_sim.outputs.table import CHANCE, COUNT, DECIMAL, POUNDS, SHARE, Column, Table, range_columns
from sfpc_sim.outputs.words import financial_year
from sfpc_sim.study.measure_meanings import MEANINGS, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.outputs.estimates_by_name import Estimate
    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.table import Cell, Form

    Facts = dict[str, Any]
    Row = tuple[Cell, ...]

ALL_YEARS = "all years"
BY_YEAR = ("spend_gbp", "council_gbp", "underspend_gbp", "unfunded_gbp", "exit_costs_gbp")
IN_ALL = (
    *("total_spend_gbp", "total_council_gbp", "total_unfunded_gbp", "spend_real_gbp", "agency_gbp", "acting_up_gbp"),
    *("placement_cost_avoided_gbp", "placement_cost_avoided_by_fewer_children_gbp"),
    *("placement_cost_avoided_by_cheaper_mix_gbp", "total_exit_costs_gbp", "exit_costs_avoided_gbp"),
    "partner_placement_cost_avoided_gbp",
)
OF_GRANTS = ("received", "gated", "charged", "elsewhere", "returned", "balance")


def leaders(found: Found) -> Table | None:
    """Give each role's utilisation, red months and chance of three red months running."""
    estimates = found.estimates
    named = [(leader["key"], leader["title"]) for leader in found.facts["leaders"]]
    named.append(("director level", "Director and deputies, any or all of them"))
    rows: list[Row] = []
    for key, title in named:
        used, red, running = (
            estimates(f"{name}:{key}") for name in ("mean_utilisation", "months_above_red", "red_three_months_running")
        )
        if running.there:
            rows.append((title, *_futures(used), *_futures(red), *_known(running)))
    columns = (
        Column("Role"), *range_columns("Utilisation", SHARE), *range_columns("Months red", COUNT),
        *_interval("Chance of three months running red", CHANCE),
    )  # fmt: skip
    return _table("Leaders: utilisation, red months, and three of them running", columns, rows)


def partners(found: Found) -> Table | None:
    """Give each partner's people trained, judgement and children fewer."""
    rows: list[Row] = []
    for partner in found.facts.get("partners", ()):
        names = ("trained_share", "judged_inadequate", "partner_children_fewer")
        trained, judged, fewer = (found.estimates(f"{name}:{partner['key']}") for name in names)
        if trained.there:
            rows.append((partner["title"], *_futures(trained), *_known(judged), *_known(fewer), *_futures(fewer)))
    columns = (
        Column("Partner"), *range_columns("People trained", SHARE), *_interval("Chance judged inadequate", CHANCE),
        *_interval("Children fewer at the end, mean", DECIMAL), *range_columns("Children fewer at the end", COUNT),
    )  # fmt: skip
    return _table("Partner authorities: people trained, judgements and children fewer", columns, rows)


def money(found: Found) -> Table | None:
    """Give spend by financial year and who pays it, grants, and what is avoided."""
    rows: list[Row] = []
    for name in BY_YEAR:
        for year in found.estimates.dates_of(name):
            rows.extend(_pounds(found, name, year, _in_a_year(name)))
    for name in IN_ALL:
        rows.extend(_pounds(found, name, "", MEANINGS[name].words))
    for grant in found.facts["money"].get("grants", ()):
        for part in OF_GRANTS:
            name = f"grant_{part}_gbp"
            rows.extend(_pounds(found, f"{name}:{grant['key']}", "", f"{grant['title']}: {MEANINGS[name].words}"))
    columns = (Column("What"), Column("Financial year"), *_interval("Mean", POUNDS), *range_columns("", POUNDS))
    return _table("Money by financial year and in all, nominal pounds", columns, rows)


def governance(found: Found) -> Table | None:
    """Give how likely gates open, requirements' conditions hold and risks come true."""
    facts, estimates = found.facts, found.estimates
    rows: list[Row] = []
    for gate in facts.get("gates", ()):
        for name, kind in (("gate_passed", "gate opens"), ("gate_late", "gate opens three months late or more")):
            rows.extend(_chance(gate["title"], kind, estimates(f"{name}:{gate['key']}")))
    for requirement in facts.get("requirements", ()):
        rule = parse_rule(requirement["rule"], chances=True)
        chances = [estimates(f"chance:{requirement['key']} {number}") for number in range(len(rule.chances()))]
        for chance in chances:
            rows.extend(_chance(requirement["title"], f"requirement {verdict(rule, chances)}", chance))
    for risk in facts.get("risks", ()):
        chance, impact = estimates(f"risk:{risk['key']}"), risk["impact"]
        points = score(chance.mean, impact)
        rows.extend(_chance(risk["title"], "risk", chance, float(impact), float(points), rated(chance, impact)))
    columns = (
        Column("What"), Column("Kind"), *_interval("Chance", CHANCE), Column("Impact", COUNT), Column("Score", COUNT),
        Column("Rating"),
    )  # fmt: skip
    return _table("Gates, requirements and the risk register", columns, rows)


def _table(caption: str, columns: tuple[Column, ...], rows: list[Row]) -> Table | None:
    return Table(caption, columns, tuple(rows)) if rows else None


def _in_a_year(measure: str) -> str:
    """Give a yearly measure's meaning without its year, which has a column of its own."""
    return MEANINGS[measure].words.removesuffix(f" in {YEAR}").removesuffix(",").removesuffix(", nominal")


def _pounds(found: Found, measure: str, on: str, what: str) -> Iterator[Row]:
    estimate = found.estimates(measure, on)
    if estimate.there:
        year = financial_year(int(on)) if on else ALL_YEARS
        yield (what, year, *_known(estimate), *_futures(estimate))


def _chance(
    title: str, kind: str, chance: Estimate, impact: Cell = None, points: Cell = None, rated: Cell = None
) -> Iterator[Row]:
    if chance.there:
        yield (title, kind, *_known(chance), impact, points, rated)


def _known(estimate: Estimate) -> Row:
    return tuple(_or_none(value) for value in (estimate.mean, estimate.ci_low, estimate.ci_high))


def _futures(estimate: Estimate) -> Row:
    return tuple(_or_none(value) for value in (estimate.p10, estimate.p50, estimate.p90))


def _or_none(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 (NaN alone differs from itself)


def _interval(head: str, form: Form) -> tuple[Column, ...]:
    return tuple(Column(f"{head}{end}", form) for end in ("", ", CI from", ", CI to"))
