"""The toy in salabim: one component a child, without trace, monitors or animation."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import salabim

from benchmarks.toy.delay import CHILDREN, ENTRIES_PER_YEAR, MEAN_STAY_YEARS, MONTHS, YEARS

if TYPE_CHECKING:
    from collections.abc import Generator

    from benchmarks.toy.delay import Census

    Process = Generator[object, None, None]


class Child(salabim.Component):
    """Comes, stays, goes."""

    def setup(self, town: Town) -> None:
        """Know the town."""
        self.town = town

    def process(self) -> Process:
        """Live."""
        self.town.there += 1
        yield self.hold(self.town.random.expovariate(1 / MEAN_STAY_YEARS))
        self.town.there -= 1


class Entries(salabim.Component):
    """Lets children come one by one."""

    def setup(self, town: Town) -> None:
        """Know the town."""
        self.town = town

    def process(self) -> Process:
        """Let them come."""
        while True:
            yield self.hold(self.town.random.expovariate(ENTRIES_PER_YEAR))
            Child(town=self.town)


class Counting(salabim.Component):
    """Counts at each month's end."""

    def setup(self, town: Town) -> None:
        """Know the town."""
        self.town = town

    def process(self) -> Process:
        """Count."""
        for _ in range(MONTHS):
            yield self.hold(1 / 12)
            self.town.census.append(self.town.there)


class Town:
    """Children there now, and the censuses so far."""

    def __init__(self, seed: int) -> None:
        self.random, self.there = Random(seed), 0
        self.census: Census = []


def run(seed: int) -> Census:
    """Simulate once."""
    env = salabim.Environment(trace=False, random_seed=None, yieldless=False)
    town = Town(seed)
    for _ in range(CHILDREN):
        Child(town=town)
    Entries(town=town)
    Counting(town=town)
    env.run(till=YEARS + 1 / 24)
    return town.census
