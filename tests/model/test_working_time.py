"""One role's time: nothing is lost, nothing is done twice, and the queue is that of the textbook."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_plans import a_duty, a_leader, a_plan, believing, lived

from sfpc_sim.inputs.leadership import PRIORITIES
from sfpc_sim.model.working_time import LeaderTime, Task, make_time

PER_WORKING_DAY = 365.25 / 12 / 20.0  # calendar days to each working day of a leader with 20 a month


class Desk:
    """A leader of 20 working days a month with half of them free, and what is put on the desk."""

    def __init__(self, home_share: float = 0.5, least_free_share: float = 0.1) -> None:
        self.env = simpy.Environment()
        self.time: LeaderTime = make_time(self.env, a_leader(), home_share, least_free_share)
        self.tasks: list[Task] = []

    def put(self, day: float, work_days: float, priority: str = "programme") -> None:
        """Let a task come on a day; its name counts tasks from 0."""
        self.tasks.append(Task(str(len(self.tasks)), work_days, priority, day))
        self.env.process(self._come(day, self.tasks[-1]))

    def _come(self, day, task):
        yield self.env.timeout(day)
        yield from self.time.do(task)

    def change(self, day: float, **shares: float) -> None:
        """Let shares change on a day."""

        def happen():
            yield self.env.timeout(day)
            self.time.change(**shares)

        self.env.process(happen())

    def run(self, days: float = 10_000.0) -> None:
        """Let days pass, and bring the books up to date."""
        self.env.run(until=days)
        self.time.settle()

    @property
    def begun(self) -> dict[str, float]:
        """When each task was begun."""
        return {wait.kind: wait.asked_day + wait.to_begin_days for wait in self.time.waits}

    @property
    def done(self) -> dict[str, float]:
        """When each task was done."""
        return {wait.kind: wait.asked_day + wait.to_end_days for wait in self.time.waits}


def test_a_task_is_served_in_the_days_that_blocks_leave_free():
    """One working day takes two of a leader with half of the days free; days supplied are all accounted for."""
    desk = Desk()
    desk.put(10.0, 1.0)
    desk.run(100.0)

    assert desk.done == {"0": pytest.approx(10.0 + 2.0 * PER_WORKING_DAY)}
    supplied = 100.0 / PER_WORKING_DAY
    account = desk.time.account
    assert [account.supplied, account.blocks, account.tasks, account.idle, account.absent] == pytest.approx(
        [supplied, supplied / 2, 1.0, supplied / 2 - 1.0, 0.0]
    )
    assert account.asked == pytest.approx(supplied / 2 + 1.0)


def test_however_stretched_a_little_is_always_found():
    """With blocks beyond the contract a task still gets the least share, and blocks what is left."""
    desk = Desk(home_share=1.2, least_free_share=0.1)
    desk.put(0.0, 1.0)
    desk.run(20.0 * PER_WORKING_DAY)

    assert desk.done == {"0": pytest.approx(10.0 * PER_WORKING_DAY)}
    account = desk.time.account
    assert [account.blocks, account.asked_blocks, account.idle] == pytest.approx([9.0 + 10.0, 24.0, 0.0], abs=1e-9)


def test_tasks_are_served_one_after_another_the_higher_priority_first():
    """What waits is taken up by priority, then as it came; whoever is served is not broken off for it."""
    desk = Desk()
    for priority in ("programme", "modular", "programme", "governance", "crisis"):
        desk.put(0.0 if not desk.tasks else 1.0, 1.0, priority)
    desk.run()

    assert list(desk.done) == ["0", "4", "3", "2", "1"]
    assert list(desk.done.values()) == pytest.approx([2.0 * PER_WORKING_DAY * n for n in range(1, 6)])


def test_a_statutory_duty_breaks_in_and_what_it_interrupts_keeps_its_work():
    """By hand: half done when broken off, the other half after the statutory duty, before what waits of its kind."""
    desk = Desk()
    each = 2.0 * PER_WORKING_DAY
    desk.put(0.0, 2.0, "programme")
    desk.put(each, 1.0, "statutory")
    desk.put(each / 2, 1.0, "programme")
    desk.put(each, 1.0, "governance")
    desk.run()

    assert desk.begun == pytest.approx({"0": 0.0, "1": each, "3": 2 * each, "2": 4 * each})
    assert desk.done == pytest.approx({"1": 2 * each, "3": 3 * each, "0": 4 * each, "2": 5 * each})
    assert desk.time.account.tasks == pytest.approx(5.0)
    assert desk.time.backlog == pytest.approx(0.0, abs=1e-9)


def test_a_statutory_duty_may_come_in_the_instant_another_task_gets_its_turn():
    """Both are done, the statutory duty first; nobody is lost between being called and sitting down."""
    desk = Desk()
    desk.put(5.0, 1.0, "programme")
    desk.put(5.0, 1.0, "statutory")
    desk.run()

    each = 2.0 * PER_WORKING_DAY
    assert desk.done == pytest.approx({"1": 5.0 + each, "0": 5.0 + 2 * each})


def test_who_is_at_a_task_goes_on_at_a_new_pace_when_shares_change():
    """By hand: half at half of the days, a quarter at a quarter of them, the last at half speed and half the days."""
    desk = Desk(home_share=0.5)
    desk.put(0.0, 1.0)
    desk.change(PER_WORKING_DAY, home_share=0.75)  # 0.5 done
    desk.change(2 * PER_WORKING_DAY, home_share=0.25, speed=0.5)  # 0.75 done; blocks now take half of the days
    desk.run()

    assert desk.done == {"0": pytest.approx(3 * PER_WORKING_DAY)}


def test_a_block_takes_its_share_until_it_is_over():
    """A joint role is work on top, nobody is away, and there is nothing left of it when it ends."""
    desk = Desk()
    desk.change(10.0 * PER_WORKING_DAY, elsewhere=0.7)
    desk.change(20.0 * PER_WORKING_DAY, elsewhere=0.0)
    desk.run(30.0 * PER_WORKING_DAY)

    account = desk.time.account
    assert [account.asked_blocks, account.blocks, account.absent] == pytest.approx([22.0, 20.0, 0.0])
    assert desk.time.other_shares == {}


def test_when_a_role_falls_empty_what_waits_is_left_off_with_what_was_done():
    """The one at hand and the one that waits are both free for others; the role owes nothing any more."""
    desk = Desk()
    desk.put(0.0, 2.0)
    desk.put(1.0, 1.0)
    desk.change(2.0 * PER_WORKING_DAY, present_share=0.0)
    desk.run()

    assert [task.left_days for task in desk.tasks] == pytest.approx([1.0, 1.0])
    account = desk.time.account
    assert [account.tasks, account.asked_tasks, account.handed_on] == pytest.approx([1.0, 3.0, 2.0])
    assert (desk.time.backlog, desk.time.waits) == (pytest.approx(0.0), [])


def test_a_task_asked_of_an_empty_role_waits_for_somebody_to_come():
    """Nobody is there until day 50; then it is done, a statutory duty first."""
    desk = Desk()
    desk.change(0.0, present_share=0.0)
    desk.put(10.0, 1.0)
    desk.put(20.0, 1.0, "statutory")
    desk.change(50.0, present_share=1.0)
    desk.run()

    each = 2.0 * PER_WORKING_DAY
    assert desk.done == pytest.approx({"1": 50.0 + each, "0": 50.0 + 2 * each})


def test_load_is_counted_in_days_until_the_desk_is_clear():
    """What was done of the task at hand counts at once; with nobody there it never ends."""
    desk = Desk()
    desk.put(0.0, 2.0)
    desk.env.run(until=2.0 * PER_WORKING_DAY)

    assert desk.time.load_days == pytest.approx(2.0 * PER_WORKING_DAY)
    desk.time.change(present_share=0.0)
    assert math.isinf(desk.time.load_days)


QUARTERS = st.integers(0, 400).map(lambda quarters: quarters / 4)  # many things happen in the same instant
TASKS = st.lists(st.tuples(QUARTERS, st.floats(0.01, 4.0), st.sampled_from(PRIORITIES)), min_size=1, max_size=25)
SHARES = st.lists(
    st.tuples(
        QUARTERS,
        st.sampled_from(["present_share", "home_share", "speed", "elsewhere"]),
        st.sampled_from([0.1, 0.3, 0.5, 0.9, 1.0]),
    ),
    max_size=10,
)


@settings(deadline=None, max_examples=100)
@given(TASKS, SHARES)
def test_broken_off_or_not_no_work_is_lost_or_done_twice(tasks, changes):
    """Once the queue is empty the work done, counted at the pace of each moment, is the work asked for."""
    desk, done = Desk(), [0.0, 0.0]  # work done, and days at tasks it was counted up to

    def count():
        desk.time.settle()
        done[0] += (desk.time.account.tasks - done[1]) * desk.time.speed
        done[1] = desk.time.account.tasks

    def change(day, name, value):
        yield desk.env.timeout(day)
        count()
        desk.time.change(**{name: value})

    for task in tasks:
        desk.put(*task)
    for each in changes:
        desk.env.process(change(*each))
    desk.run(1e6)
    count()

    assert done[0] == pytest.approx(sum(work for _, work, _ in tasks))
    assert sorted(desk.done, key=int) == [task.kind for task in desk.tasks]
    account = desk.time.account
    assert desk.time.backlog == pytest.approx(0.0, abs=1e-6)
    assert account.supplied == pytest.approx(1e6 / PER_WORKING_DAY)
    assert account.blocks + account.tasks + account.idle + account.absent == pytest.approx(account.supplied)


@settings(deadline=None, max_examples=100)
@given(TASKS, SHARES)
def test_the_order_respects_priority_and_a_statutory_duty_waits_for_no_lower_task(tasks, changes):
    """Nobody is begun while something higher waits, or older of its kind; statutory duties wait for each other only."""
    desk = Desk()
    for task in tasks:
        desk.put(*task)
    for day, name, value in changes:
        desk.change(day, **{name: value})
    desk.run(1e6)

    order = sorted(desk.tasks, key=lambda task: (task.asked_day, int(task.kind)))
    rank = PRIORITIES.index
    for early, late in ((a, b) for i, a in enumerate(order) for b in order[i + 1 :]):
        if rank(early.priority) <= rank(late.priority):
            assert desk.begun[early.kind] <= desk.begun[late.kind] + 1e-6
        elif desk.begun[early.kind] > late.asked_day + 1e-6:
            assert desk.begun[late.kind] <= desk.begun[early.kind] + 1e-6
    statutory = [task for task in order if task.priority == "statutory"]
    for before, after in pairwise([None, *statutory]):
        free = 0.0 if before is None else desk.done[before.kind]
        assert desk.begun[after.kind] == pytest.approx(max(after.asked_day, free), abs=1e-6)


def queueing_plan(work: dict | float):
    """Make a leader with 120 free days a year, of whom 720 tasks of a tenth of a day are asked at random."""
    plan = a_plan(
        [], leaders=[a_leader()], home_duties_share=0.5, panel_free_share_floor=0.1, serious_incidents_per_year=720.0
    )
    duty = a_duty(per_year="serious_incidents_per_year", working_days="serious_incident_working_days", programme=True)
    return replace(believing(plan, serious_incident_working_days=work), duties=(duty,))


@pytest.mark.slow
@pytest.mark.parametrize(("work", "squared_ratio"), [({"exponential": {"mean": 0.1}}, 2.0), (0.1, 1.0)], ids=["M", "D"])
def test_a_lone_leader_waits_as_pollaczek_and_khinchine_say(work, squared_ratio):
    """Mean wait from asking to beginning of M/M/1 and M/D/1 lies in the 99% interval of independent replications.

    Wq = rate E[S^2] / 2 / (1 - load); `squared_ratio` is E[S^2] / E[S]^2. The first half year is left out.
    """
    plan = queueing_plan(work)

    means = []
    for replication in range(1, 41):
        waits = lived(plan, replication).leadership["head"].waits
        means.append(np.mean([wait.to_begin_days for wait in waits if wait.asked_day > 182.0]))

    service = 0.1 * 2.0 * PER_WORKING_DAY
    rate = 720.0 / 365.25
    expected = rate * squared_ratio * service**2 / 2 / (1 - rate * service)
    half = stats.t.ppf(0.995, len(means) - 1) * np.std(means, ddof=1) / math.sqrt(len(means))
    assert half < 0.05 * expected  # close enough to tell one from the other
    assert np.mean(means) == pytest.approx(expected, abs=half)
