"""What an authority file's numbers are estimated by: drift, levels and flows against known truths."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sfpc_sim.inputs.authority import AGE_BANDS, AGE_EDGES_YEARS
from sfpc_sim.inputs.loading import load, shipped_register
from sfpc_sim.model.candidates import CandidateField, fields_of
from sfpc_sim.model.expected_flows import entries_by_month, first_year_exits, hazards, stock_shape
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.places import places_of
from sfpc_sim.model.world import make_world
from sfpc_sim.study.fitting.drift import Level, fit_drift, fit_level
from sfpc_sim.study.fitting.flows import (
    children_per_group,
    expected_recurrences,
    expected_reentries,
    fit_exits,
    groups_for,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BANDS = np.array(AGE_EDGES_YEARS)


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


# --- Drift -----------------------------------------------------------------------------------------------------------


def a_panel(seed: int, *, sd: float, persistence: float, shock: float, noise: float, years: int = 20) -> Floats:
    """Simulate log rates of 400 authorities: an autoregression at rest, shocks, counting, and what all share."""
    chance, authorities = rng(seed), 400
    level = sd / np.sqrt(1 - persistence**2) * chance.standard_normal(authorities)
    panel = np.empty((authorities, years))
    for year in range(years):
        panel[:, year] = level
        level = persistence * level + sd * chance.standard_normal(authorities)
    own = shock * chance.standard_normal(panel.shape) + np.sqrt(noise) * chance.standard_normal(panel.shape)
    return panel + own + 0.5 * chance.standard_normal((authorities, 1)) + 0.2 * chance.standard_normal(years)


@pytest.mark.slow
@pytest.mark.parametrize(("sd", "persistence", "shock"), [(0.1, 0.8, 0.05), (0.08, 0.5, 0.04), (0.1, 0.9, 0.02)])
def test_a_drift_is_found_again(sd, persistence, shock):
    """The damped walk that made a panel lies within four standard errors of what is fitted, and these are small."""
    noise = 0.003
    fit = fit_drift(a_panel(1, sd=sd, persistence=persistence, shock=shock, noise=noise), np.full(400, noise), draws=60)

    for draws, truth in ((fit.damped_sd, sd), (fit.persistence, persistence)):
        assert np.median(draws) == pytest.approx(truth, abs=4 * draws.std())
        assert draws.std() < 0.12 * truth
    # Shock and noise enter alike; what is left of the variance is what was put in.
    assert np.mean(fit.shock_sd**2) == pytest.approx(shock**2, abs=4 * np.std(fit.shock_sd**2))


@pytest.mark.slow
def test_a_pure_walk_is_found_again():
    """A panel that never reverts gives its own yearly innovation, and a damped fit that hardly damps."""
    chance = rng(2)
    panel = np.cumsum(0.07 * chance.standard_normal((400, 15)), axis=1) + 0.05 * chance.standard_normal((400, 15))
    fit = fit_drift(panel, np.zeros(400), draws=60)

    assert np.median(fit.walk_sd) == pytest.approx(0.07, abs=4 * fit.walk_sd.std())
    assert fit.walk_sd.std() < 0.03 * 0.07
    assert np.median(fit.persistence) > 0.97


def test_a_stationary_alternative_is_found_again():
    """About their own means, many years show the spread and the lag-one correlation that made them."""
    fit = fit_drift(
        a_panel(3, sd=0.1, persistence=0.5, shock=0.0, noise=0.002, years=150), np.full(400, 0.002), draws=1
    )

    assert fit.stationary_sd == pytest.approx(0.1 / np.sqrt(0.75), rel=0.02)
    assert fit.stationary_persistence == pytest.approx(0.5, abs=0.02)


def test_what_all_authorities_share_is_no_drift():
    """Neither a common wave nor an authority's own level changes the fit."""
    panel, noise = a_panel(4, sd=0.1, persistence=0.7, shock=0.03, noise=0.003, years=8), np.full(400, 0.003)
    shared = panel + 0.4 * np.sin(np.arange(8.0)) + np.linspace(-1, 1, 400)[:, None]
    plain, waved = fit_drift(panel, noise, draws=3), fit_drift(shared, noise, draws=3)

    for name in ("damped_sd", "persistence", "shock_sd", "walk_sd"):
        assert getattr(waved, name) == pytest.approx(getattr(plain, name), rel=1e-4), name


# --- Levels ----------------------------------------------------------------------------------------------------------


