"""The fan of children looked after, what was published, and the target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.drawing import BLUE, GREY, INK, WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.marks import data, fan, layered, level, months_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import COUNT, DAY, Cell, Column, Table
from sfpc_sim.outputs.words import count, in_month, on_day, percent
from sfpc_sim.study.by_month import FUTURES, futures_by_month

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]
    Known = list[tuple[str, int]]

HEIGHT = 300
READING = (
    "Pale band: the middle 80 of 100 simulated futures; darker band: the middle 50; thick line: half lie below."
    " Dots: published counts; hollow ones lie after the plan's start, and the model was not given them."
)


def children_picture(found: Found) -> Picture:
    """Draw how many children are looked after month by month."""
    facts, futures = found.facts, futures_by_month(found.result, "looked_after")
    known = _published(facts)
    return Picture(
        name="children",
        title=_title(found),
        description=_description(facts, futures, known),
        reading=READING,
        table=_table(facts, futures, known),
        chart=_chart(facts, futures, known),
    )


def _title(found: Found) -> str:
    on, under = found.facts["target"]["on"], found.facts["target"]["children_under"]
    counted = found.estimates("looked_after_on", on)
    if not counted.there:
        return f"Children looked after in {found.facts['authority']['name']}, in 80 of 100 simulated futures"
    chance = found.estimates("under_on", on)
    return (
        f"On {on_day(on)} 80 of 100 simulated futures have {count(counted.p10)} to {count(counted.p90)} children looked"
        f" after; fewer than {under:,} in {percent(chance.mean)}"
    )


def _description(facts: Facts, futures: pd.DataFrame, known: Known) -> str:
    first, last, limit = futures.iloc[0], futures.iloc[-1], facts["target"]["children_under"]
    below = futures.index[futures["p50"] < limit]
    crosses = f"first lies below {limit:,} in {in_month(below[0])}" if len(below) else f"never lies below {limit:,}"
    ends = f"{count(last['p10'])} to {count(last['p90'])} in {in_month(futures.index[-1])}"
    dots = f" {len(known)} published counts are dots." if known else ""
    return (
        f"A fan that widens from {count(first['p10'])} to {count(first['p90'])} children in"
        f" {in_month(futures.index[0])} to {ends}. The middle line {crosses}.{dots}"
    )


def _published(facts: Facts) -> Known:
    """List published counts on 31 March, from five years before the plan's start."""
    authority, first = facts["authority"], int(facts["start"][:4]) - 5
    years = {year["year"]: year["looked_after"] for year in (*authority["published"], *authority["later"])}
    return [
        (f"{year}-03-31", number)
        for year, number in sorted(years.items())
        if first <= year <= int(facts["end"][:4]) and number
    ]


def _table(facts: Facts, futures: pd.DataFrame, known: Known) -> Table:
    """Give each 31 March, and the plan's last month."""
    published = dict(known)
    ends = [end for end in futures.index if end.month == 3 or end == futures.index[-1]]
    rows: list[tuple[Cell, ...]] = []
    for end in ends:
        day = end.date()
        rows.append((day, *(float(futures.loc[end, name]) for name in FUTURES), published.get(day.isoformat())))
    heads = (Column("On", DAY), *(Column(name.upper(), COUNT) for name in FUTURES), Column("Published", COUNT))
    return Table(f"Children looked after, {facts['authority']['name']}", heads, tuple(rows))


def _chart(facts: Facts, futures: pd.DataFrame, known: Known) -> Any:
    alt, _ = drawing_libraries()
    rows = [
        {"month": end.date().isoformat(), **row}
        for end, row in zip(futures.index, futures.to_dict("records"), strict=True)
    ]
    dots = [{"month": on, "count": number, "told": on <= facts["start"]} for on, number in known]
    base = alt.Chart(data(dots)).encode(x="month:T", y="count:Q")
    filled = alt.condition(alt.datum.told, alt.value(INK), alt.value("white"))
    known_marks = [
        base.mark_line(color=GREY, strokeWidth=1),
        base.mark_point(color=INK, size=45, opacity=1).encode(fill=filled),
    ]
    limit = facts["target"]["children_under"]
    target = level(
        limit,
        f"target: fewer than {limit:,} on {on_day(facts['target']['on'])}",
        at=(known or [(rows[0]["month"], 0)])[0][0],
    )
    names = alt.Chart(data(rows[-1:])).mark_text(align="left", dx=5, color=BLUE)
    ends = [
        names.encode(x="month:T", y=f"{name}:Q", text=alt.value(f"{name} {count(rows[-1][name])}"))
        for name in ("p10", "p50", "p90")
    ]
    marks = [*fan(rows, months_axis(), "children looked after"), *known_marks, *target, *ends]
    return layered(marks, width=WIDTH, height=HEIGHT)
