"""A world and its like: the same luck, drawn once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from small_plans import a_partner, a_plan, lived, populated

from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import life_edges
from sfpc_sim.model.shocks import shocks_of
from sfpc_sim.model.world import make_world


def test_a_counterfactual_like_its_plan_draws_what_it_would_have_drawn_alone():
    """Numbers of the world and shocks of a partner are the same to the last bit, and not drawn again."""
    plan = replace(a_plan(), partners=(a_partner(),))
    off = replace(plan, programme=replace(plan.programme, enabled=False))
    first = lived(plan, 3)

    alone, like = make_world(off, 3, Mechanisms()), make_world(off, 3, Mechanisms(), first)

    names = [each.name for each in plan.register.assumptions if each.level == "world"]
    assert [like.draw[name] for name in names] == [alone.draw[name] for name in names]
    assert shocks_of(like, "partner") == shocks_of(alone, "partner")
    assert shocks_of(like, "partner") is shocks_of(first, "partner")
    assert like.ledger.events == []


def test_who_waits_for_a_day_wakes_on_it_whether_others_wait_or_not():
    """Two wait for day 30 and one for day 20; who asks again on the day itself waits for nothing."""
    world, woken = populated(a_plan()), []

    def wait(name, *days):
        for day in days:
            yield world.until(day)
            woken.append((name, world.env.now))

    for name, *days in (("a", 30.0), ("b", 20.0, 30.0), ("c", 30.0, 30.0)):
        world.env.process(wait(name, *days))
    world.env.run(until=40.0)

    assert woken == [("b", 20.0), *[(name, pytest.approx(30.0)) for name in ("a", "c", "b")], ("c", 30.0)]


def test_what_is_done_each_month_is_done_in_the_order_asked_for_and_told_the_month():
    """Two things at every month's end of a plan, the first of them first, and both told first instant and end."""
    world, done = make_world(a_plan(), 1, Mechanisms()), []

    world.each_month(lambda start, end: done.append(("a", start, end, world.env.now)))
    world.each_month(lambda start, end: done.append(("b", start, end, world.env.now)))
    world.env.run(until=world.scenario.horizon_days + 1.0)

    edges = life_edges(world.scenario).tolist()
    assert [(name, start, end) for name, start, end, _ in done] == [
        (name, start, end) for start, end in pairwise(edges) for name in "ab"
    ]
    assert all(now == pytest.approx(end, abs=1e-9) for _, _, end, now in done)
