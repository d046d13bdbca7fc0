"""Counting compiled: the same numbers as `counting`, in one pass over the rows each."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model._luck_fast import first, pair
from sfpc_sim.model._months_fast import month_of
from sfpc_sim.model._returning_fast import band_of
from sfpc_sim.model.compiling import compiled, making_arrays
from sfpc_sim.model.counting import (
    ALONE,
    CARE_LEAVERS,
    INDEPENDENT_FROM_YEARS,
    KINSHIP,
    LEFT_AT_18,
    MOVES,
    OTHER,
    PARTS_A_DAY,
    TO_RELATIVES,
    HomeYears,
    Moves,
)
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.places import HOME
from sfpc_sim.model.spells import AT_18, UNACCOMPANIED, Cohort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.model._returning_fast import Row, Table
    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Rows = NDArray[np.int64]

_BEFORE, _PLACEMENT = range(2)
PURPOSES = ("placed before the first day", "placement")
_NOUGHT = np.uint64(0)


class Tally(NamedTuple):
    """Counts of stays as they are added, all (cohort, kind, month + 2) or (cohort, kind)."""

    there: Rows  # changes of who is there at months' starts
    parts: Rows  # of days in months not begun or not ended there
    on_first_day: Rows


def spells_by_period(cohort: Cohort, edges_days: Floats) -> tuple[Rows, Rows]:
    """Count spells of care that began and that ended; see `counting.spells_by_period`."""
    counts = _spells_by_period(cohort.table, cohort.size, cohort.place_of_area, np.array(edges_days))
    return counts[0], counts[1]


def spells_between(cohort: Cohort, place: int, from_day: float, before_day: float, until_day: float) -> int:
    """Count a place's spells of care by when they began and ended; see `counting.spells_between`."""
    days = float(from_day), float(before_day), float(until_day)
    return int(_spells_between(cohort.table, cohort.size, cohort.place_of_area, place, *days))


def home_years(cohort: Cohort, first_days: Floats, end_days: Floats) -> HomeYears:
    """Count the home authority's children by year; see `counting.home_years`."""
    return HomeYears(*_home_years(cohort.table, cohort.size, cohort.place_of_area, first_days, end_days))


def support_years(cohort: Cohort, groups: Rows, ages_days: Floats, years_days: Floats) -> Floats:
    """Give years of support of leavers; see `counting.support_years`."""
    following = _next_spells(cohort.table, cohort.size)
    parts = _support(cohort.table, cohort.size, cohort.place_of_area, following, groups, ages_days, years_days)
    return np.asarray(parts / (PARTS_A_DAY * DAYS_PER_YEAR))


def placement_days(cohorts: Sequence[Cohort], luck: Luck, moves: Moves) -> tuple[Floats, Floats]:
    """Place children and count where they were; see `counting.placement_days`.

    What a child's spell comes to is the same in every cohort that has it, so two cohorts are counted together.
    """
    kinds, months = moves.mix.shape[1], moves.edges_days.size
    tally = Tally(
        np.zeros((len(cohorts), kinds, months + 1), np.int64), np.zeros((len(cohorts), kinds, months + 1), np.int64),
        np.zeros((len(cohorts), kinds), np.int64),
    )  # fmt: skip
    words = luck.words(PURPOSES)
    plain = Moves(moves.first_day, np.array(moves.edges_days), moves.mix, float(moves.per_day))
    for number in range(0, len(cohorts), 2):
        one, other = cohorts[number], cohorts[min(number + 1, len(cohorts) - 1)]
        second = other.size if other is not one else 0
        place = one.place_of_area
        _place(one.table, one.size, other.table, second, place, number, words, plain, tally)
    there = np.cumsum(tally.there[:, :, : months - 1], axis=2) * np.diff(moves.edges_days)
    return there + tally.parts[:, :, : months - 1] / PARTS_A_DAY, tally.on_first_day.astype(float)


@making_arrays
def _spells_by_period(table: Table, size: int, place_of_area: Rows, edges: Floats) -> Rows:
    counts = np.zeros((2, place_of_area[-1] + 1, edges.size + 1), np.int64)
    for row in range(size):
        child = table[row]
        if child.entered:
            place = place_of_area[child.area]
            counts[0, place, month_of(edges, child.entry_day) + 1] += 1
            counts[1, place, month_of(edges, child.exit_day) + 1] += 1
    return counts


@compiled
def _spells_between(
    table: Table, size: int, place_of_area: Rows, place: int, from_day: float, before_day: float, until_day: float
) -> int:
    count = 0
    for row in range(size):
        child = table[row]
        if child.entered and place_of_area[child.area] == place:
            count += from_day <= child.entry_day < before_day and until_day <= child.exit_day
    return count


@compiled
def _year(day: float, first_days: Floats, end_days: Floats) -> int:
    """Give the year a day lies in, -1 if in none; years follow one another."""
    if not (first_days[0] <= day < end_days[-1]):
        return -1
    return int(np.searchsorted(first_days, day, side="right")) - 1


