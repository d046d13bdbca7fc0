"""How strained the leadership is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.report.evidence import marks
from sfpc_sim.outputs.report.prose import eight_in_ten
from sfpc_sim.outputs.report.section import Section, said
from sfpc_sim.outputs.report.strip import strip_of
from sfpc_sim.outputs.sections.leaders import WAITS, leaders_heading
from sfpc_sim.outputs.table import CHANCE, COUNT, SHARE, Column, Table, range_columns
from sfpc_sim.outputs.words import count, dates_of, decimal, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.outputs.report.section import Told
    from sfpc_sim.outputs.table import Cell

HEADS = (
    Column("Role"),
    *range_columns("Days used", SHARE),
    *range_columns("Months red", COUNT),
    *(Column(head, CHANCE) for head in ("Chance of three red running", "known from", "known to")),
)


def strain(told: Told) -> Section | None:
    """Tell who is over-committed, when, and how likely; nothing where no leader's time is simulated."""
    rows = tuple(_rows(told))
    if not rows:
        return None
    running = told.estimates("red_three_months_running:director level")
    heading = "How much of their days leaders use"
    if running.there:
        heading = (
            f"Director level is over-committed three months running in {percent(running.mean)} of futures"
            f" (CI {percent(running.ci_low)} to {percent(running.ci_high)})"
        )
    return Section(
        name="strain",
        heading=heading,
        sentences=(f"{leaders_heading(told.facts)}.", *said(_sentences(told))),
        evidence=marks(told.facts, "leadership"),
        strip=next(map(strip_of, told.drawn("strain")), None),
        numbers=(Table("Leaders' load by role; red is a month above 100%", HEADS, rows),),
        caveat="The mean of a quarter hides months and futures that are worse; the table has how far they range.",
    )


def _rows(told: Told) -> Iterator[tuple[Cell, ...]]:
    for leader in told.facts["leaders"]:
        names = ("mean_utilisation", "months_above_red", "red_three_months_running")
        used, red, running = (told.estimates(f"{name}:{leader['key']}") for name in names)
        if used.there:
            ranges = (used.p10, used.p50, used.p90, red.p10, red.p50, red.p90)
            yield leader["title"], *ranges, running.mean, running.ci_low, running.ci_high


def _sentences(told: Told) -> Iterator[str]:
    facts, estimates = told.facts, told.estimates
    unmet, run = estimates("unmet_days:director level"), estimates("longest_red_run:director level")
    if unmet.there and run.there:
        yield (
            f"At director level {eight_in_ten(unmet, decimal)} days a month that are asked for and not there; of the"
            f" longest red run {eight_in_ten(run, count)} months."
        )
    if (left := estimates("leaders_left")).there:
        yield f"Leaders who leave: {eight_in_ten(left, count)}."
    waits = [(words, estimates(name)) for name, words in WAITS.items()]
    for words, wait in waits:
        if wait.there:
            yield f"Days until {words}: {eight_in_ten(wait, decimal)}."
    day = dates_of(facts)
    for leader in facts["leaders"]:
        since = estimates(f"led_from_day:{leader['key']}")
        if leader.get("post") and since.there:
            yield f"{leader['title']}, in the role from: {eight_in_ten(since, day)}."
