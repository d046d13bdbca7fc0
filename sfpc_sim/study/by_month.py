"""A monthly measure of all replications as one array, and what is estimated from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sfpc_sim.study.estimates import CONFIDENCE, chance_bounds
from sfpc_sim.study.lean import read_columns

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.study.result import Result

FUTURES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


def measured_by_month(result: Result) -> list[str]:
    """Name the measures of the monthly table."""
    return [name for name in pq.read_schema(_table(result)).names if name not in ("replication", "month_end")]


def by_month(result: Result, measure: str) -> pd.DataFrame:
    """Read one monthly measure.

    Returns
    -------
    One row a replication, one column a month's last day.
    """
    read = read_columns(_table(result), ["replication", "month_end", measure])
    numbers = read["replication"].to_numpy()
    months = int(np.argmax(numbers != numbers[0])) or len(numbers)
    ends = pd.DatetimeIndex(pd.to_datetime(read["month_end"].slice(0, months).to_pandas()))
    values = pc.cast(read[measure], "double").to_numpy().reshape(-1, months)
    table = pd.DataFrame(values, index=numbers[::months], columns=ends)
    taken = table.index.isin(result.replications.index)
    return table if taken.all() else table.loc[taken]


def futures_by_month(result: Result, measure: str) -> pd.DataFrame:
    """Give how far futures range month by month: one row a month's end, columns p10, p25, p50, p75, p90.

    A month in which no future has the measure is left out.
    """
    values = by_month(result, measure).dropna(axis="columns", how="all")
    quantiles = np.nanquantile(values.to_numpy(), list(FUTURES.values()), axis=0).reshape(len(FUTURES), -1).T
    return pd.DataFrame(quantiles, index=values.columns, columns=list(FUTURES))


def chance_below_by_month(result: Result, measure: str, limit: float) -> pd.DataFrame:
    """Give the chance to lie below a limit month by month, with its 95% interval (Clopper-Pearson).

    Returns
    -------
    One row a month's end, columns mean, ci_low, ci_high and replications.
    """
    values = by_month(result, measure)
    below, trials = (values < limit).sum(axis=0).to_numpy(), len(values)
    low, high = chance_bounds(below, trials, (1 - CONFIDENCE) / 2)
    found = {"mean": below / trials, "ci_low": low, "ci_high": high, "replications": trials}
    return pd.DataFrame(found, index=values.columns)


def _table(result: Result) -> Path:
    return result.folder / "monthly.parquet"
