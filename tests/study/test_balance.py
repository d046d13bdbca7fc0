"""Today's imbalance of entries and exits: predicted from the panel's years, and put into an authority's levels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sfpc_sim.inputs.published import read_panel, read_tables
from sfpc_sim.inputs.published_country import children_of
from sfpc_sim.study.fitting.balance import Imbalance, fit_imbalance, in_balance, next_imbalance
from sfpc_sim.study.fitting.drift import Level
from sfpc_sim.study.fitting.published import panel_drifts

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
STEADY, STOCK = np.full(6, 400.0), 1000.0


def a_panel(authorities: int, years: int, sd: float, persistence: float, seed: int = 1):
    """Give starts and ceases `(authority, year)` whose log ratio wanders about a common wave, and its noise."""
    chance = np.random.Generator(np.random.PCG64(seed))
    away = sd * chance.standard_normal(authorities)
    ratios = np.empty((authorities, years))
    for year in range(years):
        away = persistence * away + sd * np.sqrt(1 - persistence**2) * chance.standard_normal(authorities)
        ratios[:, year] = away + 0.1 * np.sin(year)
    noise = np.full(ratios.shape, 0.0155)
    ceased = np.full(ratios.shape, 400.0)
    return ceased * np.exp(ratios + np.sqrt(noise) * chance.standard_normal(ratios.shape)), ceased, noise


@pytest.mark.parametrize(("sd", "persistence"), [(0.11, 0.5), (0.2, 0.8), (0.1, 0.0)])
def test_what_wanders_in_a_panel_is_found_again(sd, persistence):
    """Variance and persistence without what counting adds; a wave that all share is no imbalance."""
    started, ceased, noise = a_panel(4000, 10, sd, persistence)
    found = fit_imbalance(STOCK * np.ones(started.shape), started, ceased, noise)

    assert np.sqrt(found.variance) == pytest.approx(sd, rel=0.05)
    assert found.persistence == pytest.approx(persistence, abs=0.05)
    assert found.common == pytest.approx(0.1 * np.sin(np.arange(10)), abs=0.02)


def test_the_prediction_is_right_on_average_and_nothing_simple_is_better():
    """A year that was left out follows its prediction one to one, closer than the last year's own ratio."""
    started, ceased, noise = a_panel(3000, 9, 0.11, 0.5, seed=2)
    panel = fit_imbalance(STOCK * np.ones((3000, 8)), started[:, :8], ceased[:, :8], noise[:, :8])
    told = np.array([
        next_imbalance(*own, panel) for own in zip(started[:, :8], ceased[:, :8], noise[:, :8], strict=True)
    ])  # fmt: skip
    came = np.log(started[:, 8] / ceased[:, 8])
    came = came - came.mean()

    assert np.polyfit(told, came, 1)[0] == pytest.approx(1.0, abs=0.12)
    last = np.log(started[:, 7] / ceased[:, 7]) - panel.common[-1]
    errors = [float(np.mean((came - guess) ** 2)) for guess in (told, last, 0.0, panel.persistence * last)]
    assert errors[0] < min(errors[1:])


def test_a_prediction_one_can_judge_by_eye():
    """Without noise what persists of the last year; of noise alone, or where nothing persists, nothing."""
    started = np.array([400.0, 400, 400, 400, 400, 480])
    panel = Imbalance(np.zeros(6), 0.01, 0.5, 0.1)

    assert next_imbalance(started, STEADY, np.full(6, 1e-9), panel) == pytest.approx(0.5 * np.log(1.2), rel=1e-4)
    assert next_imbalance(started, STEADY, np.full(6, 0.01), panel) < 0.3 * np.log(1.2)
    assert next_imbalance(started, STEADY, np.full(6, 1e3), panel) == pytest.approx(0.0, abs=1e-4)
    assert next_imbalance(started, STEADY, np.full(6, 0.01), replace(panel, persistence=0.0)) == 0.0
    # What all authorities did in the year says nothing of one.
    everyone = replace(panel, common=np.log(started / STEADY))
    assert next_imbalance(started, STEADY, np.full(6, 0.01), everyone) == pytest.approx(0.0, abs=1e-12)
    # A history shorter or longer than the panel's is laid against its last years.
    for some in (started[-3:], np.concatenate([[400.0, 400.0], started])):
        short = np.full(some.size, 400.0), np.full(some.size, 0.01)
        assert 0 < next_imbalance(some, *short, panel) < 0.3 * np.log(1.2)


