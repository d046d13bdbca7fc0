"""The first day: as published, in equilibrium with its own history, continuous with the last observed year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from scipy import stats
from small_care import STILL, YEAR, by_month, fixed, in_care_on, leeds, live, measured

from sfpc_sim.inputs.authority import AGE_EDGES_YEARS
from sfpc_sim.model.care import flow_rules
from sfpc_sim.model.expected_flows import entries_by_month, first_year_exits, hazards, starting_grid
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.places import places_of
from sfpc_sim.model.spells import AT_18, IN_CARE, RECURRENCE, REENTRY, UNACCOMPANIED, WAITING, Cohort
from sfpc_sim.model.starting_stock import starting_cohort
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario

    Floats = NDArray[np.float64]

BANDS = np.array(AGE_EDGES_YEARS)
PUBLISHED = [71, 156, 261, 519, 246]  # SSDA903, Leeds, 31 March 2017
STARTED, CEASED, STOCK = 417, 408, 1253
FIRST_YEAR = date(2018, 3, 31)


def first_day(number: int) -> Cohort:
    """Give Leeds as it is on 1 April 2017 in one world."""
    world = make_world(leeds(), number, Mechanisms())
    places = places_of(world)
    return starting_cohort(world, places, flow_rules(world, places))


# --- The first day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 17])
def test_the_first_days_children_are_those_published(number):
    """1,253 children, each age band to the child, nobody in care for longer than alive."""
    cohort = first_day(number)
    there = np.flatnonzero(cohort.state[: cohort.size] == IN_CARE)
    age = -cohort.birth_day[there] / YEAR

    assert there.size == STOCK == in_care_on(cohort, 0.0)
    assert np.histogram(age, BANDS)[0].tolist() == PUBLISHED
    assert np.all(cohort.entry_day[there] >= cohort.birth_day[there])
    assert np.all(cohort.entry_day[there] <= 0.0)
    assert np.all(np.isinf(cohort.exit_day[there]))


def test_unaccompanied_children_have_the_ages_that_even_entries_leave():
    """They are the published 44; as they enter from 15 to 18 and leave at 18, their density rises evenly from 15."""
    ages = []
    for number in range(1, 21):
        cohort = first_day(number)
        alone = np.flatnonzero(cohort.kind[: cohort.size] == UNACCOMPANIED)
        assert alone.size == 44
        assert np.all(cohort.entry_day[alone] - cohort.birth_day[alone] >= 15 * YEAR)
        ages.extend(-cohort.birth_day[alone] / YEAR)

    # Bands are as published, so how many are 15 is a whole number each time: five of 44, not a ninth.
    ages = np.array(ages)
    at_15 = ages < 16
    assert at_15.sum() == 5 * 20
    assert stats.kstest((ages[at_15] - 15) ** 2, "uniform").pvalue > 1e-4
    assert stats.kstest(((ages[~at_15] - 15) ** 2 - 1) / 8, "uniform").pvalue > 1e-4


def test_nobody_of_the_past_is_counted_before_coming_back():
    """Past leavers and families wait; their day is still to come and before any 18th birthday."""
    cohort = first_day(1)
    waiting = np.flatnonzero(cohort.state[: cohort.size] == WAITING)

    assert set(cohort.kind[waiting]) == {REENTRY, RECURRENCE}
    assert np.all(cohort.entry_day[waiting] >= 0.0)
    assert np.all(cohort.entry_day[waiting] - cohort.birth_day[waiting] < 18 * YEAR)
    assert not cohort.entered[waiting].any()


def test_stays_so_far_are_those_of_survivors():
    """Within a band, time in care and age fit one another: as the expected grid of the same hazards has them."""
    authority = leeds().authority
    grid = starting_grid(authority, 2.5)
    duration = np.broadcast_to((np.arange(216) + 0.5) / 12, grid.shape)
    expected = float((grid * duration).sum() / grid.sum())
    seen = []
    for number in range(1, 21):
        cohort = first_day(number)
        mine = cohort.state[: cohort.size] == IN_CARE
        mine &= cohort.kind[: cohort.size] != UNACCOMPANIED
        seen.append(-cohort.entry_day[: cohort.size][mine].mean() / YEAR)

    error = np.std(seen, ddof=1) / np.sqrt(len(seen))
    assert np.mean(seen) == pytest.approx(expected, abs=4 * error + 0.01)
    assert expected > 2.0  # and far longer than a stay that began lately


# --- Continuous with the last observed year --------------------------------------------------------------------------


@pytest.mark.slow
def test_leeds_goes_on_as_it_was():
    """The first year's mean starts and ceases are within 6% of the last published ones, stock within 3%."""
    scenario = leeds(end=FIRST_YEAR)
    said = [measured(scenario, live(scenario, number)) for number in range(1, 201)]
    mean = {name: np.mean([s[name] for s in said]) for name in said[0]}

    assert mean["started:2018"] == pytest.approx(STARTED, rel=0.06)
    assert mean["ceased:2018"] == pytest.approx(CEASED, rel=0.06)
    assert mean["looked_after_on:2018-03-31"] == pytest.approx(STOCK, rel=0.03)


