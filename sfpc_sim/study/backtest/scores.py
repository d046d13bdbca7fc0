"""How good an ensemble was, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INTERVALS = (0.5, 0.8, 0.95)
FALLS = (0.1, 0.2)  # shares by which a stock is less than at the origin


def fair_crps(members: Floats, truth: float) -> float:
    """Give the continuous ranked probability score of an ensemble, as if it had members without end.

    ``E|X - y| - E|X - X'| / 2`` with different members in the second term (Ferro 2014, Quarterly
    Journal of the Royal Meteorological Society 140, "fair"): without it few members look worse than many.
    In children; less is better, and for a single certain number it is the absolute error.
    """
    ordered, n = np.sort(members), members.size
    spread = float((2 * np.arange(1, n + 1) - n - 1) @ ordered) / (n * (n - 1))
    return float(np.mean(np.abs(ordered - truth))) - spread


def position(members: Floats, truth: float) -> float:
    """Give where among the members the truth fell, 0 to 1; ties count half (probability integral transform)."""
    return float(
        (np.count_nonzero(members < truth) + 0.5 * np.count_nonzero(members == truth) + 0.5) / (members.size + 1)
    )


def middle(members: Floats, share: float) -> tuple[float, float]:
    """Give the interval that holds a share of what the members are drawn from, free of bias for few members."""
    low, high = np.quantile(members, [(1 - share) / 2, (1 + share) / 2], method="weibull")
    return float(low), float(high)


def score(members: Floats, truth: float, stock: float) -> dict[str, float]:
    """Score one ensemble on one count; `stock` is the count at the origin."""
    result = {
        "crps": fair_crps(members, truth),
        "median": float(np.median(members)),
        "absolute_error": abs(float(np.median(members)) - truth),
        "position": position(members, truth),
    }
    for share in INTERVALS:
        low, high = middle(members, share)
        result |= {
            f"low_{share:.0%}": low,
            f"high_{share:.0%}": high,
            f"inside_{share:.0%}": float(low <= truth <= high),
        }
    for fall in FALLS:
        chance, came = float(np.mean(members <= (1 - fall) * stock)), float(truth <= (1 - fall) * stock)
        result |= {
            f"chance_of_fall_{fall:.0%}": chance,
            f"fall_{fall:.0%}": came,
            f"brier_{fall:.0%}": (chance - came) ** 2,
        }
    return result


def clustered_error(values: Floats, clusters: Sequence[pd.Series]) -> float:
    """Give the standard error of a mean whose values hang together by authority and by origin.

    Cameron, Gelbach and Miller (2011), Journal of Business and Economic Statistics 29: the sum over
    the ways of clustering less that over both at once; never less than one of them says. An origin is one
    spell of the country's history, so seven origins are few, and the error is itself uncertain.
    """
    off = values - values.mean()
    alone = float(np.sum(off**2))
    ways = [float(np.sum(np.bincount(_numbered(labels), weights=off) ** 2)) for labels in clusters]
    return float(np.sqrt(max(sum(ways) - alone, *ways, alone)) / values.size)


def ratio_error(above: Floats, below: Floats, clusters: Sequence[pd.Series]) -> float:
    """Give the standard error of a ratio of means, clustered likewise."""
    ratio = above.mean() / below.mean()
    return clustered_error((above - ratio * below) / below.mean(), clusters)


def _numbered(labels: pd.Series) -> NDArray[np.int64]:
    return np.unique(labels.to_numpy(), return_inverse=True)[1]
