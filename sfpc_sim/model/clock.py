"""A world's clock: SimPy's, which can be stopped for good."""

from __future__ import annotations

from operator import attrgetter

import simpy
from simpy.events import Timeout


class Clock(simpy.Environment):
    """The clock of one world: asked for the day thousands of times, and a thousand times to wait."""

    # SimPy's own goes through a function of Python's.
    now: float = property(attrgetter("_now"), doc="The day.")  # type: ignore[assignment]

    def timeout(self, delay: float, value: object = None) -> Timeout:  # type: ignore[override]
        """Give the event that some days have passed; SimPy's own looks its class up anew each time."""
        return Timeout(self, delay, value)

    def stop(self) -> None:
        """Let go of everybody who still waits.

        Who waits holds the world and is held by it: a ring that only Python's collector would find, and looking for
        rings costs more than letting go.
        """
        for *_, event in self._queue:
            event.callbacks = []
        self._queue.clear()
