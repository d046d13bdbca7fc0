"""Individuals compiled: the same signatures and the same lives as `cohort`, a child at a time.

A child's events within a step are lived through one after another before the next child's turn; who
may come back is added at the end and has a turn in the same pass. Nothing is allocated but room for
more rows, and luck is made where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model._returning_fast import (
    Rules,
    add_recurrence,
    add_return,
    band_of,
    recurrence_of,
    return_of,
    rules_of,
)
from sfpc_sim.model.cohort import Step
from sfpc_sim.model.cohort import advance as advance_in_rounds
from sfpc_sim.model.compiling import compiled
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.spells import (
    AGE_EDGES_DAYS,
    AT_18,
    CAUSES,
    IN_CARE,
    OVER,
    UNACCOMPANIED,
    WAITING,
    Cohort,
    FlowRules,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model._returning_fast import Row, Table
    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

_BANDS = len(AGE_EDGES_DAYS)


class Clocks(NamedTuple):
    """Operational time of every area: (area,) and (cause, area)."""

    anchor_day: Floats
    anchor: Floats
    pace: Floats


def advance(cohort: Cohort, step: Step, rules: FlowRules, luck: Luck) -> None:
    """Move every child to the end of the step; see `cohort.advance`."""
    numbers, row = rules_of(rules, luck), 0
    if numbers is None:
        advance_in_rounds(cohort, step, rules, luck)
        return
    clocks = Clocks(cohort.anchor_day, cohort.anchor, cohort.pace)
    # Compiled for one layout of memory.
    pace = np.ascontiguousarray(step.pace)
    _keep_pace(cohort.table, cohort.due_day, cohort.size, clocks, numbers, float(step.start_day), pace)
    changes = float(step.end_day), step.month_days, step.entry_ratio, float(step.recurrence_ratio)
    while row < cohort.size:
        row, cohort.size = _live_until(cohort.table, cohort.due_day, cohort.size, row, clocks, numbers, *changes)
        if row < cohort.size:
            cohort.grow()


@compiled
def _keep_pace(
    table: Table, due_day: Floats, size: int, clocks: Clocks, rules: Rules, day: float, pace: Floats
) -> None:
    """Change the pace from a day on, in those areas where it differs."""
    areas = pace.shape[1]
    changed = np.zeros(areas, np.bool_)
    for area in range(areas):
        for cause in range(CAUSES):
            changed[area] |= pace[cause, area] != clocks.pace[cause, area]
        if changed[area]:
            for cause in range(CAUSES):
                clocks.anchor[cause, area] = _time(clocks, cause, area, day)
                clocks.pace[cause, area] = pace[cause, area]
            clocks.anchor_day[area] = day
    if changed.any():
        for row in range(size):
            if table[row].state == IN_CARE and changed[table[row].area]:
                cell = _cell(table[row], rules.hazards, rules.duration_ends)
                due_day[row] = min(table[row].edge_day, _leaving(table[row], cell, clocks, rules.hazards)[0])


@compiled
def _time(clocks: Clocks, cause: int, area: int, day: float) -> float:
    """Give the operational time of a day."""
    return clocks.anchor[cause, area] + clocks.pace[cause, area] * ((day - clocks.anchor_day[area]) / DAYS_PER_YEAR)


@compiled
def _cell(child: Row, hazards: Floats, duration_ends: Floats) -> int:
    """Give the cell of a child's exit rates; the last one is of nobody who leaves before 18."""
    if child.kind == UNACCOMPANIED:
        return len(hazards) - 1
    return (child.area * _BANDS + child.band) * duration_ends.shape[1] + child.duration


@compiled
def _leaving(child: Row, cell: int, clocks: Clocks, hazards: Floats) -> tuple[float, int]:
    """Give the first day on which a budget runs out, and whose it is."""
    area, earliest, which = child.area, np.inf, 0
    for cause in range(CAUSES):
        if hazards[cell, cause] > 0.0:
            years = (child.budget[cause] - clocks.anchor[cause, area]) / clocks.pace[cause, area]
            day = clocks.anchor_day[area] + years * DAYS_PER_YEAR
            if day < earliest:
                earliest, which = day, cause
    return earliest, which


@compiled
def _live_until(
    table: Table, due_day: Floats, size: int, row: int, clocks: Clocks, rules: Rules, end_day: float,
    month_days: Floats, entry_ratio: Floats, recurrence_ratio: float,
) -> tuple[int, int]:  # fmt: skip
    """Let rows live from `row` on; give the first row not done, for want of room, and the size."""
    while row < size:
        child = table[row]
        while due_day[row] < end_day:
            if size == due_day.size:
                return row, size
            day = due_day[row]
            if child.state == WAITING:
                ratio = _entry_ratio(child, day, month_days, entry_ratio, recurrence_ratio)
                due_day[row], due_day[size], more = _enter(child, table[size], day, ratio, clocks, rules)
            else:
                due_day[row], due_day[size], more = _live(child, table[size], row, day, clocks, rules)
            size += more
        row += 1
    return row, size


