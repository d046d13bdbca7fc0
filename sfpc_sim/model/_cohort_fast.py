"""Individuals compiled: the same signatures and the same lives as `cohort`, a child at a time.

A child's events within a step are lived through one after another before the next child's turn; who
may come back is added at the end and has a turn in the same pass. Nothing is allocated but room for
more rows, and luck is made where it is used.
"""

from __future__ import annotations

from math import log, log1p
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model._belief_fast import packed, value_at
from sfpc_sim.model._luck_fast import child_key, first, pair
from sfpc_sim.model.cohort import Step
from sfpc_sim.model.cohort import advance as advance_in_rounds
from sfpc_sim.model.compiling import compiled
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.returning import REENTRY_WINDOW_DAYS
from sfpc_sim.model.spells import (
    AGE_EDGES_DAYS,
    AT_18,
    CAUSES,
    IN_CARE,
    OVER,
    RECURRENCE,
    REENTRY,
    UNACCOMPANIED,
    WAITING,
    Cohort,
    Columns,
    FlowRules,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Rows = NDArray[np.int64]

_RETURN, _RECURRENCE, _YOUNG = range(3)
PURPOSES = ("return to care", "recurrence", "young parent")
_BANDS = len(AGE_EDGES_DAYS)
_NOUGHT, _ONE = np.uint64(0), np.uint64(1)


class Rules(NamedTuple):
    """`FlowRules` and `Luck` as a kernel takes them."""

    hazards: Floats  # (area x age x duration, cause) per year
    duration_ends: Floats  # (area, duration)
    reentry_chance: Floats  # (cause + 1,)
    reentry_shape: float
    reentry_scale_days: float
    recurrence_chance: float  # of parents who are not young
    recurrence_young_chance: float
    young_share: float
    recurrence_wait: Floats  # a belief, packed
    infant_power: float
    luck: Keys  # (purpose, word)


class Clocks(NamedTuple):
    """Operational time of every area: (area,) and (cause, area)."""

    anchor_day: Floats
    anchor: Floats
    pace: Floats


def advance(cohort: Cohort, step: Step, rules: FlowRules, luck: Luck) -> None:
    """Move every child to the end of the step; see `cohort.advance`."""
    wait = packed(rules.recurrence_wait)
    if wait is None:
        advance_in_rounds(cohort, step, rules, luck)
        return
    clocks = Clocks(cohort.anchor_day, cohort.anchor, cohort.pace)
    _keep_pace(cohort.columns, cohort.size, clocks, step.start_day, step.pace)
    numbers, row = _numbers(rules, wait, luck), 0
    step = Step(step.start_day, step.end_day, step.pace, step.month_days, step.entry_ratio, float(step.recurrence_ratio))
    while row < cohort.size:
        row, cohort.size = _live_until(cohort.columns, cohort.size, row, clocks, numbers, *_step(step))
        if row < cohort.size:
            cohort.grow()


def start_spells(cohort: Cohort, rows: Rows, rules: FlowRules) -> None:
    """Put rows in care from the day they are due; see `cohort.start_spells`."""
    clocks = Clocks(cohort.anchor_day, cohort.anchor, cohort.pace)
    _start_spells(cohort.columns, rows, clocks, rules.hazards_by_cell, rules.duration_ends_days)


def _step(step: Step) -> tuple[float, Floats, Floats, float]:
    return step.end_day, step.month_days, step.entry_ratio, step.recurrence_ratio


def _numbers(rules: FlowRules, wait: Floats, luck: Luck) -> Rules:
    young = rules.young_share
    other = (rules.recurrence_chance - young * rules.recurrence_young_chance) / (1 - young)
    return Rules(
        rules.hazards_by_cell, rules.duration_ends_days, rules.reentry_chance, float(rules.reentry_shape),
        float(rules.reentry_scale_days), float(other), float(rules.recurrence_young_chance), float(young), wait,
        float(rules.infant_power), luck.words(PURPOSES),
    )  # fmt: skip


@compiled
def _keep_pace(c: Columns, size: int, clocks: Clocks, day: float, pace: Floats) -> None:
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
            if c.state[row] == IN_CARE and changed[c.area[row]]:
                c.due_day[row] = min(c.edge_day[row], _leaving(c, row, clocks)[0])


@compiled
def _time(clocks: Clocks, cause: int, area: int, day: float) -> float:
    """Give the operational time of a day."""
    return clocks.anchor[cause, area] + clocks.pace[cause, area] * ((day - clocks.anchor_day[area]) / DAYS_PER_YEAR)


@compiled
def _leaving(c: Columns, row: int, clocks: Clocks) -> tuple[float, int]:
    """Give the first day on which a budget runs out, and whose it is."""
    area, earliest, which = c.area[row], np.inf, 0
    for cause in range(CAUSES):
        years = (c.threshold[row, cause] - clocks.anchor[cause, area]) / clocks.pace[cause, area]
        day = clocks.anchor_day[area] + years * DAYS_PER_YEAR
        if day < earliest:
            earliest, which = day, cause
    return earliest, which


@compiled
def _live_until(
    c: Columns, size: int, row: int, clocks: Clocks, rules: Rules, end_day: float, month_days: Floats,
    entry_ratio: Floats, recurrence_ratio: float,
) -> tuple[int, int]:  # fmt: skip
    """Let rows live from `row` on; give the first row not done, for want of room, and the size."""
    while row < size:
        while c.due_day[row] < end_day:
            if size == c.due_day.size:
                return row, size
            if c.state[row] == WAITING:
                ratio = _entry_ratio(c, row, month_days, entry_ratio, recurrence_ratio)
                size = _enter(c, row, size, ratio, clocks, rules)
            else:
                size = _live(c, row, size, clocks, rules)
        row += 1
    return row, size


@compiled
def _entry_ratio(c: Columns, row: int, month_days: Floats, entry_ratio: Floats, recurrence_ratio: float) -> float:
    """Give what programmes leave of an entry on the day it is due."""
    if c.kind[row] == UNACCOMPANIED:
        return 1.0
    day = c.due_day[row]
    month = np.searchsorted(month_days, day, side="right") - 1
    ratio = entry_ratio[month, c.area[row], min(c.band[row], _BANDS - 1)]
    return ratio * recurrence_ratio if c.support_from[row] <= day < c.support_until[row] else ratio


@compiled
def _enter(c: Columns, row: int, size: int, ratio: float, clocks: Clocks, rules: Rules) -> int:
    """Let who waits enter or stay out; an infant's removal may be followed by another of the family."""
    day = c.due_day[row]
    age = day - c.birth_day[row]
    if not (c.coordinate[row] < c.chance[row] * ratio and age < AGE_EDGES_DAYS[-1]):
        c.state[row], c.due_day[row] = OVER, np.inf
        return size
    _take_in(c, row, age)
    _change_rates(c, row, clocks, rules.hazards, rules.duration_ends)
    if age < AGE_EDGES_DAYS[0] and c.spell[row] == 0 and c.kind[row] != UNACCOMPANIED:
        _add_recurrence(c, row, size, day, rules)
        size += 1
    return size


@compiled
def _take_in(c: Columns, row: int, age: float) -> None:
    c.state[row], c.entered[row] = IN_CARE, True
    c.band[row] = _band(age)


@compiled
def _band(age: float) -> int:
    band = 0
    while band < _BANDS and age >= AGE_EDGES_DAYS[band]:
        band += 1
    return band


@compiled
def _live(c: Columns, row: int, size: int, clocks: Clocks, rules: Rules) -> int:
    """Let a child in care meet its next event: a cause, the 18th birthday, or a change of rates."""
    day = c.due_day[row]
    if day < c.edge_day[row]:
        _, cause = _leaving(c, row, clocks)
        _leave(c, row, day, cause)
        if c.kind[row] != UNACCOMPANIED and rules.reentry_chance[cause] > 0:
            size = _add_reentry(c, row, size, rules)
    elif day >= c.birth_day[row] + AGE_EDGES_DAYS[-1]:
        _leave(c, row, day, AT_18)
    else:
        if day >= c.birth_day[row] + AGE_EDGES_DAYS[c.band[row]]:
            c.band[row] += 1
        if day >= c.entry_day[row] + rules.duration_ends[c.area[row], c.duration[row]]:
            c.duration[row] += 1
        _change_rates(c, row, clocks, rules.hazards, rules.duration_ends)
    return size


@compiled
def _leave(c: Columns, row: int, day: float, cause: int) -> None:
    c.state[row], c.exit_day[row], c.cause[row], c.due_day[row] = OVER, day, cause, np.inf


@compiled
def _change_rates(c: Columns, row: int, clocks: Clocks, hazards: Floats, duration_ends: Floats) -> None:
    """Spend what the old rate has spent by the day the row is due, take the new rate, find when it is due next."""
    area, band, duration, day = c.area[row], c.band[row], c.duration[row], c.due_day[row]
    cell = (area * _BANDS + band) * duration_ends.shape[1] + duration
    if c.kind[row] == UNACCOMPANIED:
        cell = len(hazards) - 1  # of nobody who leaves before 18
    for cause in range(CAUSES):
        now = _time(clocks, cause, area, day)
        left = c.budget[row, cause] - c.rate[row, cause] * (now - c.since[row, cause])
        c.budget[row, cause], c.since[row, cause], c.rate[row, cause] = left, now, hazards[cell, cause]
        c.threshold[row, cause] = now + left / hazards[cell, cause]
    edge_day = min(c.birth_day[row] + AGE_EDGES_DAYS[band], c.entry_day[row] + duration_ends[area, duration])
    c.edge_day[row] = edge_day
    c.due_day[row] = min(edge_day, _leaving(c, row, clocks)[0])


@compiled
def _start_spells(c: Columns, rows: Rows, clocks: Clocks, hazards: Floats, duration_ends: Floats) -> None:
    for row in rows:
        _take_in(c, row, c.due_day[row] - c.birth_day[row])
        _change_rates(c, row, clocks, hazards, duration_ends)


@compiled
def _add_reentry(c: Columns, row: int, size: int, rules: Rules) -> int:
    """Let a leaver wait for a possible return; see `returning.add_reentries`."""
    cause, attempt, key = c.cause[row], np.uint64(c.spell[row] + 1), c.key[row]
    k0, k1 = rules.luck[_RETURN]
    coordinate, wait_u = pair(k0, k1, key, attempt, _NOUGHT)
    chance = rules.reentry_chance[cause]
    if coordinate >= 2 * chance:
        return size
    wait = wait_u * REENTRY_WINDOW_DAYS
    if cause == 0:
        wait = rules.reentry_scale_days * (-log1p(-wait_u)) ** (1 / rules.reentry_shape)
    back_day = c.exit_day[row] + wait
    if back_day >= c.birth_day[row] + AGE_EDGES_DAYS[-1]:
        return size
    _add(c, size, row, key, back_day, coordinate, chance)
    c.kind[size], c.spell[size], c.birth_day[size] = REENTRY, c.spell[row] + 1, c.birth_day[row]
    c.band[size] = _band(back_day - c.birth_day[row])
    c.young[size], c.removed_day[size] = False, np.nan
    b0, b1 = pair(k0, k1, key, attempt, _ONE)
    b2, b3 = pair(k0, k1, key, attempt, _ONE + _ONE)
    _budget(c, size, b0, b1, b2, b3)
    return size + 1


@compiled
def _add_recurrence(c: Columns, row: int, size: int, removed: float, rules: Rules) -> None:
    """Let a family whose infant was removed wait for a possible next removal; see `returning.add_recurrences`."""
    key = child_key(c.key[row], _ONE)
    k0, k1 = rules.luck[_RECURRENCE]
    coordinate, wait_u = pair(k0, k1, key, _NOUGHT, _NOUGHT)
    age_u, b0 = pair(k0, k1, key, _NOUGHT, _ONE)
    b1, b2 = pair(k0, k1, key, _NOUGHT, _ONE + _ONE)
    b3, _ = pair(k0, k1, key, _NOUGHT, _ONE + _ONE + _ONE)
    y0, y1 = rules.luck[_YOUNG]
    young = first(y0, y1, c.family[row], _NOUGHT) < rules.young_share
    next_day = removed + value_at(rules.recurrence_wait, wait_u)
    chance = rules.recurrence_young_chance if young else rules.recurrence_chance
    _add(c, size, row, key, next_day, coordinate, chance)
    c.kind[size], c.spell[size] = RECURRENCE, 0
    c.birth_day[size] = next_day - age_u**rules.infant_power * DAYS_PER_YEAR
    c.band[size], c.young[size], c.removed_day[size] = 0, young, removed
    _budget(c, size, b0, b1, b2, b3)


@compiled
def _add(c: Columns, row: int, parent: int, key: np.uint64, day: float, coordinate: float, chance: float) -> None:
    """Fill a row that waits from a day on, of the area and family of another."""
    c.key[row], c.family[row], c.area[row] = key, c.family[parent], c.area[parent]
    c.state[row], c.cause[row], c.duration[row], c.entered[row] = WAITING, -1, 0, False
    c.entry_day[row], c.due_day[row], c.exit_day[row], c.edge_day[row] = day, day, np.inf, np.inf
    c.coordinate[row], c.chance[row] = coordinate, chance
    c.support_from[row], c.support_until[row] = np.inf, np.inf


@compiled
def _budget(c: Columns, row: int, u0: float, u1: float, u2: float, u3: float) -> None:
    c.budget[row, 0], c.budget[row, 1], c.budget[row, 2], c.budget[row, 3] = -log(u0), -log(u1), -log(u2), -log(u3)
    for cause in range(CAUSES):
        c.since[row, cause], c.rate[row, cause], c.threshold[row, cause] = 0.0, 0.0, 0.0
