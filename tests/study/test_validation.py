"""What the validation page measures: counting rules by hand, estimators on known truths, what the model must show."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.spells import AT_18, CAUSES, FIRST, Cohort
from sfpc_sim.study.care_counts import (
    DURATION_BANDS,
    Returns,
    by_age_on,
    by_age_on_leaving,
    by_duration,
    by_reason,
    group_sizes,
    last_ceases,
)
from sfpc_sim.study.care_worlds import PublishedYears, published_years, quiet_plan, year_edges
from sfpc_sim.study.fitting.usual_years import lived
from sfpc_sim.study.own_history import MARGIN, MARGIN_PER_YEAR, outside_own_history
from sfpc_sim.study.validation.check import Line, second_difference_dispersion, shares_beside
from sfpc_sim.study.validation.england import live_england
from sfpc_sim.study.validation.facts import shipped_facts
from sfpc_sim.study.validation.leeds import Futures, fan_check, live_leeds, returns_check

HOME, KINSHIP = EXIT_CAUSES.index("home"), EXIT_CAUSES.index("kinship")


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def a_cohort(*spells: dict[str, float]) -> Cohort:
    """Make spells of care that were lived; days are given, everything else is usual."""
    cohort = Cohort(len(spells))
    for number, spell in enumerate(spells):
        usual = {"key": number, "family": number, "birth_day": -3650.0, "cause": HOME, "kind": FIRST, "entered": True}
        cohort.add(1, np.ones((CAUSES, 1)), **(usual | spell))
    return cohort


# --- Counting rules --------------------------------------------------------------------------------------------------


def test_a_child_who_ceases_twice_in_a_year_is_counted_at_the_last_time():
    """Two ceases of a child within a year are one leaver with the later stay; in another year both count."""
    cohort = a_cohort(
        {"key": 7, "entry_day": 0.0, "exit_day": 100.0},
        {"key": 7, "entry_day": 150.0, "exit_day": 155.0},
        {"key": 8, "entry_day": -900.0, "exit_day": 364.0},
        {"key": 9, "entry_day": 10.0, "exit_day": 366.0},
        {"key": 5, "entry_day": 10.0, "exit_day": 20.0, "entered": False},
    )

    assert sorted(last_ceases(cohort, 0.0, 365.0).tolist()) == [1, 2]
    assert sorted(last_ceases(cohort, 0.0, 120.0).tolist()) == [0]
    assert sorted(last_ceases(cohort, 365.0, 730.0).tolist()) == [3]


def test_a_band_begins_on_its_day():
    """Thirteen days and a bit are under two weeks; two weeks to the day are not; ten years are the last band."""
    days = (13.9, 14.0, 55.9, 56.0, 182.0, 183.0, 365.0, 366.0, 731.0, 1096.0, 1827.0, 3653.0)
    cohort = a_cohort(*({"entry_day": 0.0, "exit_day": day, "birth_day": -1.0} for day in days))

    assert by_duration(cohort, np.arange(len(days))).tolist() == [1, 2, 2, 2, 1, 1, 1, 1, 1]


def test_birthdays_are_a_band_of_their_own():
    """Who leaves at 17 is 16 or 17; who turns 18 in care is neither, and its cause is no reason before 18."""
    turns_18 = {"birth_day": -18 * DAYS_PER_YEAR, "exit_day": 0.0, "cause": AT_18}
    at_17 = {"birth_day": -17.5 * DAYS_PER_YEAR, "exit_day": 0.0, "cause": KINSHIP}
    cohort = a_cohort(turns_18, at_17, {"birth_day": -100.0, "exit_day": 0.0})
    rows = np.arange(3)

    assert by_age_on_leaving(cohort, rows).tolist() == [1, 0, 0, 0, 1, 1]
    assert by_reason(cohort, rows).tolist() == [1, 1, 0, 0, 1]


def test_stock_is_who_entered_before_a_day_and_has_not_left():
    """A child who left the day before is gone, one who enters that day is not there yet."""
    born = {"birth_day": -3 * DAYS_PER_YEAR}
    cohort = a_cohort(
        born | {"entry_day": 0.0, "exit_day": 50.0},
        born | {"entry_day": 0.0, "exit_day": 49.0},
        born | {"entry_day": 50.0},
        {"birth_day": -17 * DAYS_PER_YEAR, "entry_day": 0.0},
    )

    assert by_age_on(cohort, 50.0).tolist() == [0, 1, 0, 0, 1]


def test_a_group_is_a_family_that_enters_on_one_day():
    """Brothers and sisters who enter together are a group; the family's next entry is another; re-entries are none."""
    cohort = a_cohort(
        {"family": 1, "entry_day": 5.0}, {"family": 1, "entry_day": 5.0}, {"family": 1, "entry_day": 9.0},
        {"family": 2, "entry_day": 5.0}, {"family": 3, "entry_day": 800.0}, {"family": 4, "entry_day": 6.0, "kind": 2},
    )  # fmt: skip

    assert group_sizes(cohort, 0.0, 365.0).tolist() == [2, 1]


