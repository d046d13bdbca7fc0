"""Which of several paired differences can be told from zero, so that with 95% none of those told is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from sfpc_sim.study.estimates import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def told_from_zero(p_values: Sequence[float]) -> tuple[bool, ...]:
    """Tell which stand, by Holm (1979): the smallest against all, the next against those left, until one does not."""
    told = [False] * len(p_values)
    for left, index in zip(range(len(p_values), 0, -1), np.argsort(p_values, kind="stable"), strict=True):
        if not p_values[index] <= (1 - CONFIDENCE) / left:
            break
        told[index] = True
    return tuple(told)


def p_of_mean(differences: Floats) -> float:
    """Give the paired t-test's two-sided p; 1 where there is no spread to test by."""
    count = differences.size
    spread = float(differences.std(ddof=1)) if count > 1 else 0.0
    if not spread:
        return 1.0
    return float(2 * special.stdtr(count - 1, -abs(differences.mean()) / spread * np.sqrt(count)))


def p_of_chance(differences: Floats) -> float:
    """Give the exact sign test's two-sided p, from differences of paired 0/1 outcomes; equal pairs tell nothing."""
    gained, lost = int((differences > 0).sum()), int((differences < 0).sum())
    return min(1.0, float(2 * special.bdtr(min(gained, lost), gained + lost, 0.5)))
