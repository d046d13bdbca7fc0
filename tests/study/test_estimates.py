"""Intervals and ranges against SciPy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sfpc_sim.study.estimates import (
    chance_difference_interval,
    chance_interval,
    mean_interval,
    range_of_dates,
    share_below,
)


@pytest.mark.parametrize(("successes", "trials"), [(0, 1000), (3, 1000), (500, 1000), (1000, 1000), (1, 1)])
def test_chances_have_the_interval_of_clopper_and_pearson(successes: int, trials: int) -> None:
    """Exact at every count, the ends included."""
    expected = stats.binomtest(successes, trials).proportion_ci(0.95, method="exact")
    assert chance_interval(successes, trials) == pytest.approx((expected.low, expected.high))


def test_means_have_a_t_interval() -> None:
    """As SciPy computes it."""
    values = np.array([1.0, 4.0, 2.0, 8.0])
    expected = stats.t.interval(0.95, 3, loc=values.mean(), scale=stats.sem(values))
    assert mean_interval(values) == pytest.approx((3.75, *expected))


def test_one_value_has_no_interval() -> None:
    """Nothing is known of its spread."""
    mean, low, high = mean_interval(np.array([3.0]))
    assert (mean, np.isnan(low), np.isnan(high)) == (3.0, True, True)


def test_what_has_not_happened_is_later_than_everything() -> None:
    """A quantile beyond the horizon is infinite, the others are dates that occurred."""
    assert range_of_dates(np.array([10.0, np.nan, 20.0, np.nan])) == (10.0, 20.0, np.inf)


def test_ties_count_half() -> None:
    """A published count in the middle of its distribution stands at one half."""
    assert share_below(np.array([1.0, 2.0, 3.0]), 2.0) == pytest.approx(0.5)


def test_two_plans_that_never_met_the_target_are_not_called_certainly_equal() -> None:
    """A chance never seen in either has a difference of zero with an interval that is not."""
    never = np.zeros(1000)
    low, high = chance_difference_interval(never, never)
    assert low < 0 < high < 0.005
    assert low == pytest.approx(-high)


def test_a_difference_of_chances_counts_the_pairs_that_differ() -> None:
    """Thirty futures gained and ten lost out of a thousand: the difference is clearly above zero."""
    one, two = np.zeros(1000), np.zeros(1000)
    two[:30], one[30:40] = 1.0, 1.0
    low, high = chance_difference_interval(one, two)
    assert 0 < low < 0.02 < high < 0.05
