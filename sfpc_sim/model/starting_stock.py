"""Who is in care, and who may come back, on the first day.

The stock has the published size and age bands; within them, ages and times in care fit one another
(survivors, hence length-biased). Children who went home in the ten years before, and families whose
infant was removed, exist at time zero, so re-entry is at its level from the first month.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.inputs.authority import AGE_BANDS, AGE_EDGES_YEARS
from sfpc_sim.model.cohort import start_spells
from sfpc_sim.model.expected_flows import MONTHS, accompanied, band_of_cells, starting_grid
from sfpc_sim.model.luck import child_keys, key_of
from sfpc_sim.model.months import DAYS_PER_MONTH, DAYS_PER_YEAR
from sfpc_sim.model.places import HOME, place_of_areas
from sfpc_sim.model.returning import add_recurrences, add_reentries, budgets
from sfpc_sim.model.spells import CAUSES, STOCK, UNACCOMPANIED, Cohort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.places import Place
    from sfpc_sim.model.spells import FlowRules
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Rows = NDArray[np.int64]

AGE_EDGES_DAYS = np.array(AGE_EDGES_YEARS) * DAYS_PER_YEAR


def starting_cohort(world: World, places: Sequence[Place], rules: FlowRules, room: int = 0) -> Cohort:
    """Make the cohort of the first day: children in care, and past leavers and families who may return.

    `room` is made for so many who are still to come; more is made when it is needed.
    """
    in_care = sum(sum(place.authority.stock_by_age) for place in places)
    cohort = Cohort(in_care + in_care // 4 + room, place_of_areas(places), world.scenario.first_day)
    _past_removals(world, places, cohort, rules)
    _past_leavers(world, places, cohort, rules)
    _in_care(world, places, cohort, rules)
    return cohort


def _keys(places: Sequence[Place], name: str, counts: Sequence[int]) -> Keys:
    """Give the keys of so many children of each place, one place after the other."""
    parents = [np.uint64(key_of(f"{place.authority.code} {name}")) for place in places]
    return child_keys(np.repeat(parents, counts), np.concatenate([np.arange(count) for count in counts]))


def _areas(luck: Luck, places: Sequence[Place], counts: Sequence[int], keys: Keys) -> Rows:
    """Give each child of the past an area of its place in proportion to demand."""
    area = np.repeat([place.first_area for place in places], counts)
    home = slice(0, counts[HOME])  # only the home authority has more than one
    share = np.cumsum(places[HOME].area_share)
    u = luck.numbers("area", keys[home])[0]
    area[home] += np.minimum(np.searchsorted(share, u, side="right"), share.size - 1)
    return area


def _in_care(world: World, places: Sequence[Place], cohort: Cohort, rules: FlowRules) -> None:
    first_day, luck = world.scenario.first_day, world.luck
    authorities = [place.authority for place in places]
    counts = [sum(authority.stock_by_age) for authority in authorities]
    key = _keys(places, "stock", counts)
    by_place = np.split(luck.numbers("stock", key, size=3), np.cumsum(counts)[:-1], axis=1)
    made = [_ages(a, rules.infant_power, u) for a, u in zip(authorities, by_place, strict=True)]
    age, in_care, kind = (np.concatenate(part) for part in zip(*made, strict=True))
    area = _areas(luck, places, counts, key)
    rows = cohort.add(
        key.size, budgets(luck, key), key=key, family=key, kind=kind, area=area, birth_day=first_day - age,
        entry_day=first_day - in_care,
        duration=np.sum(rules.exits.duration_edges_days[area] <= in_care[:, None], axis=1),
    )  # fmt: skip
    cohort.due_day[rows] = first_day
    start_spells(cohort, rows, rules)


def _ages(authority: Authority, infant_power: float, u: Floats) -> tuple[Floats, Floats, Rows]:
    """Give ages and times in care in days, and kinds `(child,)` from numbers `(3, child)`, unaccompanied last."""
    choose_u, age_u, entered_u = u
    known = choose_u.size - authority.stock_unaccompanied
    entry_month, duration = stock_cells(authority, infant_power, choose_u[:known])
    alone_age = 15 * DAYS_PER_YEAR + _years_after_15(age_u[known:]) * DAYS_PER_YEAR
    age = np.concatenate([(entry_month + duration + age_u[:known]) * DAYS_PER_MONTH, alone_age])
    in_care = np.concatenate([(duration + entered_u[:known]) * DAYS_PER_MONTH,
                              entered_u[known:] * (alone_age - 15 * DAYS_PER_YEAR)])  # fmt: skip
    return age, np.minimum(in_care, age), np.where(np.arange(age.size) < known, STOCK, UNACCOMPANIED)


def _years_after_15(u: Floats) -> Floats:
    """Give unaccompanied children's ages beyond 15: density rising evenly to 18, as even entries leave it."""
    at_15 = np.arange(u.size) < round(u.size / 9)
    return np.where(at_15, np.sqrt(u), np.sqrt(1 + 8 * u))


