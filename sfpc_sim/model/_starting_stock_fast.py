"""The first day compiled: the same children as `starting_stock`, written where they live or wait."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model._clock_fast import Clocks, change_rates, clocks_of
from sfpc_sim.model._cohort_fast import take_in
from sfpc_sim.model._luck_fast import child_key, first, pair
from sfpc_sim.model._returning_fast import add_recurrence, add_return, give_budget, recurrence_of, return_of, rules_of
from sfpc_sim.model.compiling import compiled
from sfpc_sim.model.expected_flows import MONTHS, accompanied
from sfpc_sim.model.luck import key_of
from sfpc_sim.model.months import DAYS_PER_MONTH, DAYS_PER_YEAR
from sfpc_sim.model.places import place_of_areas
from sfpc_sim.model.spells import AGE_EDGES_DAYS, ROW, STOCK, UNACCOMPANIED, Cohort
from sfpc_sim.model.starting_stock import StockShape, stock_shape_of
from sfpc_sim.model.starting_stock import starting_cohort as starting_cohort_in_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.model._returning_fast import Row, Rules, Table
    from sfpc_sim.model.places import Place
    from sfpc_sim.model.spells import FlowRules
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Rows = NDArray[np.int64]

_AREA, _STOCK, _LEAVER, _REMOVAL, _BUDGET = range(5)
PURPOSES = ("area", "stock", "past leaver", "past removal", "exit budget")
_NOUGHT, _ONE = np.uint64(0), np.uint64(1)
_BANDS = len(AGE_EDGES_DAYS)
_LEAP = 16  # cells at once


class Town(NamedTuple):
    """A place as a kernel takes it."""

    first_day: float
    first_area: int
    area_share: Floats  # (area,) cumulated
    luck: Keys  # (purpose, word)


class Past(NamedTuple):
    """An authority's published past and stock; the same in every replication."""

    key: Keys  # (home, kinship, removed or stock)
    by_year: Rows  # (home, kinship or removed; year) children, the last year first
    age_share: Floats  # (age,) of who went home, cumulated
    by_age: Rows  # (age,) children in care, the unaccompanied apart
    unaccompanied: int
    shape: StockShape


