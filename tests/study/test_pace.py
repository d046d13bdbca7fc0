"""Tasks are a second or two of work, learned from those that came home."""

from __future__ import annotations

import pytest

from sfpc_sim.study.crew import POOL_SECONDS, OwnCrew
from sfpc_sim.study.pace import LONGEST_TASK, TASK_SECONDS, Pace


@pytest.mark.parametrize("seconds_each", [0.0001, 0.01, 0.16, 5.0])
def test_a_task_becomes_as_long_as_it_should_be(seconds_each: float) -> None:
    """From one replication on, within a few tasks."""
    pace = Pace()
    sizes = []
    for _ in range(20):
        sizes.append(pace.size(100_000, 2))
        pace.learn(sizes[-1], sizes[-1] * seconds_each)
    assert sizes[0] == 1
    wanted = min(LONGEST_TASK, max(1, TASK_SECONDS / seconds_each))
    assert sizes[5] == pytest.approx(wanted, abs=1)
    assert sizes[-1] == pytest.approx(wanted, abs=1)


def test_one_slow_start_is_forgotten() -> None:
    """The first task pays for imports and caches."""
    pace = Pace()
    pace.learn(1, 3.0)
    for _ in range(10):
        size = pace.size(100_000, 2)
        pace.learn(size, size * 0.01)
    assert pace.size(100_000, 2) == pytest.approx(TASK_SECONDS / 0.01, rel=0.05)


def test_near_the_end_tasks_get_smaller() -> None:
    """So that all workers finish at about the same time."""
    pace = Pace()
    for _ in range(10):
        pace.learn(100, 1.0)
    sizes = []
    left = 600
    while left:
        sizes.append(min(left, pace.size(left, 2)))
        left -= sizes[-1]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 150
    assert sizes[-1] == 1


def test_the_pool_is_opened_only_for_work_that_pays_for_it() -> None:
    """And once."""
    with OwnCrew(2) as crew:
        crew.expect(POOL_SECONDS)
        assert crew.workers == 1
        crew.expect(2.1 * POOL_SECONDS)
        assert crew.workers == 2
        first = {crew.submit(_process).result() for _ in range(20)}
        crew.expect(0.0)
        assert {crew.submit(_process).result() for _ in range(20)} | first == first
    with OwnCrew(1) as alone:
        alone.expect(1e6)
        assert alone.workers == 1


def _process() -> int:
    import os  # noqa: PLC0415

    return os.getpid()
