"""How well a mean or a chance is known, and how far futures range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

CONFIDENCE = 0.95


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Estimate a mean with its t-interval, from values `(replication,)`.

    A single value has no interval: both ends are NaN.
    """
    mean = float(values.mean()) if values.size else np.nan
    if values.size < 2:
        return mean, np.nan, np.nan
    half = float(special.stdtrit(values.size - 1, 0.5 + confidence / 2) * values.std(ddof=1) / np.sqrt(values.size))
    return mean, mean - half, mean + half


def chance_interval(successes: int, trials: int, *, tail: float = (1 - CONFIDENCE) / 2) -> tuple[float, float]:
    """Bound a chance with the 95% interval of Clopper and Pearson (1934).

    Exact at every count, so a chance never seen in 1,000 futures is not called impossible.
    """
    low, high = chance_bounds(successes, trials, tail)
    return float(low), float(high)


def chance_bounds(successes: ArrayLike, trials: ArrayLike, tail: float) -> tuple[Floats, Floats]:
    """Bound many chances at once, with an error of `tail` at each end."""
    seen, missed = np.asarray(successes), np.asarray(trials) - np.asarray(successes)
    low = np.where(seen == 0, 0.0, special.betaincinv(np.maximum(seen, 1), missed + 1, tail))
    high = np.where(missed == 0, 1.0, special.betaincinv(seen + 1, np.maximum(missed, 1), 1 - tail))
    return low, high


def chance_difference_interval(one: Floats, two: Floats, *, tail: float = (1 - CONFIDENCE) / 4) -> tuple[float, float]:
    """Bound the difference of two chances from paired 0/1 outcomes `(replication,)`, at least 95%.

    Only pairs that differ tell anything: the difference is their share d times 2s - 1, where s is the
    share among them that gained. Clopper-Pearson bounds at half the error for each, so that two plans
    that never met the target are not called certainly equal.
    """
    count = one.size
    if not count:
        return np.nan, np.nan
    gained, lost = int(np.sum(two > one)), int(np.sum(two < one))
    differ = chance_interval(gained + lost, count, tail=tail)
    share = chance_interval(gained, gained + lost, tail=tail) if gained + lost else (0.0, 1.0)
    ends = [d * (2 * s - 1) for d in differ for s in share]
    return min(ends), max(ends)


def range_of_futures(values: Floats) -> tuple[float, float, float]:
    """Give p10, p50 and p90 of values `(replication,)`."""
    p10, p50, p90 = np.quantile(values, (0.1, 0.5, 0.9)) if values.size else (np.nan,) * 3
    return float(p10), float(p50), float(p90)


def range_of_dates(values: Floats) -> tuple[float, float, float]:
    """Give p10, p50 and p90 of times, NaN meaning later than the horizon; infinity where a quantile is."""
    later = np.where(np.isnan(values), np.inf, values)
    # An observed value, not one between two: nothing lies between a date and never.
    p10, p50, p90 = np.quantile(later, (0.1, 0.5, 0.9), method="inverted_cdf") if later.size else (np.nan,) * 3
    return float(p10), float(p50), float(p90)


def share_below(values: Floats, observed: float) -> float:
    """Give the share of simulated values below an observed one, ties counted half."""
    return float(((values < observed) + 0.5 * (values == observed)).mean())