def by_conditioning(series: Floats, noise: Floats, sd: float, persistence: float, shock: float) -> Level:
    """Condition the joint Gaussian of constant, levels and observations by brute force."""
    n, vague = series.size, 1e3
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    wander = sd**2 / (1 - persistence**2) * persistence**apart
    hidden = np.zeros((n + 1, n + 1))  # deviations of each year, then the constant
    hidden[:n, :n], hidden[n, n] = wander, vague
    look = np.column_stack([np.eye(n), np.ones(n)])
    seen = look @ hidden @ look.T + np.diag(noise + shock**2)
    gain = hidden @ look.T @ np.linalg.inv(seen)
    mean, left = gain @ series, hidden - gain @ look @ hidden
    pick = np.zeros((2, n + 1))  # the last year's level, and the constant
    pick[0, n - 1] = pick[0, n] = pick[1, n] = 1.0
    (today, long_run), cov = pick @ mean, pick @ left @ pick.T
    sds = np.sqrt(np.diag(cov))
    return Level(today, long_run, sds[0], sds[1], cov[0, 1] / sds.prod())


def test_a_level_is_what_gaussian_conditioning_says():
    """Means, sds and their correlation agree with the joint distribution conditioned by brute force."""
    for seed in range(5):
        chance = rng(seed)
        series, noise = -6 + 0.2 * chance.standard_normal(8).cumsum(), chance.uniform(0.001, 0.01, 8)
        given = (chance.uniform(0.05, 0.2), chance.uniform(0.1, 0.95), chance.uniform(0.01, 0.1))
        fit, brute = fit_level(series, noise, *given), by_conditioning(series, noise, *given)
        for field in fields(Level):
            assert getattr(fit, field.name) == pytest.approx(getattr(brute, field.name), abs=1e-3), field.name


def test_levels_of_series_one_can_judge_by_eye():
    """A flat series stays; without noise today is the last year; noise alone is averaged away; a jump is shrunk."""
    quiet, years = np.zeros(8), 8
    flat = fit_level(np.full(years, 1.5), quiet + 0.01, 0.1, 0.8, 0.05)
    assert (flat.today, flat.long_run) == pytest.approx((1.5, 1.5))

    series = np.array([0.0, 0.1, 0.0, -0.1, 0.0, 0.1, 0.2, 0.6])
    exact = fit_level(series, quiet + 1e-9, 0.1, 0.8, 0.0)
    assert exact.today == pytest.approx(series[-1], abs=1e-5)
    assert exact.today_sd < 1e-4

    noisy = fit_level(series, quiet + 100.0, 0.1, 0.8, 0.0)
    assert noisy.today == pytest.approx(series.mean(), abs=0.01)
    assert noisy.long_run == pytest.approx(series.mean(), abs=0.01)

    usual = fit_level(series, quiet + 0.005, 0.1, 0.8, 0.05)
    assert usual.long_run < usual.today < series[-1]
    assert usual.today_sd < usual.long_run_sd


def test_a_level_is_as_uncertain_as_it_says():
    """Over many series with a known truth, today and long run lie within their own standard errors."""
    chance, sd, persistence, shock, noise = rng(6), 0.1, 0.8, 0.03, 0.003
    off = []
    for _ in range(1500):
        constant = chance.normal(-6, 3)
        level = sd / np.sqrt(1 - persistence**2) * chance.standard_normal()
        levels = [level := persistence * level + sd * chance.standard_normal() for _ in range(8)]
        series = constant + np.array(levels) + np.sqrt(shock**2 + noise) * chance.standard_normal(8)
        fit = fit_level(series, np.full(8, noise), sd, persistence, shock)
        off.append([(fit.today - constant - levels[-1]) / fit.today_sd, (fit.long_run - constant) / fit.long_run_sd])

    assert np.mean(off, axis=0) == pytest.approx([0, 0], abs=4 / np.sqrt(1500))
    assert np.std(off, axis=0) == pytest.approx([1, 1], abs=4 / np.sqrt(2 * 1500))
    assert np.corrcoef(np.array(off).T)[0, 1] == pytest.approx(fit.correlation, abs=4 / np.sqrt(1500))


# --- Flows -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_exit_rates_reproduce_both_margins():
    """A year of the fitted flows has the wanted exits by age and by cause, with rates that are not negative."""
    authority = load("no-programme").authority
    stock, entries = np.array(authority.stock_by_age, float), np.array([100.0, 80.0, 70.0, 110.0, 40.0])
    factors, edges = np.array(authority.duration_factors), np.array(authority.duration_edges_days)
    seeds = np.array([[1, 1, 1, 1, 0.6], [1.5, 2, 1, 0.3, 0.1], [1, 3, 0.6, 0.02, 0], [0.1, 0.1, 0.2, 0.5, 2]])
    by_age, by_cause = np.array([35.0, 120.0, 55.0, 60.0, 30.0]), np.array([95.0, 80.0, 75.0, 50.0])

    fit = fit_exits(stock, entries, (by_age, by_cause), seeds, factors=factors, edges_days=edges, infant_power=2.5)

    assert fit.exits.sum(axis=0) == pytest.approx(by_age, rel=1e-3)
    assert fit.exits.sum(axis=1) == pytest.approx(by_cause, rel=1e-3)
    assert np.all(fit.rates >= 0)
    assert fit.rates[2, 4] == 0.0  # nobody of 16 is adopted: the seed says so
    # What is reported is what these rates do.
    hazard, months = hazards(fit.rates, factors, edges), entries_by_month(entries, 2.5)
    exits, at_18 = first_year_exits(hazard, stock_shape(hazard, months, stock), months)
    assert fit.exits == pytest.approx(exits)
    assert fit.at_18 == pytest.approx(at_18)