@compiled
def _entry_ratio(child: Row, day: float, month_days: Floats, entry_ratio: Floats, recurrence_ratio: float) -> float:
    """Give what programmes leave of an entry on the day it is due."""
    if child.kind == UNACCOMPANIED:
        return 1.0
    month = np.searchsorted(month_days, day, side="right") - 1
    ratio = entry_ratio[month, child.area, min(child.band, _BANDS - 1)]
    return ratio * recurrence_ratio if child.support_from <= day < child.support_until else ratio


@compiled
def _enter(
    child: Row, next_child: Row, day: float, ratio: float, clocks: Clocks, rules: Rules
) -> tuple[float, float, int]:
    """Let who waits enter or stay out; an infant's removal may be followed by another of the family.

    Gives when the child is due next, when a child of the next row is, and how many of those there are.
    """
    age = day - child.birth_day
    if not (child.coordinate < child.chance * ratio and age < AGE_EDGES_DAYS[-1]):
        child.state = OVER
        return np.inf, np.inf, 0
    take_in(child, age)
    due = change_rates(child, len(rules.hazards) - 1, day, clocks, rules.hazards, rules.duration_ends)
    if age < AGE_EDGES_DAYS[0] and child.spell == 0 and child.kind != UNACCOMPANIED:
        coordinate, wait_days = recurrence_of(child.key, rules)
        return due, add_recurrence(child, next_child, day, coordinate, wait_days, rules), 1
    return due, np.inf, 0


@compiled
def take_in(child: Row, age: float) -> None:
    """Put a child in care at an age in days; its rates are not changed yet."""
    child.state, child.entered = IN_CARE, True
    child.band = band_of(age)


@compiled
def _live(child: Row, next_child: Row, row: int, day: float, clocks: Clocks, rules: Rules) -> tuple[float, float, int]:
    """Let a child in care meet its next event: a cause, the 18th birthday, or a change of rates; see `_enter`."""
    cell = _cell(child, rules.hazards, rules.duration_ends)
    if day < child.edge_day:
        _, cause = _leaving(child, cell, clocks, rules.hazards)
        _leave(child, day, cause)
        if child.kind != UNACCOMPANIED and rules.reentry_chance[cause] > 0:
            return _returning(child, next_child, row, rules)
    elif day >= child.birth_day + AGE_EDGES_DAYS[-1]:
        _leave(child, day, AT_18)
    else:
        if day >= child.birth_day + AGE_EDGES_DAYS[child.band]:
            child.band += 1
        if day >= child.entry_day + rules.duration_ends[child.area, child.duration]:
            child.duration += 1
        return change_rates(child, cell, day, clocks, rules.hazards, rules.duration_ends), np.inf, 0
    return np.inf, np.inf, 0


@compiled
def _leave(child: Row, day: float, cause: int) -> None:
    child.state, child.exit_day, child.cause = OVER, day, cause


@compiled
def change_rates(child: Row, before: int, day: float, clocks: Clocks, hazards: Floats, duration_ends: Floats) -> float:
    """Spend what the rates of a cell have spent by a day, let the new ones spend the rest, and give when it is due."""
    area, cell = child.area, _cell(child, hazards, duration_ends)
    years = (day - clocks.anchor_day[area]) / DAYS_PER_YEAR
    for cause in range(CAUSES):
        old, new = hazards[before, cause], hazards[cell, cause]
        if old > 0.0 or new > 0.0:
            now = clocks.anchor[cause, area] + clocks.pace[cause, area] * years
            left = old * (child.budget[cause] - now) if old > 0.0 else child.budget[cause]
            child.budget[cause] = now + left / new if new > 0.0 else left
    duration_end = child.entry_day + duration_ends[area, child.duration]
    child.edge_day = min(child.birth_day + AGE_EDGES_DAYS[child.band], duration_end)
    return min(child.edge_day, _leaving(child, cell, clocks, hazards)[0])


@compiled
def _returning(child: Row, again: Row, row: int, rules: Rules) -> tuple[float, float, int]:
    """Let a leaver wait for a possible return; see `returning.add_reentries` and `_enter`."""
    coordinate, wait_days = return_of(child.key, child.spell, child.cause, rules)
    day = child.exit_day + wait_days
    if day >= child.birth_day + AGE_EDGES_DAYS[-1]:
        return np.inf, np.inf, 0
    add_return(child, again, day, coordinate, rules)
    again.former = row
    return np.inf, day, 1
