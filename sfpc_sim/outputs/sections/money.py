"""Pounds: spend by year and who pays it, grants, what is stranded, what is avoided and what leaving care costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.words import count, cut, decimal, financial_year, folded, in_columns, on_day, thousands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sfpc_sim.outputs.estimates_by_name import Estimates

    Facts = dict[str, Any]

HEADS = ("", "spend", "report's tables", "left of the tables", "paid by the council")
BOOK = {
    "received": "received",
    "gated": "of it gated",
    "charged": "spent by the plan",
    "elsewhere": "on purposes outside it",
    "returned": "returned",
    "balance": "left at the end",
}


def money_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell spend by financial year against the report's tables, grants, the pressure after them, what is avoided."""
    if not facts["programme"]["enabled"]:
        return ["  no programme: nothing is spent", *_exits(estimates)]
    return [
        *_years(facts, estimates),
        *(line for grant in facts["money"].get("grants", ()) for line in _grant(grant, estimates)),
        *_on_top(estimates),
        *_unfunded(estimates),
        *_avoided(estimates),
        *_exits(estimates),
    ]


def _years(facts: Facts, estimates: Estimates) -> list[str]:
    report, rows = report_gbp(facts["money"]), []
    for year in estimates.dates_of("spend_gbp"):
        spend, left, council = (estimates(f"{name}_gbp", year) for name in ("spend", "underspend", "council"))
        tables = thousands(report[int(year)]) if int(year) in report else ""
        cells = (spend.range(thousands), tables, left.range(thousands), council.range(thousands))
        rows.append((financial_year(int(year)), *cells))
    return in_columns(HEADS, rows)


def _grant(grant: Facts, estimates: Estimates) -> list[str]:
    key = grant["key"]
    book = {words: estimates(f"grant_{name}_gbp:{key}") for name, words in BOOK.items()}
    said = [f"{words} {gbp.range(thousands)}" for words, gbp in book.items() if gbp.there and (gbp.p10 or gbp.p90)]
    lines = folded(f"{cut(grant['title'], 60)}: {'; '.join(said)}") if said else []
    others = book[BOOK["elsewhere"]]
    if abs(others.p90 - others.mean) > 1.0:  # a pound: not the same in every future, so somewhere not paid in full
        lines += folded(
            "What the grant fails to pay for purposes outside the plan is in what the council pays.", "    "
        )
    posts, fte, gbp = (estimates(f"stranded_{name}:{key}") for name in ("posts", "fte", "gbp"))
    if posts.there:
        lines += folded(
            f"Posts stranded when it ends on {on_day(grant['ends_on'])}: {posts.range(count)}"
            f" (FTE {fte.range(decimal)}), {gbp.range(thousands)} a year"
        )
    return lines


def _on_top(estimates: Estimates) -> list[str]:
    """Tell what hides in the spend, agency cover, and what is not in it, the council's acting-up allowances."""
    names = {"Agency cover within the spend": "agency_gbp", "Acting-up allowances, on top": "acting_up_gbp"}
    found = ((words, estimates(name)) for words, name in names.items())
    return [f"  {words}: {gbp.range(thousands)}" for words, gbp in found if gbp.there and gbp.mean]


def _unfunded(estimates: Estimates) -> list[str]:
    pressures = _by_year("unfunded_gbp", estimates)
    return folded(f"Unfunded after the grant ends: {'; '.join(pressures)}") if pressures else []


def _avoided(estimates: Estimates) -> list[str]:
    avoided = estimates("placement_cost_avoided_gbp")
    if not avoided.there:
        return []
    lines = [f"  Placement cost avoided: {avoided.known(thousands)}  {avoided.range(thousands)}"]
    names = {"by fewer children": "by_fewer_children_gbp", "by a cheaper mix": "by_cheaper_mix_gbp"}
    parts = {words: estimates(f"placement_cost_avoided_{name}") for words, name in names.items()}
    said = [f"{words} {part.known(thousands)}" for words, part in parts.items() if part.there]
    lines += folded(f"of it {'; '.join(said)}", "    ") if said else []
    partners = estimates("partner_placement_cost_avoided_gbp")
    if partners.there and partners.mean:
        lines.append(f"  In partner authorities: {partners.known(thousands)}  {partners.range(thousands)}")
    return lines


def _exits(estimates: Estimates) -> list[str]:
    """Tell what special guardianship, staying put and leaving care cost, and what of it the plan avoids."""
    costs, avoided = estimates("total_exit_costs_gbp"), estimates("exit_costs_avoided_gbp")
    if not costs.there:
        return []
    saved = f"; avoided {avoided.known(thousands)}" if avoided.there else ""
    return folded(f"Guardianship, staying put, leaving care, all years: {costs.range(thousands)}{saved}")


def _by_year(measure: str, estimates: Estimates) -> list[str]:
    found = ((year, estimates(measure, year)) for year in estimates.dates_of(measure))
    return [f"{financial_year(int(year))} {gbp.range(thousands)}" for year, gbp in found if gbp.mean]


def report_gbp(money: Facts) -> dict[int, float]:
    """Add the council's own tables up by financial year."""
    first: int = money["tables_first_year"]
    tables: Iterable[Iterable[tuple[float, ...]]] = (
        zip(table["pay_gbp"], table["other_gbp"], table["fixed_gbp"], strict=True) for table in money["tables"]
    )
    return {first + i: float(sum(map(sum, year))) for i, year in enumerate(zip(*tables, strict=True))}
