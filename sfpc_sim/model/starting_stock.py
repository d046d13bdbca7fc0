"""Who is in care, and who may come back, on the first day.

The stock has the published size and age bands; within them, ages and times in care fit one another
(survivors, hence length-biased). Children who went home in the ten years before, and families whose
infant was removed, exist at time zero, so re-entry is at its level from the first month.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.scenario import AGE_BANDS, AGE_EDGES_YEARS
from sfpc_sim.model.cohort import start_spells
from sfpc_sim.model.expected_flows import MONTHS, accompanied, band_of_cells, starting_grid
from sfpc_sim.model.luck import child_keys, key_of
from sfpc_sim.model.months import DAYS_PER_MONTH, DAYS_PER_YEAR
from sfpc_sim.model.returning import add_recurrences, add_reentries, budgets
from sfpc_sim.model.spells import STOCK, UNACCOMPANIED, Cohort

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Authority
    from sfpc_sim.model.spells import FlowRules
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]


def starting_cohort(world: World, rules: FlowRules, area_share: Floats) -> Cohort:
    """Make the cohort of the first day: children in care, and past leavers and families who may return."""
    cohort = Cohort()
    _past_removals(world, cohort, rules, area_share)
    _past_leavers(world, cohort, rules, area_share)
    _in_care(world, cohort, rules, area_share)
    return cohort


def _keys(world: World, name: str, count: int) -> NDArray[np.uint64]:
    return child_keys(np.uint64(key_of(f"{world.scenario.authority.code} {name}")), np.arange(count))


def _in_care(world: World, cohort: Cohort, rules: FlowRules, area_share: Floats) -> None:
    authority = world.scenario.authority
    count, alone = sum(authority.stock_by_age), authority.stock_unaccompanied
    known = count - alone
    key = _keys(world, "stock", count)
    choose_u, age_u, entered_u = world.luck.numbers("stock", key, size=3)
    entry_month, duration = stock_cells(authority, rules.infant_power, choose_u[:known])
    alone_age = 15 * DAYS_PER_YEAR + _years_after_15(age_u[known:]) * DAYS_PER_YEAR
    age = np.concatenate([(entry_month + duration + age_u[:known]) * DAYS_PER_MONTH, alone_age])
    in_care = np.concatenate([(duration + entered_u[:known]) * DAYS_PER_MONTH,
                              entered_u[known:] * (alone_age - 15 * DAYS_PER_YEAR)])  # fmt: skip
    kind = np.where(np.arange(count) < known, STOCK, UNACCOMPANIED)
    rows = cohort.add(
        count, budgets(world.luck, key), key=key, family=key, kind=kind, area=_areas(world, key, area_share),
        birth_day=-age, entry_day=-np.minimum(in_care, age),
    )  # fmt: skip
    start_spells(cohort, rows, np.zeros(count), rules)


def _years_after_15(u: Floats) -> Floats:
    """Give unaccompanied children's ages beyond 15: density rising evenly to 18, as even entries leave it."""
    at_15 = np.arange(u.size) < round(u.size / 9)
    return np.where(at_15, np.sqrt(u), np.sqrt(1 + 8 * u))


def _areas(world: World, keys: NDArray[np.uint64], area_share: Floats) -> Rows:
    """Give each child of the past an area of the city in proportion to demand."""
    u = world.luck.numbers("area", keys)[0]
    return np.asarray(np.minimum(np.searchsorted(np.cumsum(area_share), u, side="right"), area_share.size - 1))


def stock_cells(authority: Authority, infant_power: float, u: Floats) -> tuple[Rows, Rows]:
    """Choose a cell (entry month of age, month of duration) for each child, band by band as published."""
    by_age = accompanied(authority.stock_by_age, authority.stock_unaccompanied)
    entry_month, duration, start = [], [], 0
    for count, (cells, cumulative) in zip(by_age, _cells_by_band(authority, infant_power), strict=True):
        # Systematic sampling: one child in each slice of the band, so a band's mean age hardly varies by luck.
        place = (np.arange(count) + u[start : start + count]) / max(count, 1)
        chosen = cells[np.searchsorted(cumulative, place)]
        entry_month.append(chosen // MONTHS)
        duration.append(chosen % MONTHS)
        start += count
    return np.concatenate(entry_month), np.concatenate(duration)


@lru_cache(maxsize=64)
def _cells_by_band(authority: Authority, infant_power: float) -> tuple[tuple[Rows, Floats], ...]:
    grid, band = starting_grid(authority, infant_power).ravel(), band_of_cells().ravel()
    result = []
    for number in range(len(AGE_BANDS)):
        cells = np.flatnonzero((band == number) & (grid > 0))
        # In order of age, then duration.
        cells = cells[np.argsort(cells // MONTHS + cells % MONTHS, kind="stable")]
        cumulative = np.cumsum(grid[cells])
        result.append((cells, cumulative / cumulative[-1]))
    return tuple(result)


def _past_leavers(world: World, cohort: Cohort, rules: FlowRules, area_share: Floats) -> None:
    """Let children who left in past years wait, unless their return has already happened."""
    authority = world.scenario.authority
    edges = np.array(AGE_EDGES_YEARS) * DAYS_PER_YEAR
    share = np.cumsum(authority.home_exit_share_by_age)
    for cause, counts in enumerate((authority.returned_home_by_past_year, authority.kinship_by_past_year)):
        count = sum(counts)
        key = _keys(world, f"left {cause}", count)
        band_u, age_u, day_u = world.luck.numbers("past leaver", key, size=3)
        band = np.minimum(np.searchsorted(share, band_u), 4)
        age = edges[band] + age_u * (edges[band + 1] - edges[band])
        left = -(np.repeat(np.arange(len(counts)), counts) + day_u) * DAYS_PER_YEAR
        leavers = Cohort(max(count, 1))
        rows = leavers.add(count, np.ones((4, count)), key=key, family=key, birth_day=left - age, exit_day=left,
                           cause=cause, area=_areas(world, key, area_share))  # fmt: skip
        add_reentries(leavers, rows, rules, world.luck)
        _keep_future(cohort, leavers, rows.size)


def _past_removals(world: World, cohort: Cohort, rules: FlowRules, area_share: Floats) -> None:
    """Let families whose infant was removed in past years wait, unless the next removal has already happened."""
    counts = world.scenario.authority.infant_starts_by_past_year
    key = _keys(world, "removed", sum(counts))
    removed = -(np.repeat(np.arange(len(counts)), counts) + world.luck.numbers("past removal", key)[0]) * DAYS_PER_YEAR
    families = Cohort(max(key.size, 1))
    area = _areas(world, key, area_share)
    rows = families.add(key.size, np.ones((4, key.size)), key=key, family=key, entry_day=removed, area=area)
    add_recurrences(families, rows, rules, world.luck)
    _keep_future(cohort, families, rows.size)


def _keep_future(cohort: Cohort, past: Cohort, first: int) -> None:
    """Copy the waiting rows of `past` from `first` on whose time is still to come."""
    coming = np.arange(first, past.size)
    coming = coming[past.entry_day[coming] >= 0]
    names = ("key", "family", "spell", "kind", "area", "birth_day", "entry_day", "coordinate", "chance", "young",
             "removed_day")  # fmt: skip
    cohort.add(coming.size, past.budget[:, coming], **{name: getattr(past, name)[coming] for name in names})