def stock_cells(authority: Authority, infant_power: float, u: Floats) -> tuple[Rows, Rows]:
    """Choose a cell (entry month of age, month of duration) for each child, band by band as published."""
    by_age = accompanied(authority.stock_by_age, authority.stock_unaccompanied)
    entry_month, duration, start = [], [], 0
    cells = stock_shape_of(authority, infant_power)
    for count, first, end in zip(by_age, (0, *cells.band_end[:-1]), cells.band_end, strict=True):
        # Systematic sampling: one child in each slice of the band, so a band's mean age hardly varies by luck.
        place = (np.arange(count) + u[start : start + count]) / max(count, 1)
        chosen = cells.cell[first:end][np.searchsorted(cells.chance[first:end], place)].astype(np.int64)
        entry_month.append(chosen // MONTHS)
        duration.append(chosen % MONTHS)
        start += count
    return np.concatenate(entry_month), np.concatenate(duration)


class StockShape(NamedTuple):
    """Where an authority's stock may lie, band by band; within a band in order of age, then duration."""

    cell: NDArray[np.int32]  # (cell,) entry month x duration
    chance: Floats  # (cell,) cumulated within each band
    band_end: Rows  # (age,) where each band's cells end


@lru_cache(maxsize=512)
def stock_shape_of(authority: Authority, infant_power: float) -> StockShape:
    """Lay out the cells that children of the first day are chosen from."""
    grid, band = starting_grid(authority, infant_power).ravel(), band_of_cells().ravel()
    cells, chances = [], []
    for number in range(len(AGE_BANDS)):
        mine = np.flatnonzero((band == number) & (grid > 0))
        mine = mine[np.argsort(mine // MONTHS + mine % MONTHS, kind="stable")]
        cumulative = np.cumsum(grid[mine])
        cells.append(mine.astype(np.int32))
        chances.append(cumulative / cumulative[-1] if mine.size else cumulative)
    ends = np.cumsum([mine.size for mine in cells])
    return StockShape(np.concatenate(cells), np.concatenate(chances), ends)


def _past_leavers(world: World, places: Sequence[Place], cohort: Cohort, rules: FlowRules) -> None:
    """Let children who left in past years wait, unless their return has already happened."""
    for cause, name in enumerate(("returned_home_by_past_year", "kinship_by_past_year")):
        by_year = [getattr(place.authority, name) for place in places]
        counts = [sum(years) for years in by_year]
        key = _keys(places, f"left {cause}", counts)
        band_u, age_u, day_u = world.luck.numbers("past leaver", key, size=3)
        left = world.scenario.first_day - (_years_ago(by_year) + day_u) * DAYS_PER_YEAR
        shares = np.cumsum([place.authority.home_exit_share_by_age for place in places], axis=1)
        band = np.minimum(np.sum(np.repeat(shares, counts, axis=0) < band_u[:, None], axis=1), 4)
        age = AGE_EDGES_DAYS[band] + age_u * (AGE_EDGES_DAYS[band + 1] - AGE_EDGES_DAYS[band])
        leavers = Cohort(2 * key.size)
        rows = leavers.add(
            key.size, np.ones((CAUSES, key.size)), key=key, family=key, birth_day=left - age, exit_day=left,
            cause=cause, area=_areas(world.luck, places, counts, key),
        )  # fmt: skip
        add_reentries(leavers, rows, rules, world.luck)
        _keep_future(cohort, leavers, rows.size, world.scenario.first_day)


def _past_removals(world: World, places: Sequence[Place], cohort: Cohort, rules: FlowRules) -> None:
    """Let families whose infant was removed in past years wait, unless the next removal has already happened."""
    by_year = [place.authority.infant_starts_by_past_year for place in places]
    counts = [sum(years) for years in by_year]
    key = _keys(places, "removed", counts)
    years = _years_ago(by_year) + world.luck.numbers("past removal", key)[0]
    families = Cohort(2 * key.size)
    rows = families.add(
        key.size, np.ones((CAUSES, key.size)), key=key, family=key, area=_areas(world.luck, places, counts, key),
        entry_day=world.scenario.first_day - years * DAYS_PER_YEAR,
    )  # fmt: skip
    add_recurrences(families, rows, rules, world.luck)
    _keep_future(cohort, families, rows.size, world.scenario.first_day)


def _years_ago(by_year: Sequence[Sequence[int]]) -> Rows:
    """Give whole years before the first day of each child of the past, one place after the other."""
    return np.concatenate([np.repeat(np.arange(len(counts)), counts) for counts in by_year])


def _keep_future(cohort: Cohort, past: Cohort, first: int, first_day: float) -> None:
    """Copy the waiting rows of `past` from `first` on whose time is still to come."""
    coming = np.arange(first, past.size)
    coming = coming[past.entry_day[coming] >= first_day]
    names = ("key", "family", "spell", "kind", "area", "band", "birth_day", "entry_day", "coordinate", "chance",
             "young", "removed_day")  # fmt: skip
    cohort.add(coming.size, past.budget[:, coming], **{name: getattr(past, name)[coming] for name in names})
