"""Whose uncertainty: known shares found, chance a coordinate of its own, and the paired difference of two plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import special
from toy_plan import toy_plan, toy_world

from sfpc_sim.errors import Refusal, SfpcError
from sfpc_sim.inputs.assumptions import Assumption, Correlation, Register, Source
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.inputs.scenario import LatestCount
from sfpc_sim.model.draw import Draw
from sfpc_sim.model.held import USUAL, Held
from sfpc_sim.outputs.uncertainty_text import uncertainty_text
from sfpc_sim.study.uncertainty import CHANCE, OTHERS, uncertainty_of

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication
    from sfpc_sim.study.uncertainty import Uncertainty

ON = "looked_after_on:2019-03-31"
STANDARD = Belief((Component("normal", (0.0, 1.0), 1.0),))
SLOPES = {"strong": 12.0, "left": 5.0, "right": 5.0, "weak": 3.0, "idle": 0.0}
NOISE = 10.0  # children, one standard deviation of chance
TIED = 0.6


def plan(title: str = "A") -> Scenario:
    numbers = [
        Assumption(name, "Invented.", "days", STANDARD, (-9.0, 9.0), "world", Source("nobody", "D"), "toy:1")
        for name in SLOPES
    ]
    tie = Correlation("tie", ("left", "right"), ((1.0, TIED), (TIED, 1.0)))
    return toy_plan(title=title, register=Register(tuple(numbers), (tie,)), partners=())


def noisy_world(scenario: Scenario, number: int, held: Held = USUAL) -> Replication:
    """Add the register's numbers by their slopes, and chance; plan B gains twice the weak one more."""
    luck = held.luck(scenario.seed, number)
    draw = Draw(scenario.register, luck, pinned=dict(held.pinned))
    value = 1000 + sum(slope * draw[name] for name, slope in SLOPES.items())
    value += NOISE * float(special.ndtri(luck.number("chance"))) + 2 * draw["weak"] * (scenario.title == "B")
    told = toy_world(scenario, number)
    return replace(told, measures=told.measures | {ON: value})


def asked(*plans: Scenario, **options: object) -> Uncertainty:
    return uncertainty_of(
        plans, names=list(SLOPES),
        **{"workers": 1, "bases": 400, "alone": 2, "simulate_held": noisy_world} | options,
    )  # fmt: skip


def variances() -> dict[str, float]:
    """Variances of a sum: the tied two have their covariance twice."""
    both = 2 * 25.0 + 2 * TIED * 25.0
    return {CHANCE: NOISE**2, "strong": 144.0, "left + right": both, OTHERS: 9.0}


def test_known_shares_are_inside_their_bars():
    """A sum: by itself and in all are the same; who is tied is taken together, and nobody else's share is lost."""
    found = asked(plan())
    known = pd.Series(variances()) / sum(variances().values())
    table = found.indices.set_index("coordinate")
    assert list(table.index) == list(known.index)
    for kind in ("first_order", "total"):
        # Eight intervals of 95%: half as wide again, so that the right answer is not found wrong in every third study.
        half = 0.75 * (table[f"{kind}_ci_high"] - table[f"{kind}_ci_low"])
        assert ((table[kind] - known).abs() <= half).all(), table
    assert found.others == 2
    sd, low, high = found.sd
    assert low < np.sqrt(sum(variances().values())) < high
    assert low < sd < high
    text = uncertainty_text([plan()], found)
    assert "is chance, which no evidence can remove" in text
    assert "Better evidence on strong would narrow it most" in text


def test_a_chance_is_told_as_one():
    """Nine in a hundred, and not 0.1 of nobody knows what; single futures are yes or no and range over nothing."""
    found = replace(asked(plan(), bases=20), outcome="under_on:2019-03-31", mean=(0.09, 0.05, 0.13))
    text = uncertainty_text([plan()], replace(found, sd=(0.286, 0.25, 0.32)))
    assert "Mean 9.0% (CI 5.0% to 13.0%). Single futures: standard deviation 28.6 points (CI 25.0 points" in text
    both = uncertainty_text([plan("A"), plan("B")], found)
    assert "Mean +9.0 (CI +5.0 to +13.0) points." in both


def test_of_the_paired_difference_shared_luck_is_no_chance():
    """Plan B differs by twice the weak number: that alone is the difference's uncertainty."""
    table = asked(plan("A"), plan("B"), bases=100).indices.set_index("coordinate")
    assert table.loc["weak", "first_order"] == pytest.approx(1, abs=0.3)
    assert table.loc["weak", "total"] == pytest.approx(1, abs=0.3)
    assert table.loc[CHANCE, "total"] == pytest.approx(0, abs=1e-12)


def test_shares_do_not_depend_on_workers():
    """One process or two, to the last bit."""
    one, two = (asked(plan(), bases=30, workers=workers) for workers in (1, 2))
    pd.testing.assert_frame_equal(one.indices, two.indices)


def test_an_outcome_without_spread_is_said_to_have_none():
    """No shares of nothing."""
    found = asked(plan(), outcome="started:2018", bases=20)
    assert found.indices["total"].isna().all()
    assert "the same in every future" in uncertainty_text([plan()], found)


def test_a_plan_with_a_latest_count_is_refused():
    """Given a count nothing is independent any more."""
    counted = replace(plan(), latest_count=LatestCount(date(2017, 9, 30), 1000, "nobody"))
    with pytest.raises(Refusal, match="Leave \\[latest_count\\] out"):
        asked(counted)


def test_a_future_that_fails_is_told_and_its_base_left_out():
    """Future 7 fails whatever is held: the base it belongs to gives no share, and the words count both."""

    def failing_world(scenario: Scenario, number: int, held: Held = USUAL) -> Replication:
        if number == 7:
            raise ZeroDivisionError("nothing left")
        return noisy_world(scenario, number, held)

    found = asked(plan(), simulate_held=failing_world)
    assert (found.bases, found.asked) == (399, 400)
    assert found.lost.failed == 1 + len(found.indices) - 1  # as usual, and with each line but chance exchanged
    assert found.lost.first.startswith("replication 7 of toy with nothing held (simulate, test_uncertainty.py:")
    words = " ".join(uncertainty_text([plan()], found).split())
    assert "Sobol indices of 399 futures" in words
    assert "Left out: 1 of 400 futures" in words
    assert "Left out" not in uncertainty_text([plan()], asked(plan()))


def test_hardly_any_future_left_is_told_with_the_first_that_failed():
    """Nothing can be shared out of one future."""

    def hopeless_world(scenario: Scenario, number: int, held: Held = USUAL) -> Replication:
        if held.apart and number > 1:
            raise ZeroDivisionError("nothing left")
        return noisy_world(scenario, number, held)

    with pytest.raises(SfpcError, match=r"known in all exchanges of 0 of 20 futures.* replication 2 of toy with"):
        asked(plan(), simulate_held=hopeless_world, bases=20)
