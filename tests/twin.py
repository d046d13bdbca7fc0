"""The plain twin: one SimPy process a child, in scalar arithmetic, for the same care flows.

It shares no code with the array kernel. Fed with the kernel's keyed luck it must agree child for
child; fed with an ordinary generator it is what somebody would write first, and the benchmark.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import simpy

from sfpc_sim.model.luck import child_keys

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from sfpc_sim.model.care import CareStart
    from sfpc_sim.model.luck import Luck

YEAR = 365.25
AGE_EDGES = [years * YEAR for years in (1.0, 5.0, 10.0, 16.0, 18.0)]
STOCK, FIRST, REENTRY, RECURRENCE, UNACCOMPANIED = range(5)


class Spell(NamedTuple):
    """One spell of care as it turned out."""

    key: int
    spell: int
    entry_day: float
    exit_day: float
    cause: int


@dataclass
class Child:
    """A child before a spell."""

    key: int
    spell: int
    kind: int
    birth_day: float
    entry_day: float
    coordinate: float = 0.0
    chance: float = 1.0
    family: int = 0


class KeyedSource:
    """The kernel's luck, one number at a time."""

    def __init__(self, luck: Luck) -> None:
        self.luck = luck

    def budgets(self, child: Child) -> list[float]:
        """Give the four exit budgets of a spell."""
        if child.spell:
            numbers = self.luck.numbers("return to care", [child.key], child.spell, size=6)[2:, 0]
        elif child.kind == RECURRENCE:
            numbers = self.luck.numbers("recurrence", [child.key], size=7)[3:, 0]
        else:
            numbers = self.luck.numbers("exit budget", [child.key], size=4)[:, 0]
        return [-math.log(u) for u in numbers]

    def returning(self, key: int, spell: int) -> tuple[float, float]:
        """Give the coordinate and the wait's number of a possible return."""
        coordinate, wait = self.luck.numbers("return to care", [key], spell, size=2)[:, 0]
        return float(coordinate), float(wait)

    def recurring(self, parent: int, family: int) -> tuple[int, float, float, float, float]:
        """Give the next child's key, coordinate, wait, age and youth numbers."""
        key = int(child_keys([parent], 1)[0])
        youth = self.luck.numbers("young parent", [family])[0, 0]
        return (key, *map(float, self.luck.numbers("recurrence", [key], size=3)[:, 0]), float(youth))


