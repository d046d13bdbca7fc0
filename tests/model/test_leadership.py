"""Leaders' time."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import a_joint_role, a_leader, a_plan, a_post, lived, populated, the_2017_plan

from sfpc_sim.model import leadership

A_DAY_A_PANEL = {"panel_working_days": 1.0, "home_duties_share": 0.8}


def test_home_duties_alone_fill_every_month_alike():
    """A leader of whom nothing else is asked is as busy every month as their home duties make them."""
    world = lived(a_plan(home_duties_share=0.8))

    assert leadership.monthly(world)["utilisation:head"].tolist() == [0.8] * 60


def test_utilisation_adds_home_duties_joint_role_and_panels():
    """By hand: 0.8 at home, half of every day elsewhere from 16 July, two panels of a day in May's 20 days."""
    plan = a_plan(
        leaders=[a_leader(working_days=20.0)],
        joint_roles=[a_joint_role(start=date(2017, 7, 16))],
        **A_DAY_A_PANEL,
        joint_role_head_share=0.5,
        joint_role_months=12,
    )
    world = populated(plan)
    world.leaders["head"].asked_days.extend([plan.day(date(2017, 5, 1)), plan.day(date(2017, 5, 31))])

    utilisation = leadership.utilisation_by_month(world)["head"]

    last_month = (plan.day(date(2017, 7, 16)) + 12 * 30.4375 - plan.day(date(2018, 7, 1))) / 31 * 0.5
    expected = [0.8, 0.9, 0.8, 0.8 + 0.5 * 16 / 31, *[1.3] * 11, 0.8 + last_month, *[0.8] * 44]
    assert utilisation.tolist() == pytest.approx(expected)


def test_a_panel_takes_longer_the_less_free_time_there_is():
    """One working day of panel takes five at 0.8 home duties, ten when a joint role leaves the least share."""
    plan = a_plan(joint_roles=[a_joint_role()], **A_DAY_A_PANEL, panel_free_share_floor=0.1, joint_role_head_share=0.5)
    head = populated(plan).leaders["head"]

    days_per_working_day = 365.25 / 12 / 20.0
    assert head.panel_days(0.0) == pytest.approx(5 * days_per_working_day)
    assert head.panel_days(plan.day(date(2017, 7, 1))) == pytest.approx(10 * days_per_working_day)


def test_panels_of_one_leader_are_held_one_after_another():
    """Three panels asked for on one day are over after one, two and three times as long."""
    world = populated(a_plan(**A_DAY_A_PANEL))
    head = world.leaders["head"]
    for _ in range(3):
        world.env.process(head.panel(world.env))

    world.env.run(until=300)

    one = head.panel_days(0.0)
    assert head.waits == pytest.approx([one, 2 * one, 3 * one])
    assert leadership.measures(world)["panel_wait_days"] == pytest.approx(2 * one)


def test_an_offer_waits_for_a_slow_panel_but_not_twice():
    """Selection and booking the panel run side by side: the offer comes when the slower is done."""
    stages = {"advert_live_weeks": 3, "selection_weeks": 4, "consultation_weeks": 5, "internal_share": 1.0}
    certain = {"fill_chance_upper": 1.0, "offer_declined_chance": 0.0, "internal_release_weeks": 4}
    days = {}
    for work in (0.0, 0.5, 5.0):
        plan = a_plan([a_post()], **stages, **certain, home_duties_share=0.8, panel_working_days=work)
        world = lived(plan)
        days[work] = world.staff.first_day("post")

    assert days[0.5] == days[0.0]
    assert days[5.0] == pytest.approx(days[0.0] + 5.0 / 0.2 * 365.25 / 12 / 20.0 - 4 * 7)


def test_months_above_the_limits_are_counted():
    """A year of joint role is a year above red; without it no month is above amber."""
    plan = a_plan(joint_roles=[a_joint_role()], home_duties_share=0.8, joint_role_head_share=0.5, joint_role_months=12)

    measured = leadership.measures(lived(plan))

    assert measured["months_above_amber:head"] == 12.0
    assert measured["months_above_red:head"] == 12.0
    assert measured["mean_utilisation:head"] == pytest.approx(0.8 + 0.5 * 12 * 30.4375 / 1826, rel=0.01)
    assert math.isnan(measured["panel_wait_days"])


def test_joint_roles_come_with_the_programme():
    """Without the programme nobody is asked for more than home duties."""
    world = lived(the_2017_plan(enabled=False))

    for leader, utilisation in leadership.utilisation_by_month(world).items():
        assert np.ptp(utilisation) == 0.0
        assert 0.75 <= utilisation[0] <= 0.95, leader


def test_the_spell_in_kirklees_pushes_director_or_deputy_above_amber():
    """In most worlds there are months above 0.9 for one of them, as the Executive Board was told."""
    measured = [leadership.measures(lived(the_2017_plan(), n)) for n in range(1, 61)]

    above = [m["months_above_amber:director"] + m["months_above_amber:deputy-safeguarding"] > 0 for m in measured]
    assert np.mean(above) > 0.5


def test_a_period_that_begins_in_the_middle_of_a_month_counts_its_working_days_in_part():
    """A panel weighs more in half a month than in a whole one."""
    plan = a_plan(home_duties_share=0.8, panel_working_days=1.0)
    world = populated(replace(plan, start=date(2017, 4, 16)))
    world.leaders["head"].asked_days.append(0.0)

    assert leadership.utilisation_by_month(world)["head"][0] == pytest.approx(0.8 + 1.0 / (20.0 / 2))