def starting_cohort(world: World, places: Sequence[Place], rules: FlowRules, room: int = 0) -> Cohort:
    """Make the cohort of the first day; see `starting_stock.starting_cohort`."""
    numbers = rules_of(rules, world.luck)
    if numbers is None:
        return starting_cohort_in_arrays(world, places, rules)
    in_care = sum(sum(place.authority.stock_by_age) for place in places)
    cohort = Cohort(in_care + in_care // 4 + room, place_of_areas(places), world.scenario.first_day)
    first, scratch = np.array([cohort.anchor_day[0]]), np.zeros(1, ROW)
    clocks = clocks_of(cohort.anchor_day, cohort.anchor, cohort.pace, first, first, cohort.pace[None])
    luck = world.luck.words(PURPOSES)
    for place in places:
        town = Town(world.scenario.first_day, place.first_area, np.cumsum(place.area_share), luck)
        past = _past(place.authority, rules.infant_power)
        while cohort.size + int(past.by_year.sum()) + sum(place.authority.stock_by_age) > cohort.table.size:
            cohort.grow()
        cohort.size = _settle(cohort.table, cohort.due_day, cohort.size, scratch[0], town, past, numbers, clocks)
    return cohort


@lru_cache(maxsize=512)
def _past(authority: Authority, infant_power: float) -> Past:
    names = ("left 0", "left 1", "removed", "stock")
    by_year = (
        authority.returned_home_by_past_year,
        authority.kinship_by_past_year,
        authority.infant_starts_by_past_year,
    )
    longest = max(len(counts) for counts in by_year)
    return Past(
        key=np.array([key_of(f"{authority.code} {name}") for name in names], np.uint64),
        by_year=np.array([(*counts, *(0,) * (longest - len(counts))) for counts in by_year]),
        age_share=np.cumsum(authority.home_exit_share_by_age),
        by_age=np.array(accompanied(authority.stock_by_age, authority.stock_unaccompanied)),
        unaccompanied=authority.stock_unaccompanied,
        shape=stock_shape_of(authority, infant_power),
    )


@compiled
def _settle(
    table: Table, due_day: Floats, size: int, scratch: Row, town: Town, past: Past, rules: Rules, clocks: Clocks
) -> int:
    """Let a place's children of the first day live or wait; give the size."""
    size = _past_removals(table, due_day, size, scratch, town, past, rules)
    size = _past_leavers(table, due_day, size, scratch, town, past, rules)
    return _in_care(table, due_day, size, town, past, rules, clocks)


@compiled
def _area(key: np.uint64, town: Town) -> int:
    """Give a child of the past an area of its place in proportion to demand."""
    areas = town.area_share.size
    if areas == 1:
        return town.first_area
    u = first(town.luck[_AREA, 0], town.luck[_AREA, 1], key, _NOUGHT)
    return town.first_area + min(int(np.searchsorted(town.area_share, u, side="right")), areas - 1)


@compiled
def _past_removals(table: Table, due_day: Floats, size: int, child: Row, town: Town, past: Past, rules: Rules) -> int:
    """Let families whose infant was removed in past years wait, unless the next removal has already happened."""
    order = 0
    for year in range(past.by_year.shape[1]):
        for _ in range(past.by_year[2, year]):
            key = child_key(past.key[2], np.uint64(order))
            ago = year + first(town.luck[_REMOVAL, 0], town.luck[_REMOVAL, 1], key, _NOUGHT)
            removed, (coordinate, wait_days) = town.first_day - ago * DAYS_PER_YEAR, recurrence_of(key, rules)
            if removed + wait_days >= town.first_day:
                child.key, child.family, child.area = key, key, _area(key, town)
                due_day[size] = add_recurrence(child, table[size], removed, coordinate, wait_days, rules)
                size += 1
            order += 1
    return size


@compiled
def _past_leavers(table: Table, due_day: Floats, size: int, child: Row, town: Town, past: Past, rules: Rules) -> int:
    """Let children who left in past years wait, unless their return has already happened."""
    k0, k1 = town.luck[_LEAVER]
    for cause in range(2):
        order = 0
        for year in range(past.by_year.shape[1]):
            for _ in range(past.by_year[cause, year]):
                key = child_key(past.key[cause], np.uint64(order))
                order += 1
                coordinate, wait_days = return_of(key, 0, cause, rules)
                if wait_days == np.inf:
                    continue
                day_u, _ = pair(k0, k1, key, _NOUGHT, _ONE)
                left = town.first_day - (year + day_u) * DAYS_PER_YEAR
                if left + wait_days >= town.first_day:
                    child.key, child.family, child.spell, child.cause, child.exit_day = key, key, 0, cause, left
                    child.birth_day, child.area = left - _age_of_leaver(key, town, past), _area(key, town)
                    if left + wait_days < child.birth_day + AGE_EDGES_DAYS[-1]:
                        due_day[size] = left + wait_days
                        add_return(child, table[size], due_day[size], coordinate, rules)
                        size += 1
    return size


@compiled
def _age_of_leaver(key: np.uint64, town: Town, past: Past) -> float:
    """Give the age in days at which a child of the past left care."""
    band_u, age_u = pair(town.luck[_LEAVER, 0], town.luck[_LEAVER, 1], key, _NOUGHT, _NOUGHT)
    band = 0
    while band < _BANDS - 1 and past.age_share[band] < band_u:
        band += 1
    low = AGE_EDGES_DAYS[band - 1] if band else 0.0
    return low + age_u * (AGE_EDGES_DAYS[band] - low)


@compiled
def _in_care(table: Table, due_day: Floats, size: int, town: Town, past: Past, rules: Rules, clocks: Clocks) -> int:
    """Put the published stock in care, band by band, the unaccompanied last."""
    order, begin = 0, 0
    for band in range(past.by_age.size):
        count, cell = past.by_age[band], begin
        for number in range(count):
            key = child_key(past.key[3], np.uint64(order))
            choose_u, age_u = pair(town.luck[_STOCK, 0], town.luck[_STOCK, 1], key, _NOUGHT, _NOUGHT)
            cell = _cell_from(cell, past.shape.band_end[band], (number + choose_u) / count, past.shape.chance)
            entry_month, months = divmod(past.shape.cell[cell], MONTHS)
            entered_u, _ = pair(town.luck[_STOCK, 0], town.luck[_STOCK, 1], key, _NOUGHT, _ONE)
            age, in_care = (entry_month + months + age_u) * DAYS_PER_MONTH, (months + entered_u) * DAYS_PER_MONTH
            due_day[size] = _start(table[size], key, STOCK, age, min(in_care, age), town, rules, clocks)
            order, size = order + 1, size + 1
        begin = past.shape.band_end[band]
    at_15 = round(past.unaccompanied / 9)
    for number in range(past.unaccompanied):
        key = child_key(past.key[3], np.uint64(order))
        _, age_u = pair(town.luck[_STOCK, 0], town.luck[_STOCK, 1], key, _NOUGHT, _NOUGHT)
        entered_u, _ = pair(town.luck[_STOCK, 0], town.luck[_STOCK, 1], key, _NOUGHT, _ONE)
        # Density rises evenly from 15 to 18, as even entries leave it.
        beyond = sqrt(age_u) if number < at_15 else sqrt(1 + 8 * age_u)
        age = 15 * DAYS_PER_YEAR + beyond * DAYS_PER_YEAR
        in_care = entered_u * (age - 15 * DAYS_PER_YEAR)
        due_day[size] = _start(table[size], key, UNACCOMPANIED, age, min(in_care, age), town, rules, clocks)
        order, size = order + 1, size + 1
    return size


@compiled
def _cell_from(cell: int, end: int, place: float, chance: Floats) -> int:
    """Give the first cell from one on that reaches a place: numbers rise, so it is some leaps and steps away."""
    while cell + _LEAP < end and chance[cell + _LEAP] < place:
        cell += _LEAP
    while cell < end and chance[cell] < place:
        cell += 1
    return cell


@compiled
def _start(
    child: Row, key: np.uint64, kind: int, age: float, in_care: float, town: Town, rules: Rules, clocks: Clocks
) -> float:
    """Put one child in care on the first day; give when it is due next."""
    child.key, child.family, child.kind, child.spell, child.cause, child.young = key, key, kind, 0, -1, False
    child.area, child.former = _area(key, town), -1
    child.birth_day, child.entry_day = town.first_day - age, town.first_day - in_care
    child.exit_day, child.coordinate, child.chance = np.inf, 0.0, 1.0
    child.removed_day, child.support_from, child.support_until = np.nan, np.inf, np.inf
    b0, b1 = pair(town.luck[_BUDGET, 0], town.luck[_BUDGET, 1], key, _NOUGHT, _NOUGHT)
    b2, b3 = pair(town.luck[_BUDGET, 0], town.luck[_BUDGET, 1], key, _NOUGHT, _ONE)
    give_budget(child, b0, b1, b2, b3)
    child.duration = 0
    while rules.duration_ends[child.area, child.duration] <= in_care:
        child.duration += 1
    take_in(child, town.first_day - child.birth_day)
    before = len(rules.hazards) - 1
    return change_rates(child, before, town.first_day, clocks, 0, rules.hazards, rules.duration_ends)[0]
