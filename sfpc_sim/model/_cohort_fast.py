"""Individuals compiled: the same signatures and the same lives as `cohort`, a child at a time.

A child's events within a step are lived through one after another before the next child's turn, so a row is fetched
once however often the pace changes; who may come back is added at the end and has a turn in the same pass. Nothing is
allocated but room for more rows, and luck is made where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model._clock_fast import Clocks, cell_of, change_rates, clocks_of, leaving
from sfpc_sim.model._months_fast import month_of
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
from sfpc_sim.model.spells import (
    AGE_EDGES_DAYS,
    AT_18,
    IN_CARE,
    MOST_NEW,
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


class Entries(NamedTuple):
    """What programmes leave of entries; see `Step`."""

    month_days: Floats
    ratio: Floats
    recurrence_ratio: float


def advance(cohort: Cohort, step: Step, rules: FlowRules, luck: Luck) -> None:
    """Move every child to the end of the step; see `cohort.advance`."""
    numbers, row = rules_of(rules, luck), 0
    if numbers is None:
        advance_in_rounds(cohort, step, rules, luck)
        return
    parts = step.parts()
    clocks = clocks_of(
        cohort.anchor_day, cohort.anchor, cohort.pace, np.array([part.start_day for part in parts], np.float64),
        np.array([part.end_day for part in parts], np.float64), np.array([part.pace for part in parts]),
    )  # fmt: skip
    entries = Entries(step.month_days, step.entry_ratio, float(step.recurrence_ratio))
    while row < cohort.size:
        row, cohort.size = _live_until(cohort.table, cohort.due_day, cohort.size, row, clocks, numbers, entries)
        if row < cohort.size:
            cohort.grow()


@compiled
def _live_until(
    table: Table, due_day: Floats, size: int, row: int, clocks: Clocks, rules: Rules, entries: Entries
) -> tuple[int, int]:
    """Let rows live from `row` on; give the first row not done, for want of room, and the size."""
    # A new pace may bring anybody's day forward, so then everybody has a turn for whom a day will come.
    end = np.inf if clocks.turned.any() else clocks.until[-1]
    while row < size:
        if due_day[row] < end:
            if size + MOST_NEW > due_day.size:
                return row, size
            size = _live(table, due_day, size, row, clocks, rules, entries)
        row += 1
    return row, size


@compiled
def _live(table: Table, due_day: Floats, size: int, row: int, clocks: Clocks, rules: Rules, entries: Entries) -> int:
    """Let one row meet its events in every part of the step; give the size with who may come after it."""
    child, day, cause = table[row], due_day[row], -1
    for part in range(clocks.until.size):
        if child.state == IN_CARE and clocks.turned[part, child.area]:
            day, cause = leaving(child, cell_of(child, rules.hazards, rules.duration_ends), clocks, part, rules.hazards)
            day = min(child.edge_day, day)
        while day < clocks.until[part]:
            if child.state == WAITING:
                if not _enters(child, day, entries):
                    child.state, day = OVER, np.inf
                    break
                size = _add_recurrence(table, due_day, size, child, day, rules)
                before = len(rules.hazards) - 1
            elif day >= child.edge_day and day < child.birth_day + AGE_EDGES_DAYS[-1]:
                before = _grow(child, day, rules)
            else:
                size = _leave(table, due_day, size, row, day, cause, clocks, part, rules)
                day = np.inf
                break
            day, cause = change_rates(child, before, day, clocks, part, rules.hazards, rules.duration_ends)
    due_day[row] = day
    return size


@compiled
def _enters(child: Row, day: float, entries: Entries) -> bool:
    """Decide whether who waits enters: a coordinate against what programmes leave; whoever does is in care."""
    age, ratio = day - child.birth_day, 1.0
    if child.kind != UNACCOMPANIED:
        ratio = entries.ratio[month_of(entries.month_days, day), child.area, min(child.band, _BANDS - 1)]
        if child.support_from <= day < child.support_until:
            ratio *= entries.recurrence_ratio
    enters = child.coordinate < child.chance * ratio and age < AGE_EDGES_DAYS[-1]
    if enters:
        take_in(child, age)
    return enters


@compiled
def take_in(child: Row, age: float) -> None:
    """Put a child in care at an age in days; its rates are not changed yet."""
    child.state, child.entered = IN_CARE, True
    child.band = band_of(age)


@compiled
def _grow(child: Row, day: float, rules: Rules) -> int:
    """Let a child in care be of another age, or another time in care; give the cell of its rates before."""
    before = cell_of(child, rules.hazards, rules.duration_ends)
    older = day >= child.birth_day + AGE_EDGES_DAYS[child.band]
    longer = day >= child.entry_day + rules.duration_ends[child.area, child.duration]
    child.band += older
    child.duration += longer
    return before


@compiled
def _add_recurrence(table: Table, due_day: Floats, size: int, child: Row, day: float, rules: Rules) -> int:
    """Let an infant's removal be followed by a possible next one of the family; give the size."""
    infant = day - child.birth_day < AGE_EDGES_DAYS[0] and child.spell == 0 and child.kind != UNACCOMPANIED
    if not infant:
        return size
    coordinate, wait_days = recurrence_of(child.key, rules)
    due_day[size] = add_recurrence(child, table[size], day, coordinate, wait_days, rules)
    return size + 1


@compiled
def _leave(
    table: Table, due_day: Floats, size: int, row: int, day: float, cause: int, clocks: Clocks, part: int, rules: Rules
) -> int:
    """Let a child leave, of a cause that is -1 if it has not been found yet, and wait for a return; give the size."""
    child = table[row]
    if day >= child.edge_day:
        cause = AT_18
    elif cause < 0:
        _, cause = leaving(child, cell_of(child, rules.hazards, rules.duration_ends), clocks, part, rules.hazards)
    child.state, child.exit_day, child.cause = OVER, day, cause
    if child.kind == UNACCOMPANIED or rules.reentry_chance[cause] <= 0 or cause == AT_18:
        return size
    coordinate, wait_days = return_of(child.key, child.spell, cause, rules)
    back_day = day + wait_days
    if back_day >= child.birth_day + AGE_EDGES_DAYS[-1]:
        return size
    add_return(child, table[size], back_day, coordinate, rules)
    table[size].former, due_day[size] = row, back_day
    return size + 1
