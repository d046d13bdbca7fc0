"""Where a chance crosses a wanted one as a lever moves, on common luck: bracket, interpolate, certify.

The lever moves in whole steps, and nothing finer is claimed. Every step is tried on the same replications, so the
chance has no noise from one step to the next. What is certified is the set of steps at which the exact 95%
interval of the chance holds the wanted one: it covers the true crossing as often as that interval covers the chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from sfpc_sim.study.estimates import chance_difference_interval, chance_interval

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

ERROR = 0.05  # of telling that a chance goes the wrong way where it does not, over all pairs of steps
HALVE_AFTER = 3  # interpolations; then the bracket is halved, so that no shape of curve makes it slow


@dataclass(frozen=True, slots=True)
class Tried:
    """A step of the lever, and in which replications (the index) the rule held there, 0 or 1."""

    step: int
    held: pd.Series

    @property
    def chance(self) -> float:
        """The share of replications in which the rule held."""
        return float(self.held.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """How well the chance is known: its exact 95% interval."""
        return chance_interval(int(self.held.sum()), self.held.size)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, in steps.

    Attributes
    ----------
    tried : every step that was tried, in order
    answer : the step nearest the other end at which the chance is as wanted; None if there is no crossing
    not_enough, enough : the last step that is certainly not enough, the first that certainly is; None where the bound
        itself is not certain
    rises : whether the chance rises with the lever
    wrong_way : two steps between which the chance moves against its direction, beyond noise
    """

    tried: tuple[Tried, ...]
    wanted: float
    rises: bool
    answer: int | None = None
    not_enough: int | None = None
    enough: int | None = None
    wrong_way: tuple[int, int] | None = None

    @property
    def best(self) -> Tried:
        """The step with the highest chance."""
        return max(self.tried, key=lambda each: each.chance)

    @property
    def holds_everywhere(self) -> bool:
        """Whether the chance was as wanted at every step tried."""
        return all(each.chance >= self.wanted for each in self.tried)

    @property
    def out_of_reach(self) -> bool:
        """Whether every step tried is certainly not enough."""
        return all(each.interval[1] < self.wanted for each in self.tried)


@dataclass(slots=True)
class _Search:
    """Steps in the order in which the chance rises, and what is known of them."""

    try_step: Callable[[int], pd.Series]
    steps: int
    wanted: float
    tried: dict[int, Tried] = field(default_factory=dict)
    rises: bool = True

    def at(self, place: int) -> Tried:
        step = place if self.rises else self.steps - place
        if step not in self.tried:
            self.tried[step] = Tried(step, self.try_step(step))
        return self.tried[step]

    def places(self) -> list[int]:
        return sorted(step if self.rises else self.steps - step for step in self.tried)

    def first(self, holds: Callable[[Tried], bool], level: float) -> int | None:
        """Give the first place that holds, near where the chance is at a level; None if none is or the first is."""
        known = self.places()
        high = next((place for place in known if holds(self.at(place))), None)
        if not high:
            return None
        low = max(place for place in known if place < high)
        for tries in range(self.steps):
            if high - low <= 1:
                break
            guess = (low + high) // 2 if tries >= HALVE_AFTER else self._between(low, high, level)
            if holds(self.at(guess)):
                high = guess
            else:
                low = guess
        return high

    def _between(self, low: int, high: int, level: float) -> int:
        """Interpolate on the normal scale, on which the chance of passing a mark is nearly straight."""
        one, two, wanted = (_normal_score(c) for c in (self._shrunk(low), self._shrunk(high), level))
        share = (wanted - one) / (two - one) if two > one else 0.5
        return int(np.clip(np.ceil(low + share * (high - low)), low + 1, high - 1))

    def _shrunk(self, place: int) -> float:
        held = self.at(place).held
        return float((held.sum() + 0.5) / (held.size + 1))


def seek(try_step: Callable[[int], pd.Series], steps: int, wanted: float) -> Found:
    """Find the first step at which a chance is as wanted, between 0 and `steps`.

    Parameters
    ----------
    try_step : gives for a step whether the rule holds, 0 or 1, by replication; the same luck at every step
    wanted : the chance, above 0 and below 1
    """
    search = _Search(try_step, steps, wanted)
    ends = [search.at(0), search.at(steps)]
    search.at(steps // 2)
    search.rises = ends[1].chance >= ends[0].chance
    enough = [end.chance >= wanted for end in ends]
    if enough[0] == enough[1]:  # no crossing that ends show: look between them, and tell what is there
        for quarter in (steps // 4, 3 * steps // 4):
            search.at(quarter)
        return _found(search)
    size = ends[0].held.size
    low, high = chance_interval(round(wanted * size), size)
    answer = search.first(lambda each: each.chance >= wanted, wanted)
    above = search.first(lambda each: each.interval[1] >= wanted, low)
    enough_from = search.first(lambda each: each.interval[0] >= wanted, high)
    return _found(search, answer, None if above is None else above - 1, enough_from)


def _found(
    search: _Search, answer: int | None = None, not_enough: int | None = None, enough: int | None = None
) -> Found:
    def step(place: int | None) -> int | None:
        return place if place is None or search.rises else search.steps - place

    tried = tuple(search.tried[step] for step in sorted(search.tried))
    wrong = _wrong_way(tried if search.rises else tried[::-1])
    return Found(tried, search.wanted, search.rises, step(answer), step(not_enough), step(enough), wrong)


def _wrong_way(rising: tuple[Tried, ...]) -> tuple[int, int] | None:
    """Find two steps between which the chance falls where it should rise, beyond the noise of all pairs together."""
    pairs = list(combinations(rising, 2))
    for one, two in pairs:
        both = one.held.index.intersection(two.held.index)
        values = [each.held.loc[both].to_numpy(float) for each in (one, two)]
        if chance_difference_interval(*values, tail=ERROR / 4 / len(pairs))[1] < 0:
            return one.step, two.step
    return None


def _normal_score(chance: float) -> float:
    return float(ndtri(chance))
