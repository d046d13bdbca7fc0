"""A world's clock: SimPy's, which can be stopped for good."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import simpy
from simpy.events import Process, Timeout

if TYPE_CHECKING:
    from collections.abc import Generator


class Clock(simpy.Environment):
    """The clock of one world: asked for the day thousands of times, and a thousand times to wait."""

    # SimPy's own goes through a function of Python's.
    now: float = property(attrgetter("_now"), doc="The day.")  # type: ignore[assignment]

    def __init__(self, first_day: float = 0.0) -> None:
        super().__init__(first_day)
        self._processes: list[Process] = []

    def process(self, life: Generator[simpy.Event, Any, Any]) -> Process:
        """Start a process."""
        process = Process(self, life)
        self._processes.append(process)
        return process

    def timeout(self, delay: float, value: object = None) -> Timeout:  # type: ignore[override]
        """Give the event that some days have passed; SimPy's own looks its class up anew each time."""
        return Timeout(self, delay, value)

    def stop(self) -> None:
        """Let go of everybody who still waits.

        Who waits holds the world and is held by it: a ring that only Python's collector would find, and looking for
        rings costs more than letting go.
        """
        for process in self._processes:
            if process.target is not None:
                process.target.callbacks = []
        self._processes.clear()
        self._queue.clear()
