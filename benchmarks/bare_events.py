"""What SimPy itself takes for a plan's events: as many processes that wait as often, and do nothing when they wake.

No model written as SimPy processes can cost less, however fast its own lines are.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import simpy

from sfpc_sim import load, simulate
from sfpc_sim.model.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    Process = Generator[simpy.Event, Any, Any]


@dataclass(slots=True)
class Waits:
    """On which days each process of a replication woke, in the order in which they began."""

    days: list[list[float]] = field(default_factory=list)

    @property
    def wakes(self) -> int:
        """How often anybody woke."""
        return sum(map(len, self.days))

    def watched(self, env: simpy.Environment, process: Process) -> Process:
        """Live a process, and note when it wakes."""
        mine: list[float] = []
        self.days.append(mine)
        value: Any = None
        while True:
            mine.append(env.now)
            try:
                event = process.send(value)
            except StopIteration as over:
                return over.value
            value = yield event


def waits_of(plan: str, number: int = 1) -> Waits:
    """Live one replication of a plan, counterfactual included, and note when its processes wake."""
    waits = Waits()
    with _every_process(waits.watched):
        simulate(load(plan), number)
    return waits


@contextmanager
def _every_process(watched: Callable[[simpy.Environment, Process], Process]) -> Iterator[None]:
    usual = Clock.process
    Clock.process = lambda clock, life: usual(clock, watched(clock, life))  # type: ignore[method-assign]
    try:
        yield
    finally:
        Clock.process = usual  # type: ignore[method-assign]


def bare(waits: Waits) -> Callable[[int], float]:
    """Make a program of processes that wake on the same days and do nothing; it gives how often they woke."""
    first_day = min((days[0] for days in waits.days), default=0.0)

    def work(_number: int) -> float:
        env = simpy.Environment(initial_time=first_day)
        shared: dict[float, simpy.Event] = {}
        for days in waits.days:
            env.process(_waiting(env, days, shared))
        env.run()
        return float(waits.wakes)

    return work


def _waiting(env: simpy.Environment, days: list[float], shared: dict[float, simpy.Event]) -> Process:
    """Wake on some days; who wakes on the same day waits for one event, the cheapest there is."""
    for day in days:
        event = shared.get(day)
        if event is None or event.processed:
            event = shared[day] = env.timeout(max(day - env.now, 0.0))
        yield event
