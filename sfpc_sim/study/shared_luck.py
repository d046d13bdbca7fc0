"""How alike luck was under two plans: the correlation of a measure over pairs, and the pairs that spared.

Two plans on luck of their own would give a difference with the variance of the first plus that of the second. On
shared luck it has the variance of the differences; the first over the second says how many times more pairs
independent seeds would need for an interval as narrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from sfpc_sim.study.estimates import CONFIDENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_PAIRS = 20
FEWEST_APART = 5  # pairs away from a plan's commonest value: fewer would decide the correlation by themselves
LOW = 0.5  # a correlation below it spares less than half of the pairs
_ROUNDING = 1e-24  # of a variance, against that of what was subtracted


class SharedLuck(NamedTuple):
    """What shared luck did for one measure; NaN where that is not to be told.

    Attributes
    ----------
    luck_correlation, luck_correlation_low, luck_correlation_high : over pairs, with a 95% interval
    variance_factor, variance_factor_low, variance_factor_high : Var(A) + Var(B) over Var(B - A), at the correlation
        and at its ends; infinity where every pair differs by the same
    pairs_saved : pairs that independent seeds would need for the same interval, less those there are; below zero
        where shared luck made the difference noisier
    """

    luck_correlation: float
    luck_correlation_low: float
    luck_correlation_high: float
    variance_factor: float
    variance_factor_low: float
    variance_factor_high: float
    pairs_saved: float


COLUMNS = SharedLuck._fields
NOT_TO_BE_TOLD = SharedLuck(*(np.nan,) * len(COLUMNS))
EVERY_PAIR_ALIKE = SharedLuck(*(1.0,) * 3, *(np.inf,) * 4)


def shared_luck(one: Floats, two: Floats) -> SharedLuck:
    """Judge the pairs of one measure, `(pair,)` under each plan, where both have a value.

    Nothing is told of a constant, of a value that hardly ever varies, or of few pairs.
    """
    if one.size < FEWEST_PAIRS or min(_apart(one), _apart(two)) < FEWEST_APART:
        return NOT_TO_BE_TOLD
    alone = float(one.var(ddof=1) + two.var(ddof=1))
    spread = 2.0 * float(one.std(ddof=1) * two.std(ddof=1))
    paired = float((two - one).var(ddof=1))
    correlation = float(np.clip((alone - paired) / spread, -1.0, 1.0))
    if paired <= _ROUNDING * alone:
        return EVERY_PAIR_ALIKE
    low, high = _interval(one, two, correlation)
    factor = alone / paired
    factor_low, factor_high = (_factor(alone, spread, end) for end in (low, high))
    return SharedLuck(correlation, low, high, factor, factor_low, factor_high, one.size * (factor - 1.0))


def _apart(values: Floats) -> int:
    """Count the values that are not the commonest one."""
    return values.size - int(np.unique(values, return_counts=True)[1].max())


def _interval(one: Floats, two: Floats, correlation: float) -> tuple[float, float]:
    """Bound a correlation on Fisher's scale (1921); a correlation of one, rounded, has no width.

    Fisher's width supposes normal pairs. The spread of each pair's influence on the correlation supposes nothing, and
    is a little too small of few pairs: the wider of the two is taken.
    """
    if abs(correlation) == 1.0:
        return correlation, correlation
    x, y = ((values - values.mean()) / values.std() for values in (one, two))
    influence = (x * y - correlation * (x * x + y * y) / 2) / (1 - correlation**2)
    half = special.ndtri(0.5 + CONFIDENCE / 2) * max(1.0, float(influence.std())) / np.sqrt(one.size - 3)
    z = np.arctanh(correlation)
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def _factor(alone: float, spread: float, correlation: float) -> float:
    """Give the variance factor at a correlation, the plans' own variances as they are."""
    paired = alone - spread * correlation
    return alone / paired if paired > _ROUNDING * alone else np.inf
