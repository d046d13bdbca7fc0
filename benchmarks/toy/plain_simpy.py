"""The toy as somebody would first write it with SimPy: one process a child."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import simpy

from benchmarks.toy.delay import CHILDREN, ENTRIES_PER_YEAR, MEAN_STAY_YEARS, MONTHS, YEARS

if TYPE_CHECKING:
    from collections.abc import Generator

    from benchmarks.toy.delay import Census

    Process = Generator[simpy.Event, None, None]


class Town:
    """Children there now, and the censuses so far."""

    def __init__(self, seed: int) -> None:
        self.env, self.random = simpy.Environment(), Random(seed)
        self.there = 0
        self.census: Census = []

    def child(self) -> Process:
        """Come, stay, go."""
        self.there += 1
        yield self.env.timeout(self.random.expovariate(1 / MEAN_STAY_YEARS))
        self.there -= 1

    def entries(self) -> Process:
        """Let children come one by one."""
        while True:
            yield self.env.timeout(self.random.expovariate(ENTRIES_PER_YEAR))
            self.env.process(self.child())

    def counting(self) -> Process:
        """Count at each month's end."""
        for _ in range(MONTHS):
            yield self.env.timeout(1 / 12)
            self.census.append(self.there)


def run(seed: int) -> Census:
    """Simulate once."""
    town = Town(seed)
    for _ in range(CHILDREN):
        town.env.process(town.child())
    town.env.process(town.entries())
    town.env.process(town.counting())
    town.env.run(until=YEARS + 1 / 24)
    return town.census
