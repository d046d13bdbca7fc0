"""How rates wander: fitted to the changes of many authorities over one to all known years.

What moves a stock is the balance of entries and exits, so the drift of the two is fitted to the log of
starts less the log of ceases over mean stock, and shared out between them. (Each flow by itself wanders
further: busy years have more of both, many stays being short. What they share moves a stock little.)

The mean squared change of a log rate over h years is
``2 s^2 (1 - p^h) / (1 - p^2) + 2 t^2 + 2 noise`` for an autoregression with persistence p,
yearly innovation s, unpersistent yearly shock t and counting noise (variance of the log of a
count: dispersion over the count). A random walk has ``h s^2`` in place of the first term.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import least_squares
from scipy.special import expit, logit

from sfpc_sim.study.fitting.balance import Imbalance, fit_imbalance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LEAST_SD = np.exp(-6.0)
ALMOST_A_WALK = 0.999  # a stationary series that a few years cannot tell from a walk
# Variance over mean of yearly counts that the model makes by itself, with all shocks and drift switched off
# (second differences, 200 worlds of Leeds 2017 and 2019): sibling groups enter together, 18th birthdays are certain.
ENTRY_DISPERSION, EXIT_DISPERSION = 1.45, 0.9


@dataclass(frozen=True, slots=True)
class DriftFit:
    """Bootstrap draws over authorities, `(draw,)` each, of a log rate's drift."""

    damped_sd: Floats
    persistence: Floats
    shock_sd: Floats
    walk_sd: Floats
    walk_shock_sd: Floats
    stationary_sd: float  # within-authority moments: short panels make these too quiet, on purpose an alternative
    stationary_persistence: float


@dataclass(frozen=True, slots=True)
class Drifts:
    """How log entries and log exits over stock wander, from all authorities of comparable size."""

    entry: DriftFit
    exit: DriftFit
    imbalance: Imbalance  # of starts and ceases, year by year
    authorities: int


def fit_drifts(stock: Floats, started: Floats, ceased: Floats) -> Drifts:
    """Fit the drift of the balance of starts and ceases, `(authority, year)` each, and share it out.

    Each flow gets its part of the variance in proportion to the fresh wander of its own: the mean
    square of its second differences, over six, less counting noise.
    """
    mean_stock = (stock[:, 1:] + stock[:, :-1]) / 2
    entries, exits = np.log(started[:, 1:]), np.log(ceased[:, 1:] / mean_stock)
    noise = ENTRY_DISPERSION * np.mean(1 / started[:, 1:], axis=1), EXIT_DISPERSION * np.mean(1 / ceased[:, 1:], axis=1)
    fresh = [max(_fresh(rates, own), _LEAST_SD**2) for rates, own in zip((entries, exits), noise, strict=True)]
    balance = fit_drift(entries - exits, noise[0] + noise[1])
    parts = np.sqrt(np.array(fresh) / sum(fresh))
    imbalance = fit_imbalance(stock, started, ceased, ratio_noise(started, ceased))
    return Drifts(_part(balance, parts[0]), _part(balance, parts[1]), imbalance, len(stock))


def ratio_noise(started: Floats, ceased: Floats) -> Floats:
    """Give the variance of the log ratio of two counts from counting alone, in the counts' shape."""
    return ENTRY_DISPERSION / started + EXIT_DISPERSION / ceased


def _fresh(log_rates: Floats, noise: Floats) -> float:
    second = np.diff(log_rates, 2, axis=1)
    return float(np.mean((second - second.mean(axis=0)) ** 2) / 6 - noise.mean())


def _part(drift: DriftFit, part: float) -> DriftFit:
    """Give what a part of all spreads is, with the persistence of the whole."""
    return replace(
        drift, damped_sd=drift.damped_sd * part, shock_sd=drift.shock_sd * part, walk_sd=drift.walk_sd * part,
        walk_shock_sd=drift.walk_shock_sd * part, stationary_sd=drift.stationary_sd * part,
    )  # fmt: skip


def fit_drift(log_rates: Floats, noise: Floats, *, draws: int = 400) -> DriftFit:
    """Fit one log rate's drift.

    Parameters
    ----------
    log_rates : (authority, year)
    noise : (authority,) variance of a log rate from counting alone
    draws : bootstrap samples of authorities
    """
    chosen = np.random.Generator(np.random.Philox(20170331)).integers(0, len(log_rates), (draws, len(log_rates)))
    damped = np.array([_fit_damped(log_rates[rows], noise[rows]) for rows in chosen])
    walk = np.array([_fit_walk(log_rates[rows], noise[rows]) for rows in chosen])
    sd, persistence = _within_authority(log_rates, noise)
    return DriftFit(damped[:, 0], damped[:, 1], damped[:, 2], walk[:, 0], walk[:, 1], sd, persistence)


def squared_changes(log_rates: Floats) -> Floats:
    """Give the mean squared change over 1, 2, ... years, `(lag,)`, each year's common change taken out."""
    lags = range(1, log_rates.shape[1])
    changes = [log_rates[:, lag:] - log_rates[:, :-lag] for lag in lags]
    return np.array([float(np.mean((c - c.mean(axis=0)) ** 2)) for c in changes])


def _weights(lags: Floats) -> Floats:
    """Weigh a lag by its number of pairs, less for long ones whose changes overlap."""
    return np.asarray(np.sqrt((lags[-1] + 1 - lags) / lags))


