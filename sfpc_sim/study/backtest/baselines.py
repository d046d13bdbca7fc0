"""Simple methods that a simulator must not lose to, each from the same figures and the same origin.

Each gives an ensemble of children looked after `(member,)`.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sfpc_sim.inputs.extras import missing_library

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.published import Panel

    Floats = NDArray[np.float64]

MEMBERS = 400
LEAST_STOCK = 100.0  # changes of smaller stocks say little of those that are asked about
NO_CHANGE, POOLED, AUTOREGRESSION, SMOOTHING = "no change", "pooled drift", "AR(1) growth", "exponential smoothing"
_MIDDLES = (np.arange(MEMBERS) + 0.5) / MEMBERS


def no_change(stock: float) -> Floats:
    """Say that things stay as they are, for certain."""
    return np.full(MEMBERS, stock)


def pooled_changes(panel: Panel, horizon: int) -> Floats:
    """Give log changes over so many years, of all authorities and all years known at the origin."""
    before, after = panel.stock[:, :-horizon], panel.stock[:, horizon:]
    known = np.isfinite(before) & np.isfinite(after) & (before >= LEAST_STOCK) & (after > 0)
    return np.asarray(np.log(after[known] / before[known]))


def pooled_drift(stock: float, changes: Floats) -> Floats:
    """Say that an authority changes as any has in any span of so many years."""
    return np.asarray(stock * np.exp(np.quantile(changes, _MIDDLES)))


def fit_growth(panel: Panel) -> tuple[float, float, Floats]:
    """Fit this year's log growth to the last one's over all authorities: constant, slope, residuals `(n,)`."""
    growth = np.diff(np.log(np.where(panel.stock >= LEAST_STOCK, panel.stock, np.nan)), axis=1)
    last, now = growth[:, :-1].ravel(), growth[:, 1:].ravel()
    known = np.isfinite(last) & np.isfinite(now)
    slope, constant = np.polyfit(last[known], now[known], 1)
    return float(constant), float(slope), now[known] - constant - slope * last[known]


def autoregression(stocks: Floats, model: tuple[float, float, Floats], horizon: int) -> Floats:
    """Say that growth goes on from the last year's by the panel's autoregression; residuals drawn from the panel."""
    constant, slope, residuals = model
    luck = np.random.Generator(np.random.Philox(horizon))
    growth = np.full(MEMBERS, np.log(stocks[-1] / stocks[-2]))
    level = np.full(MEMBERS, np.log(stocks[-1]))
    for _ in range(horizon):
        growth = constant + slope * growth + luck.choice(residuals, MEMBERS)
        level = level + growth
    return np.asarray(np.exp(level))


def smoothing_library() -> Any:
    """Give statsmodels' exponential smoothing.

    Raises
    ------
    Refusal : it is missing; said before anything is forecast
    """
    try:
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415 (slow to import; of an extra)
    except ImportError as error:
        fault = "statsmodels is not installed, and the comparison with exponential smoothing needs it."
        raise missing_library("sfpc backtest", fault, "backtest") from error
    return ETSModel


def smoothing(stocks: Floats, horizons: tuple[int, ...]) -> dict[int, Floats]:
    """Forecast by exponential smoothing of log stocks: with or without a damped trend, by AICc (statsmodels)."""
    model = smoothing_library()
    series = pd.Series(np.log(stocks))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # short series make its optimiser complain
        fits = [
            model(series, error="add", trend=trend, damped_trend=trend is not None).fit(disp=False)
            for trend in (None, "add")
        ]
        # With seven years AICc does not exist for the larger model: its parameters are too many.
        best = min(fits, key=lambda fit: fit.aicc if np.isfinite(fit.aicc) and fit.df_resid > 1 else np.inf)
        told = best.get_prediction(stocks.size, stocks.size + max(horizons) - 1)
        mean, variance = np.asarray(told.predicted_mean), np.asarray(told.forecast_variance)
    z = ndtri(_MIDDLES)
    return {years: np.exp(mean[years - 1] + np.sqrt(variance[years - 1]) * z) for years in horizons}
