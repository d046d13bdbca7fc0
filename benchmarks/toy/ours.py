"""The toy through our cohort kernel: constant hazards, nobody who comes back, nobody who turns 18."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import pdtrik

from benchmarks.toy.delay import CHILDREN, ENTRIES_PER_YEAR, MEAN_STAY_YEARS, MONTHS, YEARS
from sfpc_sim import load
from sfpc_sim.model.cohort import Step
from sfpc_sim.model.kernel import advance
from sfpc_sim.model.luck import Luck, child_keys, key_of
from sfpc_sim.model.months import DAYS_PER_MONTH, DAYS_PER_YEAR
from sfpc_sim.model.spells import CAUSES, FIRST, Cohort, ExitRates, FlowRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.toy.delay import Census

    Floats = NDArray[np.float64]

HORIZON_DAYS = YEARS * DAYS_PER_YEAR
AGE_DAYS = 10.5 * DAYS_PER_YEAR  # at entry: no birthday that changes a rate comes within five years
MOST = CHILDREN + int(ENTRIES_PER_YEAR * YEARS * 1.5)  # of children: twenty standard deviations above the mean


@cache
def rules() -> FlowRules:
    """Let one cause of leaving act, at a constant hazard."""
    rates = np.zeros((1, CAUSES, 5))
    rates[:, 0] = 1 / MEAN_STAY_YEARS
    return FlowRules(
        exits=ExitRates(rates, np.ones((1, CAUSES, 1)), np.empty((1, 0))),
        reentry_chance=np.zeros(CAUSES + 1), reentry_shape=1.0, reentry_scale_days=1.0, recurrence_chance=0.0,
        recurrence_young_chance=0.0, young_share=0.0, infant_power=1.0,
        recurrence_wait=load("no-programme").register["recurrence_wait_days"].belief,
    )  # fmt: skip


@cache
def step() -> Step:
    """Cover the whole period at once, as our care flows do while nothing changes."""
    return Step(0.0, HORIZON_DAYS, np.ones((CAUSES, 1)), np.zeros(1), np.ones((1, 1, 5)), 1.0)


@cache
def keys() -> NDArray[np.uint64]:
    """Give the permanent addresses of those there at the start and of those who may come."""
    return child_keys(np.full(MOST, key_of("toy")), np.arange(MOST))


def luck_of(seed: int) -> tuple[Floats, Floats]:
    """Draw how many come, and each child's two uniform numbers, one for coming and one for going, by address."""
    luck = Luck(seed, 1)
    entries = int(np.ceil(pdtrik(luck.number("toy entries"), ENTRIES_PER_YEAR * YEARS)))
    come, go = luck.numbers("toy", keys()[: CHILDREN + entries], size=2)
    return come, go


def cohort_of(come: Floats, go: Floats) -> Cohort:
    """Make the cohort: those there enter on day 0, the others at any time, as a Poisson stream of known number does."""
    entry_day = come * HORIZON_DAYS
    entry_day[:CHILDREN] = 0.0
    budget = np.broadcast_to(-np.log(go), (CAUSES, go.size))  # three of the four causes never spend theirs
    cohort = Cohort(go.size)
    cohort.add(go.size, budget, key=keys()[: go.size], kind=FIRST, entry_day=entry_day, birth_day=entry_day - AGE_DAYS)
    return cohort


def live(cohort: Cohort, seed: int) -> int:
    """Let everybody live to the horizon; give the spells."""
    advance(cohort, step(), rules(), Luck(seed, 1))
    return cohort.size


def census_of(cohort: Cohort) -> Census:
    """Count at each month's end from everybody's first and last day."""
    rows = slice(0, cohort.size)
    came, went = (
        np.bincount(np.minimum(days[rows] / DAYS_PER_MONTH, MONTHS).astype(np.int64), minlength=MONTHS + 1)
        for days in (cohort.entry_day, cohort.exit_day)
    )
    there: Census = np.cumsum(came - went)[:MONTHS].tolist()
    return there


def run(seed: int) -> Census:
    """Simulate once, luck and cohort included."""
    cohort = cohort_of(*luck_of(seed))
    live(cohort, seed)
    return census_of(cohort)
