"""Rates from events and person-time, with what is left uncertain; a weak prior stands in where there is little.

Exit hazards are ``rate(cause, age) * factor(cause, duration)``, fitted jointly: a log-linear model
of Poisson events over child-years, whose margins iterative proportional fitting reproduces. The
prior is `PRIOR_YEARS` of watching children of the authority the prior comes from, and at least
`PRIOR_EVENTS`; as events and time that are added to the data it is the Gamma distribution's conjugate prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv, pdtr, polygamma

from sfpc_sim.inputs.returns.findings import FEWEST_SHOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

PRIOR_YEARS = 50.0  # child-years
PRIOR_EVENTS = 1.0  # at least, of a cause at an age and of a cause at a time in care
_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Gamma:
    """A rate's posterior: that of a count over a time. Its shape is the number of events that bear on it."""

    mean: float
    shape: float

    @property
    def median(self) -> float:
        """Give the median; the mean is a little above it."""
        return self.mean * float(gammaincinv(self.shape, 0.5)) / self.shape

    @property
    def log_sd(self) -> float:
        """Give the standard deviation of the rate's log; 0 for a rate that cannot be anything but nought."""
        return float(np.sqrt(polygamma(1, self.shape))) if self.mean > 0 else 0.0

    def interval(self, share: float) -> tuple[float, float]:
        """Give the interval that holds a share of the posterior."""
        low, high = gammaincinv(self.shape, [(1 - share) / 2, (1 + share) / 2]) * self.mean / self.shape
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class ExitRates:
    """Fitted hazards and which of their numbers rest on too few events to be shown by themselves."""

    rates: list[list[Gamma]]  # (cause, age) a year, at a factor whose mean over the time watched is 1
    factors: Floats  # (cause, duration)
    factor_log_sd: Floats
    cells: list[list[list[Gamma]]]  # (cause, age, duration) hazards
    few_by_age: Flags  # (cause, age)
    few_by_duration: Flags  # (cause, duration)

    @property
    def medians(self) -> Floats:
        """Give the rates alone, (cause, age)."""
        return np.array([[rate.median for rate in row] for row in self.rates])

    @property
    def log_sds(self) -> Floats:
        """Give their log-sds, (cause, age)."""
        return np.array([[rate.log_sd for rate in row] for row in self.rates])


def few(events: Floats) -> Flags:
    """Tell counts that are too small to be shown, 0 among them."""
    return events < FEWEST_SHOWN


def guarded(events: Floats, expected: Floats) -> Floats:
    """Put in place of small counts what the prior expects of a count that is known to be small only."""
    # The mean of a Poisson number given that it is under five: mean * P(under four) / P(under five).
    stand_in = expected * pdtr(FEWEST_SHOWN - 2, expected) / np.maximum(pdtr(FEWEST_SHOWN - 1, expected), 1e-300)
    stand_in = np.where(expected > 200, FEWEST_SHOWN - 1, stand_in)
    return np.where(few(events), stand_in, events)


def fit_hazards(
    exits: Floats, exposure: Floats, prior_rates: Floats, prior_factors: Floats, prior_exposure: Floats
) -> ExitRates:
    """Fit exit hazards of all causes.

    Parameters
    ----------
    exits : (cause, age, duration)
    exposure, prior_exposure : (age, duration) child-years
    prior_rates, prior_factors : (cause, age) and (cause, duration)
    """
    weight = (exposure + prior_exposure).sum(axis=0)
    fits = [
        _fit_cause(*each, exposure, prior_exposure, weight / weight.sum())
        for each in zip(exits, prior_rates, prior_factors, strict=True)
    ]
    rates, factors, factor_log_sd, cells = zip(*fits, strict=True)
    few_by_age, few_by_duration = few(exits.sum(axis=2)), few(exits.sum(axis=1))
    return ExitRates(list(rates), np.array(factors), np.array(factor_log_sd), list(cells), few_by_age, few_by_duration)


