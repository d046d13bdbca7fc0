"""Authorities that are supported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.report.evidence import marks
from sfpc_sim.outputs.report.prose import eight_in_ten
from sfpc_sim.outputs.report.section import Section
from sfpc_sim.outputs.table import COUNT, DECIMAL, Column, Table, range_columns
from sfpc_sim.outputs.words import count, dates_of, decimal, in_month, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.outputs.report.section import Told
    from sfpc_sim.outputs.table import Cell

COLOURS = ("red", "amber", "green")
HEADS = (
    Column("Authority"), *range_columns("Looked after at the end", COUNT),
    Column("Children fewer, mean", DECIMAL), Column("known from", DECIMAL), Column("known to", DECIMAL),
)  # fmt: skip


def partners(told: Told) -> Section | None:
    """Tell what becomes of authorities that are supported; nothing where there are none."""
    rows, sentences = tuple(_children(told)), tuple(_sentences(told))
    if not (told.facts["programme"]["enabled"] and (rows or sentences)):
        return None
    table = Table("Children looked after in partner authorities, and fewer than without the programme", HEADS, rows)
    return Section(
        name="partners",
        heading=_heading(told),
        sentences=sentences,
        evidence=marks(told.facts, "partners", "effects"),
        pictures=told.drawn("partners"),
        numbers=(table,) if rows else (),
    )


def _heading(told: Told) -> str:
    last, fewer = told.estimates("last_launched_day"), told.estimates("partners_children_fewer")
    if last.there and fewer.there:
        month = dates_of(told.facts, in_month)
        return (
            f"The last partner launches by {month(last.p50)} in half of futures; partners look after"
            f" {fewer.known(decimal)} children fewer at the end"
        )
    each = next(iter(told.facts["improvement"]), None)
    green = told.estimates(f"recommendations_green:{each['key']}") if each else None
    if each and green and green.there:
        return (
            f"{each['title']}: half of futures end with {count(green.p50)} or more of {each['recommendations']}"
            " recommendations green"
        )
    return "Other authorities"


def _children(told: Told) -> Iterator[tuple[Cell, ...]]:
    for partner in told.facts["partners"]:
        own = told.estimates(f"partner_looked_after_at_end:{partner['key']}")
        fewer = told.estimates(f"partner_children_fewer:{partner['key']}")
        if own.there:
            yield partner["title"], own.p10, own.p50, own.p90, fewer.mean, fewer.ci_low, fewer.ci_high


def _sentences(told: Told) -> Iterator[str]:
    facts, estimates = told.facts, told.estimates
    if (full := estimates("programme_over_full_with_five")).there:
        level = estimates("director_level_over_full_with_five")
        yield (
            f"Over the {count(full.replications)} of {count(estimates.futures())} futures in which five partners"
            f" are ever active at once, what they ask passes what the programme's roles supply with a chance of"
            f" {full.known(percent)}; director level is asked for more than its days in {level.known(percent)}."
        )
    for each in facts["improvement"]:
        found = {colour: estimates(f"recommendations_{colour}:{each['key']}") for colour in COLOURS}
        parts = [f"{colour} {count(it.p10)} to {count(it.p90)}" for colour, it in found.items() if it.there]
        if parts:
            told_of = f"{each['title']}, of {each['recommendations']} recommendations at the end"
            yield f"{told_of}, in 8 of 10 futures: {', '.join(parts)}."
    reached = estimates("authorities_reached")
    if reached.there and facts["centre"]:
        others = facts["centre"]["authorities"]
        yield f"The centre reaches, of {others} other authorities: {eight_in_ten(reached, count)}."
