"""How much of their days leaders use, role by role and quarter by quarter, with the number in every cell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL
from sfpc_sim.outputs.drawing import BLUE, INK, LIGHT_BLUE, MID_BLUE, WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.labels import labels
from sfpc_sim.outputs.pictures.marks import data, layered, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import SHARE, Column, Table
from sfpc_sim.outputs.words import percent, whole_percent
from sfpc_sim.study.by_month import by_month, measured_by_month

if TYPE_CHECKING:
    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]

MONTHS_SHOWN_BY_MONTH, MOST_CELLS = 24, 24
ROW_HEIGHT = 22
# A cell's colour from a share of contracted days on, and the ink that has 4.5:1 on it; amber is 0.9, red is 1.0.
STEPS = ((0.0, "white", INK), (0.9, LIGHT_BLUE, INK), (1.0, MID_BLUE, "white"), (1.1, BLUE, "white"))
READING = (
    "Each number: the share of a role's contracted days that is asked for, in per cent, mean over simulated futures and"
    " over the {span}. Four shades: below 90, from 90 (amber), from 100 (red), from 110. The mean hides months and"
    " futures that are worse. What tasks take of leaders' days are assumptions, most of grade D: weak evidence."
)


class Role(NamedTuple):
    """A row: a role and its mean utilisation in each stretch; NaN where nobody holds it."""

    key: str
    label: str
    used: pd.Series


def strain_picture(found: Found) -> Picture | None:
    """Draw the mean utilisation of every role; nothing where no leader's time is simulated."""
    roles = _roles(found)
    if not roles:
        return None
    span = _span(_months_a_cell(len(found_months(found, roles[0]))))
    return Picture(
        name="strain",
        title=_title(found, roles),
        description=_description(roles),
        reading=READING.format(span=span),
        table=_table(roles, span),
        chart=_chart(roles),
    )


def found_months(found: Found, role: Role) -> pd.DatetimeIndex:
    """Give the months of a plan."""
    return pd.DatetimeIndex(by_month(found.result, f"utilisation:{role.key}").columns)


def _roles(found: Found) -> list[Role]:
    """List director level first, then the others, as the plan orders them."""
    measured = measured_by_month(found.result)
    leaders = [each for each in found.facts["leaders"] if f"utilisation:{each['key']}" in measured]
    leaders.sort(key=lambda each: each["tier"] not in DIRECTOR_LEVEL)
    names = labels([each["title"] for each in leaders])
    return [
        Role(each["key"], name, _mean_by_stretch(by_month(found.result, f"utilisation:{each['key']}")))
        for each, name in zip(leaders, names, strict=True)
    ]


def _mean_by_stretch(used: pd.DataFrame) -> pd.Series:
    """Average months and futures of each stretch; whoever is not in post in a month counts in none."""
    ends = pd.DatetimeIndex(used.columns)
    size = _months_a_cell(len(ends))
    month = ends.year * 12 + ends.month - 1
    stretches = pd.Series(month // size * size, index=used.columns)
    means = {first: float(used.loc[:, stretches == first].stack().mean()) for first in dict.fromkeys(stretches)}
    return pd.Series({date(first // 12, first % 12 + 1, 1): mean for first, mean in means.items()})


def _months_a_cell(months: int) -> int:
    if months <= MONTHS_SHOWN_BY_MONTH:
        return 1
    size = 3
    while months / size > MOST_CELLS:
        size *= 2
    return size


def _span(size: int) -> str:
    return {1: "month", 3: "quarter"}.get(size, f"{size} months")


def _title(found: Found, roles: list[Role]) -> str:
    worst = max(roles, key=lambda role: role.used.max())
    when = worst.used.idxmax()
    running = found.estimates("red_three_months_running:director level")
    said = (
        f"; director level is red three months running in {percent(running.mean)} of futures" if running.there else ""
    )
    return f"{worst.label} is asked for {whole_percent(worst.used.max())} of its days from {when:%b %Y}{said}"


def _description(roles: list[Role]) -> str:
    over = [role for role in roles if role.used.max() >= 1]
    cells = sum(int((role.used >= 1).sum()) for role in roles)
    named = ", ".join(role.label for role in over[:3]) + (f" and {len(over) - 3} more" if len(over) > 3 else "")
    red = f"{cells} of {sum(role.used.count() for role in roles)} cells are at 100% or above, of {named}." if over else (
        "No cell is at 100% or above."
    )  # fmt: skip
    first, last = roles[0].used.index[0], roles[0].used.index[-1]
    return f"A grid of {len(roles)} roles by {len(roles[0].used)} stretches from {first:%b %Y} to {last:%b %Y}. {red}"


def _table(roles: list[Role], span: str) -> Table:
    heads = (Column("Role"), *(Column(f"{first:%b %Y}", SHARE) for first in roles[0].used.index))
    caption = f"Mean utilisation of leaders, by {span}" + ("" if span == "month" else ", each named by its first month")
    rows = tuple((role.label, *(None if pd.isna(share) else share for share in role.used)) for role in roles)
    return Table(caption, heads, rows)


def _chart(roles: list[Role]) -> Any:
    alt, _ = drawing_libraries()
    starts = list(roles[0].used.index)
    rows = [
        {"label": role.label, "from": _over(first, starts), "share": round(100 * share), **_shade(share)}
        for role in roles
        for first, share in role.used.items()
        if not pd.isna(share)
    ]
    order = [_over(first, starts) for first in starts]
    x = alt.X(
        "from:O",
        sort=order,
        title=None,
        axis=alt.Axis(
            orient="top",
            labelExpr="split(datum.label, '|')",
            labelAngle=0,
            labelFontSize=11,
            labelPadding=17,
            domain=False,
            ticks=False,
        ),
    )
    base = alt.Chart(data(rows)).encode(x=x, y=rows_axis([role.label for role in roles]))
    marks = [
        base.mark_rect(stroke="#8c8c8c", strokeWidth=0.5).encode(color=alt.Color("fill:N", scale=None)),
        base.mark_text(fontSize=11).encode(text="share:Q", color=alt.Color("ink:N", scale=None)),
    ]  # fmt: skip
    return layered(marks, width=max(WIDTH, 31 * len(starts)), height=ROW_HEIGHT * len(roles))


def _over(first: date, starts: list[date]) -> str:
    """Head a column: its first month, and under it the year where that is new."""
    before = starts[starts.index(first) - 1] if first != starts[0] else None
    return (
        f"{first:%b}|{first.year}"
        if before is None or before.year != first.year
        else f"{first:%b}|{' ' * (first.year % 100)}"
    )


def _shade(share: float) -> dict[str, str]:
    """Choose by the number that is written, so that no 100 is shaded as a 99."""
    _, fill, ink = next(step for step in reversed(STEPS) if round(share, 2) >= step[0])
    return {"fill": fill, "ink": ink}