def _fit_cause(
    events: Floats, rate: Floats, factor: Floats, exposure: Floats, prior_exposure: Floats, weight: Floats
) -> tuple[list[Gamma], Floats, Floats, list[list[Gamma]]]:
    """Fit one cause: rates at a mean factor of 1, factors and their log-sds, hazards."""
    expected = np.outer(rate, factor)
    prior_time = _at_least(expected, prior_exposure)
    prior, time = expected * prior_time, exposure + prior_time
    by_age = guarded(events.sum(axis=1), (expected * exposure).sum(axis=1))
    by_duration = guarded(events.sum(axis=0), (expected * exposure).sum(axis=0))
    by_duration = by_duration * (by_age.sum() / by_duration.sum() if by_duration.sum() else 1.0)
    rates, factors = _fit(by_age + prior.sum(axis=1), by_duration + prior.sum(axis=0), time)
    hazards, scale = np.outer(rates, factors), float(factors @ weight)
    covariance = _covariance(hazards * time)
    shares = factors * weight / scale
    log_sd = np.where(factors > 0, _factor_log_sd(shares, covariance), 0.0)
    return _rates(rates * scale, shares, covariance), factors / scale, log_sd, _cells(hazards, covariance)


def _at_least(expected: Floats, prior_exposure: Floats) -> Floats:
    """Give the prior's child-years, more of them where they hold less than `PRIOR_EVENTS` of a cause.

    A prior of a small part of an event would put most of its weight next to zero.
    """
    result = prior_exposure.copy()
    for axis in (1, 0):
        events = (expected * result).sum(axis=axis, keepdims=True)
        result = result * np.maximum(np.divide(PRIOR_EVENTS, events, out=np.ones(events.shape), where=events > 0), 1.0)
    return result


def _fit(by_age: Floats, by_duration: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Find rates by age and factors by duration that reproduce both margins (iterative proportional fitting)."""
    rates, factors = np.ones(by_age.size), np.ones(by_duration.size)
    for _ in range(_ROUNDS):
        rates = _ratio(by_age, time @ factors)
        before, factors = factors, _ratio(by_duration, rates @ time)
        if np.allclose(before, factors, rtol=1e-12, atol=0.0):
            break
    return rates, factors


def _ratio(events: Floats, time: Floats) -> Floats:
    return np.divide(events, time, out=np.zeros(events.size), where=time > 0)


def _covariance(expected: Floats) -> Floats:
    """Give the covariance of log rates and log factors from the expected events `(age, duration)`.

    Rates and factors share a scale that no data tell: only differences that do not move with it have a meaning.
    """
    ages = expected.shape[0]
    information = np.zeros((sum(expected.shape),) * 2)
    information[:ages, :ages] = np.diag(expected.sum(axis=1))
    information[ages:, ages:] = np.diag(expected.sum(axis=0))
    information[:ages, ages:] = expected
    information[ages:, :ages] = expected.T
    return np.asarray(np.linalg.pinv(information, rcond=1e-12, hermitian=True))


def _rates(means: Floats, shares: Floats, covariance: Floats) -> list[Gamma]:
    """Give posteriors of rates at a mean factor of 1; `shares` are those of durations in that mean."""
    result = []
    for age, mean in enumerate(means):
        gradient = np.concatenate([np.eye(means.size)[age], shares])
        result.append(_gamma(float(mean), float(gradient @ covariance @ gradient)))
    return result


def _factor_log_sd(shares: Floats, covariance: Floats) -> Floats:
    ages = len(covariance) - shares.size
    gradients = np.hstack([np.zeros((shares.size, ages)), np.eye(shares.size) - shares])
    return np.asarray(np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", gradients, covariance, gradients), 0.0)))


def _cells(hazards: Floats, covariance: Floats) -> list[list[Gamma]]:
    ages, durations = hazards.shape
    result = []
    for age in range(ages):
        row = []
        for duration in range(durations):
            gradient = np.zeros(ages + durations)
            gradient[[age, ages + duration]] = 1.0
            row.append(_gamma(float(hazards[age, duration]), float(gradient @ covariance @ gradient)))
        result.append(row)
    return result


def _gamma(mean: float, variance: float) -> Gamma:
    """Give the posterior whose log has the estimate's variance, as a count's has one over it."""
    return Gamma(mean, 1.0 / max(variance, 1e-12) if mean > 0 else 1.0)


def count_rate(events: float, time: float, prior_events: float, prior_time: float) -> Gamma:
    """Give the posterior of one rate from its events and time and the prior's."""
    seen = float(guarded(np.array([events]), np.array([prior_events / prior_time * time]))[0])
    shape = seen + prior_events
    return Gamma(float(shape / (time + prior_time)), float(shape))
