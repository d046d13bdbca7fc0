"""A leader's desk for the model's tests: what is asked of it on which day, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import simpy
from small_plans import a_leader

from sfpc_sim.model.desk import Task
from sfpc_sim.model.time_account import account_of
from sfpc_sim.model.working_time import LeaderTime

if TYPE_CHECKING:
    from collections.abc import Callable

PER_WORKING_DAY = 365.25 / 12 / 20.0  # calendar days to each working day of a leader with 20 a month


class Office:
    """A leader of 20 working days a month with half of them free, and what is asked of them."""

    def __init__(self, home_share: float = 0.5, least_free_share: float = 0.1) -> None:
        self.env = simpy.Environment()
        self.left_off: list[Task] = []
        self.time = LeaderTime(self.env, a_leader(), home_share, least_free_share, self.left_off.append)
        self.tasks: list[Task] = []

    def put(self, day: float, work_days: float, priority: str = "programme") -> None:
        """Let a task come on a day; its name counts tasks from 0."""
        task = Task(str(len(self.tasks)), work_days, priority, day)
        self.tasks.append(task)
        self.at(day, lambda: self.time.do(task))

    def change(self, day: float, **shares: float) -> None:
        """Let shares change on a day."""
        self.at(day, lambda: self.time.change(**shares))

    def at(self, day: float, happen: Callable[[], None]) -> None:
        """Let something happen on a day."""

        def process():
            yield self.env.timeout(day)
            happen()

        self.env.process(process())

    def run(self, days: float = 10_000.0) -> None:
        """Let days pass, and bring the desk up to date."""
        self.env.run(until=days)
        self.time.desk.catch_up()

    @property
    def account(self) -> dict[str, float]:
        """Working days so far, by what became of them."""
        account = account_of([self.time], np.array([0.0, self.env.now]))._asdict()
        return {name: float(days[0, 0]) for name, days in account.items()}

    @property
    def begun(self) -> dict[str, float]:
        """When each task was begun."""
        return {wait.kind: wait.asked_day + wait.to_begin_days for wait in self.time.waits}

    @property
    def done(self) -> dict[str, float]:
        """When each task was done."""
        return {wait.kind: wait.asked_day + wait.to_end_days for wait in self.time.waits}
