"""One role's time, told by hand: what is served when, what breaks in, and what is left when a role falls empty."""

from __future__ import annotations

import math

import numpy as np
import pytest
import simpy
from small_office import PER_WORKING_DAY, Office
from small_plans import a_leader

from sfpc_sim.model.desk import Task
from sfpc_sim.model.time_account import account_of
from sfpc_sim.model.working_time import LeaderTime


def test_a_task_is_served_in_the_days_that_blocks_leave_free():
    """One working day takes two of a leader with half of the days free; days supplied are all accounted for."""
    office = Office()
    office.put(10.0, 1.0)
    office.run(100.0)

    assert office.done == {"0": pytest.approx(10.0 + 2.0 * PER_WORKING_DAY)}
    supplied = 100.0 / PER_WORKING_DAY
    expected = {"blocks": supplied / 2, "tasks": 1.0, "idle": supplied / 2 - 1.0, "absent": 0.0, "unserved": 0.0}
    assert office.account == pytest.approx({"supplied": supplied, "asked_blocks": supplied / 2} | expected)
    assert office.time.asked_task_days == 1.0


def test_however_stretched_a_little_is_always_found():
    """With blocks beyond the contract a task still gets the least share, and blocks what is left."""
    office = Office(home_share=1.2, least_free_share=0.1)
    office.put(0.0, 1.0)
    office.run(20.0 * PER_WORKING_DAY)

    assert office.done == {"0": pytest.approx(10.0 * PER_WORKING_DAY)}
    account = office.account
    assert [account[name] for name in ("blocks", "asked_blocks", "idle")] == pytest.approx([19.0, 24.0, 0.0], abs=1e-9)


def test_tasks_are_served_one_after_another_the_higher_priority_first():
    """What waits is taken up by priority, then as it came; whoever is served is not broken off for it."""
    office = Office()
    for priority in ("programme", "modular", "programme", "governance", "crisis"):
        office.put(0.0 if not office.tasks else 1.0, 1.0, priority)
    office.run()

    assert list(office.done) == ["0", "4", "3", "2", "1"]
    assert list(office.done.values()) == pytest.approx([2.0 * PER_WORKING_DAY * n for n in range(1, 6)])


def test_a_statutory_duty_breaks_in_and_what_it_interrupts_keeps_its_work():
    """By hand: half done when broken off, the other half after the statutory duty, before what waits of its kind."""
    office = Office()
    each = 2.0 * PER_WORKING_DAY
    office.put(0.0, 2.0, "programme")
    office.put(each, 1.0, "statutory")
    office.put(each / 2, 1.0, "programme")
    office.put(each, 1.0, "governance")
    office.run()

    assert office.begun == pytest.approx({"0": 0.0, "1": each, "3": 2 * each, "2": 4 * each})
    assert office.done == pytest.approx({"1": 2 * each, "3": 3 * each, "0": 4 * each, "2": 5 * each})
    assert office.account["tasks"] == pytest.approx(5.0)
    assert office.time.backlog == pytest.approx(0.0, abs=1e-9)


def test_a_statutory_duty_may_come_in_the_instant_another_task_gets_its_turn():
    """Both are done, the statutory duty first; nobody is lost between being called and sitting down."""
    office = Office()
    office.put(5.0, 1.0, "programme")
    office.put(5.0, 1.0, "statutory")
    office.run()

    each = 2.0 * PER_WORKING_DAY
    assert office.done == pytest.approx({"1": 5.0 + each, "0": 5.0 + 2 * each})


def test_who_is_at_a_task_goes_on_at_a_new_pace_when_shares_change():
    """By hand: half at half of the days, a quarter at a quarter of them, the last at half speed and half the days."""
    office = Office(home_share=0.5)
    office.put(0.0, 1.0)
    office.change(PER_WORKING_DAY, home_share=0.75)  # 0.5 done
    office.change(2 * PER_WORKING_DAY, home_share=0.25, speed=0.5)  # 0.75 done; blocks now take half of the days
    office.run()

    assert office.done == {"0": pytest.approx(3 * PER_WORKING_DAY)}


def test_a_block_takes_its_share_until_it_is_over():
    """A joint role is work on top, nobody is away, and there is nothing left of it when it ends."""
    office = Office()
    office.change(10.0 * PER_WORKING_DAY, elsewhere=0.7)
    office.change(20.0 * PER_WORKING_DAY, elsewhere=0.0)
    office.run(30.0 * PER_WORKING_DAY)

    account = office.account
    assert [account[name] for name in ("asked_blocks", "blocks", "absent")] == pytest.approx([22.0, 20.0, 0.0])
    assert office.time.given_days("elsewhere") == pytest.approx(7.0)
    assert office.time.other_shares == {}


