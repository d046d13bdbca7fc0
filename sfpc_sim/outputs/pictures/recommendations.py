"""How far improvement plans come: recommendations red, amber and green at the plan's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.outputs.drawing import WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.labels import labels
from sfpc_sim.outputs.pictures.marks import futures_bars, layered, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import COUNT, Column, Table, range_columns
from sfpc_sim.outputs.words import count, in_month, on_day

if TYPE_CHECKING:
    from sfpc_sim.outputs.estimates_by_name import Estimate
    from sfpc_sim.outputs.found import Found

ROW_HEIGHT = 24
COLOURS = ("green", "amber", "red")
READING = (
    "Thick bar: the middle 80 of 100 simulated futures; tick: half lie below. How fast recommendations turn leans on"
    " assumptions of grade D: weak evidence."
)


class Plan(NamedTuple):
    """An improvement plan, and how many of its recommendations have a colour at the end."""

    label: str
    recommendations: int
    colours: dict[str, Estimate]


def recommendations_picture(found: Found) -> Picture | None:
    """Draw how many recommendations end red, amber and green; nothing where no improvement plan is supported."""
    plans = _plans(found)
    if not plans:
        return None
    end, first = on_day(found.facts["end"], in_month), plans[0]
    green = first.colours["green"]
    title = f"{count(green.p10)} to {count(green.p90)} of {first.recommendations} recommendations are green by {end}"
    return Picture(
        name="partners",
        title=f"{first.label}: {title} in 80 of 100 futures",
        description=" ".join(_described(plan) for plan in plans),
        reading=READING,
        table=_table(plans, end),
        chart=_chart(plans),
    )


def _plans(found: Found) -> list[Plan]:
    if not found.facts["programme"]["enabled"]:
        return []
    there = [
        (each, {colour: found.estimates(f"recommendations_{colour}:{each['key']}") for colour in COLOURS})
        for each in found.facts.get("improvement", ())
    ]
    there = [(each, colours) for each, colours in there if all(estimate.there for estimate in colours.values())]
    names = labels([each["title"] for each, _ in there])
    return [Plan(name, each["recommendations"], colours) for name, (each, colours) in zip(names, there, strict=True)]


def _described(plan: Plan) -> str:
    said = [f"{colour} {count(each.p10)} to {count(each.p90)}" for colour, each in plan.colours.items()]
    return f"Three bars for {plan.label}, of {plan.recommendations} recommendations: {', '.join(said)}."


def _table(plans: list[Plan], end: str) -> Table:
    heads = (Column("Improvement plan"), Column("Colour"), *range_columns("", COUNT))
    rows = tuple((plan.label, colour, *each[3:6]) for plan in plans for colour, each in plan.colours.items())
    return Table(f"Recommendations by {end}", heads, rows)


def _chart(plans: list[Plan]) -> Any:
    alt, _ = drawing_libraries()
    rows: list[dict[str, Any]] = [
        {"label": f"{plan.label}: {colour}", "p10": each.p10, "p50": each.p50, "p90": each.p90}
        for plan in plans
        for colour, each in plan.colours.items()
    ]
    most = max(plan.recommendations for plan in plans)
    x = alt.X("p10:Q", title="recommendations", scale=alt.Scale(domain=[0, most]))
    marks = futures_bars(rows, x, rows_axis([row["label"] for row in rows]))
    return layered(marks, width=WIDTH, height=ROW_HEIGHT * len(rows))
