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

    import numpy as np
    from numpy.typing import NDArray

    from sfpc_sim.model.care import CareStart
    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]

YEAR = 365.25
AGE_EDGES = [years * YEAR for years in (1.0, 5.0, 10.0, 16.0, 18.0)]
STOCK, FIRST, REENTRY, RECURRENCE, UNACCOMPANIED = range(5)
WAITING = 0


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
    area: int = 0
    index_band: int = 0  # of a first entry: the age band of the youngest of its group


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
    """A plain SimPy model of the care flows of some authorities; ratios, if given, by month."""

    start: CareStart
    month_days: Sequence[float]  # first days of the months
    horizon: float
    source: KeyedSource | RandomSource
    entry_ratio: Floats | None = None  # (month, area, age)
    exit_ratio: Floats | None = None  # (month, cause, area)
    env: simpy.Environment = field(init=False)
    spells: list[Spell] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.env = simpy.Environment(initial_time=self.month_days[0])
        rules, places = self.start.rules, self.start.cohort.place_of_area.tolist()
        self.rates = rules.exits.rates.tolist()
        self.factors = rules.exits.duration_factors.tolist()
        self.duration_edges = [
            [day for day in edges if day < math.inf] for edges in rules.exits.duration_edges_days.tolist()
        ]
        self.ratios = None if self.entry_ratio is None else self.entry_ratio.tolist()
        self.paces, self.pace_starts = [], []
        for area, place in enumerate(places):
            paces = [[pace] * 4 for pace in self.start.rates.exit_pace[:, place].tolist()]
            if self.exit_ratio is not None:
                faster = self.exit_ratio[:, :, area].tolist()
                paces = [[p * r for p, r in zip(*pair, strict=True)] for pair in zip(paces, faster, strict=True)]
            # The pace changes once a year, or with a programme; months with the same pace need no event.
            changes = [0] + [m for m in range(1, len(paces)) if paces[m] != paces[m - 1]]
            self.pace_starts.append([self.month_days[m] for m in changes])
            self.paces.append([paces[m] for m in changes])

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
        if child.coordinate >= self.chance_now(child) or self.env.now - child.birth_day >= AGE_EDGES[-1]:
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

    def chance_now(self, child: Child) -> float:
        """Give what a child's coordinate must stay below to enter today."""
        if self.ratios is None or child.kind == UNACCOMPANIED:
            return child.chance
        band = child.index_band
        if child.kind != FIRST:
            band = min(bisect_right(AGE_EDGES, self.env.now - child.birth_day), 4)
        return child.chance * self.ratios[bisect_right(self.month_days, self.env.now) - 1][child.area][band]

    def rates_now(self, child: Child) -> tuple[list[float], float]:
        """Give the hazards of now and the day they change."""
        now = self.env.now + 1e-9
        ages = [child.birth_day + edge for edge in AGE_EDGES]
        area = child.area
        durations = [child.entry_day + edge for edge in self.duration_edges[area]]
        pace_starts = self.pace_starts[area]
        band, duration = bisect_right(ages, now), bisect_right(durations, now)
        later = [day for day in (*ages, *durations, *pace_starts) if day > now]
        if child.kind == UNACCOMPANIED:
            return [0.0] * 4, min(later)
        pace = self.paces[area][bisect_right(pace_starts, now) - 1]
        rates, factors = self.rates[area], self.factors[area]
        return [pace[c] * rates[c][band] * factors[c][duration] for c in range(4)], min(later)

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
        back = self.env.now + wait
        again = Child(
            child.key, child.spell + 1, REENTRY, child.birth_day, back, coordinate, chance, child.family, child.area
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
        sibling = Child(key, 0, RECURRENCE, birth, entry, coordinate, chance, child.family, child.area)
        self.env.process(self.life(sibling))


def first_day_children(start: CareStart) -> Iterator[Child]:
    """List who is in care on the first day, and who may come back."""
    first = start.cohort
    for row in range(first.size):
        if first.kind[row] in (FIRST, UNACCOMPANIED) and first.state[row] == WAITING:
            continue
        yield Child(int(first.key[row]), int(first.spell[row]), int(first.kind[row]), float(first.birth_day[row]),
                    float(first.entry_day[row]), float(first.coordinate[row]), float(first.chance[row]),
                    int(first.family[row]), int(first.area[row]))  # fmt: skip


def plain_children(start: CareStart, edges: Sequence[float], chance: random.Random) -> Iterator[Child]:
    """List the first day's children, and entries as a plain program draws them: Poisson groups month by month."""
    yield from first_day_children(start)
    fields, places = start.candidates.fields, start.cohort.place_of_area
    known = fields.band < len(AGE_EDGES)
    sizes, weights = (1, 2, 3, 4), (0.72, 0.17, 0.07, 0.04)
    for place in range(int(places[-1]) + 1):
        mine = known & (places[fields.area] == place)
        groups = fields.groups_per_first_entry[mine]
        kinds = list(zip(fields.area[mine].tolist(), fields.band[mine].tolist(), strict=True))
        first_area = kinds[0][0]
        for month in range(len(edges) - 1):
            rate = float(start.rates.first_entries[month, place] * groups.sum()) / YEAR
            for day in _arrivals(chance, rate, edges[month], edges[month + 1]):
                area, band = chance.choices(kinds, groups)[0]
                low, high = ([0.0, *AGE_EDGES][band], AGE_EDGES[band])
                u = chance.random()
                age = low + (u**start.rules.infant_power if band == 0 else u) * (high - low)
                for _ in range(chance.choices(sizes, weights)[0]):
                    if age < AGE_EDGES[-1]:
                        yield Child(chance.getrandbits(63), 0, FIRST, day - age, day, area=area, index_band=band)
                    age += chance.uniform(1.0, 5.0) * YEAR
            alone = float(start.rates.unaccompanied[month, place]) / YEAR
            for day in _arrivals(chance, alone, edges[month], edges[month + 1]):
                birth_day = day - chance.uniform(15, 18) * YEAR
                yield Child(chance.getrandbits(63), 0, UNACCOMPANIED, birth_day, day, area=first_area)


def _arrivals(chance: random.Random, rate: float, begin: float, end: float) -> Iterator[float]:
    if rate <= 0.0:
        return
    day = begin + chance.expovariate(rate)
    while day < end:
        yield day
        day += chance.expovariate(rate)