@pytest.mark.slow
def test_the_kernels_first_year_is_the_year_the_rates_were_fitted_to():
    """Exits of the first year, by cause, are those the expected flows give: what was fitted is what is run."""
    scenario = leeds(end=FIRST_YEAR)
    authority = scenario.authority
    entries = np.array(authority.entries_by_age)
    scenario = fixed(scenario, **STILL, entries_origin_per_year=entries.sum(), entries_long_run_per_year=entries.sum())
    hazard = hazards(*(np.array(part) for part in (
        authority.exit_rates, authority.duration_factors, authority.duration_edges_days)))  # fmt: skip
    exits, at_18 = first_year_exits(hazard, starting_grid(authority, 2.5), entries_by_month(entries, 2.5))

    seen = []
    for number in range(1, 121):
        cohort = live(scenario, number)
        left = np.flatnonzero(np.isfinite(cohort.exit_day[: cohort.size]))
        left = left[cohort.kind[left] != UNACCOMPANIED]
        seen.append(np.bincount(cohort.cause[left], minlength=AT_18 + 1))
    mean, error = np.mean(seen, axis=0), np.std(seen, axis=0, ddof=1) / np.sqrt(len(seen))
    assert np.all(np.abs(mean - [*exits.sum(axis=1), at_18]) < 4 * error + 0.01 * mean)
    assert np.all(error < 0.02 * mean)


# --- At rest ---------------------------------------------------------------------------------------------------------


class AtRest(NamedTuple):
    """What constant entries and exits settle at: means of many years and worlds."""

    stock: Floats  # (age,)
    unaccompanied: float
    entries: Floats  # (age,) a year, unaccompanied apart
    repeats: float  # re-entries and recurrences a year
    homes: Floats  # (age,) a year
    kinship: float
    infants: float  # first spells under one year of age


def settled(scenario: Scenario, worlds: int, settle: int, years: int) -> AtRest:
    """Run still worlds until their beginning is forgotten, then measure."""
    scenario = replace(scenario, end=date(2017 + settle + years, 3, 31))
    window = settle * YEAR, (settle + years) * YEAR - 1.0
    seen = [_year_at_rest(live(scenario, 1000 + number), *window) for number in range(worlds)]
    return AtRest(*(np.mean(column, axis=0) for column in zip(*seen, strict=True)))


