"""From futures to scores: one row for each forecast of each method, and means over them with their errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.inputs.published import read_panel, stock_later
from sfpc_sim.study.backtest.baselines import (
    AUTOREGRESSION,
    LEAST_STOCK,
    NO_CHANGE,
    POOLED,
    SMOOTHING,
    autoregression,
    fit_growth,
    no_change,
    pooled_changes,
    pooled_drift,
    smoothing,
)
from sfpc_sim.study.backtest.scores import FALLS, INTERVALS, clustered_error, ratio_error, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from sfpc_sim.inputs.published import History, PublishedTables
    from sfpc_sim.study.backtest.question import Origin
    from sfpc_sim.study.backtest.run import Asked

    Floats = NDArray[np.float64]
    Ensembles = dict[tuple[str, int], Floats]  # by method and horizon: children looked after (member,)

SIZES = ((0, 300), (300, 600), (600, 100_000))  # children looked after at the origin
FALL_YEARS = 3  # the horizon of the falls that are asked about


def score_all(tables: PublishedTables, asked: Asked, futures: pd.DataFrame, horizons: tuple[int, ...]) -> pd.DataFrame:
    """Score every method on every count that has been published since; the newest figure is the truth.

    Only forecasts that the simulator made are scored, so that all methods answer the same questions.
    """
    made = dict(iter(futures.groupby(["origin", "authority"])))
    rows: list[dict[str, object]] = []
    for origin in asked.origins:
        simple = _simple_methods(tables, origin, horizons)
        for question in origin.questions:
            mine = made.get((origin.year, question.history.code))
            if mine is not None:
                rows += _scored(tables, question.history, _ensembles(mine) | simple(question.history), horizons)
    return pd.DataFrame(rows)


def _simple_methods(
    tables: PublishedTables, origin: Origin, horizons: tuple[int, ...]
) -> Callable[[History], Ensembles]:
    """Fit the simple methods to what the panel knew; give a function from a history to their ensembles."""
    panel = read_panel(tables, origin.year, least_stock=LEAST_STOCK)
    changes = {years: pooled_changes(panel, years) for years in horizons if years < len(panel.years)}
    growth = fit_growth(panel)

    def methods(history: History) -> Ensembles:
        stocks = history.stock
        found: Ensembles = {(SMOOTHING, years): members for years, members in smoothing(stocks, horizons).items()}
        for years in horizons:
            found[NO_CHANGE, years] = no_change(float(stocks[-1]))
            found[AUTOREGRESSION, years] = autoregression(stocks, growth, years)
            if years in changes:
                found[POOLED, years] = pooled_drift(float(stocks[-1]), changes[years])
        return found

    return methods


def _ensembles(mine: pd.DataFrame) -> Ensembles:
    grouped = mine.groupby(["method", "horizon"])["looked_after"]
    return {(str(key[0]), int(str(key[1]))): group.to_numpy(float) for key, group in grouped}


def _scored(
    tables: PublishedTables, history: History, ensembles: Ensembles, horizons: tuple[int, ...]
) -> Iterator[dict[str, object]]:
    stock = float(history.stock[-1])
    for years in horizons:
        truth = stock_later(tables, history.code, history.until + years)
        if truth is None:
            continue
        about = {
            "origin": history.until, "authority": history.code, "name": history.name, "horizon": years,
            "stock": stock, "published": truth,
        }  # fmt: skip
        for (method, ahead), members in ensembles.items():
            if ahead == years:
                yield about | {"method": method} | score(members, truth, stock)


def summarise(scores: pd.DataFrame) -> pd.DataFrame:
    """Give means by method and horizon, with errors clustered by authority and by origin.

    Columns `..._error` are standard errors; ratios are of mean scores over the same questions.
    """
    rows = []
    for (horizon, method), mine in scores.groupby(["horizon", "method"], sort=False):
        clusters = mine["authority"], mine["origin"]
        row: dict[str, object] = {"horizon": horizon, "method": method, "forecasts": len(mine)}
        for name in (*(f"inside_{share:.0%}" for share in INTERVALS), "crps"):
            row |= {name: mine[name].mean(), f"{name}_error": clustered_error(mine[name].to_numpy(float), clusters)}
        row["median_absolute_error_share"] = (mine["absolute_error"] / mine["published"]).median()
        row["mean_width_80%"] = (mine["high_80%"] - mine["low_80%"]).mean()
        for other in (POOLED, NO_CHANGE):
            row |= _against(scores[scores["horizon"] == horizon], mine, other)
        rows.append(row)
    return pd.DataFrame(rows)


def _against(scores: pd.DataFrame, mine: pd.DataFrame, other: str) -> dict[str, object]:
    theirs = scores[scores["method"] == other]
    both = mine.merge(theirs[["origin", "authority", "crps"]], on=["origin", "authority"], suffixes=("", "_other"))
    name = f"crps_against_{other.replace(' ', '_')}"
    if both.empty:
        return {name: np.nan, f"{name}_error": np.nan}
    above, below = both["crps"].to_numpy(float), both["crps_other"].to_numpy(float)
    error = ratio_error(above, below, (both["authority"], both["origin"]))
    return {name: above.mean() / below.mean(), f"{name}_error": error}


def falls(scores: pd.DataFrame) -> pd.DataFrame:
    """Give how often falls were expected and came within three years, and the Brier score, by method."""
    rows = []
    for method, mine in scores[scores["horizon"] == FALL_YEARS].groupby("method", sort=False):
        for fall in FALLS:
            came = mine[f"fall_{fall:.0%}"]
            rows.append({
                "method": method, "fall": fall, "forecasts": len(mine),
                "expected": mine[f"chance_of_fall_{fall:.0%}"].mean(), "came": came.mean(),
                "brier": mine[f"brier_{fall:.0%}"].mean(),
                "brier_of_base_rate": came.mean() * (1 - came.mean()),
            })  # fmt: skip
    return pd.DataFrame(rows)


def positions(scores: pd.DataFrame, by: str) -> pd.DataFrame:
    """Give where the truth fell among the futures, in tenths, by "size" of the authority or by "origin".

    A tenth each would be perfect. Rows: method, horizon, group, tenth.
    """
    group = scores["origin"] if by == "origin" else _size_of(scores["stock"])
    tenth = np.minimum((scores["position"] * 10).astype(int), 9) + 1
    counted = scores.assign(group=group.astype(str), tenth=tenth).groupby(["method", "horizon", "group"])["tenth"]
    shares = counted.value_counts(normalize=True).rename("share").reset_index()
    return shares.sort_values(["method", "horizon", "group", "tenth"], ignore_index=True)


def _size_of(stock: pd.Series[float]) -> pd.Series[str]:
    names = [f"{low} to {high - 1} children" if high < 100_000 else f"{low} children or more" for low, high in SIZES]
    edges = [low for low, _ in SIZES] + [SIZES[-1][1]]
    return pd.Series(pd.cut(stock, edges, right=False, labels=names).astype(str), index=stock.index)
