"""Support beyond the roll-out: recommendations turned green, events that reach authorities, visits on request."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import a_deployment, a_joint_role, a_leader, a_plan, believing, live_on, lived, populated

from sfpc_sim.inputs.partners import Centre, ImprovementPartnership
from sfpc_sim.model import partner_measures
from sfpc_sim.model.leadership import ask
from sfpc_sim.model.support import Plan, steps_of

KIRKLEES = ImprovementPartnership("kirklees", "Kirklees", "Elsewhere", date(2017, 10, 1), 44)
CENTRE = Centre(date(2017, 10, 1), ("head",), ("director", "head"), 151)
LEADERS = (a_leader("director", "director"), a_leader("head"))


def the_plan(centre=None, joint_roles=(), deployments=(), **fixed):
    plan = a_plan(leaders=LEADERS, joint_roles=joint_roles, home_duties_share=0.5, **fixed)
    return replace(plan, improvement=(KIRKLEES,), centre=centre, deployments=tuple(deployments))


def test_after_52_steps_of_44_recommendations_nine_are_green_34_amber_and_one_red():
    """As Leeds' own plan of 2010 stood: most are begun before many are finished."""
    plan = Plan(KIRKLEES, steps_of(populated(the_plan(recommendation_step_working_days=1.0)), KIRKLEES))
    assert plan.colours() == (44, 0, 0)

    plan.work(52.0)
    assert plan.colours() == (1, 34, 9)

    plan.work(36.0)
    assert plan.colours() == (0, 0, 44)
    plan.work(100.0)
    assert plan.colours() == (0, 0, 44)


def test_work_on_a_step_is_kept_until_the_step_is_done():
    """Half a day and half a day make a step of one day; no recommendation turns green before it is amber."""
    plan = Plan(KIRKLEES, steps_of(populated(the_plan(recommendation_step_working_days=1.0)), KIRKLEES))
    seen = []
    for _ in range(2 * 88):
        plan.work(0.5)
        seen.append(plan.colours())

    assert [sum(colours) for colours in seen] == [44] * 176
    assert [amber + 2 * green for _, amber, green in seen] == [n // 2 for n in range(1, 177)]


def test_recommendations_turn_at_the_pace_of_the_leaders_days_lent():
    """A joint role of half a director for a year after approval is 120 working days: 60 steps of two days."""
    role = replace(a_joint_role("director"), start=date(2017, 10, 1))
    steps = {"recommendation_step_working_days": 2.0, "joint_role_director_share": 0.5, "joint_role_months": 12}
    world = lived(the_plan(joint_roles=[role], **steps))

    plan = world.support.plans["kirklees"]
    assert plan.taken == pytest.approx(0.5 * 20.0 * 12 / 2.0)
    assert partner_measures.measures(world)["recommendations_green:kirklees"] == plan.colours()[2]
    monthly = partner_measures.monthly(world)["recommendations_green_share:kirklees"]
    assert monthly.size == 60
    assert np.all(np.diff(monthly) >= 0.0)


def test_nothing_turns_before_the_partnership_is_approved_or_with_nobody_lent():
    """Joint roles begin in July, the partnership in October; without them nothing moves."""
    role = a_joint_role("director", start=date(2017, 7, 1))
    world = live_on(populated(the_plan(joint_roles=[role])), date(2017, 10, 1))

    assert world.support.plans["kirklees"].taken == 0
    assert live_on(world).support.plans["kirklees"].taken > 0
    assert lived(the_plan()).support.plans["kirklees"].taken == 0


def test_a_deployment_lends_its_days_from_going_to_coming_home():
    """Half a director for a year, and a second one nobody could be lent for, make 120 days."""
    lent = a_deployment(to="Elsewhere", away_share=0.5)
    again = a_deployment(key="again", to="Elsewhere", away_share=0.6)
    world = lived(the_plan(deployments=[lent, again], recommendation_step_working_days=2.0))

    assert world.ledger.days_of("nobody_to_lend", "director") == [275.0]
    assert world.support.plans["kirklees"].taken == pytest.approx(0.5 * 20.0 * 12 / 2.0, abs=1)


def test_eleven_free_events_reach_about_a_third_of_151_authorities():
    """Over 50 came to the first eleven; in the mean over worlds somewhat fewer, and each event adds fewer new ones."""
    plan = believing(the_plan(CENTRE), visits_per_year=0.0)
    reached = []
    for n in range(1, 101):
        world = live_on(populated(plan, n), date(2018, 8, 3))
        assert world.support.events == 11
        reached.append(len(world.support.reached))

    assert 45 <= np.mean(reached) <= 55
    whole = partner_measures.monthly(lived(plan))["authorities_reached"]
    assert whole[:5].tolist() == [0.0] * 5
    assert np.all(np.diff(whole) >= 0)
    assert whole[5 + 24] - whole[5 + 12] < whole[5 + 12]
    assert whole[-1] <= 151


def test_the_same_authorities_come_to_an_event_whatever_else_there_is():
    """Attendance is each authority's own luck: more leaders, visits or posts bring nobody else."""
    plan = believing(the_plan(CENTRE), visits_per_year=0.0)
    other = replace(plan, centre=replace(CENTRE, visit_leaders=("head",)), leaders=(*LEADERS, a_leader("more")))

    worlds = [live_on(populated(each), date(2018, 10, 1)) for each in (plan, other)]

    assert worlds[0].support.reached == worlds[1].support.reached != set()


def test_visits_come_at_random_at_their_yearly_rate_and_ask_leaders_for_days():
    """Eight a year over four and a half years; each brings one authority and costs its own days."""
    fixed = {"visits_per_year": 8.0, "event_attendance_chance": 0.0, "event_working_days": 0.0}
    plan = the_plan(CENTRE, **fixed)
    years = (plan.horizon_days - plan.day(CENTRE.events_from)) / 365.25

    worlds = [lived(plan, n) for n in range(1, 101)]

    visits = np.array([world.support.visits for world in worlds])
    assert np.mean(visits) == pytest.approx(8.0 * years, abs=3.5 * math.sqrt(8.0 * years / 100))
    for world in worlds[:5]:
        assert 0 < len(world.support.reached) <= world.support.visits
        asked = sum(time.asked_task_days for time in world.leadership.times.values())
        number = world.support.visits
        assert asked == pytest.approx(sum(world.draw.of("visit_working_days", "centre", n) for n in range(number)))


def test_events_and_visits_wait_for_everything_else():
    """They are modular: a board asked for a day later is heard first."""
    plan = believing(the_plan(CENTRE), event_working_days=2.0, visits_per_year=0.0)
    world = live_on(populated(plan), date(2017, 9, 30))
    ask(world, ["head"], "other work", 2.0, "programme")
    live_on(world, date(2017, 10, 2))
    ask(world, ["head"], "board", 2.0, "governance")

    live_on(world, date(2017, 11, 1))

    assert [wait.kind for wait in world.leadership["head"].waits] == ["other work", "board", "event"]


def test_without_the_programme_there_is_no_support():
    """No plan, no events, no visits."""
    plan = the_plan(CENTRE, joint_roles=[a_joint_role("director")])
    world = lived(replace(plan, programme=replace(plan.programme, enabled=False)))

    assert (world.support.plans, world.support.events, world.support.visits) == ({}, 0, 0)
    assert world.support.reached == set()
