"""How many days from the start of recruitment it takes to fill posts, grade by grade."""

from __future__ import annotations

from datetime import date
from math import isinf
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sfpc_sim.outputs.drawing import WIDTH, drawing_libraries
from sfpc_sim.outputs.pictures.labels import labels
from sfpc_sim.outputs.pictures.marks import beyond, futures_bars, layered, rows_axis
from sfpc_sim.outputs.pictures.picture import Picture
from sfpc_sim.outputs.table import COUNT, Cell, Column, Table, range_columns
from sfpc_sim.outputs.words import count
from sfpc_sim.study.estimates import range_of_dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.outputs.found import Found

    Facts = dict[str, Any]

ROW_HEIGHT = 24
READING = (
    "Each row pools all posts of a grade in all simulated futures. Thick bar: one in ten posts is filled sooner"
    " (p10), nine in ten are by its end (p90); tick: half are. Stages of recruitment and how often a round finds"
    " nobody lean on assumptions, many of grade D."
)


class Wait(NamedTuple):
    """A row: how long posts wait to be filled, in days; infinity is beyond the plan's end."""

    label: str
    posts: int
    p10: float
    p50: float
    p90: float


def time_to_fill_picture(found: Found) -> Picture | None:
    """Draw days until posts are filled by grade; nothing where no recruitment is simulated."""
    waits = _waits(found)
    if not waits:
        return None
    everyone, grades = waits[0], waits[1:]
    longest, shortest = max(grades, key=_half_and_most), min(grades, key=_half_and_most)
    return Picture(
        name="time-to-fill",
        title=f"Half of posts are {_within(everyone.p50)} of the start of recruitment; {_slow(everyone)}",
        description=(
            f"{len(waits)} rows of bars: all {everyone.posts} posts, then by grade. {longest.label} takes longest, half"
            f" {_within(longest.p50)}; {shortest.label} is quickest, half {_within(shortest.p50)}."
        ),
        reading=READING,
        table=_table(waits),
        chart=_chart(waits),
    )  # fmt: skip


def _waits(found: Found) -> list[Wait]:
    """Pool the days by grade, the longest wait first; all posts before them."""
    facts, measured = found.facts, found.result.replications
    # Who is moved into a post is not recruited.
    there = [post for post in facts["posts"] if f"in_post_day:{post['key']}" in measured and not post.get("filled_by")]
    programme = facts["programme"]
    if not there or not programme["enabled"] or programme["posts_filled"] != "simulated":
        return []
    days = {
        post["key"]: measured[f"in_post_day:{post['key']}"].to_numpy(np.float64) - _first_day(post, facts)
        for post in there
    }
    grades = sorted({post["grade"] for post in there})
    pooled = [(grade, [days[post["key"]] for post in there if post["grade"] == grade]) for grade in grades]
    names = labels([f"Grade {grade}" for grade in grades])
    rows = [_wait(name, some) for name, (_, some) in zip(names, pooled, strict=True)]
    return [_wait("All posts", list(days.values())), *sorted(rows, key=_half_and_most, reverse=True)]


def _wait(name: str, days: list[NDArray[np.float64]]) -> Wait:
    return Wait(name, len(days), *range_of_dates(np.concatenate(days)))


def _first_day(post: Facts, facts: Facts) -> int:
    """Give the day, from the plan's start, on which a post's recruitment may begin."""
    own = [each["recruitment_from"] for each in facts["teams"] if each["key"] == post["team"]]
    starts = next(filter(None, own), facts["programme"]["recruitment_from"])
    return (date.fromisoformat(starts) - date.fromisoformat(facts["start"])).days


def _half_and_most(wait: Wait) -> tuple[float, float]:
    return wait.p50, wait.p90


def _within(days: float) -> str:
    return "not filled by the plan's end" if isinf(days) else f"filled within {count(days)} days"


def _slow(wait: Wait) -> str:
    if isinf(wait.p90):
        return "one in ten or more are not filled by the plan's end"
    return f"one in ten takes more than {count(wait.p90)}"


def _table(waits: list[Wait]) -> Table:
    heads = (Column("Posts"), Column("How many", COUNT), *range_columns("", COUNT))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.label, float(each.posts), *("after the end" if isinf(day) else day for day in each[2:])) for each in waits
    )
    return Table("Days from the start of recruitment to in post", heads, rows)


def _chart(waits: list[Wait]) -> Any:
    alt, _ = drawing_libraries()
    names = [f"{each.label} ({each.posts})" for each in waits]
    end = max((day for each in waits for day in each[2:] if not isinf(day)), default=1.0) * 1.02
    rows = [
        {"label": name, "words": "p90 after the end" if isinf(each.p90) else "", "end": end}
        | {field: min(getattr(each, field), end) for field in ("p10", "p50", "p90")}
        for name, each in zip(names, waits, strict=True)
    ]
    y, past = rows_axis(names), [row for row in rows if row["words"]]
    x = alt.X("p10:Q", title="days from the start of recruitment", scale=alt.Scale(zero=True))
    return layered(
        [*futures_bars(rows, x, y), *beyond(past, alt.X("end:Q"), y)], width=WIDTH, height=ROW_HEIGHT * len(rows)
    )