# --- Who comes back --------------------------------------------------------------------------------------------------


def test_who_turns_18_leaves_the_risk_set():
    """Of four who go home, one turns 18 before the first comes back: then it is one in three, not one in four."""
    years = DAYS_PER_YEAR
    cohort = a_cohort(
        {"key": 1, "exit_day": 10.0}, {"key": 2, "exit_day": 10.0}, {"key": 3, "exit_day": 10.0},
        {"key": 4, "exit_day": 10.0, "birth_day": 60.0 - 18 * years},
        {"key": 1, "exit_day": np.inf, "entry_day": 110.0, "former": 0, "spell": 1, "kind": 2},
    )  # fmt: skip
    returns = Returns(cohort, "home", 0.0, 10 * years)

    assert returns.came_back.tolist() == [True, False, False, False]
    assert returns.share_by(np.array([0.2, 1.0])) == pytest.approx([0.0, 1 / 3])


def test_who_never_came_back_gives_nothing():
    """Without any return the share is zero, at every time."""
    returns = Returns(a_cohort({"exit_day": 10.0}), "home", 0.0, 1000.0)

    assert returns.share_by(np.array([1.0, 2.0])).tolist() == [0.0, 0.0]


@pytest.mark.slow
def test_children_come_back_as_the_evidence_says():
    """Of those still under 18, 20% are back a year after going home and 33% after five years, within 2 points."""
    futures = live_leeds("leeds-2017", 8, 100, seed=41)
    check = returns_check(futures, shipped_facts())

    assert [line.published for line in check.lines] == pytest.approx([20.0, 33.0])
    assert len(futures.returns.days) > 40_000  # a standard error of a third of a point
    assert check.holds, check.lines


# --- Time in care ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("origin", [2017, 2023])
def test_leavers_durations_match_england_within_two_points(origin):
    """An authority with England's rates gives each band of England's table of the next year, on luck of its own."""
    england, table = live_england(origin, 1, seed=271), shipped_facts().leavers[origin + 1]["durations"]
    lines = shares_beside(DURATION_BANDS, england.durations[origin + 1], np.array(table, float), 2.0)

    assert england.durations[origin + 1].sum() > 100_000  # leavers in four worlds
    assert all(line.verdict == "inside" for line in lines), lines


# --- Unevenness ------------------------------------------------------------------------------------------------------


def test_dispersion_of_known_series():
    """Counts by chance have one, pairs two; a straight trend adds nothing; one world's worlds are told apart."""
    chance = rng(11)
    single = chance.poisson(400, (4000, 10)).astype(float)
    pairs = 2.0 * chance.poisson(200, (4000, 10))

    assert second_difference_dispersion(single).mean() == pytest.approx(1.0, abs=0.03)
    assert second_difference_dispersion(pairs).mean() == pytest.approx(2.0, abs=0.06)
    assert second_difference_dispersion(300 + 20 * np.arange(10.0)) == pytest.approx(0.0)
    assert second_difference_dispersion(single).shape == (4000,)


