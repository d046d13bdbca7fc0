"""Dates of several rows against their plan: how recruitment and partners' launches are drawn."""

from __future__ import annotations

from datetime import date, timedelta
from math import floor, isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.outputs.drawing import WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.marks import beyond, diamonds, futures_bars, layered, rows_axis
from sfpc_sim.outputs.table import DAY, Cell, Column, Table, range_columns
from sfpc_sim.outputs.words import dates_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.outputs.estimates_by_name import Estimate

    Facts = dict[str, Any]

ROW_HEIGHT = 24
READING = (
    "Thick bar: from the date that one in ten simulated futures is before (p10) to the one that nine in ten are"
    " before (p90); tick: half are before (p50); diamond: the plan's date. A triangle: p90, or more, lies after the"
    " end."
)


class Span(NamedTuple):
    """A row: when something comes, and when it was planned."""

    label: str
    when: Estimate  # in days from the plan's start
    planned: date | None


def spans_table(caption: str, head: str, spans: Sequence[Span], facts: Facts) -> Table:
    """Give planned date, p10, p50 and p90 of each row."""
    heads = (Column(head), Column("Planned", DAY), *range_columns("", DAY))
    rows = tuple((each.label, each.planned, *(_day(day, facts) for day in each.when[3:6])) for each in spans)
    return Table(caption, heads, rows)


def spans_chart(spans: Sequence[Span], facts: Facts) -> Any:
    """Draw each row as a bar from p10 to p90, p50 as a tick and the planned date as a diamond."""
    alt, _ = drawing_libraries()
    y, end = rows_axis([each.label for each in spans]), facts["end"]
    rows = [_row(each, facts) for each in spans]
    axis = alt.Axis(format="%b %Y", labelOverlap=True, title=None)
    x = alt.X("p10:T", scale=alt.Scale(type="utc", padding=12), axis=axis)
    past = [row | {"end": end, "words": row["past"]} for row in rows if row["past"]]
    marks = [
        *futures_bars([row for row in rows if row["p10"] is not None], x, y),
        diamonds(rows, alt.X("planned:T"), y),
        *beyond(past, alt.X("end:T"), y),
    ]
    return layered(marks, width=WIDTH, height=ROW_HEIGHT * len(rows))


def _row(span: Span, facts: Facts) -> dict[str, Any]:
    """Give a row's dates as ISO text, a bar's end no later than the plan's; words for what lies beyond it."""
    p10, p50, p90 = (_iso(day, facts) for day in span.when[3:6])
    late = next((name for name, day in (("p10", p10), ("p50", p50), ("p90", p90)) if day is None), None)
    planned = span.planned.isoformat() if span.planned else None
    row = {"label": span.label, "planned": planned, "past": f"{late} after the end" if late else ""}
    if p10 is None:
        return row | {"p10": None, "p50": None, "p90": None}
    return row | {"p10": p10, "p50": p50, "p90": p90 or facts["end"]}


def _day(day: float, facts: Facts) -> Cell:
    if not isfinite(day):
        return dates_of(facts)(day)
    return date.fromisoformat(facts["start"]) + timedelta(days=floor(day))


def _iso(day: float, facts: Facts) -> str | None:
    when = _day(day, facts)
    return when.isoformat() if isinstance(when, date) else None
