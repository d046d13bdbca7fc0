"""How wide an interval was after each replication, for all of them at once.

Sums run from the first value on, so what is said of the first n values never depends on those after, to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import special

from sfpc_sim.study.estimates import chance_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Kind = Literal["mean", "chance", "chance difference"]


def running_width(values: Floats, kind: Kind, confidence: float) -> Floats:
    """Give the interval's half-width after each of the values `(..., replication)`; NaN where nothing can be said.

    Parameters
    ----------
    values : NaN where there was nothing to measure; 0 or 1 for a chance, -1 to 1 for paired differences of one
    """
    if kind == "mean":
        return _of_means(values, confidence)
    trials, tail = np.cumsum(~np.isnan(values), axis=-1, dtype=np.int64), (1 - confidence) / 2
    gained = np.cumsum(values > 0, axis=-1, dtype=np.int64)
    if kind == "chance":
        low, high = chance_bounds(gained, trials, tail)
        return (high - low) / 2
    return _of_chance_differences(gained, np.cumsum(values < 0, axis=-1, dtype=np.int64), trials, tail / 2)


def _of_means(values: Floats, confidence: float) -> Floats:
    """Equal values have no width: that the first ten are the same does not make the eleventh so."""
    known = ~np.isnan(values)
    count = np.cumsum(known, axis=-1)
    first = np.take_along_axis(values, known.argmax(axis=-1)[..., None], axis=-1)
    apart = np.where(known, values - first, 0.0)  # from the first, or large values would drown their spread
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.cumsum(apart, axis=-1) / count
        squares = np.cumsum(apart**2, axis=-1) - count * mean**2
        variance = np.where((count > 1) & (squares > 0), squares / (count - 1), np.nan)
        half: Floats = special.stdtrit(np.maximum(count - 1, 1), 0.5 + confidence / 2) * np.sqrt(variance / count)
    return half


def _of_chance_differences(
    gained: NDArray[np.int64], lost: NDArray[np.int64], pairs: NDArray[np.int64], tail: float
) -> Floats:
    """As `chance_difference_interval` bounds them."""
    differ, share = chance_bounds(gained + lost, pairs, tail), chance_bounds(gained, gained + lost, tail)
    ends = np.array([d * (2 * s - 1) for d in differ for s in share])
    half: Floats = (ends.max(axis=0) - ends.min(axis=0)) / 2
    return half
