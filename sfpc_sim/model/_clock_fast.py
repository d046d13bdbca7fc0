"""Operational time compiled: when children are due, and what their budgets are worth after a change of rates.

The clocks of all parts of a step are known before anybody lives, so a child lives through all parts in one turn. An
area's causes lie side by side, and are reckoned side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model.compiling import compiled, making_arrays
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.spells import AGE_EDGES_DAYS, CAUSES, UNACCOMPANIED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model._returning_fast import Row

    Floats = NDArray[np.float64]

_BANDS = len(AGE_EDGES_DAYS)


class Clocks(NamedTuple):
    """Operational time of every area in every part of a step."""

    until: Floats  # (part,) the day each part ends on
    turned: NDArray[np.bool_]  # (part, area) whether its pace changes where the part begins
    anchor_day: Floats  # (part, area)
    anchor: Floats  # (part, area, cause)
    pace: Floats  # (part, area, cause)


@making_arrays
def clocks_of(
    anchor_day: Floats, anchor: Floats, pace: Floats, from_day: Floats, until: Floats, paces: Floats
) -> Clocks:
    """Turn a cohort's clocks, (area,) and (cause, area), part by part to new paces (part, cause, area); keep them all.

    A clock is anchored anew only where its pace differs.
    """
    parts, areas = from_day.size, anchor_day.size
    turned, days = np.zeros((parts, areas), np.bool_), np.empty((parts, areas))
    anchors, new = np.empty((parts, areas, CAUSES)), np.empty((parts, areas, CAUSES))
    for part in range(parts):
        for area in range(areas):
            years = (from_day[part] - anchor_day[area]) / DAYS_PER_YEAR
            for cause in range(CAUSES):
                turned[part, area] |= paces[part, cause, area] != pace[cause, area]
            for cause in range(CAUSES):
                if turned[part, area]:
                    anchor[cause, area] += pace[cause, area] * years
                    pace[cause, area] = paces[part, cause, area]
                anchors[part, area, cause], new[part, area, cause] = anchor[cause, area], pace[cause, area]
            if turned[part, area]:
                anchor_day[area] = from_day[part]
            days[part, area] = anchor_day[area]
    return Clocks(until, turned, days, anchors, new)


@compiled
def cell_of(child: Row, hazards: Floats, duration_ends: Floats) -> int:
    """Give the cell of a child's exit rates; the last one is of nobody who leaves before 18."""
    if child.kind == UNACCOMPANIED:
        return len(hazards) - 1
    return (child.area * _BANDS + child.band) * duration_ends.shape[1] + child.duration


@compiled
def leaving(child: Row, cell: int, clocks: Clocks, part: int, hazards: Floats) -> tuple[float, int]:
    """Give the first day on which a budget runs out, and whose it is."""
    budget = child.budget
    return _earliest(budget[0], budget[1], budget[2], budget[3], child.area, cell, clocks, part, hazards)


@compiled
def change_rates(
    child: Row, before: int, day: float, clocks: Clocks, part: int, hazards: Floats, duration_ends: Floats
) -> tuple[float, int]:
    """Spend what the rates of a cell have spent by a day, let the new ones spend the rest; see `_left`."""
    area, cell, b = child.area, cell_of(child, hazards, duration_ends), child.budget
    years = (day - clocks.anchor_day[part, area]) / DAYS_PER_YEAR
    # All are read before any is written, so that the four of them can be reckoned at once.
    b0 = _left(b[0], hazards[before, 0], hazards[cell, 0], _time(clocks, part, area, 0, years))
    b1 = _left(b[1], hazards[before, 1], hazards[cell, 1], _time(clocks, part, area, 1, years))
    b2 = _left(b[2], hazards[before, 2], hazards[cell, 2], _time(clocks, part, area, 2, years))
    b3 = _left(b[3], hazards[before, 3], hazards[cell, 3], _time(clocks, part, area, 3, years))
    day, cause = _earliest(b0, b1, b2, b3, area, cell, clocks, part, hazards)
    b[0], b[1], b[2], b[3] = b0, b1, b2, b3
    duration_end = child.entry_day + duration_ends[area, child.duration]
    edge_day = min(child.birth_day + AGE_EDGES_DAYS[child.band], duration_end)
    child.edge_day = edge_day
    return min(edge_day, day), cause


@compiled
def _time(clocks: Clocks, part: int, area: int, cause: int, years: float) -> float:
    """Give the operational time so many years after the anchor day."""
    return clocks.anchor[part, area, cause] + clocks.pace[part, area, cause] * years


@compiled
def _left(budget: float, old: float, new: float, now: float) -> float:
    """Give what is left of a budget that an old rate has spent until now, as a new one spends it."""
    # Nothing branches here, so that the four causes can be reckoned side by side.
    spent = old * (budget - now)
    left = spent if old > 0.0 else budget
    until = now + left / new
    return until if new > 0.0 else left


@compiled
def _earliest(
    b0: float, b1: float, b2: float, b3: float, area: int, cell: int, clocks: Clocks, part: int, hazards: Floats
) -> tuple[float, int]:
    """Give the day on which the first of four budgets runs out, and which."""
    day_0, day_1 = _day(b0, 0, area, cell, clocks, part, hazards), _day(b1, 1, area, cell, clocks, part, hazards)
    day_2, day_3 = _day(b2, 2, area, cell, clocks, part, hazards), _day(b3, 3, area, cell, clocks, part, hazards)
    early, first = (day_1, 1) if day_1 < day_0 else (day_0, 0)
    late, second = (day_3, 3) if day_3 < day_2 else (day_2, 2)
    return (late, second) if late < early else (early, first)


@compiled
def _day(budget: float, cause: int, area: int, cell: int, clocks: Clocks, part: int, hazards: Floats) -> float:
    """Give the day on which a cause's budget runs out."""
    years = (budget - clocks.anchor[part, area, cause]) / clocks.pace[part, area, cause]
    day = clocks.anchor_day[part, area] + years * DAYS_PER_YEAR
    return day if hazards[cell, cause] > 0.0 else np.inf
