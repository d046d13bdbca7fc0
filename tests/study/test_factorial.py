"""The algebra of factors switched on and off."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sfpc_sim.study.factorial import subsets, terms


def test_two_factors_by_hand():
    """10 at rest; one takes 3, the other 2, both together 6: one of it only together."""
    outcome = {frozenset(on): np.array([value]) for on, value in (("", 10.0), ("a", 7.0), ("b", 8.0), ("ab", 4.0))}
    assert {"".join(sorted(on)): term.item() for on, term in terms(outcome, "ab").items()} == {
        "": 10.0, "a": -3.0, "b": -2.0, "ab": -1.0,
    }  # fmt: skip


@given(st.data(), st.integers(0, 4))
def test_terms_add_up_to_every_outcome(data, factors):
    """Not only with everything on: each outcome is the sum of the terms of what is on in it."""
    names = "abcd"[:factors]
    values = data.draw(arrays(np.float64, (2**factors, 3), elements=st.floats(-1e4, 1e4)))
    outcome = dict(zip(subsets(names), values, strict=True))
    split = terms(outcome, names)
    for on, value in outcome.items():
        np.testing.assert_allclose(sum(term for part, term in split.items() if part <= on), value, atol=1e-9)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=3))
def test_factors_that_only_add_have_no_terms_together(effects):
    """What acts independently is told apart whole."""
    outcome = {on: np.array([sum((effects["abc".index(name)] for name in on), start=5.0)]) for on in subsets("abc")}
    for on, term in terms(outcome, "abc").items():
        if len(on) > 1:
            np.testing.assert_allclose(term, 0.0, atol=1e-9)
