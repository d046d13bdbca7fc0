"""Events over person-time against what others make of the same spells: lifelines where it is there, statsmodels always.

lifelines holds pandas below 3 (0.30.3), so it has an extra of its own: `pip install -e ".[oracle]"` in a fresh
environment, then this file.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.inputs.returns.spells import DAYS_PER_YEAR, UNSEEN, Spell
from sfpc_sim.study.fitting.returns_tally import BIRTHDAYS, occurrence_and_exposure

EDGES = np.array([14, 56, 182.6, 365.2, 730.5, 1096, 1826])
BEGIN, END = 10_000.0, 10_000.0 + 4 * DAYS_PER_YEAR
PACE = np.array([0.25, 0.15, 0.1, 0.1])  # exits a year by cause, before the factor of time in care
FACTORS = np.array([5.0, 3.0, 1.5, 1.0, 0.9, 0.6, 0.4, 0.3])


@pytest.fixture(scope="module")
def spells() -> list[Spell]:
    """Children who enter over ten years, of which the last four are watched: late entry and censoring both."""
    chance = np.random.Generator(np.random.PCG64(903))
    began = chance.uniform(BEGIN - 6 * DAYS_PER_YEAR, END, 12_000)
    birth = began - chance.uniform(0, 17, began.size) * DAYS_PER_YEAR
    budget = chance.exponential(1 / PACE.sum(), began.size) * DAYS_PER_YEAR
    spent = np.concatenate([[0.0], np.cumsum(FACTORS[:-1] * np.diff(np.concatenate([[0.0], EDGES])))])
    band = np.searchsorted(spent, budget, side="right") - 1
    ended = began + np.concatenate([[0.0], EDGES])[band] + (budget - spent[band]) / FACTORS[band]
    cause = chance.choice(EXIT_CAUSES, p=PACE / PACE.sum(), size=began.size)
    lived = [_spell(*each) for each in zip(birth, began, ended, cause, strict=True)]
    return [spell for spell in lived if spell.ended > max(BEGIN, spell.began)]


def _spell(birth, began, ended, cause) -> Spell:
    last = birth + 18 * DAYS_PER_YEAR
    seen = ended <= last
    return Spell(
        "made up", birth, began, start_known=True, is_start=True, former=None, unaccompanied=False,
        ended=ended if seen else last, cause=str(cause) if seen else UNSEEN,
    )  # fmt: skip


def at_age(spells: list[Spell], cause: str, age: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut spells to one age band, as survival tables are: days in care at entry and at the end, and who left then."""
    birth, began, ended = (np.array([getattr(spell, name) for spell in spells]) for name in ("birth", "began", "ended"))
    low, high = np.concatenate([[0.0], BIRTHDAYS, [np.inf]])[[age, age + 1]]
    first = np.maximum.reduce([began, birth + low, np.full(began.size, BEGIN)])
    last = np.minimum.reduce([ended, birth + high, np.full(began.size, END)])
    exits = np.array([spell.cause == cause for spell in spells]) & (ended == last)
    there = last > first
    return (first - began)[there], (last - began)[there], exits[there]


@pytest.mark.parametrize("cause", EXIT_CAUSES)
def test_exit_hazards_are_the_likeliest_ones_of_lifelines(spells, cause):
    """A piecewise exponential model with late entry, other causes censored: the same hazard in every cell."""
    lifelines = pytest.importorskip("lifelines")
    exposure, exits = occurrence_and_exposure(spells, BEGIN, END, EDGES)
    number = EXIT_CAUSES.index(cause)
    for age in range(len(BIRTHDAYS) + 1):
        bands = int(np.flatnonzero(exits[number, age])[-1]) + 1  # nobody stays five years before the first birthday
        entry, days, seen = at_age(spells, cause, age)
        if bands <= EDGES.size:
            seen, days = seen & (days <= EDGES[bands - 1]), np.minimum(days, EDGES[bands - 1])
        there = days > entry
        ours = exits[number, age, :bands] / exposure[age, :bands]
        fitter = lifelines.PiecewiseExponentialFitter(EDGES[: bands - 1] / DAYS_PER_YEAR)
        with warnings.catch_warnings():  # about variances, which are not asked for
            warnings.simplefilter("ignore", lifelines.exceptions.StatisticalWarning)
            fitter.fit(
                days[there] / DAYS_PER_YEAR, seen[there], entry=entry[there] / DAYS_PER_YEAR,
                initial_point=1.5 / ours,  # from far off: their search must find the way by itself
            )  # fmt: skip

        assert bands >= 4
        well_told = exits[number, age, :bands] >= 5
        assert ours[well_told] == pytest.approx(1 / fitter.params_.to_numpy()[well_told], rel=0.05)  # it stops early


