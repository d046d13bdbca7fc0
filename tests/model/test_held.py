"""Pinned numbers, numbers tied to them, and numbers drawn by another replication's luck."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim.inputs.assumptions import Assumption, Correlation, Register, Source
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.inputs.loading import load
from sfpc_sim.model.draw import Draw, of_each
from sfpc_sim.model.held import USUAL, Held
from sfpc_sim.model.luck import Luck
from sfpc_sim.model.simulate import assumptions_asked, simulate

STANDARD = Belief((Component("normal", (0.0, 1.0), 1.0),))
TIED = 0.8


def register() -> Register:
    """Three standard normal numbers, the first two tied."""
    names = [
        Assumption(name, "Invented.", "days", STANDARD, (-9.0, 9.0), "world", Source("nobody", "D"), "here:1")
        for name in ("one", "two", "alone")
    ]
    return Register(tuple(names), (Correlation("tie", ("one", "two"), ((1.0, TIED), (TIED, 1.0))),))


def draw(replication: int = 1, **pinned: float) -> Draw:
    return Draw(register(), Luck(7, replication), pinned=pinned)


def test_a_pinned_number_is_its_quantile_and_others_keep_their_luck():
    """P90 of a standard normal is 1.2816; what is not tied to it does not move."""
    assert draw(one=0.9)["one"] == pytest.approx(1.2815516)
    assert draw(one=0.9)["alone"] == draw()["alone"]


def test_what_is_tied_follows_as_it_is_believed_given_the_pinned_number():
    """Given one at z, two has mean 0.8 z and the rest of its spread; its own luck is kept."""
    numbers = np.array([draw(r, one=0.9)["two"] for r in range(1, 2001)])
    usual = np.array([[draw(r)["one"], draw(r)["two"]] for r in range(1, 2001)])
    residuals = usual[:, 1] - TIED * usual[:, 0]
    assert np.allclose(numbers, TIED * 1.2815516 + residuals, atol=1e-6)
    assert numbers.std() == pytest.approx(np.sqrt(1 - TIED**2), rel=0.05)


@given(st.integers(1, 10**6))
def test_pinned_where_it_is_anyway_changes_nothing(replication: int):
    """A number pinned at the quantile its luck gave it leaves its partner where it was."""
    first = draw(replication)
    u = Luck(7, replication).number("assumption one")
    pinned = draw(replication, one=u)
    assert (pinned["one"], pinned["two"]) == pytest.approx((first["one"], first["two"]), abs=1e-9)


def test_a_case_is_the_same_in_every_case_when_pinned():
    """One by one, many at once and in kernels; without a pin cases differ."""
    pinned = draw(alone=0.9)
    assert {pinned.of("alone", who) for who in "abc"} == {pinned.belief("alone").quantile(0.3)}
    assert np.ptp(pinned.of_many("alone", np.arange(5, dtype=np.uint64))) == 0
    assert np.ptp(draw().of_many("alone", np.arange(5, dtype=np.uint64))) > 0


def test_a_mixture_is_pinned_by_its_values():
    """The uniform number of a mixture is not in the order of its values: P10 is a value all the same."""
    mixture = Belief((Component("uniform", (10.0, 20.0), 0.5), Component("uniform", (0.0, 10.0), 0.5)))
    one = Assumption("one", "Invented.", "days", mixture, (0.0, 20.0), "world", Source("nobody", "D"), "here:1")
    assert Draw(Register((one,)), Luck(7, 1), pinned={"one": 0.1})["one"] == pytest.approx(2.0, abs=0.01)


def test_a_partner_shares_a_pin_unless_the_number_is_its_own():
    """What a partner's register declares is its own and stays so."""
    world = draw(alone=0.9)
    sharing = Draw(Register(()), Luck(7, 1), owner="E1", shared=world)
    own = Draw(register(), Luck(7, 1), owner="E1", shared=world)
    assert sharing["alone"] == world["alone"] == sharing.of("alone", "somebody")
    assert own["alone"] == Draw(register(), Luck(7, 1), owner="E1")["alone"] != world["alone"]


def test_all_numbers_apart_and_all_else_together_make_the_other_world():
    """Assumptions by the luck of replication 5 in world 2: neither 2 nor 5, and each of them when nothing is mixed."""
    plan = load("innovation-2017")
    names = frozenset(each.name for each in plan.register.assumptions)
    asked = assumptions_asked(plan, 2)
    assert "entries_origin_per_year" in asked
    assert "recurrence_wait_days" in asked  # in a kernel
    assert asked < names
    two, mixed = simulate(plan, 2), simulate(plan, 2, Held(apart=names, further=3))
    assert simulate(plan, 2, Held(apart=frozenset(), further=3)).measures == pytest.approx(two.measures, nan_ok=True)
    held = Held(apart=names, further=3).luck(plan.seed, 2)
    assert (
        Draw(plan.register, held)["exit_level_origin"] == Draw(plan.register, Luck(plan.seed, 5))["exit_level_origin"]
    )
    assert mixed.measures["entries"] not in (two.measures["entries"], simulate(plan, 5).measures["entries"])
    assert USUAL.luck(plan.seed, 2).number("any") == Luck(plan.seed, 2).number("any")


def test_a_pinned_belief_reaches_the_compiled_kernel():
    """More siblings in every group are more children, whichever kernel runs."""
    plan = load("innovation-2017")
    low, high = (simulate(plan, 1, Held(pinned=(("sibling_group_size", q),))).measures["entries"] for q in (0.1, 0.9))
    assert low < high


def test_owners_draw_at_once_what_each_would_draw_by_itself():
    """Tied, alone, shared with the world or drawn by other luck: to the last bit, and nothing is drawn twice."""
    luck = Held(apart=frozenset({"alone", "two"}), further=3).luck(7, 5)
    world = Draw(register(), luck, pinned={"one": 0.3})

    def owners() -> list[Draw]:
        own = [Draw(register(), luck, owner=code, shared=world) for code in ("E1", "E2", "E3")]
        return [world, *own, Draw(Register(()), luck, owner="E4", shared=world)]

    together, apart = owners(), owners()
    for name in ("two", "alone", "one", "two"):
        assert of_each(together, name).tolist() == [each[name] for each in apart]
    assert len(set(of_each(together, "alone").tolist())) == 4