class RandomSource:
    """An ordinary generator, as a plain program would use."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def budgets(self, child: Child) -> list[float]:
        """Give four unit-exponential budgets."""
        return [self.random.expovariate(1.0) for _ in range(4)]

    def returning(self, key: int, spell: int) -> tuple[float, float]:
        """Give two uniform numbers."""
        return self.random.random(), self.random.random()

    def recurring(self, parent: int, family: int) -> tuple[int, float, float, float, float]:
        """Give a key and four uniform numbers."""
        return (self.random.getrandbits(63), *(self.random.random() for _ in range(4)))


@dataclass
class PlainCare:
    """A plain SimPy model of one authority's care flows."""

    start: CareStart
    pace_days: Sequence[float]  # first days of the months
    horizon: float
    source: KeyedSource | RandomSource
    env: simpy.Environment = field(default_factory=simpy.Environment)
    spells: list[Spell] = field(default_factory=list)

    def __post_init__(self) -> None:
        rules = self.start.rules
        self.rates = rules.exit_rates.tolist()
        self.factors = rules.duration_factors.tolist()
        self.duration_edges = rules.duration_edges_days.tolist()
        pace = self.start.rates.exit_pace.tolist()
        # The pace changes once a year; months with the same pace need no event.
        changes = [0] + [m for m in range(1, len(pace)) if pace[m] != pace[m - 1]]
        self.pace_starts = [self.pace_days[m] for m in changes]
        self.paces = [pace[m] for m in changes]

    def run(self, children: Iterator[Child]) -> list[Spell]:
        """Let all children live to the horizon; `children` come in order of nothing in particular."""
        for child in children:
            self.env.process(self.life(child))
        self.env.run(until=self.horizon)
        return self.spells

    def life(self, child: Child) -> Generator[simpy.Event, None, None]:
        """Wait, enter, live through changes of rate, leave, perhaps come back."""
        if child.entry_day > self.env.now:
            yield self.env.timeout(child.entry_day - self.env.now)
        if child.coordinate >= child.chance or self.env.now - child.birth_day >= AGE_EDGES[-1]:
            return
        if self.env.now - child.birth_day < AGE_EDGES[0] and child.kind in (FIRST, RECURRENCE) and not child.spell:
            self.recur(child)
        at = len(self.spells)
        self.spells.append(Spell(child.key, child.spell, child.entry_day, math.inf, -1))
        budgets = self.source.budgets(child)
        while True:
            rates, change = self.rates_now(child)
            ends = [budget / rate if rate > 0 else math.inf for budget, rate in zip(budgets, rates, strict=True)]
            first = min(range(4), key=ends.__getitem__)
            if ends[first] * YEAR < change - self.env.now:
                yield self.env.timeout(ends[first] * YEAR)
                self.leave(child, at, first)
                return
            years = (change - self.env.now) / YEAR
            budgets = [budget - rate * years for budget, rate in zip(budgets, rates, strict=True)]
            yield self.env.timeout(change - self.env.now)
            if change >= child.birth_day + AGE_EDGES[-1]:
                self.leave(child, at, 4)
                return

    def rates_now(self, child: Child) -> tuple[list[float], float]:
        """Give the hazards of now and the day they change."""
        now = self.env.now + 1e-9
        ages = [child.birth_day + edge for edge in AGE_EDGES]
        durations = [child.entry_day + edge for edge in self.duration_edges]
        band, duration = bisect_right(ages, now), bisect_right(durations, now)
        period = bisect_right(self.pace_starts, now) - 1
        later = [day for day in (*ages, *durations, *self.pace_starts) if day > now]
        if child.kind == UNACCOMPANIED:
            return [0.0] * 4, min(later)
        pace = self.paces[period]
        return [pace * self.rates[c][band] * self.factors[c][duration] for c in range(4)], min(later)

    def leave(self, child: Child, at: int, cause: int) -> None:
        """End a spell and let the child wait for a possible return."""
        rules = self.start.rules
        self.spells[at] = self.spells[at]._replace(exit_day=self.env.now, cause=cause)
        chance = float(rules.reentry_chance[cause])
        if not chance or child.kind == UNACCOMPANIED:
            return
        coordinate, wait_u = self.source.returning(child.key, child.spell + 1)
        wait = 5 * YEAR * wait_u
        if cause == 0:
            wait = rules.reentry_scale_days * (-math.log1p(-wait_u)) ** (1 / rules.reentry_shape)
        again = Child(
            child.key, child.spell + 1, REENTRY, child.birth_day, self.env.now + wait, coordinate, chance, child.family
        )
        self.env.process(self.life(again))

    def recur(self, child: Child) -> None:
        """Let the family of a removed infant wait for a possible next removal."""
        rules = self.start.rules
        key, coordinate, wait_u, age_u, young_u = self.source.recurring(child.key, child.family)
        wait = rules.recurrence_wait.quantile(wait_u)
        share, young, every = rules.young_share, rules.recurrence_young_chance, rules.recurrence_chance
        chance = young if young_u < share else (every - share * young) / (1 - share)
        entry = child.entry_day + wait
        birth = entry - age_u**rules.infant_power * YEAR
        self.env.process(self.life(Child(key, 0, RECURRENCE, birth, entry, coordinate, chance, child.family)))


def plain_children(start: CareStart, edges: Sequence[float], chance: random.Random) -> Iterator[Child]:
    """List the first day's children, and entries as a plain program draws them: Poisson groups month by month."""
    first = start.cohort
    for row in range(first.size):
        yield Child(int(first.key[row]), int(first.spell[row]), int(first.kind[row]), float(first.birth_day[row]),
                    float(first.entry_day[row]), float(first.coordinate[row]), float(first.chance[row]),
                    int(first.family[row]))  # fmt: skip
    groups = start.groups_per_first_entry
    bands = [int(band) for band in start.field_band[:-1]]
    sizes, weights = (1, 2, 3, 4), (0.72, 0.17, 0.07, 0.04)
    for month in range(len(edges) - 1):
        rate = float(start.rates.first_entries[month] * groups.sum()) / YEAR
        for day in _arrivals(chance, rate, edges[month], edges[month + 1]):
            band = chance.choices(bands, groups)[0]
            low, high = ([0.0, *AGE_EDGES][band], AGE_EDGES[band])
            u = chance.random()
            age = low + (u**start.rules.infant_power if band == 0 else u) * (high - low)
            for _ in range(chance.choices(sizes, weights)[0]):
                if age < AGE_EDGES[-1]:
                    yield Child(chance.getrandbits(63), 0, FIRST, day - age, day)
                age += chance.uniform(1.0, 5.0) * YEAR
        alone = float(start.rates.unaccompanied[month]) / YEAR
        for day in _arrivals(chance, alone, edges[month], edges[month + 1]):
            yield Child(chance.getrandbits(63), 0, UNACCOMPANIED, day - chance.uniform(15, 18) * YEAR, day)


def _arrivals(chance: random.Random, rate: float, begin: float, end: float) -> Iterator[float]:
    day = begin + chance.expovariate(rate)
    while day < end:
        yield day
        day += chance.expovariate(rate)
