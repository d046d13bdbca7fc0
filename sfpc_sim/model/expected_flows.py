"""What the care flows do on average: the same hazards as the cohort, on a grid of months.

Used to fit an authority's exit rates, and to give the children looked after at the start an age
and a time in care that fit one another. Cells are (entry age, duration) in months of care age;
a child enters in the middle of its entry month.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authority import AGE_EDGES_YEARS
from sfpc_sim.model.months import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.authority import Authority

    Floats = NDArray[np.float64]

MONTHS = 216  # eighteen years
SUBSTEPS = 12  # per month, so that hazards of the first two weeks are resolved
BAND_OF_MONTH = np.searchsorted(np.array(AGE_EDGES_YEARS[1:-1]) * 12, np.arange(MONTHS), side="right")


def hazards(rates: Floats, factors: Floats, edges_days: Floats) -> Floats:
    """Give the mean hazard in each cell.

    Parameters
    ----------
    rates : (cause, age) per year at duration factor 1
    factors : (cause, duration)
    edges_days : (duration - 1,) where the duration factor changes

    Returns
    -------
    (cause, entry age, duration), per year; ages at or above 18 carry no hazard
    """
    unit = _hazards_of_unit_rates(tuple(map(tuple, factors.tolist())), tuple(edges_days.tolist()))
    return np.asarray(np.matmul(rates[:, None, :], unit).reshape(len(rates), MONTHS, MONTHS))


@lru_cache(maxsize=8)
def _hazards_of_unit_rates(factors: tuple[tuple[float, ...], ...], edges_days: tuple[float, ...]) -> Floats:
    """Give what a rate of one at each age makes of each cell: (cause, age, entry age x duration)."""
    part = (np.arange(MONTHS * SUBSTEPS) + 0.5) / SUBSTEPS  # months in care
    age = np.arange(MONTHS)[:, None] + 0.5 + part[None, :]
    band = np.searchsorted(np.array(AGE_EDGES_YEARS[1:]) * 12, age, side="right")
    fine = np.array(factors)[:, np.searchsorted(edges_days, part * DAYS_PER_MONTH, side="right")]
    unit = np.array([[(fine[cause] * (band == number)).reshape(MONTHS, MONTHS, SUBSTEPS).mean(axis=2).ravel()
                      for number in range(len(AGE_EDGES_YEARS) - 1)] for cause in range(len(fine))])  # fmt: skip
    unit.setflags(write=False)
    return unit


def still_in_care(hazard: Floats) -> Floats:
    """Give the chance to be in care still at the start of each month: (entry age, duration), 0 from 18."""
    lost = np.cumsum(hazard.sum(axis=0), axis=1) / 12
    survival = np.exp(-np.column_stack([np.zeros(MONTHS), lost[:, :-1]]))
    age_months = np.arange(MONTHS)[:, None] + 0.5 + np.arange(MONTHS)[None, :]
    return np.where(age_months < MONTHS, survival, 0.0)


def entries_by_month(by_age: Floats, infant_power: float) -> Floats:
    """Spread entries by band `(age,)` over entry ages in months `(entry age,)`.

    Within a band uniform; infants' age is a uniform number to the `infant_power`, in years.
    """
    share = np.zeros(MONTHS)
    edges = np.arange(13) / 12
    share[:12] = np.diff(edges ** (1 / infant_power))
    for band in range(1, 5):
        share[band == BAND_OF_MONTH] = 1.0 / np.sum(band == BAND_OF_MONTH)
    return by_age[BAND_OF_MONTH] * share


def stock_shape(hazard: Floats, entries: Floats, stock_by_age: Floats) -> Floats:
    """Give the expected stock in each cell (entry age, duration), scaled to the published age bands.

    Within a band, ages and durations are those that constant past entries would have left
    (length-biased survivors); the bands themselves are as published.
    """
    survival = still_in_care(hazard)
    middle = survival * np.exp(-hazard.sum(axis=0) / 24)  # in the middle of the duration month
    cells = entries[:, None] / 12 * middle
    band = band_of_cells()
    scaled: Floats = np.zeros(cells.shape)
    for number, count in enumerate(stock_by_age):
        mine = band == number
        total = cells[mine].sum()
        scaled[mine] = cells[mine] * (count / total if total else 0.0)
    return scaled


def band_of_cells() -> NDArray[np.int64]:
    """Give the age band of each cell, age being entry age plus duration in whole months; 5 from the 18th birthday."""
    age = np.arange(MONTHS)[:, None] + np.arange(MONTHS)[None, :]
    return np.searchsorted(np.array(AGE_EDGES_YEARS[1:]) * 12, age, side="right")


def first_year_exits(hazard: Floats, stock: Floats, entries: Floats) -> tuple[Floats, float]:
    """Give the exits that a stock and a year of even entries lead to in twelve months.

    Durations in the stock lie anywhere in their month: half begin it, half end it, at the same age.
    Even entries are begun at month ends, half weight at both ends of the year.

    Returns
    -------
    exits : (cause, age) before 18, by age on leaving
    at_18 : 18th birthdays in care
    """
    later = np.zeros_like(stock)
    later[:-1, 1:] = stock[1:, :-1]
    later[0, 1:] += stock[0, :-1]
    new = np.zeros_like(stock)
    new[:, 0] = entries / 12
    exits, at_18 = _leave(hazard, (stock + later) / 2, np.ones(12))
    # Who began in month k lives 12 - k months of the year: month m of a stay counts for all who get that far.
    new_exits, new_at_18 = _leave(hazard, new, np.arange(11.5, 0, -1))
    return exits + new_exits, at_18 + new_at_18


def _leave(hazard: Floats, grid: Floats, weights: Floats) -> tuple[Floats, float]:
    """Let children live for twelve months; count who leaves by cause and age, and who turns 18, month by weight."""
    cells, ages = _cells_by_age()
    here = grid.ravel()[cells] != 0
    cells, ages = cells[here], ages[here]
    alive, flat = grid.ravel()[cells], hazard.reshape(len(hazard), -1)
    by_age, at_18 = np.zeros((len(hazard), MONTHS + 1)), 0.0
    for month, weight in enumerate(weights):
        mine = flat[:, cells + month] / 12
        total = mine.sum(axis=0)
        leaving = alive * -np.expm1(-total)
        mine *= np.divide(leaving, total, out=np.zeros_like(total), where=total > 0) * (weight / 2)
        # A child enters in the middle of its month of age: half of each month is lived at the next one.
        first = np.flatnonzero(np.diff(ages, prepend=-1))
        left = np.add.reduceat(mine, first, axis=1)
        at = ages[first] + month
        by_age[:, at] += left
        by_age[:, at + 1] += left
        alive -= leaving
        children = np.searchsorted(ages, MONTHS - month - 1)  # they are sorted; the others turn 18
        at_18 += weight * float(alive[children:].sum())
        cells, ages, alive = cells[:children], ages[:children], alive[:children]
    bands = np.array([band == BAND_OF_MONTH for band in range(len(AGE_EDGES_YEARS) - 1)], float)
    return by_age @ np.column_stack([bands, bands[:, -1]]).T, float(at_18)


@lru_cache(maxsize=1)
def _cells_by_age() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the flat numbers of all cells of children under 18 and their age in months, youngest first."""
    age = (np.arange(MONTHS)[:, None] + np.arange(MONTHS)[None, :]).ravel()
    order = np.argsort(age, kind="stable")
    order = order[age[order] < MONTHS]
    return order, age[order]


def accompanied(stock_by_age: Sequence[int], unaccompanied: int) -> tuple[int, ...]:
    """Take the unaccompanied from the published age bands.

    They enter evenly between 15 and 18 and leave at 18, so a ninth of those present is 15.
    """
    at_15 = round(unaccompanied / 9)
    return (*stock_by_age[:3], stock_by_age[3] - at_15, stock_by_age[4] - (unaccompanied - at_15))


@lru_cache(maxsize=8)
def starting_grid(authority: Authority, infant_power: float) -> Floats:
    """Give the expected stock (entry age, duration) of an authority at its origin, unaccompanied children apart."""
    hazard = hazards(
        np.array(authority.exit_rates), np.array(authority.duration_factors), np.array(authority.duration_edges_days)
    )
    by_age = np.array(accompanied(authority.stock_by_age, authority.stock_unaccompanied), float)
    entries = entries_by_month(np.array(authority.entries_by_age), infant_power)
    return stock_shape(hazard, entries, by_age)
