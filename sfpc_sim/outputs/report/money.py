"""Pounds: what is gated, what is left unfunded, what is avoided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.report.evidence import marks
from sfpc_sim.outputs.report.prose import eight_in_ten
from sfpc_sim.outputs.report.section import Section, said
from sfpc_sim.outputs.sections.money import BOOK
from sfpc_sim.outputs.table import POUNDS, Column, Table, range_columns
from sfpc_sim.outputs.words import count, financial_year, on_day, percent, thousands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.outputs.report.section import Told
    from sfpc_sim.outputs.table import Cell

HEADS = (Column("Grant"), *range_columns("", POUNDS))


def money(told: Told) -> Section | None:
    """Tell grants, pressures and savings; nothing where nothing is spent."""
    spent = told.estimates("total_spend_gbp")
    if not (told.facts["programme"]["enabled"] and spent.there and spent.p90):
        return None
    rows = tuple(_book(told))
    return Section(
        name="money",
        heading=_heading(told),
        sentences=said((*_gates(told), *_stranded(told), *_unfunded(told), *_avoided(told))),
        evidence=marks(told.facts, "money", "effects", "recruitment"),
        pictures=told.drawn("money", "break-even"),
        numbers=(Table("Grants, all years", HEADS, rows),) if rows else (),
        caveat="In nominal pounds. What is avoided is not cash in hand: a placement not made is money not spent.",
    )


def _heading(told: Told) -> str:
    spent, avoided = told.estimates("total_spend_gbp"), told.estimates("placement_cost_avoided_gbp")
    heading = f"The plan spends {thousands(spent.p10)} to {thousands(spent.p90)} in 8 of 10 futures"
    return f"{heading}; placements avoided come to {avoided.known(thousands)}" if avoided.there else heading


def _gates(told: Told) -> Iterator[str]:
    for grant in told.facts["money"].get("grants", ()):
        passed = told.estimates(f"gate_passed:{grant['gate']}")
        late = told.estimates(f"gate_late:{grant['gate']}")
        if passed.there:
            tardy = f"; three months late or more: {late.known(percent)}" if late.there else ""
            gated = thousands(grant["gated_gbp"])
            yield f"The gated {gated} is released with a chance of {passed.known(percent)}{tardy}."


def _stranded(told: Told) -> Iterator[str]:
    for grant in told.facts["money"].get("grants", ()):
        posts, gbp = (told.estimates(f"stranded_{name}:{grant['key']}") for name in ("posts", "gbp"))
        if posts.there:
            yield (
                f"Posts that stand without money when the grant ends on {on_day(grant['ends_on'])} ({grant['title']}):"
                f" {eight_in_ten(posts, count)}; a year of them costs {thousands(gbp.p10)} to {thousands(gbp.p90)}."
            )


def _unfunded(told: Told) -> Iterator[str]:
    estimates = told.estimates
    for year in estimates.dates_of("unfunded_gbp"):
        if (gbp := estimates("unfunded_gbp", year)).mean:
            yield f"Unfunded in {financial_year(int(year))}: {eight_in_ten(gbp, thousands)}."


def _avoided(told: Told) -> Iterator[str]:
    avoided = told.estimates("placement_cost_avoided_gbp")
    if avoided.there:
        yield (
            f"Placements avoided come to {avoided.known(thousands)}, each future beside itself without the programme;"
            f" {eight_in_ten(avoided, thousands)}."
        )
    by_fewer, by_mix = (
        told.estimates(f"placement_cost_avoided_by_{name}_gbp") for name in ("fewer_children", "cheaper_mix")
    )
    if by_fewer.there and by_mix.there:
        yield f"Of it {by_fewer.known(thousands)} by fewer children and {by_mix.known(thousands)} by a cheaper mix."


def _book(told: Told) -> Iterator[tuple[Cell, ...]]:
    for grant in told.facts["money"].get("grants", ()):
        for name, words in BOOK.items():
            gbp = told.estimates(f"grant_{name}_gbp:{grant['key']}")
            if gbp.there and (gbp.p10 or gbp.p90):
                yield f"{grant['title']}: {words}", gbp.p10, gbp.p50, gbp.p90
