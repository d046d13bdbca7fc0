"""The chance to be under the target, month by month, under every drift that was simulated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sfpc_sim.model.months import DAYS_PER_MONTH
from sfpc_sim.outputs.drawing import BLUE, GREY, INK, WIDTH, drawing_libraries
from sfpc_sim.outputs.drifts import UNKNOWN, drifts_in_words
from sfpc_sim.outputs.pictures.marks import data, layered, months_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import CHANCE, DAY, Cell, Column, Table
from sfpc_sim.outputs.words import in_month, on_day, percent
from sfpc_sim.study.by_month import chance_below_by_month

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]
    Chances = dict[str, pd.DataFrame]  # by drift, the scenario's own first

HEIGHT = 240
DASHES = ([8, 3], [8, 3, 2, 3])  # of the other drifts
TOPS = (0.1, 0.25, 0.5, 1.0)  # where the axis may end: the first that holds every line


def chance_picture(found: Found) -> Picture:
    """Draw how the chance to be under the target goes month by month."""
    facts, chances = found.facts, _chances(found)
    return Picture(
        name="chance",
        title=_title(found),
        description=_description(found, chances),
        reading=_reading(found, chances),
        table=_table(facts, chances),
        chart=_chart(facts, chances),
    )


def _chances(found: Found) -> Chances:
    under = found.facts["target"]["children_under"]
    results = (found.result, *found.result.alternatives.values())
    return {each.drift: chance_below_by_month(each, "looked_after", under) for each in results}


def _title(found: Found) -> str:
    on, under = found.facts["target"]["on"], found.facts["target"]["children_under"]
    met = found.estimates("under_on", on)
    if not met.there:
        return f"The chance of fewer than {under:,} children looked after, month by month"
    return f"The chance of fewer than {under:,} children looked after on {on_day(on)} is {met.known(percent)}"


def _description(found: Found, chances: Chances) -> str:
    own = chances[found.result.drift]["mean"]
    first, last, highest = own.index[0], own.index[-1], own.index[int(own.argmax())]
    shape = f", highest in {in_month(highest)} with {percent(own.max())}" if own.max() else ", never above 0%"
    others = [f"{percent(each['mean'].iloc[-1])} under {drift} drift" for drift, each in list(chances.items())[1:]]
    at_the_end = f" At the end {'; '.join(others)}." if others else ""
    ends = f"{percent(own.iloc[0])} in {in_month(first)} to {percent(own.iloc[-1])} in {in_month(last)}"
    return f"A line from {ends}{shape}.{at_the_end}"


def _reading(found: Found, chances: Chances) -> str:
    top = _top(chances)
    cut = "" if top == 1 else f" The axis ends at {percent(top)}, not at 100%."
    reviews = " Small triangles: reviews of a gate." if _reviews(found.facts) else ""
    return (
        "Line: the share of simulated futures under the target on each month's last day; thin dotted lines above and"
        f" below: how well it is known (95%, each month by itself).{cut}{reviews} {UNKNOWN} {drifts_in_words(chances)}"
    )


def _top(chances: Chances) -> float:
    own = next(iter(chances.values()))
    highest = max(own["ci_high"].max(), *(each["mean"].max() for each in chances.values()))
    return next(top for top in TOPS if highest <= top)


def _reviews(facts: Facts) -> list[date]:
    """List the days on which gates are asked within the plan."""
    start, end = (date.fromisoformat(facts[key]) for key in ("start", "end"))
    days = {
        date.fromisoformat(gate["first_review"]) + timedelta(days=round(number * gate["every_months"] * DAYS_PER_MONTH))
        for gate in facts.get("gates", ())
        for number in range(gate["reviews"])
    }
    return sorted(day for day in days if start <= day <= end)


def _table(facts: Facts, chances: Chances) -> Table:
    """Give each 31 March and the last month: the chance under each drift, and how well the first is known."""
    own = next(iter(chances.values()))
    ends = [end for end in own.index if end.month == 3 or end == own.index[-1]]
    names = list(chances)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (end.date(), *(float(own.loc[end, name]) for name in ("mean", "ci_low", "ci_high")),
         *(float(chances[drift].loc[end, "mean"]) for drift in names[1:]))
        for end in ends
    )  # fmt: skip
    heads = [f"Chance, {names[0]} drift", "CI from", "CI to", *(f"Chance, {drift} drift" for drift in names[1:])]
    under = facts["target"]["children_under"]
    caption = f"Chance of fewer than {under:,} children looked after"
    return Table(caption, (Column("On", DAY), *(Column(head, CHANCE) for head in heads)), rows)


def _chart(facts: Facts, chances: Chances) -> Any:
    alt, _ = drawing_libraries()
    y = alt.Y("mean:Q", title="chance", scale=alt.Scale(domain=[0, _top(chances)]), axis=alt.Axis(format="%"))
    own, *others = chances
    rows = _rows(chances[own])
    base = alt.Chart(data(rows)).encode(x=months_axis())
    marks = [
        *_marked_days(facts, _top(chances)),
        *(base.mark_line(color=GREY, strokeWidth=1, strokeDash=[1, 3], strokeCap="round").encode(y=f"{end}:Q")
          for end in ("ci_low", "ci_high")),
        base.mark_line(color=BLUE, strokeWidth=2.5).encode(y=y),
    ]  # fmt: skip
    for drift, dash in zip(others, DASHES, strict=False):
        line = alt.Chart(data(_rows(chances[drift]))).mark_line(color=INK, strokeWidth=1.5, strokeDash=dash)
        marks.append(line.encode(x="month:T", y="mean:Q"))
    marks.append(_names(chances))
    return layered(marks, width=WIDTH, height=HEIGHT)


def _names(chances: Chances) -> Any:
    """Name each line at its end, far enough from its neighbours."""
    alt, _ = drawing_libraries()
    top, ends = _top(chances), sorted((table["mean"].iloc[-1], drift) for drift, table in chances.items())
    month = next(iter(chances.values())).index[-1].date().isoformat()
    rows, lowest = [], 0.0
    for chance, drift in ends:
        at = max(chance, lowest)
        lowest = at + top / 16
        rows.append({"month": month, "at": at, "words": f"{drift} drift {percent(chance)}"})
    return alt.Chart(data(rows)).mark_text(align="left", dx=6).encode(x="month:T", y="at:Q", text="words:N")


def _marked_days(facts: Facts, top: float) -> list[Any]:
    """Mark the target's date across, and reviews of gates at the foot."""
    alt, _ = drawing_libraries()
    on = facts["target"]["on"]
    target = alt.Chart(data([{"month": on, "words": f"target {on_day(on)}", "at": top}])).encode(x="month:T")
    start, end, day = (date.fromisoformat(each) for each in (facts["start"], facts["end"], on))
    late = day - start > end - day
    side = {"align": "right", "dx": -5} if late else {"align": "left", "dx": 5}
    reviews = [{"month": day.isoformat(), "at": 0} for day in _reviews(facts)]
    return [
        target.mark_rule(color=INK, strokeDash=[6, 4]),
        target.mark_text(baseline="top", dy=3, **side).encode(y="at:Q", text="words:N"),
        alt.Chart(data(reviews)).mark_point(shape="triangle-up", color=INK, size=40, opacity=1).encode(
            x="month:T", y="at:Q"),
    ]  # fmt: skip


def _rows(chance: pd.DataFrame) -> list[dict[str, Any]]:
    months = [end.date().isoformat() for end in chance.index]
    values = {name: chance[name].tolist() for name in ("mean", "ci_low", "ci_high")}
    return [{"month": month, **{name: each[at] for name, each in values.items()}} for at, month in enumerate(months)]
