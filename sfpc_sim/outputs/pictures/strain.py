"""How much of their days leaders use, role by role and quarter by quarter, with the number in every cell."""

from __future__ import annotations

from datetime import date
from json import dumps
from math import isnan, nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL
from sfpc_sim.outputs.drawing import BLUE, INK, LIGHT_BLUE, MID_BLUE, WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.labels import labels
from sfpc_sim.outputs.pictures.marks import data, layered, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import SHARE, Column, Table
from sfpc_sim.outputs.words import in_month, percent, whole_percent
from sfpc_sim.study.by_month import by_month, measured_by_month

if TYPE_CHECKING:
    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]

MONTHS_SHOWN_BY_MONTH, MOST_CELLS = 24, 24
ROW_HEIGHT, CELL_WIDTH, CELL_EDGE = 22, 31, "#8c8c8c"
NAMED = 3  # roles in the description
RED = 1.0
# A cell's colour from a share of contracted days on, and the ink that has 4.5:1 on it; amber is 0.9, red is 1.0.
STEPS = ((0.0, "white", INK), (0.9, LIGHT_BLUE, INK), (RED, MID_BLUE, "white"), (1.1, BLUE, "white"))
READING = (
    "Each number: the share of a role's contracted days that is asked for, in per cent, mean over simulated futures"
    " and over the {span}. Four shades: below 90, from 90 (amber), from 100 (red), from 110. The mean hides months and"
    " futures that are worse. What tasks take of leaders' days are assumptions, most of grade D: weak evidence."
)


class Role(NamedTuple):
    """A row: a role and its mean utilisation in each stretch, by its first day; NaN where nobody holds it."""

    label: str
    used: dict[date, float]

    @property
    def most(self) -> float:
        """The highest of them."""
        return max((share for share in self.used.values() if not isnan(share)), default=0.0)


def strain_picture(found: Found) -> Picture | None:
    """Draw the mean utilisation of every role; nothing where no leader's time is simulated."""
    roles = _roles(found)
    if not roles:
        return None
    return Picture(
        name="strain",
        title=_title(found, roles),
        description=_description(roles),
        reading=READING.format(span=_span(roles[0])),
        table=_table(roles),
        chart=_chart(roles),
    )


def _roles(found: Found) -> list[Role]:
    """List director level first, then the others, as the plan orders them."""
    measured = measured_by_month(found.result)
    leaders = [each for each in found.facts["leaders"] if f"utilisation:{each['key']}" in measured]
    leaders.sort(key=lambda each: each["tier"] not in DIRECTOR_LEVEL)
    names = labels([each["title"] for each in leaders])
    return [
        Role(name, _mean_by_stretch(by_month(found.result, f"utilisation:{each['key']}")))
        for name, each in zip(names, leaders, strict=True)
    ]


def _mean_by_stretch(used: pd.DataFrame) -> dict[date, float]:
    """Average months and futures of each stretch; whoever is not in post in a month counts in none."""
    ends, size = pd.DatetimeIndex(used.columns), _months_a_cell(used.shape[1])
    stretches = (ends.year * 12 + ends.month - 1).to_numpy() // size * size
    means = {}
    for first in dict.fromkeys(stretches.tolist()):
        values = used.to_numpy()[:, stretches == first]
        held = values[~np.isnan(values)]
        means[date(first // 12, first % 12 + 1, 1)] = float(held.mean()) if held.size else nan
    return means


def _months_a_cell(months: int) -> int:
    if months <= MONTHS_SHOWN_BY_MONTH:
        return 1
    size = 3
    while months / size > MOST_CELLS:
        size *= 2
    return size


def _span(role: Role) -> str:
    """Name the stretch of a cell, from the first days of two that follow one another."""
    starts = list(role.used)
    months = 1 if len(starts) == 1 else (starts[1].year - starts[0].year) * 12 + starts[1].month - starts[0].month
    return {1: "month", 3: "quarter"}.get(months, f"{months} months")


def _title(found: Found, roles: list[Role]) -> str:
    worst = max(roles, key=lambda role: role.most)
    when = next(first for first, share in worst.used.items() if share == worst.most)
    stretch = f"in the {_span(worst)} from {in_month(when)}"
    said = f"{worst.label} is asked for {whole_percent(worst.most)} of its days {stretch}"
    running = found.estimates("red_three_months_running:director level")
    if not running.there:
        return said
    return f"{said}; director level is red three months running in {percent(running.mean)} of futures"


def _description(roles: list[Role]) -> str:
    cells = [share for role in roles for share in role.used.values() if not isnan(share)]
    over = [role.label for role in roles if _as_written(role.most) >= RED]
    more = f" and {len(over) - NAMED} more" if len(over) > NAMED else ""
    red = sum(_as_written(share) >= RED for share in cells)
    first, last = min(roles[0].used), max(roles[0].used)
    said = f"{red} of {len(cells)} cells are at 100% or above, of {', '.join(over[:NAMED])}{more}."
    return (
        f"A grid of {len(roles)} roles by {len(roles[0].used)} stretches from {in_month(first)} to {in_month(last)}."
        f" {said if over else 'No cell is at 100% or above.'}"
    )


def _table(roles: list[Role]) -> Table:
    span = _span(roles[0])
    caption = f"Mean utilisation of leaders, by {span}{'' if span == 'month' else ', each named by its first month'}"
    heads = (Column("Role"), *(Column(in_month(first), SHARE) for first in roles[0].used))
    rows = tuple((role.label, *(None if isnan(share) else share for share in role.used.values())) for role in roles)
    return Table(caption, heads, rows)


def _chart(roles: list[Role]) -> Any:
    alt, _ = drawing_libraries()
    rows = [
        {"label": role.label, "first": first.isoformat(), "share": round(100 * share), **_shade(share)}
        for role in roles
        for first, share in role.used.items()
        if not isnan(share)
    ]
    starts = list(roles[0].used)
    axis = alt.Axis(orient="top", labelExpr=_heads(starts), labelAngle=0, labelFontSize=11, labelPadding=17,
                    domain=False, ticks=False)  # fmt: skip
    x = alt.X("first:O", sort=[first.isoformat() for first in starts], title=None, axis=axis)
    base = alt.Chart(data(rows)).encode(x=x, y=rows_axis([role.label for role in roles]))
    marks = [
        base.mark_rect(stroke=CELL_EDGE, strokeWidth=0.5).encode(color=alt.Color("fill:N", scale=None)),
        base.mark_text(fontSize=11).encode(text="share:Q", color=alt.Color("ink:N", scale=None)),
    ]
    return layered(marks, width=max(WIDTH, CELL_WIDTH * len(starts)), height=ROW_HEIGHT * len(roles))


def _heads(starts: list[date]) -> str:
    """Write a column's head as the axis wants it: its first month, and under it the year where that is new."""
    years = [None, *(first.year for first in starts)]
    heads = {
        first.isoformat(): [f"{first:%b}", "" if first.year == before else str(first.year)]
        for first, before in zip(starts, years, strict=False)
    }
    return f"{dumps(heads)}[datum.value]"


def _as_written(share: float) -> float:
    return round(100 * share) / 100


def _shade(share: float) -> dict[str, str]:
    """Choose by the number that is written, so that no 100 is shaded as a 99."""
    _, fill, ink = next(step for step in reversed(STEPS) if _as_written(share) >= step[0])
    return {"fill": fill, "ink": ink}