def _year_at_rest(cohort: Cohort, first: float, end: float) -> AtRest:
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    birth, entry, left = cohort.birth_day[rows], cohort.entry_day[rows], cohort.exit_day[rows]
    kind, cause = cohort.kind[rows], cohort.cause[rows]
    years = (end - first) / YEAR
    alone = kind == UNACCOMPANIED
    days = np.arange(first, end, YEAR / 2)
    there = [(entry <= day) & (day < left) for day in days]
    stock = [np.histogram((day - birth[some]) / YEAR, BANDS)[0] for day, some in zip(days, there, strict=True)]
    enters = (first <= entry) & (entry < end) & ~alone
    leaves = (first <= left) & (left < end)
    age = (entry - birth) / YEAR
    return AtRest(
        stock=np.mean(stock, axis=0),
        unaccompanied=np.mean([np.sum(some & alone) for some in there]),
        entries=np.histogram(age[enters], BANDS)[0] / years,
        repeats=np.sum(enters & np.isin(kind, (REENTRY, RECURRENCE))) / years,
        homes=np.histogram((left - birth)[leaves & (cause == 0)] / YEAR, BANDS)[0] / years,
        kinship=np.sum(leaves & (cause == 1)) / years,
        infants=np.sum(enters & (age < 1) & (cohort.spell[rows] == 0)) / years,
    )


def at_rest() -> Scenario:
    """Make an authority whose stock, entries and history are what Leeds' rates settle at when nothing changes."""
    still = fixed(leeds(), **STILL, entries_origin_per_year=380.0, entries_long_run_per_year=380.0,
                  unaccompanied_starts_per_year=28.0, young_parent_share=0.4)  # fmt: skip
    rest = settled(still, worlds=20, settle=25, years=30)
    past = 17  # years in which somebody who may still come back can have left
    authority = replace(
        still.authority,
        stock_by_age=tuple(round(float(n)) for n in rest.stock),
        stock_unaccompanied=round(float(rest.unaccompanied)),
        entries_by_age=tuple(rest.entries.tolist()),
        expected_repeat_entries_per_year=float(rest.repeats),
        returned_home_by_past_year=(round(float(rest.homes.sum())),) * past,
        kinship_by_past_year=(round(float(rest.kinship)),) * past,
        infant_starts_by_past_year=(round(float(rest.infants)),) * past,
        home_exit_share_by_age=tuple((rest.homes / rest.homes.sum()).tolist()),
    )
    a_year = float(rest.entries.sum())
    return fixed(replace(still, authority=authority), entries_origin_per_year=a_year, entries_long_run_per_year=a_year)


@pytest.mark.slow
def test_an_authority_at_rest_stays_at_rest():
    """Stationary in, flat out: months 1-12 and 49-60 agree within 3% in entries and exits, re-entries included."""
    scenario = at_rest()
    months = []
    for number in range(1, 201):
        cohort = live(scenario, number)
        said = by_month(scenario, cohort)
        back = (cohort.kind[: cohort.size] == REENTRY) & cohort.entered[: cohort.size]
        returns = np.histogram(cohort.entry_day[: cohort.size][back] / YEAR * 12, np.arange(61))[0]
        months.append([said["entries"], said["exits"], returns, said["looked_after"]])
    entries, exits, returns, stock = np.mean(months, axis=0)

    assert entries[:12].sum() == pytest.approx(entries[48:].sum(), rel=0.03)
    assert exits[:12].sum() == pytest.approx(exits[48:].sum(), rel=0.03)
    assert returns[:12].sum() == pytest.approx(returns[48:].sum(), rel=0.10)
    assert returns[:12].sum() > 0.05 * entries[:12].sum()
    assert stock[-1] == pytest.approx(sum(scenario.authority.stock_by_age), rel=0.03)
    a_year = sum(scenario.authority.entries_by_age) + 28
    assert entries[:12].sum() == pytest.approx(a_year, rel=0.03)
    # Chance alone would not hide a gap of 3%: the standard error of each difference is a fraction of it.
    yearly = np.array(months)[:, :2].reshape(200, 2, 5, 12).sum(axis=3)
    error = (yearly[:, :, 4] - yearly[:, :, 0]).std(axis=0, ddof=1) / np.sqrt(200)
    assert np.all(error < 0.01 * a_year)
