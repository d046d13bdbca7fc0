"""Children looked after, beside the same futures without the programme, and how likely the target is over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sfpc_sim.outputs.drifts import UNKNOWN, drifts_in_words
from sfpc_sim.outputs.report.evidence import marks
from sfpc_sim.outputs.report.prose import eight_in_ten
from sfpc_sim.outputs.report.section import Section, said
from sfpc_sim.outputs.table import CHANCE, COUNT, DAY, Column, Table, range_columns
from sfpc_sim.outputs.words import count, decimal, on_day, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.outputs.report.section import Told
    from sfpc_sim.outputs.table import Cell

# Effects come with posts that are filled, and strain among leaders undoes some of them.
LEANS_ON = ("own", "care", "effects", "recruitment", "leadership")


def children(told: Told) -> Section:
    """Tell how many children are looked after."""
    facts, estimates = told.facts, told.estimates
    on, limit = facts["target"]["on"], facts["target"]["children_under"]
    counted = estimates("looked_after_on", on)
    heading = f"Children looked after in {facts['authority']['name']}"
    if counted.there:
        half = f"half of futures have {count(counted.p50)} children looked after or more"
        heading = f"On {on_day(on)} {half}; the target is fewer than {limit:,}"
    return Section(
        name="children",
        heading=heading,
        sentences=said((
            f"{eight_in_ten(counted, count)} children on {on_day(on)}; their mean is {counted.known(count)}."
            if counted.there else "",
            _avoided(told),
            _came_back(told),
        )),
        evidence=marks(facts, *LEANS_ON),
        pictures=told.drawn("children"),
        numbers=(_with_and_without(told), *_published(told)),
        caveat="Published counts after the plan's start are a check only: the model was not given them.",
    )  # fmt: skip


def chance(told: Told) -> Section:
    """Tell how likely the target is on each 31 March, under every drift that was run."""
    estimates, limit = told.estimates, told.facts["target"]["children_under"]
    days = estimates.dates_of("under_on")
    heading = f"How likely fewer than {limit:,} children are"
    if days:
        first, last = (f"{percent(estimates('under_on', day).mean)} on {on_day(day)}" for day in (days[0], days[-1]))
        heading = f"The chance of fewer than {limit:,} is {first}{f' and {last}' if len(days) > 1 else ''}"
    lasting, ever = estimates("under_for_twelve_months"), estimates("under_by_target")
    return Section(
        name="chance",
        heading=heading,
        sentences=said((
            f"Ever by {on_day(told.facts['target']['on'])}: {ever.known(percent)}." if ever.there else "",
            f"Twelve months running by {on_day(told.facts['end'])}: {lasting.known(percent)}." if lasting.there else "",
        )),
        evidence=marks(told.facts, *LEANS_ON),
        pictures=told.drawn("chance"),
        numbers=(_chances(told),),
        caveat=f"{UNKNOWN} {drifts_in_words()}",
    )  # fmt: skip


def _avoided(told: Told) -> str:
    avoided, by = told.estimates("entries_avoided"), on_day(told.facts["end"])
    if not (told.facts["programme"]["enabled"] and avoided.there):
        return ""
    added = " Below 0: more enter care than without the programme." if avoided.mean < 0 else ""
    return (
        f"Entries to care avoided by {by}, each future beside itself without the programme: {avoided.known(decimal)};"
        f" {eight_in_ten(avoided, count)}.{added}"
    )


def _came_back(told: Told) -> str:
    again, without = told.estimates("reentries"), told.estimates("counterfactual_reentries")
    if not (told.facts["programme"]["enabled"] and again.there and without.there):
        return ""
    return f"Children who came back into care: {again.known(decimal)}; without the programme {without.known(decimal)}."


def _with_and_without(told: Told) -> Table:
    estimates = told.estimates
    rows = []
    for on in estimates.dates_of("looked_after_on"):
        own, without = estimates("looked_after_on", on), estimates("counterfactual_looked_after_on", on)
        cells = (own.mean, own.ci_low, own.ci_high, own.p10, own.p50, own.p90)
        rows.append((date.fromisoformat(on), *cells, without.mean, without.ci_low, without.ci_high))
    heads = (*_known("Mean"), *range_columns("", COUNT), *_known("Mean without it"))
    return Table(
        "Children looked after with the programme, and in the same futures without it", (Column("On", DAY), *heads),
        tuple(rows),
    )  # fmt: skip


def _known(what: str) -> tuple[Column, ...]:
    return Column(what, COUNT), Column("known from", COUNT), Column("known to", COUNT)


def _chances(told: Told) -> Table:
    """Give the chance and its interval on each 31 March for every drift."""
    estimates = told.estimates
    rows: list[tuple[Cell, ...]] = []
    for drift in estimates.drifts():
        for on in estimates.dates_of("under_on"):
            found = estimates("under_on", on, drift)
            if found.there:
                cells = (found.mean, found.ci_low, found.ci_high, found.replications)
                rows.append((f"{drift}, {on_day(on)}", *cells))
    heads = (
        Column("Drift and day"),
        Column("Chance", CHANCE),
        Column("known from", CHANCE),
        Column("known to", CHANCE),
    )
    return Table(
        f"Chance of fewer than {told.facts['target']['children_under']:,} children", (*heads, Column("Futures", COUNT)),
        tuple(rows),
    )  # fmt: skip


def _published(told: Told) -> Iterator[Table]:
    """Give where counts published later fall among the futures."""
    rows = tuple(_placed(told))
    if rows:
        heads = (Column("Count"), Column("Published", COUNT), *range_columns("", COUNT))
        yield Table("Against what happened, a check only", heads, rows)


def _placed(told: Told) -> Iterator[tuple[Cell, ...]]:
    for year in told.facts["authority"]["later"]:
        named = {
            "looked after": ("looked_after_on", f"{year['year']}-03-31", year["looked_after"]),
            "started": ("started", str(year["year"]), year["started"]),
            "ceased": ("ceased", str(year["year"]), year["ceased"]),
        }
        for words, (measure, on, published) in named.items():
            found = told.estimates(measure, on)
            if found.there and published:
                yield f"{words}, {year['year']}", published, found.p10, found.p50, found.p90