def test_levels_give_way_by_how_uncertain_they_are():
    """Entries and others over ceases become what was asked; the surer flow moves less; long runs and sds stay."""
    entry = {"damped": Level(np.log(200.0), np.log(180.0), 0.06, 0.15, 0.1)}
    exits = {"damped": Level(np.log(0.4), np.log(0.45), 0.03, 0.2, 0.1)}
    one, other = in_balance(entry, exits, stock=500.0, others=20.0, growth=0.02, imbalance=0.05, long_run_sd=1.0)
    new, fast = one["damped"], other["damped"]
    ceases_before, ceases = 500 * 0.4, 500 * np.exp(fast.today)

    wanted = np.log(1 + 0.02 * 500 / ceases_before) + 0.05
    assert np.log((np.exp(new.today) + 20) / ceases) == pytest.approx(wanted)
    moved = np.log((np.exp(new.today) + 20) / 220), np.log(ceases / ceases_before)
    assert moved[0] / -moved[1] == pytest.approx(0.06**2 / 0.03**2)
    assert replace(new, today=0.0) == replace(entry["damped"], today=0.0)
    assert replace(fast, today=0.0) == replace(exits["damped"], today=0.0)


def test_entries_never_vanish_where_others_are_most_of_them():
    """Where nearly all entries are unaccompanied children, the rest cannot give way for all."""
    entry = {"damped": Level(np.log(10.0), np.log(10.0), 0.2, 0.3, 0.1)}
    exits = {"damped": Level(np.log(0.4), np.log(0.4), 0.01, 0.2, 0.1)}
    moved = in_balance(entry, exits, stock=500.0, others=400.0, growth=0.0, imbalance=0.0, long_run_sd=1.0)[0]["damped"]

    assert np.exp(moved.today) == pytest.approx(5.0)


def test_the_long_run_is_no_less_certain_than_the_panel_s_authorities_are_far_from_theirs():
    """Both flows' long runs narrow until their ratio is as certain as asked; what is surer already stays."""
    entry = {"damped": Level(5.0, 5.1, 0.06, 0.12, 0.1), "stationary": Level(5.0, 5.1, 0.06, 0.03, 0.1)}
    exits = {"damped": Level(-0.9, -0.8, 0.03, 0.16, 0.1), "stationary": Level(-0.9, -0.8, 0.03, 0.04, 0.1)}
    one, other = in_balance(entry, exits, stock=400.0, others=0.0, growth=0.0, imbalance=0.0, long_run_sd=0.1)

    assert (one["damped"].long_run_sd, other["damped"].long_run_sd) == pytest.approx((0.06, 0.08))
    assert (one["stationary"].long_run_sd, other["stationary"].long_run_sd) == (0.03, 0.04)
    assert (one["damped"].long_run, other["damped"].long_run) == (5.1, -0.8)


def test_how_far_authorities_are_from_their_long_run_is_read_off_stocks():
    """Stocks that stand 0.2 above or below where their entries and exits lead; counts alike otherwise."""
    lead = 1000.0
    stock = lead * np.exp(np.where(np.arange(400) % 2, 0.2, -0.2))[:, None] * np.ones(6)
    ceased = 0.4 * stock
    found = fit_imbalance(stock, 0.4 * lead * np.ones(stock.shape), ceased, np.zeros(stock.shape))

    assert found.long_run_sd == pytest.approx(0.2, rel=0.01)


# --- What decisions 96 and 97 rest on, in the years to 2016 alone ----------------------------------------------------

published = [
    pytest.mark.published,
    pytest.mark.skipif(not DATA.is_dir(), reason="no published data: ../shared/data beside the checkout is missing"),
]


@pytest.fixture(scope="module")
def tables():
    return read_tables(DATA / "cla_panel.csv")


@pytest.mark.parametrize("of", [pytest.param("started", marks=published), pytest.param("stock", marks=published)])
def test_entries_and_stock_have_not_followed_an_authority_s_own_children(tables, of):
    """Over five years, each year's common change taken out: an elasticity below one by three standard errors."""
    panel = read_panel(tables, 2016, least_stock=100)
    codes = [tables.figures.codes[code.casefold()] for code in panel.codes]
    children = np.array([children_of(tables, area, panel.years, 2016)[0] for area in codes])
    change, growth = (
        _about_the_year(np.log(values[:, 5:] / values[:, :-5])) for values in (getattr(panel, of), children)
    )
    elasticity = np.sum(growth * change) / np.sum(growth**2)
    left = change - elasticity * growth
    error = np.sqrt(np.sum(np.sum(growth * left, axis=1) ** 2)) / np.sum(growth**2)  # years of an authority as one

    assert elasticity + 3 * error < 1.0
    assert elasticity < 0.2


@pytest.mark.parametrize("until", [pytest.param(year, marks=published) for year in (2016, 2022)])
def test_an_imbalance_is_mostly_gone_after_a_year_or_two(tables, until):
    """Of the panel's log ratio of starts to ceases a half is left after one year, next to nothing after three."""
    panel, found = read_panel(tables, until, least_stock=100), panel_drifts(tables, until).imbalance
    away = _about_the_year(np.log(panel.started / panel.ceased))

    assert found.persistence == pytest.approx(0.5, abs=0.1)
    assert abs(np.mean(away[:, 3:] * away[:, :-3])) < 0.15 * found.variance


def _about_the_year(values):
    return values - values.mean(axis=0)