def test_when_a_role_falls_empty_what_waits_is_left_off_with_what_was_done():
    """The one at hand and the one that waits are both free for others; the role owes nothing any more."""
    office = Office()
    office.put(0.0, 2.0)
    office.put(1.0, 1.0)
    office.change(2.0 * PER_WORKING_DAY, present_share=0.0)
    office.run()

    assert [task.left_days for task in office.tasks] == pytest.approx([1.0, 1.0])
    assert office.left_off == office.tasks
    asked = [office.account["tasks"], office.time.asked_task_days, office.time.handed_on_days]
    assert asked == pytest.approx([1.0, 3.0, 2.0])
    assert (office.time.backlog, office.done) == (0.0, {})


def test_a_task_asked_of_an_empty_role_waits_for_somebody_to_come():
    """Nobody is there until day 50; then it is done, a statutory duty first."""
    office = Office()
    office.change(0.0, present_share=0.0)
    office.put(10.0, 1.0)
    office.put(20.0, 1.0, "statutory")
    office.change(50.0, present_share=1.0)
    office.run()

    each = 2.0 * PER_WORKING_DAY
    assert office.done == pytest.approx({"1": 50.0 + each, "0": 50.0 + 2 * each})


def test_load_is_counted_in_days_until_the_desk_is_clear():
    """What was done of the task at hand counts at once; with nobody there it never ends."""
    office = Office()
    office.put(0.0, 2.0)
    office.env.run(until=2.0 * PER_WORKING_DAY)

    assert office.time.load_days == pytest.approx(2.0 * PER_WORKING_DAY)
    office.time.change(present_share=0.0)
    assert math.isinf(office.time.load_days)


def test_the_days_of_several_roles_and_months_are_added_up_side_by_side():
    """Half a day's tasks at half of the days are a day of two; each role's months are as if it were alone."""
    office, other = Office(), Office(home_share=0.25)
    office.put(40 * PER_WORKING_DAY, 2.0)
    office.change(30 * PER_WORKING_DAY, present_share=0.0)
    office.change(35 * PER_WORKING_DAY, present_share=1.0)
    other.put(19 * PER_WORKING_DAY, 1.5)
    edges = np.array([10.0, 20.0, 40.0, 41.0, 60.0]) * PER_WORKING_DAY
    for each in (office, other):
        each.run(70 * PER_WORKING_DAY)

    both = account_of([office.time, other.time], edges)

    assert both.supplied.tolist() == [pytest.approx([10.0, 20.0, 1.0, 19.0])] * 2
    assert both.tasks.tolist() == [pytest.approx([0.0, 0.0, 0.5, 1.5]), pytest.approx([0.75, 0.75, 0.0, 0.0])]
    assert both.absent[0].tolist() == pytest.approx([0.0, 5.0, 0.0, 0.0])
    assert both.unserved[0].tolist() == pytest.approx([0.0, 2.5, 0.0, 0.0])
    for number, each in enumerate((office, other)):
        assert [days[number].tolist() for days in both] == [days[0].tolist() for days in account_of([each.time], edges)]


def test_the_end_of_a_task_is_an_event_for_who_waits_for_it():
    """It happens when the last of what lies before it is done, a statutory duty that breaks in included."""
    office, ends = Office(), []
    each = 2.0 * PER_WORKING_DAY
    for day, priority in ((0.0, "programme"), (1.0, "programme"), (each, "statutory")):
        office.put(day, 1.5, priority)

    def wait_for_the_second():
        yield office.env.timeout(1.5)
        assert not office.time.desk.is_done(office.tasks[1])
        yield office.time.desk.watch(office.tasks[1])
        ends.append(office.env.now)

    office.env.process(wait_for_the_second())
    office.run()

    assert ends == [pytest.approx(4.5 * each)] == [pytest.approx(office.done["1"])]


def test_who_waits_for_a_task_hears_of_it_when_another_has_done_it():
    """The role falls empty half way through; whoever takes the rest on tells who waits, behind work of their own."""
    env = simpy.Environment()
    other = LeaderTime(env, a_leader("other"), 0.5, 0.1, lambda _: None)
    time = LeaderTime(env, a_leader(), 0.5, 0.1, other.do)
    task, own, ends = Task("panel", 2.0, "programme", 0.0), Task("own", 3.0, "programme", 0.0), []

    def wait():
        yield time.desk.watch(task)
        ends.append(env.now)

    other.do(own)
    time.do(task)
    env.process(wait())
    env.run(until=2.0 * PER_WORKING_DAY)
    time.change(present_share=0.0)
    env.run(until=1000.0)

    assert ends == [pytest.approx(8.0 * PER_WORKING_DAY)]