@making_arrays
def _home_years(table: Table, size: int, place_of_area: Rows, first_days: Floats, end_days: Floats) -> Rows:
    """Count spells, and take off whoever starts, or ceases, again in the same year."""
    counts = np.zeros((3, first_days.size), np.int64)
    change = np.zeros(first_days.size + 1, np.int64)
    for row in range(size if first_days.size else 0):
        child = table[row]
        if not child.entered or place_of_area[child.area] != HOME:
            continue
        change[np.searchsorted(end_days, child.entry_day, side="right")] += 1
        change[np.searchsorted(end_days, child.exit_day, side="right")] -= 1
        started = _year(child.entry_day, first_days, end_days)
        ceased = _year(child.exit_day, first_days, end_days)
        again = child.former >= 0
        former = table[child.former] if again else child
        if started >= 0 and not (again and _year(former.entry_day, first_days, end_days) == started):
            counts[1, started] += 1
        if ceased >= 0 and not (again and _year(former.exit_day, first_days, end_days) == ceased):
            counts[2, ceased] += 1
    counts[0] = np.cumsum(change)[:-1]
    return counts


@making_arrays
def _next_spells(table: Table, size: int) -> Rows:
    following = np.full(size, -1)
    for row in range(size):
        if table[row].entered and table[row].former >= 0:
            following[table[row].former] = row
    return following


@making_arrays
def _support(
    table: Table, size: int, place_of_area: Rows, following: Rows, groups: Rows, ages_days: Floats, years_days: Floats
) -> Rows:
    parts = np.zeros((groups.size, len(years_days)), np.int64)
    horizon = years_days[-1, 1]
    for row in range(size):
        child = table[row]
        if not (child.entered and place_of_area[child.area] == HOME and 0.0 <= child.exit_day < horizon):
            continue
        back_day = table[following[row]].entry_day if following[row] >= 0 else np.inf
        for number in range(groups.size):
            if _belongs(child, groups[number]):
                begin = max(child.exit_day, child.birth_day + ages_days[number, 0])
                end = min(child.birth_day + ages_days[number, 1], back_day, horizon)
                for year in range(len(years_days)):
                    days = min(end, years_days[year, 1]) - max(begin, years_days[year, 0])
                    parts[number, year] += int(np.rint(max(days, 0.0) * PARTS_A_DAY))
    return parts


@compiled
def _belongs(child: Row, group: int) -> bool:
    """Tell whether a leaver is one of a group that is supported."""
    if group == TO_RELATIVES:
        return child.cause == KINSHIP
    if group == CARE_LEAVERS:
        old = child.exit_day - child.birth_day >= INDEPENDENT_FROM_YEARS * DAYS_PER_YEAR
        return child.cause == AT_18 or (child.cause == OTHER and old)
    return group == LEFT_AT_18 and child.cause == AT_18


@compiled
def _place(
    table: Table, size: int, other: Table, other_size: int, place_of_area: Rows, number: int, luck: Keys, moves: Moves,
    tally: Tally,
) -> None:  # fmt: skip
    """Place the children of two cohorts; a row that is the same spell in both is lived through once."""
    for row in range(max(size, other_size)):
        both = row < min(size, other_size) and _same(table[row], other[row])
        if row < size and _is_placed(table[row], place_of_area):
            _place_one(table[row], number, number + 1 if both else number, luck, moves, tally)
        if not both and row < other_size and _is_placed(other[row], place_of_area):
            _place_one(other[row], number + 1, number + 1, luck, moves, tally)


@compiled
def _same(one: Row, other: Row) -> bool:
    same = one.key == other.key and one.spell == other.spell and one.entered == other.entered
    return same and one.entry_day == other.entry_day and one.exit_day == other.exit_day


@compiled
def _is_placed(child: Row, place_of_area: Rows) -> bool:
    return child.entered and place_of_area[child.area] == HOME and child.exit_day > 0.0


@compiled
def _place_one(child: Row, number: int, last: int, luck: Keys, moves: Moves, tally: Tally) -> None:
    """Let one child move from placement to placement, counted in cohorts from `number` to `last`."""
    left = min(child.exit_day, moves.edges_days[-1])
    placed, counted_from = child.entry_day, child.entry_day
    if child.entry_day < moves.first_day:
        since = -log(first(luck[_BEFORE, 0], luck[_BEFORE, 1], child.key, _NOUGHT)) / moves.per_day
        placed, counted_from = max(moves.first_day - since, child.entry_day), moves.first_day
    address = child.spell * MOVES
    for move in range(MOVES):
        u, kind_u = pair(luck[_PLACEMENT, 0], luck[_PLACEMENT, 1], child.key, np.uint64(address + move), _NOUGHT)
        end = min(counted_from - log(u) / moves.per_day, left)
        if end > 0.0:
            band = ALONE if child.kind == UNACCOMPANIED else min(band_of(placed - child.birth_day), ALONE - 1)
            kind = 0
            while kind < moves.mix.shape[1] and kind_u >= moves.mix[band, kind]:
                kind += 1
            for cohort in range(number, last + 1):
                _add_stay(cohort, kind, placed, end, moves.edges_days, tally)
        placed = counted_from = end
        if end >= left:
            return


@compiled
def _add_stay(cohort: int, kind: int, begin: float, end: float, edges: Floats, tally: Tally) -> None:
    """Count one stay: all months begun in it, less or more what days say."""
    if begin <= 0.0:
        tally.on_first_day[cohort, kind] += 1
    begin, last = max(begin, 0.0), edges.size - 1
    enters, leaves = month_of(edges, begin), month_of(edges, end)
    tally.there[cohort, kind, enters + 1] += 1
    tally.parts[cohort, kind, enters] += int(np.rint((edges[min(enters + 1, last)] - begin) * PARTS_A_DAY))
    if leaves < last:
        tally.there[cohort, kind, leaves + 1] -= 1
        tally.parts[cohort, kind, leaves] -= int(np.rint((edges[leaves + 1] - end) * PARTS_A_DAY))
