"""Every family of belief against SciPy, and a belief against its own rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sfpc_sim.inputs.beliefs import BeliefError, belief_of, table_of
from sfpc_sim.inputs.distributions import FAMILIES

# Parameters of ours, and the same distribution as SciPy writes it.
TWINS = {
    "uniform": ((2.0, 5.0), stats.uniform(2, 3)),
    "triangular": ((2.0, 3.0, 6.0), stats.triang(0.25, 2, 4)),
    "normal": ((1.0, 2.0), stats.norm(1, 2)),
    "lognormal": ((3.0, 0.5), stats.lognorm(0.5, scale=3)),
    "beta": ((4.0, 6.0), stats.beta(4, 6)),
    "gamma": ((0.3, 0.2), stats.gamma(25, scale=0.3 * 0.04)),
    "weibull": ((1.3, 3.3), stats.weibull_min(1.3, scale=3.3)),
    "exponential": ((14.0, 3.0), stats.expon(3, 14)),
}
U = np.linspace(0.001, 0.999, 97)
ENDLESS = (-1e15, 1e15)


def test_every_family_has_a_twin():
    assert set(TWINS) | {"fixed"} == set(FAMILIES)


@pytest.mark.parametrize("family", TWINS)
def test_a_family_agrees_with_scipy(family):
    parameters, twin = TWINS[family]

    values = FAMILIES[family].quantile(U, *parameters)
    np.testing.assert_allclose(values, twin.ppf(U), rtol=1e-9)
    np.testing.assert_allclose(FAMILIES[family].cumulative(values, *parameters), U, rtol=1e-9)


@pytest.mark.parametrize(("low", "mode", "high"), [(2.0, 2.0, 6.0), (2.0, 6.0, 6.0)])
def test_a_triangle_may_begin_or_end_at_its_mode(low, mode, high):
    values = FAMILIES["triangular"].quantile(U, low, mode, high)

    np.testing.assert_allclose(values, stats.triang((mode - low) / 4, low, 4).ppf(U))
    np.testing.assert_allclose(FAMILIES["triangular"].cumulative(values, low, mode, high), U)


@given(st.floats(0, 1, exclude_max=True))
def test_one_number_and_many_agree_inside_the_bounds(u):
    parts = [{"weight": 0.5, "fixed": {"value": 1.0}}, {"weight": 0.5, "lognormal": {"median": 0.96, "log_sd": 0.05}}]
    belief = belief_of({"mixture": parts}, (0.85, 1.1))

    assert belief.quantiles([u])[0] == belief.quantile(u)
    assert 0.85 - 1e-12 <= belief.quantile(u) <= 1.1 + 1e-12


def test_a_mixture_gives_each_part_its_weight():
    belief = belief_of({"discrete": {"values": [4, 8, 12], "weights": [0.3, 0.5, 0.2]}, "times": 7.0}, (0, 100))

    values, counts = np.unique(belief.quantiles((np.arange(1000) + 0.5) / 1000), return_counts=True)
    assert values.tolist() == [28, 56, 84]
    assert counts.tolist() == [300, 500, 200]


def test_a_belief_is_cut_not_clipped():
    belief = belief_of({"normal": {"mean": 0.0, "sd": 1.0}}, (-2.6, 2.6))
    values = belief.quantiles((np.arange(2000) + 0.5) / 2000)

    assert values.min() > -2.6
    assert len(np.unique(values)) == 2000
    assert belief.quantile(0.25) == pytest.approx(stats.truncnorm(-2.6, 2.6).ppf(0.25))


@pytest.mark.parametrize("family", TWINS)
def test_a_belief_is_read_back_as_written(family):
    parameters, _ = TWINS[family]
    table = {family: dict(zip(FAMILIES[family].parameters, parameters, strict=True)), "times": 7.0}

    belief = belief_of(table, ENDLESS)
    assert table_of(belief) == table
    assert belief_of(table_of(belief), ENDLESS) == belief


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "exactly one kind"),
        ({"fixed": {"value": 1}, "uniform": {}}, "exactly one kind"),
        ({"gaussian": {}}, "not a kind"),
        ({"uniform": {"low": 2, "high": 1}}, "low must be below high"),
        ({"uniform": {"low": 2, "high": True}}, "must be a number"),
        ({"normal": {"mean": 1, "sd": 0}}, "above 0"),
        ({"normal": {"mean": 1}}, "takes mean, sd"),
        ({"gamma": {"mean": 1, "cv": 1e-300}}, "lies outside"),
        ({"fixed": {"value": float("inf")}}, "too large"),
        ({"discrete": {"values": [1], "weights": [1, 2]}}, "a weight for each"),
        ({"discrete": {"values": [1, 2], "weights": [0.5, 0.6]}}, "add up to 1.1"),
        ({"mixture": [{"weight": 1.0, "mixture": []}]}, "Each part of a mixture"),
    ],
)
def test_a_belief_that_cannot_be_used_says_why(table, words):
    with pytest.raises(BeliefError, match=words):
        belief_of(table, (-1e14, 1e14))


@pytest.mark.parametrize("family", ["normal", "lognormal", "gamma", "weibull", "exponential"])
def test_bounds_far_out_keep_infinity_away(family):
    parameters, _ = TWINS[family]
    table = {family: dict(zip(FAMILIES[family].parameters, parameters, strict=True))}
    low = -1e6 if family == "normal" else 0.0
    part = {"weight": 0.5, **table}
    mixed = belief_of({"mixture": [{"weight": 0.5, "fixed": {"value": 1}}, part]}, (low, 1e6))

    for belief, u in ((belief_of(table, (low, 1e6)), [0.0, 1 - 2**-53]), (mixed, [0.5, 1 - 2**-53])):
        values = belief.quantiles(u)
        assert low <= values.min()
        assert values.max() <= 1e6
        assert np.diff(values) > 0


def test_a_mixtures_percentiles_are_in_order_and_true():
    """Half certainly one, half lognormal about 0.96: the middle is one, not the lowest of the second half."""
    belief = belief_of(
        {"mixture": [
            {"weight": 0.5, "fixed": {"value": 1.0}},
            {"weight": 0.5, "lognormal": {"median": 0.96, "log_sd": 0.05}},
        ]},
        (0.05, 1.5),
    )  # fmt: skip
    low, middle, high = belief.percentiles((0.1, 0.5, 0.9))
    assert low == pytest.approx(0.96 * np.exp(0.05 * stats.norm.ppf(0.2)), abs=1e-3)
    assert middle == 1.0
    assert 1.0 <= high < 1.02
