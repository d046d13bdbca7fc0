"""When to stop simulating: a half-width in an outcome's own unit, kept for a look-ahead.

The rule of Hoad, Robinson and Davies (2010) with an aim in natural units: relative precision means nothing for a
difference near zero, and has the wrong sign for a negative one. It is decided as if replications came one by one in
order, so neither workers nor tasks nor what was there before can matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.study.estimates import CONFIDENCE, chance_difference_interval, chance_interval, mean_interval
from sfpc_sim.study.holm import p_of_chance, p_of_mean, told_from_zero
from sfpc_sim.study.running_width import running_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.study.running_width import Kind

    Floats = NDArray[np.float64]

AT_LEAST = 10  # values: narrower intervals before are luck
LOOK_AHEAD, SCALED_ABOVE = 5, 100  # replications; beyond the second, 5 in a hundred of those there are
FIRST_STEP = AT_LEAST + LOOK_AHEAD
SKEWED_BELOW = 25  # values for each squared unit of skewness (Cochran 1977)
GROWTH = 4  # times as many replications as before in a step, at most: a first spread is a rough one


@dataclass(frozen=True, slots=True)
class Aim:
    """How well an outcome is to be known: the half of its interval, in its unit; a chance as a share of one."""

    within: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Followed:
    """An aim and the outcome's values, or its paired differences, in order of replication; NaN where none was."""

    aim: Aim
    values: Floats
    kind: Kind
    paired: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """What an aim came to.

    Attributes
    ----------
    mean, low, high : the estimate and its interval, at a confidence that holds for all aims together
    spread : whether any two values differ; without spread nothing can be judged
    needed : replications for the aim, foreseen from the spread
    needed_for_half : replications for half of it
    skewed : whether a mean's values are too skewed for so few of them, and its interval covers less than it says
    told_from_zero : whether a paired difference can be, by Holm among all of them; None where it is no difference
    """

    aim: Aim
    mean: float
    low: float
    high: float
    spread: bool
    needed: int
    needed_for_half: int
    skewed: bool
    told_from_zero: bool | None = None

    @property
    def half_width(self) -> float:
        """How far the interval reaches from its middle."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Precision:
    """What the rule decided.

    Attributes
    ----------
    replications : the first number at which every aim was met and stayed met for the look-ahead; else all there are.
        Estimates are of these: with the look-ahead's added, intervals cover less (docs/precision.md)
    met : whether there is such a number
    confidence : of each interval, so that all of them hold together with 95%
    """

    replications: int
    met: bool
    budget: int
    confidence: float
    reached: tuple[Reached, ...]


def settle(budget: int, simulate: Callable[[int], Sequence[Followed]]) -> Precision:
    """Simulate in steps until every aim is met for a look-ahead, or the budget is spent.

    Parameters
    ----------
    budget : replications at most
    simulate : makes sure of replications 1 to a number, and gives the values of all there are up to the budget
    """
    wanted = min(budget, FIRST_STEP)
    while True:
        followed = simulate(wanted)
        precision = judge(followed, budget)
        if precision.met or wanted >= budget:
            return precision
        there = max(wanted, *(each.values.size for each in followed))
        wanted = min(budget, _next_step(there, max(each.needed for each in precision.reached)))


def judge(followed: Sequence[Followed], budget: int) -> Precision:
    """Decide from values in order of replication; more of them than were needed change nothing."""
    confidence = joint_confidence(len(followed))
    met = np.all([meets(each.values, each.kind, each.aim.within, confidence) for each in followed], axis=0)
    lasting = int(first_lasting(met))
    replications = lasting or met.size
    reached = _told([_reached(each, replications, confidence) for each in followed], followed, replications)
    return Precision(replications, lasting > 0, budget, confidence, reached)


def joint_confidence(aims: int) -> float:
    """Give each interval's confidence, by Bonferroni: Holm's steps order tests, and have no intervals to stop at."""
    return 1 - (1 - CONFIDENCE) / aims


def look_ahead(replications: int) -> int:
    """Say for how many more replications aims must stay met."""
    return max(LOOK_AHEAD, LOOK_AHEAD * replications // SCALED_ABOVE)


def meets(values: Floats, kind: Kind, within: float, confidence: float = CONFIDENCE) -> NDArray[np.bool_]:
    """Tell after how many of the values `(..., replication)` an aim is met; never without spread."""
    known = np.cumsum(~np.isnan(values), axis=-1)
    met: NDArray[np.bool_] = (known >= AT_LEAST) & (running_width(values, kind, confidence) <= within)
    return met


def first_lasting(met: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Find the first number of replications from which `(..., replication)` holds for the look-ahead; 0 for never."""
    size = met.shape[-1]
    counts = np.arange(1, size + 1)
    broken = np.where(met, size + 1, counts)
    next_broken = np.minimum.accumulate(broken[..., ::-1], axis=-1)[..., ::-1]
    ends = counts + np.array([look_ahead(count) for count in counts.tolist()], int)
    lasting = (ends < next_broken) & (ends <= size)
    return np.where(lasting.any(axis=-1), lasting.argmax(axis=-1) + 1, 0)


def _next_step(there: int, needed: int) -> int:
    """Go to where the spread so far puts the end; never by less than a tenth, since each step rewrites tables."""
    least = there + max(LOOK_AHEAD, there // 10)
    return max(least, min(needed + look_ahead(needed), GROWTH * there))


def _reached(followed: Followed, replications: int, confidence: float) -> Reached:
    values = followed.values[:replications]
    known = values[~np.isnan(values)]
    spread = known.size > 1 and bool(known.min() < known.max())
    judged = spread or followed.kind != "mean"
    mean, low, high = _interval(known, followed.kind, confidence)
    half, within = (high - low) / 2, followed.aim.within
    skewed = followed.kind == "mean" and spread and _too_skewed(known)
    needed, for_half = (
        ceil(replications * (half / width) ** 2) if judged else GROWTH * replications for width in (within, within / 2)
    )
    return Reached(followed.aim, mean, low, high, spread, needed, for_half, skewed)


def _too_skewed(values: Floats) -> bool:
    """Tell whether there are too few for their skewness, unless so few have as much by chance."""
    squared = float((((values - values.mean()) / values.std()) ** 3).mean()) ** 2
    by_chance = 2**2 * 6 / values.size  # two standard errors of a normal sample's
    return squared > by_chance and values.size < SKEWED_BELOW * squared


def _told(reached: Sequence[Reached], followed: Sequence[Followed], replications: int) -> tuple[Reached, ...]:
    if not any(each.paired for each in followed):
        return tuple(reached)
    known = [(each.kind, each.values[:replications]) for each in followed]
    tests = [(p_of_mean if kind == "mean" else p_of_chance)(values[~np.isnan(values)]) for kind, values in known]
    return tuple(replace(each, told_from_zero=told) for each, told in zip(reached, told_from_zero(tests), strict=True))


def _interval(values: Floats, kind: Kind, confidence: float) -> tuple[float, float, float]:
    if kind == "mean":
        return mean_interval(values, confidence)
    mean, tail = float(values.mean()) if values.size else np.nan, (1 - confidence) / 2
    if kind == "chance":
        return mean, *chance_interval(int(values.sum()), values.size, tail=tail)
    return mean, *chance_difference_interval(np.zeros(values.size), values, tail=tail / 2)
