"""When partner authorities launch against the plan, and how far through the stages they come."""

from __future__ import annotations

from datetime import date
from math import isinf
from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.inputs.partners import STAGES
from sfpc_sim.outputs.drawing import INK, drawing_libraries
from sfpc_sim.outputs.pictures.labels import labels
from sfpc_sim.outputs.pictures.marks import data, layered, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.pictures.recommendations import recommendations_picture
from sfpc_sim.outputs.pictures.spans import READING, ROW_HEIGHT, Span, spans_chart, spans_table
from sfpc_sim.outputs.table import SHARE, Cell, Column, Table
from sfpc_sim.outputs.words import dates_of, in_month, on_date, on_day, whole_percent

if TYPE_CHECKING:
    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]

STAGE_WIDTH = 64
UNDER_WAY = "under way"
STAGES_READING = (
    " Below: in how many of 100 futures a partner has come to a stage by the plan's end. How long stages take leans on"
    " assumptions, most of grade D: weak evidence."
)


class Stages(NamedTuple):
    """The share of futures in which a partner comes to each stage by the end; nothing where it was not measured."""

    label: str
    reached: dict[str, float]


def partners_picture(found: Found) -> Picture | None:
    """Draw partners' launches and stages, or how far improvement plans come; nothing where nobody is supported."""
    names, there = _partners(found)
    spans = [
        Span(name, found.estimates(f"launched_day:{each['key']}"), date.fromisoformat(each["planned_launch"]))
        for name, each in zip(names, there, strict=True)
        if not each["launched"]
    ]
    if not spans:
        return recommendations_picture(found)
    stages = [_stages(found, name, each) for name, each in zip(names, there, strict=True)]
    return Picture(
        name="partners",
        title=_title(found, spans),
        description=_description(found, spans, stages),
        reading=READING + STAGES_READING,
        table=_table(found, names, spans, stages),
        chart=_chart(found, spans, stages),
    )


def _partners(found: Found) -> tuple[list[str], list[Facts]]:
    partners = found.facts.get("partners", ()) if found.facts["programme"]["enabled"] else ()
    there = [each for each in partners if found.estimates(f"launched_day:{each['key']}").there]
    return labels([each["title"] for each in there]), there


def _stages(found: Found, name: str, partner: Facts) -> Stages:
    measured = found.result.replications
    columns = {stage: f"{stage}_from_day:{partner['key']}" for stage in STAGES}
    shares = {stage: float(measured[column].notna().mean()) for stage, column in columns.items() if column in measured}
    return Stages(name, shares)


def _title(found: Found, spans: list[Span]) -> str:
    month, last = dates_of(found.facts, in_month), found.estimates("last_launched_day")
    planned = on_date(max(each.planned for each in spans if each.planned))
    if not last.there or isinf(last.p50):
        end = on_day(found.facts["end"], in_month)
        never = f"In half of the futures or more not every partner has launched by {end}"
        return f"{never}; the last was planned for {planned}"
    most = "not by the end" if isinf(last.p90) else f"by {month(last.p90)}"
    return (
        f"The last partner launches by {month(last.p50)} in half of the futures, {most} in"
        f" {'one in ten or more' if isinf(last.p90) else 'nine of ten'}; planned was {planned}"
    )


def _description(found: Found, spans: list[Span], stages: list[Stages]) -> str:
    day = dates_of(found.facts)
    said = [f"{each.label}: half by {day(each.when.p50)}, nine in ten by {day(each.when.p90)}." for each in spans]
    last = STAGES[-1]
    ends = [f"{each.label} {whole_percent(each.reached[last])}" for each in stages if last in each.reached]
    reached = f" Of futures in which they sustain it by the end: {', '.join(ends)}." if ends else ""
    return f"{len(spans)} bars of launches. {' '.join(said)}{reached}"


def _stage_names(stages: list[Stages]) -> list[str]:
    return [stage for stage in STAGES if any(stage in each.reached for each in stages)]


def _table(found: Found, names: list[str], spans: list[Span], stages: list[Stages]) -> Table:
    """Give launches and, of each stage, the share of futures that come to it by the end."""
    dates = spans_table("", "Partner", spans, found.facts)
    launches = {row[0]: row[1:] for row in dates.rows}
    shown = _stage_names(stages)
    rows: list[tuple[Cell, ...]] = []
    for name, each in zip(names, stages, strict=True):
        launch = launches.get(name, (UNDER_WAY, None, None, None))
        rows.append((name, *launch, *(each.reached.get(stage) for stage in shown)))
    heads = (*dates.columns, *(Column(f"Comes to {stage}", SHARE) for stage in shown))
    return Table("Launches of partners, and the stages they come to by the end", heads, tuple(rows))


def _chart(found: Found, spans: list[Span], stages: list[Stages]) -> Any:
    alt, _ = drawing_libraries()
    launches, shown = spans_chart(spans, found.facts), _stage_names(stages)
    if not shown:
        return launches
    rows = [
        {"label": each.label, "stage": stage, "share": round(100 * each.reached[stage])}
        for each in stages
        for stage in shown
        if stage in each.reached
    ]
    title = "of 100 futures, come to the stage by the end"
    x = alt.X("stage:O", sort=shown, title=title, axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False))
    base = alt.Chart(data(rows)).encode(x=x, y=rows_axis([each.label for each in stages]))
    marks = [
        base.mark_rect(fill="white", stroke="#8c8c8c", strokeWidth=0.5),
        base.mark_text(color=INK).encode(text="share:Q"),
    ]
    grid = layered(marks, width=STAGE_WIDTH * len(shown), height=ROW_HEIGHT * len(stages))
    return alt.vconcat(launches, grid)