def test_cumulative_incidence_is_that_of_lifelines(spells):
    """Who has left by which way after so long: Aalen and Johansen's estimate, which knows nothing of bands."""
    lifelines = pytest.importorskip("lifelines")
    exposure, exits = occurrence_and_exposure(spells, BEGIN, END, EDGES)
    hazards = exits.sum(axis=1) / exposure.sum(axis=0)
    numbers = np.array([EXIT_CAUSES.index(s.cause) + 1 if s.cause and s.ended <= END else 0 for s in spells])
    days = np.array([min(s.ended, END) - s.began for s in spells])
    entry = np.maximum(BEGIN - np.array([s.began for s in spells]), 0.0)
    for number in range(len(EXIT_CAUSES)):
        fitter = lifelines.AalenJohansenFitter(calculate_variance=False, jitter_level=0.0)
        fitter.fit(days, numbers, event_of_interest=number + 1, entry=entry)
        theirs = fitter.cumulative_density_.iloc[:, 0]
        for year in (0.5, 1, 2, 4):
            assert incidence(hazards, number, year) == pytest.approx(theirs[: year * DAYS_PER_YEAR].iloc[-1], abs=0.01)


def incidence(hazards: np.ndarray, number: int, years: float) -> float:
    """Give the share that has left by one cause, from hazards (cause, duration) that are constant in bands."""
    cuts = np.concatenate([[0.0], EDGES / DAYS_PER_YEAR, [np.inf]])
    there, left = 1.0, 0.0
    for band, total in enumerate(hazards.sum(axis=0)):
        gone = there * -np.expm1(-total * max(min(years, cuts[band + 1]) - cuts[band], 0.0))
        there, left = there - gone, left + gone * hazards[number, band] / total
    return left


@pytest.mark.parametrize("cause", EXIT_CAUSES)
def test_cumulative_hazards_are_those_of_statsmodels(spells, cause):
    """Nelson and Aalen's sum of exits over children at risk, late entry heeded, band by band."""
    survfunc = pytest.importorskip("statsmodels.duration.survfunc")
    exposure, exits = occurrence_and_exposure(spells, BEGIN, END, EDGES)
    days = np.array([min(s.ended, END) - s.began for s in spells])
    entry = np.maximum(BEGIN - np.array([s.began for s in spells]), 0.0)
    seen = np.array([s.cause == cause and s.ended <= END for s in spells])
    table = survfunc.SurvfuncRight(days, seen, entry=entry)
    number, cuts = EXIT_CAUSES.index(cause), np.concatenate([[0.0], EDGES])
    for band, (low, high) in enumerate(zip(cuts, EDGES, strict=False)):
        here = (table.surv_times > low) & (table.surv_times <= high)
        theirs = np.sum(table.n_events[here] / table.n_risk[here]) / (high - low) * DAYS_PER_YEAR
        ours = exits[number, :, band].sum() / exposure[:, band].sum()
        assert ours == pytest.approx(theirs, rel=0.05)


def test_child_years_are_counted_day_by_day(spells):
    """The slow way: each child, each day, one look at age and time in care."""
    few = spells[::40]
    exposure, exits = occurrence_and_exposure(few, BEGIN, END, EDGES)
    slow = np.zeros_like(exposure)
    for spell in few:
        days = np.arange(max(spell.began, BEGIN) + 0.5, min(spell.ended, END), 1.0)
        ages = np.searchsorted(BIRTHDAYS, days - spell.birth)
        np.add.at(slow, (ages, np.searchsorted(EDGES, days - spell.began)), 1 / DAYS_PER_YEAR)

    assert exposure == pytest.approx(slow, abs=1 / DAYS_PER_YEAR * len(few) ** 0.5)
    assert exits.sum() == sum(bool(spell.cause) and spell.ended <= END for spell in few)
