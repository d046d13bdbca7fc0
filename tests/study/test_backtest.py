"""Back-testing: scores against brute force, simple methods, and a made-up country from end to end."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from same_records import same
from scipy import stats
from test_drifts import AUTHORITIES, a_country

from sfpc_sim.cli.backtest import backtest
from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.published import Panel, read_tables
from sfpc_sim.study.backtest.baselines import autoregression, fit_growth, pooled_changes, pooled_drift, smoothing
from sfpc_sim.study.backtest.run import ask_all
from sfpc_sim.study.backtest.scores import clustered_error, fair_crps, middle, position, score

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


# --- Scores ----------------------------------------------------------------------------------------------------------


def test_the_fair_score_is_its_definition():
    members, truth = rng(1).normal(100, 10, 23), 108.0
    pairs = [abs(a - b) for (i, a), (j, b) in product(enumerate(members), repeat=2) if i != j]

    assert fair_crps(members, truth) == pytest.approx(np.mean(np.abs(members - truth)) - np.mean(pairs) / 2)


def test_a_certain_forecast_scores_its_error():
    assert fair_crps(np.full(10, 90.0), 100.0) == 10.0


def test_few_members_score_like_many():
    """Fair: the mean score of ensembles of five is that of the distribution they are drawn from."""
    chance = rng(2)
    few = np.mean([fair_crps(chance.normal(size=5), 0.5) for _ in range(20_000)])
    exact = 0.5 * (2 * stats.norm.cdf(0.5) - 1) + 2 * stats.norm.pdf(0.5) - 1 / np.sqrt(np.pi)

    assert few == pytest.approx(exact, abs=0.012)


def test_an_interval_of_few_members_holds_what_it_says():
    chance = rng(3)
    held = 0
    for _ in range(4_000):
        low, high = middle(chance.normal(size=59), 0.8)
        held += low <= chance.normal() <= high
    assert held / 4_000 == pytest.approx(0.8, abs=0.02)


def test_where_the_truth_falls_is_even_when_the_forecast_is_right():
    chance = rng(4)
    places = [position(chance.normal(size=99), chance.normal()) for _ in range(2_000)]
    assert stats.kstest(places, "uniform").pvalue > 0.001


def test_a_fall_is_scored_against_the_origin():
    found = score(np.array([70.0, 85.0, 95.0, 110.0]), 88.0, stock=100.0)

    assert (found["chance_of_fall_10%"], found["fall_10%"], found["brier_10%"]) == (0.5, 1.0, 0.25)
    assert (found["chance_of_fall_20%"], found["fall_20%"], found["brier_20%"]) == (0.25, 0.0, 0.0625)


def test_values_that_hang_together_are_known_less_well():
    """One value an authority, repeated at each origin, tells no more than the authorities do."""
    own = rng(5).normal(size=30)
    values = np.repeat(own, 7)
    authority, origin = pd.Series(np.repeat(np.arange(30), 7)), pd.Series(np.tile(np.arange(7), 30))

    assert clustered_error(values, (authority, origin)) == pytest.approx(own.std() / np.sqrt(30), rel=0.02)


# --- Simple methods --------------------------------------------------------------------------------------------------


def a_panel(stock: np.ndarray) -> Panel:
    names = tuple(map(str, range(len(stock))))
    return Panel(tuple(range(2010, 2010 + stock.shape[1])), stock, stock / 3, stock / 3, names, names)


def test_pooled_drift_is_what_all_have_done_and_knows_nothing_of_small_ones():
    panel = a_panel(np.array([[200.0, 220, 242], [400, 400, 400], [10, 99, 1]]))

    assert np.sort(pooled_changes(panel, 1)) == pytest.approx([0, 0, np.log(1.1), np.log(1.1)])
    assert np.median(pooled_drift(1000.0, pooled_changes(panel, 2))) == pytest.approx(1100, rel=0.01)


def test_growth_that_goes_on_is_found_and_carried_on():
    chance = rng(6)
    growth = np.zeros((400, 15))
    for year in range(1, 15):
        growth[:, year] = 0.01 + 0.6 * growth[:, year - 1] + 0.02 * chance.normal(size=400)
    constant, slope, residuals = fit_growth(a_panel(1000 * np.exp(np.cumsum(growth, axis=1))))

    assert (constant, slope, residuals.std()) == pytest.approx((0.01, 0.6, 0.02), abs=0.03)
    ahead = np.median(autoregression(np.array([900.0, 990.0]), (constant, slope, residuals), 1))
    assert ahead == pytest.approx(990 * np.exp(0.01 + 0.6 * np.log(1.1)), rel=0.02)


def test_smoothing_widens_with_years():
    found = smoothing(np.array([500.0, 510, 530, 505, 520, 515, 540, 530]), (1, 3, 5))
    widths = [np.subtract(*np.quantile(found[years], [0.9, 0.1])) for years in (1, 3, 5)]

    assert 0 < widths[0] < widths[1] < widths[2]


# --- A made-up country, from tables to scores ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tidy_panel(tmp_path_factory) -> Path:
    """Write ten years of 120 authorities as the tidy panel has them; nothing else is published."""
    country, first = a_country(11), 2010
    rows = [
        {"la_code": f"E{place:08d}", "la_name": f"Town {place}", "level": "Local authority", "year": first + year,
         "cla_31_march": int(country.stock[place, year]), "started": int(country.started[place, year]),
         "ceased": int(country.ceased[place, year]), "population_0_17": 200 * int(country.stock[place, 0]), "flag": ""}
        for place in range(AUTHORITIES) for year in range(country.stock.shape[1])
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("panel") / "cla_panel.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def run(panel: Path, results: Path, **changes) -> None:
    backtest(**{
        "panel": panel, "origins": "2016,2017", "horizons": "1,2", "authorities": "Town 3,Town 8", "least": 100,
        "drift": "damped", "replications": 20, "workers": 1, "executor": "serial", "results": results, "quiet": True,
        "as_json": False,
    } | changes)  # fmt: skip


def test_a_country_is_scored_and_nothing_is_done_twice(tidy_panel, tmp_path, capsys):
    """Every question has a score of every method; a second time finds all futures there, and says the same."""
    run(tidy_panel, tmp_path)
    told, folder = capsys.readouterr(), tmp_path / "backtest"
    scores = pd.read_parquet(folder / "scores.parquet")
    written = {file: file.stat().st_mtime_ns for file in (folder / "futures").iterdir()}

    assert len(scores) == 2 * 2 * 2 * 5
    assert set(scores["method"]) >= {"damped", "no change", "pooled drift", "AR(1) growth", "exponential smoothing"}
    assert "4 forecasts to make: about" in told.err
    assert (folder / "backtest.svg").read_text("utf-8").startswith("<svg")
    run(tidy_panel, tmp_path)
    again = capsys.readouterr()
    assert {file: file.stat().st_mtime_ns for file in (folder / "futures").iterdir()} == written
    assert "forecasts to make" not in again.err
    assert again.out == told.out


def test_two_processes_say_what_one_says(tidy_panel, tmp_path):
    run(tidy_panel, tmp_path / "one")
    run(tidy_panel, tmp_path / "two", workers=2, executor="processes")

    one, two = (pd.read_parquet(tmp_path / name / "backtest" / "scores.parquet") for name in ("one", "two"))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_years_after_an_origin_change_nothing_that_was_known(tidy_panel, tmp_path):
    """A table cut off at the origin asks the same questions with the same drift."""
    rows = pd.read_csv(tidy_panel)
    cut = tmp_path / "cla_panel.csv"
    rows[rows["year"] <= 2016].to_csv(cut, index=False)
    known, later = (
        ask_all(read_tables(path), [2016], least_stock=100, wanted={"E00000003"}).origins[0]
        for path in (cut, tidy_panel)
    )

    assert np.array_equal(known.drifts.entry.damped_sd, later.drifts.entry.damped_sd)
    assert same(known.drifts.imbalance, later.drifts.imbalance)
    assert np.array_equal(known.questions[0].history.stock, later.questions[0].history.stock)
    assert same(known.questions[0].country, later.questions[0].country)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"origins": "yesterday"}, "is not a list of years"),
        ({"drift": "dampt"}, 'there is no mechanism "dampt"'),
        ({"authorities": "Town 3,Twon 8"}, 'nobody "Twon 8"'),
        ({"least": 100_000}, "no authority has"),
    ],
)
def test_what_cannot_be_asked_is_refused(tidy_panel, tmp_path, wrong, words):
    with pytest.raises(Refusal, match=words):
        run(tidy_panel, tmp_path, **wrong)
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_missing_library_is_named_before_anything_is_forecast(tidy_panel, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels.tsa.exponential_smoothing.ets", None)
    with pytest.raises(Refusal, match=r"statsmodels is not installed.*\n?.* install .*statsmodels"):
        run(tidy_panel, tmp_path)
    assert not list(tmp_path.rglob("*.parquet"))


@pytest.mark.slow
@pytest.mark.published
@pytest.mark.skipif(not DATA.is_dir(), reason="no published data: ../shared/data beside the checkout is missing")
def test_twenty_authorities_and_three_origins_of_the_published_panel(tmp_path):
    """Every fifth authority: intervals hold about what they say, and errors are near pooled drift's."""
    tables = read_tables(DATA / "cla_panel.csv")
    there = ask_all(tables, [2020], least_stock=100, wanted=None).origins[0].questions
    some = ",".join(question.history.code for question in there[::5][:20])
    run(DATA / "cla_panel.csv", tmp_path, origins="2016,2018,2020", horizons="1,3,5", authorities=some,
        replications=40, workers=2, executor="processes")  # fmt: skip

    summary = pd.read_csv(tmp_path / "backtest" / "summary.csv").set_index(["method", "horizon"]).loc["damped"]
    assert summary["forecasts"].tolist() == [60, 60, 60]
    for years in (1, 3, 5):
        row = summary.loc[years]
        assert row["inside_80%"] == pytest.approx(0.8, abs=3 * row["inside_80%_error"] + 0.03), years
        assert row["crps_against_pooled_drift"] < 1.03 + 3 * row["crps_against_pooled_drift_error"], years
