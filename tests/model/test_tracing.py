"""Luck that remembers gives the same numbers, and remembers all of its own."""

from __future__ import annotations

import numpy as np
import pytest

from sfpc_sim.inputs.loading import load
from sfpc_sim.model import kernel
from sfpc_sim.model.care import CareFlows, care_start
from sfpc_sim.model.luck import Luck, key_of
from sfpc_sim.model.mechanisms import mechanisms_of
from sfpc_sim.model.populate import populate
from sfpc_sim.model.simulate import luck_asked, simulate
from sfpc_sim.model.tracing import CHILDRENS, SPELLS, TracedLuck
from sfpc_sim.model.world import make_world


def test_the_numbers_are_the_same_and_their_addresses_are_kept():
    """One by one and many at once; names by their keys, one attempt for all or each its own."""
    plain, traced = Luck(7, 3), TracedLuck(7, 3)
    assert traced.number("a post", "director", 2) == plain.number("a post", "director", 2)
    for attempts in (4, [5, 6]):
        asked = ("many", [8, 9], attempts, 3)
        assert np.array_equal(traced.numbers(*asked), plain.numbers(*asked))
    assert np.array_equal(traced.words(["stock"]), plain.words(["stock"]))
    traced.numbers("exit budget", [1, 2])
    assert traced.asked == {"a post": {(key_of("director"), 2)}, "many": {(8, 4), (9, 4), (8, 5), (9, 6)}}


def test_a_traced_world_is_the_world_of_a_run():
    """Tracing on is tracing off: who lived which spell of care, to the last bit of the last day."""
    plan = load("innovation-2017")
    cohorts = []
    for luck_of in (Luck, TracedLuck):
        world = make_world(plan, 2, mechanisms_of(plan), luck_of=luck_of)
        world.care = CareFlows(world, care_start(world))
        populate(world)
        world.env.run(until=world.env.process(world.care.live()))
        cohorts.append(world.care.cohort)
    for name in ("key", "spell", "entry_day", "exit_day"):
        one, two = (getattr(cohort, name)[: cohort.size] for cohort in cohorts)
        assert one.tobytes() == two.tobytes()


def test_everything_drawn_is_there():
    """Leaders, posts, assumptions and children; with the children's spells counted as a run counts them."""
    plan = load("innovation-2017")
    asked = luck_asked(plan, 1)
    assert {"how long a leader stays", "somebody is appointable", "assumption res_entry_ratio", SPELLS} <= set(asked)
    assert not set(asked) & CHILDRENS
    entries = simulate(plan, 1).measures["entries"]
    world = make_world(plan, 1, mechanisms_of(plan))
    stock = kernel.spells_between(care_start(world).cohort.copy(), 0, -np.inf, 0.0, 0.0)
    assert len(asked[SPELLS]) == pytest.approx(entries + stock, abs=100)  # and some of the years before


def test_the_children_s_purposes_are_those_of_the_kernels():
    """A kernel's new purpose is told here too."""
    pytest.importorskip("numba")
    from sfpc_sim.model import (  # noqa: PLC0415
        _candidates_fast,
        _counting_fast,
        _returning_fast,
        _starting_stock_fast,
    )

    kernels = (_candidates_fast, _counting_fast, _returning_fast, _starting_stock_fast)
    assert {purpose for each in kernels for purpose in each.PURPOSES} == CHILDRENS
