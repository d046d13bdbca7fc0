"""A world's clock is SimPy's, and a world that is over leaves nothing big for Python's collector to find."""

from __future__ import annotations

import gc

import pytest
import simpy

from sfpc_sim.inputs.loading import load
from sfpc_sim.model.clock import Clock
from sfpc_sim.model.leadership import Leadership
from sfpc_sim.model.simulate import luck_asked, simulate
from sfpc_sim.model.spells import Cohort
from sfpc_sim.model.world import World


@pytest.fixture
def nobody_collects():
    """Keep the collector away: what is gone all the same was let go of."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive(*kinds: type) -> list[object]:
    """List what there is of some kinds."""
    return [thing for thing in gc.get_objects() if isinstance(thing, kinds)]


@pytest.mark.parametrize("name", ["innovation-2017", "sfpc-2020"])
def test_a_world_that_is_over_leaves_no_ring_behind(nobody_collects, name):
    """Neither the plan's nor the counterfactual's world is there any more, nor their children and leaders."""
    plan = load(name)
    before = alive(World, Cohort, Leadership)
    simulate(plan, 1)
    luck_asked(plan, 1)
    assert alive(World, Cohort, Leadership) == before


def test_who_still_waits_when_a_clock_stops_is_let_go():
    """Nothing happens to them any more."""
    clock, woke = Clock(), []

    def sleeper():
        yield clock.timeout(10.0)
        woke.append(clock.now)

    clock.process(sleeper())
    clock.run(until=5.0)
    clock.stop()
    clock.run()
    assert woke == []
    assert clock.now == 5.0


def test_it_keeps_the_time_of_simpys_own():
    """Waits end in the same order on the same days, and what an event is given comes with it."""
    told: dict[type, list[tuple[float, object]]] = {}
    for kind in (Clock, simpy.Environment):
        env = kind(-3.0)
        told[kind] = []

        def wait(name, days, env=env, heard=told[kind]):
            for _ in range(3):
                value = yield env.timeout(days, name)
                heard.append((env.now, value))

        for name, days in (("late", 2.0), ("early", 1.0), ("at once", 0.0)):
            env.process(wait(name, days))
        env.run()
    assert told[Clock] == told[simpy.Environment]
    assert len(told[Clock]) == 9
