"""Numbers, dates and tables as a planner reads them."""

from __future__ import annotations

import pytest
from toy_plan import toy_plan

from sfpc_sim.outputs.words import day_from, folded, in_columns, in_month, percent, side_by_side, thousands


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0%"),
        (0.0005, "0.05%"),
        (0.014, "1.4%"),
        (0.57, "57%"),
        (0.9, "90%"),
        (0.986, "98.6%"),
        (1.0, "100%"),
        (0.00004, "<0.01%"),
        (0.99996, ">99.99%"),
    ],  # one future in 25,000 is not none
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
    assert day_from(plan.start, plan.end, -0.5) == "31 Mar 2017"
    assert day_from(plan.start, plan.end, 286.4, in_month) == "Jan 2018"
    assert day_from(plan.start, plan.end, float("inf")) == "after Mar 2020"


def test_a_table_is_as_wide_as_its_cells_and_drops_an_empty_column() -> None:
    """Not a column of which one cell is filled."""
    assert in_columns(("", "one", "none", "some"), [("a", "1,000", "", ""), ("bcd", "2", "", "x")]) == [
        "       one    some",
        "  a    1,000",
        "  bcd  2      x",
    ]
    assert in_columns(("one",), []) == []


def test_pairs_stand_side_by_side_where_the_page_allows_it() -> None:
    """Read downwards; one under the other where their values are too long."""
    pairs = [("first", "1"), ("second", "2"), ("third", "3")]
    assert side_by_side(pairs) == ["  first   1  third  3", "  second  2"]
    assert side_by_side([(label, value * 50) for label, value in pairs])[2] == f"  third   {'3' * 50}"
    long = [("words " * 20, "1" * 36)] * 5
    assert max(map(len, side_by_side(long))) <= 120
    assert len(side_by_side(long)) == 3
    assert side_by_side([]) == []


def test_a_sentence_folds_between_numbers_never_within_one() -> None:
    """An interval or a range stays on its line."""
    lines = folded("x" * 100 + " 57% (CI 54% to 60%) and 1,150 | 1,298 | 1,461 " + "y" * 90 + " 1 | 2 | 3")
    assert lines == [f"  {'x' * 100} 57%", "    (CI 54% to 60%) and 1,150 | 1,298 | 1,461", f"    {'y' * 90} 1 | 2 | 3"]