def test_expected_reentries_agree_with_sending_children_home_one_by_one():
    """A thousand copies of this year's and ten past years' leavers, each with a day, an age and a wait of its own."""
    homes = np.array([90.0, 83, 79, 122, 121, 147, 103, 92, 83, 104, 104])  # this year, the last, and so on backwards
    share, chance, shape, scale = np.array([0.2, 0.25, 0.21, 0.3, 0.04]), 0.38, 0.65, 1.6
    expected = expected_reentries(homes, share, chance, shape, scale)

    luck, copies = rng(7), 1000
    counts = homes.astype(int) * copies
    went = np.repeat(np.arange(homes.size), counts) - luck.uniform(size=counts.sum())  # years before the origin
    band = luck.choice(5, counts.sum(), p=share)
    age = luck.uniform(BANDS[band], BANDS[band + 1])
    wait = scale * luck.weibull(shape, counts.sum())
    back = (wait >= went) & (wait - went < 1)
    seen = np.histogram((age + wait)[back], BANDS)[0]

    # The grid of months and quantiles is a hundredth off by itself.
    error = chance * np.sqrt(seen) / copies
    assert np.all(np.abs(expected - chance * seen / copies) < 4 * error + 0.01 * expected)
    assert expected.sum() == pytest.approx(chance * seen.sum() / copies, rel=0.02)


def test_expected_recurrences_agree_with_waiting_family_by_family():
    """A hundred copies of eleven years of removals, each with its own interval."""
    infants = np.array([101.0, 98, 103, 125, 136, 163, 110, 119, 119, 119])
    expected = expected_recurrences(infants, 0.24, 17.5 / 12, 0.7)

    luck, copies = rng(8), 100
    counts = np.concatenate([infants[:1], infants]).astype(int) * copies
    removed = np.repeat(np.arange(-1, 10), counts) + luck.uniform(size=counts.sum())
    wait = 17.5 / 12 * np.exp(0.7 * luck.standard_normal(counts.sum()))
    seen = 0.24 * np.sum((wait >= removed) & (wait - removed < 1)) / copies

    assert expected == pytest.approx(seen, rel=0.02)


def test_sibling_groups_bring_in_the_wanted_first_entries_by_age():
    """Groups by age of the youngest, times the children each brings, are the first entries that were asked for."""
    per_group = children_per_group(shipped_register())
    first = np.array([0.27, 0.2, 0.17, 0.29, 0.07])
    groups = groups_for(first, per_group)

    assert groups @ per_group == pytest.approx(first, abs=1e-6)
    assert np.all(groups > 0)
    assert np.all(np.tril(per_group, -1) == 0)  # nobody is younger than the youngest
    assert np.all(np.diag(per_group) >= 1)


def test_more_teenagers_than_groups_of_teenagers_could_bring_still_add_up():
    """Where brothers and sisters alone exceed a band, the others give way and the total holds."""
    per_group = children_per_group(shipped_register())
    first = np.array([0.6, 0.0, 0.2, 0.15, 0.05])
    groups = groups_for(first, per_group)

    assert (groups @ per_group).sum() == pytest.approx(1.0)
    assert np.all(groups >= 0)


@pytest.mark.slow
def test_the_models_own_candidates_bring_in_what_the_groups_were_fitted_for():
    """Leeds' candidates, admitted at the rate of a year, have the first entries' total and ages."""
    authority = load("no-programme").authority
    per_group = children_per_group(shipped_register())
    wanted = np.array(authority.groups_per_first_entry) @ per_group
    seen = []
    for number in range(1, 41):
        world = make_world(load("no-programme"), number, Mechanisms())
        fields = fields_of(places_of(world))
        rate = 320.0 * fields.groups_per_first_entry * (fields.band < len(AGE_BANDS))
        years = CandidateField(world.luck, world.draw, fields, 365.25 * np.arange(5), np.tile(rate, (4, 1)))
        some = years.between(0.0, 1.0)
        seen.append(np.histogram((some.day - some.birth_day) / 365.25, BANDS)[0] / (4 * 320.0))

    mean, error = np.mean(seen, axis=0), np.std(seen, axis=0, ddof=1) / np.sqrt(len(seen))
    assert np.all(np.abs(mean - wanted) < 4 * error + 0.01 * wanted)
    assert mean.sum() == pytest.approx(1.0, abs=0.02)
