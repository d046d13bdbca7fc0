"""How far an authority's entries and exits are out of balance today: what all authorities' years say of the next.

A year in which many more entered than left is mostly followed by a calmer one. In the panel about a fifth of the
log ratio of starts to ceases is left a year later, and nothing after three. Rates fitted to each flow by itself do
not know this: they carry today's imbalance on for years. So the flows' sum is left as an authority's own years have
it, and their ratio today is set to the best linear prediction from its own last years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sfpc_sim.study.fitting.drift import Level

    Floats = NDArray[np.float64]

MOST_PERSISTENCE = 0.95


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Log of starts over ceases in a panel: how authorities differ from their year's mean, counting apart."""

    common: Floats  # (year,) the mean over authorities
    variance: float
    persistence: float  # what is left of it after a year
    long_run_sd: float  # of log stocks about what an authority's mean entries and exit ratio would lead to


def fit_imbalance(stock: Floats, started: Floats, ceased: Floats, noise: Floats) -> Imbalance:
    """Fit by moments: the variance less that of counting, and the covariance of one year with the next.

    Parameters
    ----------
    stock, started, ceased : (authority, year)
    noise : (authority, year) variance of the log ratio from counting alone
    """
    ratio = np.log(started / ceased)
    common = ratio.mean(axis=0)
    away = ratio - common
    variance = max(float(np.mean(away**2) - noise.mean()), 0.0)
    next_year = float(np.mean(away[:, 1:] * away[:, :-1]))
    persistence = np.clip(next_year / variance, 0.0, MOST_PERSISTENCE) if variance else 0.0
    mean_stock = (stock[:, 1:] + stock[:, :-1]) / 2
    far = np.mean(ratio[:, 1:] + np.log(mean_stock), axis=1) - np.log(stock[:, -1])
    return Imbalance(common, variance, float(persistence), float(far.std(ddof=1)))


def next_imbalance(started: Floats, ceased: Floats, noise: Floats, panel: Imbalance) -> float:
    """Predict an authority's next log ratio of starts to ceases, beyond the mean of all: best linear prediction.

    `started`, `ceased` and `noise` are its own years `(year,)` to the panel's last.
    """
    size = min(started.size, panel.common.size)
    away = (np.log(started / ceased))[-size:] - panel.common[-size:]
    years = np.arange(size)
    wander = panel.variance * panel.persistence ** np.abs(np.subtract.outer(years, years))
    ahead = panel.variance * panel.persistence ** (size - years)
    return float(ahead @ np.linalg.solve(wander + np.diag(noise[-size:]), away))


def in_balance(
    entry: Mapping[str, Level], exits: Mapping[str, Level], *, stock: float, others: float, growth: float,
    imbalance: float, long_run_sd: float,
) -> tuple[dict[str, Level], dict[str, Level]]:  # fmt: skip
    """Move today's levels until the ratio of entries to ceases is that of even growth, and the imbalance beyond it.

    Each flow gives way in proportion to the variance of its level; how uncertain today's are stays as it was.
    The long run's levels stay, and are made as certain as the panel says their ratio is.

    Parameters
    ----------
    entry, exits : by drift: log of entries a year, log of ceases over stock
    stock : children looked after
    others : children a year who enter apart from those of `entry`
    growth : of the stock, a year
    imbalance : log ratio of starts to ceases beyond that of even growth
    long_run_sd : the most uncertain that the long run's log ratio can be
    """
    placed = {}
    for drift, one in entry.items():
        today = _today(one, exits[drift], stock, others, growth, imbalance)
        narrower = min(long_run_sd / float(np.hypot(one.long_run_sd, exits[drift].long_run_sd)), 1.0)
        placed[drift] = [
            replace(level, today=moved, long_run_sd=level.long_run_sd * narrower)
            for level, moved in zip((one, exits[drift]), today, strict=True)
        ]
    return {drift: pair[0] for drift, pair in placed.items()}, {drift: pair[1] for drift, pair in placed.items()}


def _today(
    entry: Level, exits: Level, stock: float, others: float, growth: float, imbalance: float
) -> tuple[float, float]:
    ceases, entries = np.exp(exits.today) * stock, np.exp(entry.today) + others
    gap = float(np.log(1 + growth * stock / ceases) + imbalance - np.log(entries / ceases))
    part = entry.today_sd**2 / (entry.today_sd**2 + exits.today_sd**2)
    # All entries move by the part of the gap; those of `others` stay, so the rest move more. Never by half or more.
    own = max(entries * np.exp(part * gap) - others, np.exp(entry.today) / 2)
    return float(np.log(own)), exits.today - (1 - part) * gap
