"""The marks all pictures share, so that one kind of range looks the same everywhere.

Futures: bands with drawn edges, or thick bars, with a tick in the middle. Confidence: a thin line with end caps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.drawing import BLUE, INK, LIGHT_BLUE, MID_BLUE, drawing_libraries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rows = Sequence[Mapping[Any, Any]]


def data(rows: Rows) -> Any:
    """Give rows to a chart as they are; a chart of ours never reads a file or an address."""
    alt, _ = drawing_libraries()
    return alt.Data(values=list(rows))


def months_axis(title: str | None = None) -> Any:
    """Give the axis of months: field `month`, as ISO dates."""
    alt, _ = drawing_libraries()
    # UTC: a month end must not slip into its neighbour by the reader's time zone.
    return alt.X("month:T", title=title, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", labelOverlap=True))


def fan(rows: Rows, x: Any, y_title: str, *, zero: bool = False) -> list[Any]:
    """Draw p10 to p90 and p25 to p75 as bands with drawn edges, p50 as a line, from fields of these names."""
    alt, _ = drawing_libraries()
    base = alt.Chart(data(rows)).encode(x=x)
    scale = alt.Scale(zero=True) if zero else alt.Scale(zero=False, padding=8)  # a target at the edge stays in sight
    axis = alt.Y("p10:Q", title=y_title, scale=scale)
    drawn = {"p10": [1, 0], "p90": [1, 0], "p25": [2, 2], "p75": [2, 2]}
    edges = [
        base.mark_line(color=BLUE, strokeWidth=1, strokeDash=dash).encode(
            y=alt.Y(f"{end}:Q", title=y_title, scale=scale)
        )
        for end, dash in drawn.items()
    ]
    return [
        base.mark_area(color=LIGHT_BLUE, opacity=0.35).encode(y=axis, y2="p90:Q"),
        base.mark_area(color=LIGHT_BLUE, opacity=0.6).encode(y=alt.Y("p25:Q", title=y_title, scale=scale), y2="p75:Q"),
        *edges,
        base.mark_line(color=BLUE, strokeWidth=2.5).encode(y=alt.Y("p50:Q", title=y_title, scale=scale)),
    ]


def level(value: float, words: str, *, at: str) -> list[Any]:
    """Draw a target: a dashed line across with its name on it, at the left end `at` (an ISO date)."""
    alt, _ = drawing_libraries()
    base = alt.Chart(data([{"value": value, "words": words, "month": at}]))
    return [
        base.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.5).encode(y="value:Q"),
        base.mark_text(align="left", baseline="bottom", dy=-3, color=INK).encode(
            y="value:Q", x=alt.X("month:T"), text="words:N"
        ),
    ]


def futures_bars(rows: Rows, x: Any, y: Any) -> list[Any]:
    """Draw p10 to p90 of each row as a thick bar, p50 as a tick across it; `x` carries the axis of p10."""
    alt, _ = drawing_libraries()
    base = alt.Chart(data(rows)).encode(y=y)
    return [
        base.mark_bar(color=LIGHT_BLUE, stroke=BLUE, height=14).encode(x=x, x2="p90"),
        base.mark_tick(color=INK, thickness=3, size=20, opacity=1).encode(x=alt.X(x.shorthand.replace("p10", "p50"))),
    ]


def known_intervals(rows: Rows, x: Any, y: Any) -> list[Any]:
    """Draw `mean` as a dot and `ci_low` to `ci_high` as a thin line with end caps; `x` carries the axis of ci_low."""
    alt, _ = drawing_libraries()
    base = alt.Chart(data(rows)).encode(y=y)
    caps = [
        base.mark_tick(color=INK, thickness=1.5, size=9, opacity=1).encode(x=alt.X(f"{end}:Q"))
        for end in ("ci_low", "ci_high")
    ]
    return [
        base.mark_rule(color=INK, strokeWidth=1.5).encode(x=x, x2="ci_high"),
        *caps,
        base.mark_point(color=MID_BLUE, fill=MID_BLUE, size=60, opacity=1).encode(x=alt.X("mean:Q")),
    ]


def layered(marks: Sequence[Any], *, width: int, height: int) -> Any:
    """Lay marks over one another in a picture of a size."""
    alt, _ = drawing_libraries()
    return alt.layer(*marks).properties(width=width, height=height)


def rows_axis(names: Sequence[str]) -> Any:
    """Give the axis of rows in their order: field `label`."""
    alt, _ = drawing_libraries()
    return alt.Y("label:N", sort=list(names), title=None, axis=alt.Axis(labelLimit=340, domain=False, ticks=False))


def diamonds(rows: Rows, x: Any, y: Any) -> Any:
    """Mark what a plan or a paper says of each row: a diamond with a dark edge."""
    alt, _ = drawing_libraries()
    rows = [row for row in rows if row.get(x.shorthand.partition(":")[0]) is not None]
    mark = alt.Chart(data(rows)).mark_point(shape="diamond", color=INK, fill="white", size=70, opacity=1)
    return mark.encode(x=x, y=y)


def beyond(rows: Rows, x: Any, y: Any) -> list[Any]:
    """Mark at the end of a row what lies after it: a triangle, and field `words`."""
    alt, _ = drawing_libraries()
    mark = alt.Chart(data(rows)).mark_point(shape="triangle-right", color=INK, fill=INK, size=60, opacity=1)
    return [mark.encode(x=x, y=y), words_at(rows, x, y)]


def words_at(rows: Rows, x: Any, y: Any, **how: Any) -> Any:
    """Write field `words` of each row beside a place."""
    alt, _ = drawing_libraries()
    return alt.Chart(data(rows)).mark_text(**{"align": "left", "dx": 8} | how).encode(x=x, y=y, text="words:N")
