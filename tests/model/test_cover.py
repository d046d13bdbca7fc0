"""Who does the work of a role that nobody holds."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from small_plans import a_leader, a_plan, days_of, live_on, populated

from sfpc_sim.model import strain
from sfpc_sim.model.home_duties import refresh
from sfpc_sim.model.leadership import ask

PER_WORKING_DAY = 365.25 / 12 / 20.0  # calendar days to each working day of a leader with 20 a month


def leave_empty(world, *roles):
    """Take whoever holds some roles away."""
    world.leadership.vacant.update(roles)
    refresh(world)


def at(world, day, happen):
    """Let something happen on a day."""

    def process():
        yield world.env.timeout(day - world.env.now)
        happen()

    world.env.process(process())


HELPERS = (
    a_leader("director", "director", covered_by=("one", "two")),
    a_leader("one"),
    a_leader("two", working_days=10.0),
)


def test_the_work_of_an_empty_role_is_shared_by_who_covers_it():
    """0.8 of 20 days are 8 days each, more for who works half time; who is there part of the time keeps some."""
    world = populated(a_plan(leaders=HELPERS, home_duties_share=0.8))
    leadership = world.leadership

    leave_empty(world, "director")
    assert [leadership[key].block_share for key in ("director", "one", "two")] == pytest.approx([0.0, 1.2, 1.6])

    leadership.vacant.discard("director")
    leadership.away["director"]["elsewhere"] = 0.75
    refresh(world)
    assert [leadership[key].block_share for key in ("director", "one", "two")] == pytest.approx([0.2, 1.1, 1.4])

    leadership.away["director"].clear()
    refresh(world)
    assert [leadership[key].block_share for key in ("director", "one", "two")] == pytest.approx([0.8, 0.8, 0.8])


def test_work_that_nobody_covers_is_unmet():
    """With cover away as well the role's own duties are asked for and not done."""
    world = populated(a_plan(leaders=HELPERS, home_duties_share=0.8))
    leave_empty(world, "director", "one", "two")

    live_on(world)

    assert strain.monthly(world)["unmet_days:director"][0] == pytest.approx(0.8 * 30 / PER_WORKING_DAY)
    assert np.all(np.isnan(strain.utilisation_by_month(world)["director"]))
    assert strain.measures(world)["mean_utilisation:director"] == 0.0


def test_a_task_goes_to_the_least_busy_of_who_is_there():
    """One after another they fill up; a role nobody holds gets none, its cover does."""
    world = populated(a_plan(leaders=[*HELPERS, a_leader("other")], home_duties_share=0.5, panel_free_share_floor=0.1))
    live_on(world, date(2017, 4, 2))
    for _ in range(3):
        ask(world, ["one", "other"], "task", 1.0, "programme")
        live_on(world, date(2017, 4, 2))
    assert [world.leadership[key].backlog for key in ("one", "other")] == pytest.approx([2.0, 1.0])

    leave_empty(world, "director")
    ask(world, ["director"], "inspection", 3.0, "statutory")
    live_on(world, date(2017, 4, 2))
    assert world.leadership["director"].backlog == 0.0
    assert world.leadership["two"].backlog == pytest.approx(3.0)  # cover weighs least on who has no queue


def test_what_waits_in_a_role_that_falls_empty_is_handed_on_to_its_cover():
    """Two of four days are done when the director leaves; the deputy does the rest, and waits count from the asking."""
    leaders = [a_leader("director", "director", covered_by=("deputy",)), a_leader("deputy", "deputy")]
    world = populated(a_plan(leaders=leaders, home_duties_share=0.5, panel_free_share_floor=0.1))
    ask(world, ["director"], "first", 3.0, "programme")
    ask(world, ["director"], "second", 1.0, "programme")
    at(world, 4 * PER_WORKING_DAY, lambda: leave_empty(world, "director"))

    live_on(world)

    waits = {wait.kind: wait for wait in world.leadership["deputy"].waits}
    assert world.leadership["director"].waits == []
    # The deputy covers the director's half besides: a tenth of the days is left for tasks.
    assert waits["first"].to_end_days == pytest.approx((4 + 1 / 0.1) * PER_WORKING_DAY)
    assert waits["first"].to_begin_days == 0.0
    assert waits["second"].to_end_days == pytest.approx((4 + 2 / 0.1) * PER_WORKING_DAY)
    tasks = [days_of(world, key).tasks for key in ("director", "deputy")]
    assert tasks == pytest.approx([2.0, 2.0])


def test_when_cover_is_empty_too_its_own_cover_is_asked():
    """Director and deputy are away: the head who covers for the deputy sits on the panel."""
    leaders = [
        a_leader("director", "director", covered_by=("deputy",)),
        a_leader("deputy", "deputy", covered_by=("head",)),
        a_leader("somebody"),
        a_leader("head"),
    ]
    world = populated(a_plan(leaders=leaders))
    leave_empty(world, "director", "deputy")
    ask(world, ["director"], "panel", 0.5, "programme")

    live_on(world)

    assert [wait.kind for wait in world.leadership["head"].waits] == ["panel"]
