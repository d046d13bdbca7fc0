"""How alike luck was: known correlations come back, and little is called little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim.study.estimates import mean_interval
from sfpc_sim.study.shared_luck import COLUMNS, FEWEST_APART, FEWEST_PAIRS, shared_luck


def normal_pairs(pairs: int, correlation: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Draw pairs of normal numbers tied by a correlation."""
    one, other = np.random.default_rng(seed).standard_normal((2, pairs))
    return one, correlation * one + np.sqrt(1 - correlation**2) * other


def test_correlation_and_factor_are_those_of_the_definition():
    """NumPy's correlation, and Var(A) + Var(B) over Var(B - A)."""
    one, two = normal_pairs(500, 0.9)
    two *= 3.0
    told = shared_luck(one, two)
    assert told.luck_correlation == pytest.approx(np.corrcoef(one, two)[0, 1])
    assert told.variance_factor == pytest.approx((np.var(one) + np.var(two)) / np.var(two - one))
    assert told.variance_factor_low < told.variance_factor < told.variance_factor_high
    assert told.pairs_saved == pytest.approx(500 * (told.variance_factor - 1))


def test_the_pairs_saved_are_those_that_independent_seeds_would_need():
    """As many pairs on luck of their own, the spared ones included, give an interval as wide as the paired one."""
    one, two = normal_pairs(400, 0.9)
    told = shared_luck(one, two)
    needed = round(400 + told.pairs_saved)
    alone = np.random.default_rng(2).standard_normal((2, needed))
    _, low, high = mean_interval(two - one)
    _, alone_low, alone_high = mean_interval(alone[1] * two.std() - alone[0] * one.std())
    assert alone_high - alone_low == pytest.approx(high - low, rel=0.1)


def test_luck_that_works_against_a_difference_costs_pairs():
    """Not hidden."""
    one, two = normal_pairs(400, -0.5)
    told = shared_luck(one, two)
    assert told.luck_correlation < 0
    assert told.pairs_saved < 0


def test_every_pair_differing_by_the_same_needs_no_second_pair():
    """Also where the subtraction rounds."""
    one = np.arange(40) / 7
    for two in (one, one + 0.1):
        assert shared_luck(one, two) == (1.0, 1.0, 1.0, np.inf, np.inf, np.inf, np.inf)


@pytest.mark.parametrize(
    ("pairs", "apart", "is_told"),
    [
        (FEWEST_PAIRS, FEWEST_APART, True),
        (FEWEST_PAIRS - 1, FEWEST_APART, False),
        (FEWEST_PAIRS, FEWEST_APART - 1, False),
        (1000, 0, False),
    ],
)
def test_constants_and_few_pairs_tell_nothing(pairs, apart, is_told):
    """A chance seen four times under a plan correlates with the other as it happens to."""
    rare, often = np.arange(pairs) < apart, np.arange(pairs) % 2
    for told in (shared_luck(rare.astype(float), often.astype(float)), shared_luck(often * 1.0, rare * 1.0)):
        assert np.isnan(told).all() != is_told


def test_no_pair_tells_nothing():
    """Nor is it a fault."""
    assert np.isnan(shared_luck(np.array([]), np.array([]))).all()


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [-0.3, 0.0, 0.6, 0.97])
def test_the_interval_holds_the_truth_as_often_as_it_says(correlation):
    """95% of 4,000 small studies, of the correlation and of the factor."""
    inside, factor_inside = 0, 0
    truth = 1 / (1 - correlation)
    for seed in range(4000):
        told = shared_luck(*normal_pairs(60, correlation, seed))
        inside += told.luck_correlation_low <= correlation <= told.luck_correlation_high
        factor_inside += told.variance_factor_low <= truth <= told.variance_factor_high
    assert 0.94 <= inside / 4000 <= 0.97
    assert factor_inside / 4000 >= 0.94


def chances(pairs, both, only_one, only_two, generator):
    """Draw pairs of 0 or 1 with chances that it is both, or one of them."""
    u = generator.random(pairs)
    return (u < both + only_one).astype(float), ((u < both) | (u >= 1 - only_two)).astype(float)


@pytest.mark.slow
@pytest.mark.parametrize(("both", "one", "two"), [(0.4, 0.1, 0.05), (0.08, 0.02, 0.04), (0.015, 0.005, 0.015)])
def test_the_interval_holds_for_chances_as_well(both, one, two):
    """Pairs of 0 or 1 are far from normal: Fisher's interval alone would hold the truth in a third to four fifths."""
    p, q = both + one, both + two
    truth = (both - p * q) / np.sqrt(p * (1 - p) * q * (1 - q))
    generator = np.random.default_rng(5)
    told = [shared_luck(*chances(400, both, one, two, generator)) for _ in range(2000)]
    inside = [each.luck_correlation_low <= truth <= each.luck_correlation_high for each in told
              if not np.isnan(each.luck_correlation)]  # fmt: skip
    assert len(inside) > 1500
    assert 0.925 <= np.mean(inside) <= 0.97


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=20, max_size=60))
def test_any_numbers_are_told_or_not_to_be_told(pairs):
    """All or none of it; a correlation lies between its ends."""
    told = shared_luck(*np.array(pairs).T)
    assert len(set(np.isnan(told).tolist())) == 1
    if not np.isnan(told.luck_correlation):
        assert -1 <= told.luck_correlation_low <= told.luck_correlation <= told.luck_correlation_high <= 1
    assert told._fields == COLUMNS
