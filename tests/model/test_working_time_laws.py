"""One role's time, whatever is asked of it: nothing is lost or done twice, and the queue is that of the textbook."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_office import PER_WORKING_DAY, Office
from small_plans import a_duty, a_leader, a_plan, believing, lived

from sfpc_sim.inputs.leadership import PRIORITIES

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
    office, done = Office(), [0.0, 0.0]  # work done, and days at tasks it was counted up to

    def count():
        tasks = office.account["tasks"]
        done[0] += (tasks - done[1]) * office.time.speed
        done[1] = tasks

    for task in tasks:
        office.put(*task)
    for day, name, value in changes:
        office.at(day, count)
        office.change(day, **{name: value})
    office.run(1e6)
    count()

    assert done[0] == pytest.approx(sum(work for _, work, _ in tasks))
    assert sorted(office.done, key=int) == [task.kind for task in office.tasks]
    account = office.account
    assert office.time.backlog == 0.0
    assert account["supplied"] == pytest.approx(1e6 / PER_WORKING_DAY)
    assert sum(account[name] for name in ("blocks", "tasks", "idle", "absent")) == pytest.approx(account["supplied"])


@settings(deadline=None, max_examples=100)
@given(TASKS, SHARES)
def test_the_order_respects_priority_and_a_statutory_duty_waits_for_no_lower_task(tasks, changes):
    """Nobody is begun while something higher waits, or older of its kind; statutory duties wait for each other only."""
    office = Office()
    for task in tasks:
        office.put(*task)
    for day, name, value in changes:
        office.change(day, **{name: value})
    office.run(1e6)

    order = sorted(office.tasks, key=lambda task: (task.asked_day, int(task.kind)))
    rank = PRIORITIES.index
    for early, late in ((a, b) for i, a in enumerate(order) for b in order[i + 1 :]):
        if rank(early.priority) <= rank(late.priority):
            assert office.begun[early.kind] <= office.begun[late.kind] + 1e-6
        elif office.begun[early.kind] > late.asked_day + 1e-6:
            assert office.begun[late.kind] <= office.begun[early.kind] + 1e-6
    statutory = [task for task in order if task.priority == "statutory"]
    for before, after in pairwise([None, *statutory]):
        free = 0.0 if before is None else office.done[before.kind]
        assert office.begun[after.kind] == pytest.approx(max(after.asked_day, free), abs=1e-6)


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
