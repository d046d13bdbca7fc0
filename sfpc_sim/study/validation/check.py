"""One thing the model should show, what it shows, and whether that is near enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WITHIN, OUTSIDE, SHOWN = "inside", "OUTSIDE", "shown"


@dataclass(frozen=True, slots=True)
class Line:
    """A number of the model beside a published one."""

    name: str
    simulated: float
    published: float
    low: float  # the simulated number should lie from here ...
    high: float  # ... to here
    judged: bool = True  # a line may be shown only

    @property
    def verdict(self) -> str:
        """Say where the simulated number lies."""
        if not self.judged:
            return SHOWN
        return WITHIN if self.low <= self.simulated <= self.high else OUTSIDE


@dataclass(frozen=True, eq=False)
class Fan:
    """Futures of a count beside what came: quantiles (quantile, year) of many worlds."""

    years: tuple[int, ...]
    shares: tuple[float, ...]
    quantiles: Floats  # (share, year)
    published_years: tuple[int, ...]
    published: Floats  # (published year,)


@dataclass(frozen=True, eq=False)
class Check:
    """A question put to the model, with its answer."""

    title: str
    words: str  # what is compared, how it is counted, and whether the figure had a hand in the model
    unit: str
    lines: tuple[Line, ...]
    margin: str
    sample: str  # of what and how many worlds the numbers are
    source: str
    grade: str
    fan: Fan | None = None

    @property
    def holds(self) -> bool | None:
        """Tell whether every judged line is inside; None where none is judged."""
        judged = [line.verdict for line in self.lines if line.judged]
        return all(verdict == WITHIN for verdict in judged) if judged else None


def shares_beside(names: Sequence[str], simulated: Floats, published: Floats, margin: float) -> tuple[Line, ...]:
    """Compare two sets of counts as percentages, `margin` points apart at most."""
    ours, theirs = (100 * counts / counts.sum() for counts in (simulated, published))
    return tuple(Line(name, ours[i], theirs[i], theirs[i] - margin, theirs[i] + margin) for i, name in enumerate(names))


def second_difference_dispersion(series: Floats) -> Floats:
    """Give variance over mean of yearly counts by second differences, which a steady trend leaves alone.

    Parameters
    ----------
    series : (..., year), at least three years

    Returns
    -------
    (...,) mean square of second differences over six times the mean
    """
    return np.asarray((np.diff(series, 2, axis=-1) ** 2).mean(axis=-1) / (6 * series.mean(axis=-1)))