def _seen(log_rates: Floats, noise: Floats) -> tuple[Floats, Floats, float]:
    """Give the mean squared change at each lag, the lags, and what counting alone adds to any change."""
    seen = squared_changes(log_rates)
    return seen, np.arange(1.0, seen.size + 1), 2 * float(noise.mean())


def _fit_damped(log_rates: Floats, noise: Floats) -> tuple[float, float, float]:
    seen, lags, counting = _seen(log_rates, noise)

    def off(x: Floats) -> Floats:
        sd, persistence, shock = np.exp(x[0]), expit(x[1]), np.exp(x[2])
        drift = 2 * sd**2 * (1 - persistence**lags) / (1 - persistence**2)
        return np.asarray(_weights(lags) * ((drift + 2 * shock**2 + counting) / seen - 1))

    found = least_squares(off, [np.log(0.1), 2.0, np.log(0.05)], bounds=([-5, -2, np.log(_LEAST_SD)], [0, 4, 0])).x
    return float(np.exp(found[0])), float(expit(found[1])), float(np.exp(found[2]))


def _fit_walk(log_rates: Floats, noise: Floats) -> tuple[float, float]:
    seen, lags, counting = _seen(log_rates, noise)

    def off(x: Floats) -> Floats:
        model = lags * np.exp(2 * x[0]) + 2 * np.exp(2 * x[1]) + counting
        return np.asarray(_weights(lags) * (model / seen - 1))

    found = least_squares(off, [np.log(0.1), np.log(0.05)], bounds=([-5, np.log(_LEAST_SD)], [0, 0])).x
    return float(np.exp(found[0])), float(np.exp(found[1]))


def _within_authority(log_rates: Floats, noise: Floats) -> tuple[float, float]:
    """Give sd and lag-one correlation about each authority's own mean, counting noise taken out."""
    around = log_rates - log_rates.mean(axis=0)
    around = around - around.mean(axis=1, keepdims=True)
    freedom = len(around) * (around.shape[1] - 1)
    variance = float((around**2).sum() / freedom) - float(noise.mean())
    covariance = float((around[:, 1:] * around[:, :-1]).sum() / freedom)
    variance = max(variance, _LEAST_SD**2)
    return float(np.sqrt(variance)), float(np.clip(covariance / variance, 0.0, 0.95))


def joint_margins(values: dict[str, Floats]) -> tuple[dict[str, tuple[float, float]], Floats]:
    """Summarise draws as margins (median, sd on the margin's own scale) and a correlation matrix.

    Names ending `persistence` are kept on the logit scale, others on the log scale.
    """
    scaled = {name: logit(np.clip(v, 1e-3, 1 - 1e-3)) if name.endswith("persistence") else np.log(v)
              for name, v in values.items()}  # fmt: skip
    margins = {name: (float(np.median(v)), float(np.std(v))) for name, v in scaled.items()}
    return margins, np.corrcoef(np.array(list(scaled.values())))


@dataclass(frozen=True, slots=True)
class Level:
    """Posterior of a log level today and in the long run: means, sds and their correlation."""

    today: float
    long_run: float
    today_sd: float
    long_run_sd: float
    correlation: float


def fit_level(log_rates: Floats, noise: Floats, sd: float, persistence: float, shock_sd: float) -> Level:
    """Place one authority in its own drift by generalised least squares.

    The series `(year,)` is a constant plus a stationary autoregression plus noise `(year,)`; the
    constant is unknown without limit, the last year's level is its best linear prediction.
    """
    years = np.arange(log_rates.size)
    wander = sd**2 / (1 - persistence**2) * persistence ** np.abs(np.subtract.outer(years, years))
    total = wander + np.diag(noise + shock_sd**2)
    weight = np.linalg.inv(total)
    ones = np.ones(log_rates.size)
    long_run_variance = 1.0 / float(ones @ weight @ ones)
    long_run = long_run_variance * float(ones @ weight @ log_rates)
    last = wander[-1]
    gain = last @ weight
    offset = float(gain @ (log_rates - long_run))
    # Uncertainty of the prediction given the constant, and what the constant's own uncertainty adds.
    own = float(wander[-1, -1] - last @ weight @ last)
    slope = 1.0 - float(gain @ ones)
    today_variance = own + slope**2 * long_run_variance
    correlation = slope * long_run_variance / np.sqrt(today_variance * long_run_variance)
    return Level(long_run + offset, long_run, float(np.sqrt(today_variance)), float(np.sqrt(long_run_variance)),
                 float(correlation))  # fmt: skip


def fit_levels(
    log_rates: Floats, noise: Floats, *, damped: tuple[float, float, float], walk: tuple[float, float],
    stationary: tuple[float, float],
) -> dict[str, Level]:  # fmt: skip
    """Place one authority in each drift mechanism by itself.

    Parameters
    ----------
    log_rates, noise : (year,) each
    damped : yearly innovation, persistence, unpersistent shock
    walk : yearly innovation, unpersistent shock
    stationary : spread about the mean, persistence
    """
    spread, still = stationary
    return {
        "damped": fit_level(log_rates, noise, *damped),
        "walk": fit_level(log_rates, noise, walk[0], ALMOST_A_WALK, walk[1]),
        "stationary": fit_level(log_rates, noise, spread * float(np.sqrt(1 - still**2)), still, 0.0),
    }