def test_years_are_counted_as_published_tables_do():
    """Children counted one by one agree with the kernel's yearly counts, and stock with ages adds up."""
    authority, own = read_authority(shipped_folder() / "authorities" / "leeds-2019.toml")
    scenario = quiet_plan(authority, own, 3, seed=5)
    cohort, edges = lived(scenario, 1), year_edges(scenario)
    counted = published_years(scenario, cohort)

    for year, (first, end) in enumerate(pairwise(edges)):
        assert last_ceases(cohort, first, end).size == counted.ceased[year]
        assert by_age_on(cohort, end).sum() == counted.looked_after[year]


# --- Verdicts --------------------------------------------------------------------------------------------------------


def test_a_line_is_inside_up_to_its_margin():
    """The margin's edge is inside; what is shown only is never judged."""
    verdicts = [Line("x", value, 10.0, 8.0, 12.0).verdict for value in (8.0, 12.0, 7.99, 12.01)]

    assert verdicts == ["inside", "inside", "OUTSIDE", "OUTSIDE"]
    assert Line("x", 99.0, 10.0, 8.0, 12.0, judged=False).verdict == "shown"


def test_a_fan_tells_the_share_of_futures_below_what_came():
    """Half of those who equal it lie below; a count outside 95% of futures is outside."""
    known = shipped_facts().leeds("looked_after")
    below = np.array([known[2018] - 1] * 30 + [known[2018]] * 20 + [known[2018] + 1] * 50)
    above = np.full(100, known[2019] + 5)
    stock = np.column_stack([below, above])
    futures = Futures("from 31 March 2017", "made-up", False, (2018, 2019), PublishedYears(stock, stock, stock),
                      Returns(a_cohort(), "home", 0.0, 1.0), np.zeros(4))  # fmt: skip
    check = fan_check(futures, shipped_facts())

    assert [line.simulated for line in check.lines] == [40.0, 0.0]
    assert [line.verdict for line in check.lines] == ["inside", "OUTSIDE"]
    assert check.holds is False


# --- An authority's own history --------------------------------------------------------------------------------------


def facts(*years: tuple[int, int, int, int]) -> dict[str, object]:
    named = [dict(zip(("year", "looked_after", "started", "ceased"), year, strict=True)) for year in years]
    return {"authority": {"name": "Leeds", "origin": f"{years[-1][0]}-03-31", "published": named}}


HISTORY = facts((2015, 1250, 380, 490), (2016, 1240, 375, 395), (2017, 1300, 420, 410))


def test_an_answer_within_its_own_history_is_not_warned_of():
    """Up to the widened edges nothing is said; futures far out on one side do not matter while the middle is in."""
    low, high = 1240 / (1 + MARGIN + MARGIN_PER_YEAR), 1300 * (1 + MARGIN + MARGIN_PER_YEAR)
    for middle in (low + 1, 1270, high - 1):
        runs = pd.DataFrame({"looked_after_on:2018-03-31": [middle, middle, 9000.0], "started:2018": [400.0] * 3})
        assert not list(outside_own_history(HISTORY, runs))


def test_an_answer_far_outside_its_own_history_is_warned_of():
    """Each count and year by itself, above or below; years ahead give more room."""
    runs = pd.DataFrame({
        "looked_after_on:2018-03-31": [1470.0] * 3, "looked_after_on:2022-03-31": [1470.0] * 3,
        "started:2018": [300.0] * 3, "ceased:2018": [470.0] * 3, "ceased:2022": [700.0] * 3,
    })  # fmt: skip
    found = [(each.what, each.year, each.above) for each in outside_own_history(HISTORY, runs)]

    assert found == [("children looked after", 2018, True), ("starts", 2018, False), ("ceases", 2022, True)]


def test_an_authority_without_published_years_is_never_outside_them():
    """An older file says nothing of its past, so nothing is said of it."""
    runs = pd.DataFrame({"looked_after_on:2018-03-31": [99_999.0]})

    assert not list(outside_own_history({"authority": {"name": "Leeds", "origin": "2017-03-31"}}, runs))
