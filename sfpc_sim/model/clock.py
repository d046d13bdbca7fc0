"""A world's clock: SimPy's, which can be stopped for good."""

from __future__ import annotations

import simpy


class Clock(simpy.Environment):
    """The clock of one world."""

    def stop(self) -> None:
        """Let go of everybody who still waits.

        Who waits holds the world and is held by it: a ring that only Python's collector would find, and looking for
        rings costs more than letting go.
        """
        for *_, event in self._queue:
            event.callbacks = []
        self._queue.clear()
