"""What asks for leaders again and again: when it comes, whom it asks, and how much."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from small_plans import a_duty, a_joint_role, a_leader, a_plan, believing, days_of, lived, populated

from sfpc_sim.model.duties import joint_spell
from sfpc_sim.model.home_duties import refresh
from sfpc_sim.model.leadership import ask

MONTH = 365.25 / 12
LEADERS = (a_leader("one"), a_leader("two"), a_leader("three", covered_by=("one",)))


def with_duties(*duties, leaders=LEADERS, **fixed):
    return replace(a_plan(leaders=leaders, home_duties_share=0.5, **fixed), duties=duties)


def asked_days(world, kind="board"):
    """List when leaders were asked for a duty, by leader."""
    times = world.leadership.times.items()
    return {key: [wait.asked_day for wait in time.waits if wait.kind == kind] for key, time in times}


def test_a_board_meets_month_by_month_from_its_first_day_to_its_last():
    """Begun on 1 July and over in the middle of December it meets six times; its leaders share each meeting's day."""
    board = a_duty(["one", "two"], starts=date(2017, 7, 1), ends=date(2017, 12, 15))
    world = lived(with_duties(board, board_working_days=1.0))

    days = [91.0 + MONTH * n for n in range(6)]
    assert asked_days(world) == {"one": pytest.approx(days), "two": pytest.approx(days), "three": []}
    assert [world.leadership[key].asked_task_days for key in ("one", "two")] == pytest.approx([3.0, 3.0])


def test_a_board_that_met_before_the_first_day_meets_from_the_first_day_on():
    """The lead-in begins with a meeting; none is asked for twice."""
    plan = with_duties(a_duty(["one"], starts=date(2010, 1, 1)))
    plan = replace(plan, authority=replace(plan.authority, origin=date(2016, 3, 31)))

    days = asked_days(lived(plan))["one"]

    assert days[0] == plan.first_day == -365.0
    assert np.diff(days) == pytest.approx(MONTH)


def test_incidents_come_at_random_at_their_yearly_rate():
    """Gaps are exponential: as many within a tenth of the mean, over many worlds, as the law says."""
    plan = with_duties(
        a_duty(["one"], per_year="serious_incidents_per_year", key="incident", priority="statutory"),
        serious_incidents_per_year=20.0,
    )

    gaps = []
    for n in range(1, 31):
        days = [plan.first_day, *sorted(asked_days(lived(plan, n), "incident")["one"])]
        gaps += [after - before for before, after in pairwise(days)]

    mean = 365.25 / 20
    assert np.mean(gaps) == pytest.approx(mean, abs=3.5 * mean / math.sqrt(len(gaps)))
    short, law = np.mean(np.array(gaps) < mean / 10), 1 - math.exp(-0.1)
    assert short == pytest.approx(law, abs=3.5 * math.sqrt(law * (1 - law) / len(gaps)))


def test_an_inspection_comes_once_an_interval_the_first_anywhere_within_one():
    """Two years lie between inspections of one world; over many worlds the first is as likely early as late."""
    duty = a_duty(["one"], key="inspection", interval="inspection_interval_days", priority="statutory")
    plan = with_duties(duty, inspection_interval_months=24)

    days = [asked_days(lived(plan, n), "inspection")["one"] for n in range(1, 101)]

    assert all(np.diff(each) == pytest.approx(24 * MONTH) for each in days)
    first = np.array([each[0] for each in days]) / (24 * MONTH)
    assert first.max() < 1.0
    assert np.mean(first) == pytest.approx(0.5, abs=3.5 * math.sqrt(1 / 12 / 100))


def test_a_duty_that_asks_for_some_asks_the_least_busy():
    """Two of three are asked; one who has another board that day is not among them."""
    busy = a_duty(["one"], key="other", every_months=1)
    some = a_duty(["one", "two", "three"], each=2, every_months=1)
    world = lived(with_duties(busy, some, board_working_days=1.0))

    asked = {key: len(days) for key, days in asked_days(world).items()}
    assert asked == {"one": 0, "two": 60, "three": 60}
    assert world.leadership["two"].asked_task_days == pytest.approx(30.0)


@pytest.mark.parametrize("each", [0, 1])
def test_nobody_in_a_role_is_no_reason_for_a_duty_to_fall_away(each):
    """The board of an empty role is asked of who covers it, whether it asks for all or for some."""
    plan = with_duties(a_duty(["three"], each=each), board_working_days=1.0)
    world = populated(plan)
    world.leadership.vacant.add("three")
    refresh(world)

    world.env.run(until=100.0)

    assert asked_days(world)["one"][:2] == pytest.approx([0.0, MONTH])


def test_who_covers_for_an_empty_role_is_asked_before_somebody_busier():
    """One of two is asked: the cover of the empty role is idle, the other has ten days waiting."""
    world = populated(with_duties(a_duty(["two", "three"], each=1, starts=date(2017, 4, 5), ends=date(2017, 4, 8))))
    world.leadership.vacant.add("three")
    refresh(world)
    ask(world, ["two"], "other work", 10.0, "programme")

    world.env.run(until=40.0)

    assert asked_days(world) == {"one": [4.0], "two": [], "three": []}


def test_a_programmes_duties_come_only_with_the_programme():
    """Without it home's own board meets, the programme's does not."""
    duties = (a_duty(["one"], key="home"), a_duty(["one"], key="programme", programme=True))
    plan = with_duties(*duties)

    with_it, without = lived(plan), lived(replace(plan, programme=replace(plan.programme, enabled=False)))

    assert len(asked_days(with_it, "programme")["one"]) == len(asked_days(with_it, "home")["one"]) > 50
    assert asked_days(without, "programme")["one"] == []
    assert asked_days(without, "home") == asked_days(with_it, "home")


def test_a_joint_role_runs_for_the_partners_months_at_the_leaders_own_share():
    """Two leaders in one partner authority begin and end together, each with a share of their own."""
    leaders = [a_leader("director", "director"), a_leader("head")]
    plan = a_plan(leaders=leaders, joint_roles=[a_joint_role("director"), a_joint_role("head")], home_duties_share=0.5)
    world = lived(plan)

    spells = [joint_spell(world, role) for role in plan.joint_roles]
    assert spells[0][:2] == spells[1][:2]
    assert spells[0][2] != spells[1][2]
    for role, (_, days, share) in zip(plan.joint_roles, spells, strict=True):
        account = days_of(world, role.leader)
        assert 365 < days < 549
        expected = 0.5 + share * days / plan.horizon_days
        assert account.asked_blocks / account.supplied == pytest.approx(expected)
        assert world.leadership[role.leader].other_shares == {}


def test_a_second_duty_on_other_leaders_changes_no_ones_days():
    """Luck is by address: nobody's incidents move when somebody else gets some."""
    plan = with_duties(a_duty(["one"], key="mine", per_year="visits_per_year"))
    plan = believing(plan, visits_per_year=8.0)
    larger = replace(plan, duties=(a_duty(["two"], key="yours", per_year="visits_per_year"), *plan.duties))

    mine = asked_days(lived(plan), "mine")["one"]
    assert len(mine) > 10
    assert asked_days(lived(larger), "mine")["one"] == mine
    assert asked_days(lived(larger), "yours")["two"] != mine
