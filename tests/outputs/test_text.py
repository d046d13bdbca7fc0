"""The summary a planner reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.outputs.comparison import comparison_text
from sfpc_sim.outputs.sections import report_gbp
from sfpc_sim.outputs.text import as_text, summary_sections
from sfpc_sim.outputs.words import day_from, in_ascii, percent, thousands
from sfpc_sim.study.compare import compare
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder: Path = tmp_path_factory.mktemp("results")
    return open_result(run(toy_plan(), replications=300, results_folder=folder, workers=1, simulate=toy_world))


@pytest.fixture(scope="module")
def text(result: Result) -> str:
    return as_text(summary_sections(result, summarise(result)))


def test_it_answers_the_question_first(result: Result, text: str) -> None:
    """In a number of futures, and as a chance with its interval."""
    failing = int((result.replications["looked_after_on:2019-03-31"] >= 1000).sum())
    assert (
        f"In {failing} of 300 simulated futures Toytown does NOT have fewer than 1,000 children looked after"
        " on 31 Mar 2019.\nChance of missing the target: "
    ) in text


def test_it_shows_the_chance_under_every_drift_with_its_own_replications(text: str) -> None:
    """The alternatives are labelled with their smaller run."""
    assert "meets: damped, n=300" in text
    assert "meets: walk, n=200" in text
    assert "meets: stationary, n=200" in text
    assert "12 months by 31 Mar 2020" in text
    assert "walk: they never revert" in text
    assert "on 31 Mar 2019 (target)" in text


def test_it_never_writes_a_confidence_interval_like_a_range_of_futures(text: str) -> None:
    """And says in words which is which."""
    assert "(CI a to b): how well the number beside it is known" in text
    assert "a | b | c:   how far futures range (p10 | p50 | p90)" in text


def test_it_tells_posts_money_leaders_history_and_assumptions(text: str) -> None:
    """One section each."""
    assert "after Mar 2020" in text
    assert "Filled by 1 Oct 2017, the plan's date: one post " in text
    assert "report: £101k" in text
    assert "Unfunded after the grant ends: 2020/21 £1,900k | £1,900k | £1,900k" in text
    assert "months > 0.9   months > 1.0" in text
    assert "2018  1,030 (" in text
    assert "1 assumptions: 1 of grade D" in text
    assert "sfpc assumptions toy" in text


def test_it_fits_a_screen_and_a_half(text: str) -> None:
    """And no line wraps on a wide terminal."""
    assert len(text.splitlines()) < 75
    assert max(map(len, text.splitlines())) <= 120


def test_it_can_be_written_in_ascii(text: str) -> None:
    """For a terminal that knows no other characters."""
    plain = in_ascii(text)
    assert "GBP 101k" in plain
    assert plain.isascii()
    assert "?" not in plain.replace("Does it work?", "")


def test_a_comparison_with_itself_says_exactly_0(result: Result) -> None:
    """In every line."""
    lines = comparison_text(result, result, compare(result, result)).splitlines()
    assert all(line.endswith("exactly 0") for line in lines if line.startswith("  ") and "B less A" not in line)


def test_the_reports_tables_add_up_by_financial_year() -> None:
    """Pay, other and fixed together."""
    money = {
        "tables_first_year": 2017,
        "tables": [
            {"pay_gbp": [1.0, 2.0], "other_gbp": [10.0, 20.0], "fixed_gbp": [0.0, 5.0]},
            {"pay_gbp": [100.0, 200.0], "other_gbp": [0.0, 0.0], "fixed_gbp": [0.0, 0.0]},
        ],
    }
    assert report_gbp(money) == {2017: 111.0, 2018: 227.0}


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0%"), (0.0005, "0.05%"), (0.014, "1.4%"), (0.57, "57%"), (0.986, "98.6%"), (1.0, "100%")],
)
def test_chances_have_the_decimals_they_need(share: float, words: str) -> None:
    """None in the middle, two near the ends."""
    assert percent(share) == words


def test_money_and_dates_are_written_as_a_planner_does() -> None:
    """Pounds in thousands, dates with the month's name."""
    plan = toy_plan()
    assert thousands(1_884_400) == "£1,884k"
    assert thousands(-1_500) == "-£2k"
    assert day_from(plan.start, plan.end, 286.4) == "12 Jan 2018"
    assert day_from(plan.start, plan.end, float("inf")) == "after Mar 2020"
