"""Approximate Bayesian computation with regression adjustment, and what shows whether to trust it.

Draws of the prior go through the surface laid over simulated worlds. Each outcome is repeated with errors of
the size that may separate model and figure, so a copy is what might have been observed if its values were
true. Copies near what was observed are kept, and what is left of the distance is taken out by regression.

References
----------
Beaumont, Zhang and Balding (2002), Approximate Bayesian computation in population genetics.
Wilkinson (2013), Approximate Bayesian computation gives exact results under the assumption of model error.
Talts and others (2018), Validating Bayesian inference algorithms with simulation-based calibration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import kstest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COPIES = 20  # of each draw, with other errors
KEPT = 0.05  # of all copies, the nearest ones
NOT_IDENTIFIED = 0.8  # of the prior's spread is left: less than few worlds' surfaces can take away by themselves
SKEWED = 0.01  # chance of ranks as uneven as these, below which the posterior is called too narrow or too wide


@dataclass(frozen=True, eq=False)
class Posterior:
    """Weighted draws on scales without ends."""

    draws: Floats  # (draw, parameter)
    weights: Floats  # (draw,) that add up to one

    @property
    def mean(self) -> Floats:
        """Give the mean of each number."""
        return self.weights @ self.draws

    @property
    def covariance(self) -> Floats:
        """Give the joint spread."""
        around = self.draws - self.mean
        return np.asarray(around.T @ (around * self.weights[:, None]))

    def quantiles(self, shares: Floats) -> Floats:
        """Give quantiles (share, parameter)."""
        columns = []
        for column in self.draws.T:
            order = np.argsort(column, kind="stable")
            columns.append(np.interp(shares, np.cumsum(self.weights[order]), column[order]))
        return np.column_stack(columns)


def condition(
    scaled: Floats, outcomes: Floats, observed: Floats, error_sd: Floats, chance: np.random.Generator
) -> Posterior:
    """Condition draws of the prior on what was observed.

    Parameters
    ----------
    scaled, outcomes : (point, parameter) values and (point, target) what they led to
    observed, error_sd : (target,) figures, and the sd of what separates them from a true model
    chance : of the errors
    """
    values = np.repeat(scaled, COPIES, axis=0)
    seen = np.repeat(outcomes, COPIES, axis=0)
    seen = seen + error_sd * chance.standard_normal(seen.shape)
    away = (seen - observed) / error_sd
    distance = np.sqrt((away**2).sum(axis=1))
    width = np.quantile(distance, KEPT)
    near = distance < width
    weights = 1 - (distance[near] / width) ** 2  # Epanechnikov
    look = np.column_stack([np.ones(near.sum()), away[near]]) * np.sqrt(weights)[:, None]
    slope, *_ = np.linalg.lstsq(look, values[near] * np.sqrt(weights)[:, None], rcond=None)
    return Posterior(values[near] - away[near] @ slope[1:], weights / weights.sum())


@dataclass(frozen=True, eq=False)
class Coverage:
    """Whether posteriors of known truths hold them as often as they say."""

    truths: int
    within_80: Floats  # (parameter,) share of truths inside the central 80% of their posterior
    even: Floats  # (parameter,) chance of ranks at least as uneven, were the posterior right

    @property
    def holds(self) -> bool:
        """Tell whether no number's ranks are too uneven."""
        return bool(np.all(self.even > SKEWED))


def coverage(
    prior: tuple[Floats, Floats], truths: tuple[Floats, Floats], error_sd: Floats, number: int,
    chance: np.random.Generator,
) -> Coverage:  # fmt: skip
    """Take simulated worlds for the truth in turn, observe them with errors, and see where the posterior puts them.

    Parameters
    ----------
    prior, truths : scaled values (point, parameter) and outcomes (point, target); those of truths are simulated
        and not read off a surface, so the surface is put to the test as well
    """
    values, outcomes = truths
    ranks = []
    for truth in chance.choice(len(values), min(number, len(values)), replace=False):
        observed = outcomes[truth] + error_sd * chance.standard_normal(error_sd.size)
        found = condition(*prior, observed, error_sd, chance)
        ranks.append(found.weights @ (found.draws < values[truth]))
    rank = np.array(ranks)
    even = np.array([kstest(column, "uniform").pvalue for column in rank.T])
    return Coverage(len(rank), np.mean(np.abs(rank - 0.5) < 0.4, axis=0), even)
