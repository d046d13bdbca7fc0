"""One authority's entries and exits, from its published tables and the model's own counting.

Published starts count each child's first start of a year. So first entries = fitted starts +
counting residual - expected re-entries and recurrences, and exit rates are fitted jointly by age
and cause such that a year of the model's own flows gives the published ceases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import nnls
from scipy.special import ndtr

from sfpc_sim.inputs.authority import AGE_EDGES_YEARS
from sfpc_sim.model.expected_flows import entries_by_month, first_year_exits, hazards, stock_shape
from sfpc_sim.model.luck import Luck
from sfpc_sim.model.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register

    Floats = NDArray[np.float64]

ROUNDS = 30  # as many as are ever needed; a handful usually
FITTING_ROUNDS = 50
CLOSE_ENOUGH = 1e-5  # of all exits: a hundredth of a child in Leeds
HISTORY_YEARS = 10  # home-leavers and removals of these years can still come back


@dataclass(frozen=True, slots=True)
class ExitFit:
    """Exit rates `(cause, age)` and the exits they give in a year `(cause, age)`, with all 18th birthdays."""

    rates: Floats
    exits: Floats
    at_18: float


def fit_exits(
    stock_by_age: Floats, entries_by_age: Floats, targets: tuple[Floats, Floats], seeds: Floats, *,
    factors: Floats, edges_days: Floats, infant_power: float,
) -> ExitFit:  # fmt: skip
    """Fit exit rates by age and cause to two margins of one table (iterative proportional fitting).

    Parameters
    ----------
    stock_by_age, entries_by_age : (age,) without unaccompanied children; entries a year
    targets : exits a year by age (age,) and by cause (cause,), equal sums
    seeds : (cause, age) rates to begin with; their relative propensities are what the margins cannot give
    factors, edges_days : duration factors (cause, duration) and the days where they change
    infant_power : see `entries_by_month`
    """
    entries = entries_by_month(entries_by_age, infant_power)

    def year(rates: Floats) -> tuple[Floats, float]:
        hazard = hazards(rates, factors, edges_days)
        return first_year_exits(hazard, stock_shape(hazard, entries, stock_by_age), entries)

    rates = seeds
    exits, at_18 = year(rates)
    for _ in range(ROUNDS):
        wanted = to_margins(exits, targets)
        rates = rates * np.divide(wanted, exits, out=np.ones(exits.shape), where=exits > 0)
        exits, at_18 = year(rates)
        if np.abs(exits - wanted).max() < CLOSE_ENOUGH * max(exits.sum(), 1.0):
            break
    return ExitFit(rates, exits, at_18)


def to_margins(table: Floats, targets: tuple[Floats, Floats]) -> Floats:
    """Scale rows and columns of a table `(cause, age)` until it has the margins by age and by cause."""
    by_age, by_cause = targets
    for _ in range(FITTING_ROUNDS):
        for axis, target in ((0, by_age), (1, by_cause)):
            seen = table.sum(axis=axis)
            ratio = np.divide(target, seen, out=np.ones(target.shape), where=seen > 0)
            table = table * (ratio[None, :] if axis == 0 else ratio[:, None])
    return table


def expected_reentries(
    homes_by_year: Floats, home_age_share: Floats, chance: float, shape: float, scale_years: float
) -> Floats:
    """Give expected re-entries in the first year by age `(age,)`.

    `homes_by_year` counts children who go home: in this year, the last one, and so on backwards.
    """
    quantile = (np.arange(400) + 0.5) / 400
    wait = scale_years * (-np.log1p(-quantile)) ** (1 / shape)
    when_left = (np.arange(12) + 0.5) / 12
    result = np.zeros(5)
    edges = np.array(AGE_EDGES_YEARS)
    for past, count in enumerate(homes_by_year):
        back = past - 1 + when_left[:, None]  # years before the origin; below 0 is this year
        waited = np.broadcast_to(wait, (12, wait.size))
        hit = (waited - back >= 0) & (waited - back < 1)
        for band in range(5):
            for age in np.linspace(edges[band], edges[band + 1], 9)[:-1] + (edges[band + 1] - edges[band]) / 16:
                returning = age + waited[hit]
                here = np.searchsorted(edges[1:], returning, side="right")
                weight = count * home_age_share[band] * chance / (12 * wait.size * 8)
                result += np.bincount(here[here < 5], minlength=5) * weight
    return result


def expected_recurrences(infants_by_past_year: Floats, chance: float, median_years: float, log_sd: float) -> float:
    """Give expected recurrent removals of infants in the first year, from removals of past years and this one."""
    total = 0.0
    fine = (np.arange(12) + 0.5) / 12
    for past, count in enumerate(np.concatenate([infants_by_past_year[:1], infants_by_past_year])):
        back = past - 1 + fine
        later, sooner = np.maximum(back + 1, 1e-9), np.maximum(back, 1e-9)
        share = ndtr(np.log(later / median_years) / log_sd) - ndtr(np.log(sooner / median_years) / log_sd)
        total += count * chance * float(share.mean())
    return total


def children_per_group(register: Register, *, groups: int = 100_000) -> Floats:
    """Give the expected children `(band of the youngest, band of the child)` that a sibling group brings in."""
    luck = Luck(0, 0)
    keys = np.arange(groups, dtype=np.uint64)
    size = register["sibling_group_size"].belief.quantiles(luck.numbers("sibling_group_size", keys)[0])
    power = register["infant_entry_age_power"].belief.quantile(0.5)
    result = np.zeros((5, 5))
    for band in range(5):
        low, high = AGE_EDGES_YEARS[band], AGE_EDGES_YEARS[band + 1]
        u = luck.numbers("age", keys)[0]
        age = u**power if band == 0 else low + u * (high - low)
        for order in range(int(size.max())):
            if order:
                gap = register["sibling_gap_days"].belief.quantiles(luck.numbers("gap", keys, order)[0])
                age = age + gap / DAYS_PER_YEAR
            there = (size > order) & (age < AGE_EDGES_YEARS[-1])
            here = np.searchsorted(np.array(AGE_EDGES_YEARS[1:]), age[there], side="right")
            result[band] += np.bincount(here, minlength=5) / groups
    return result


def groups_for(first_entries_by_age: Floats, per_group: Floats) -> Floats:
    """Give sibling groups a year by age of the youngest `(age,)` that bring in the first entries `(age,)`."""
    groups, _ = nnls(per_group.T, first_entries_by_age)
    return np.asarray(groups * (first_entries_by_age.sum() / float(groups @ per_group.sum(axis=1))))
