"""A tidy table of estimates from the replications of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.estimates import chance_interval, mean_interval, range_of_dates, range_of_futures
from sfpc_sim.study.files import whole_file
from sfpc_sim.study.kinds import bounds_of, kind_of, split_name, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sfpc_sim.study.result import Result

Row = dict[str, str | float | int]

COLUMNS = (
    *("measure", "on", "unit", "statistic_kind", "mean", "ci_low", "ci_high", "p10", "p50", "p90"),
    *("replications", "drift"),
)


def summarise(result: Result) -> pd.DataFrame:
    """Estimate every measure, under the scenario's drift and each alternative that was run.

    Returns
    -------
    One row a measure and drift. `mean` with `ci_low` and `ci_high` says how well the mean or chance is known; more
    replications narrow it. `p10`, `p50`, `p90` say how far futures range; they do not narrow. A time that may lie
    beyond the horizon (kind "quantity") has infinity where the quantile does, and a mean only if it always happened.
    A chance or a mean is over the `replications` in which there was something to measure: a wait only where somebody
    waited, the load of five partners only where five were active.
    """
    rows = [row for each in (result, *result.alternatives.values()) for row in _rows(each)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_summary(result: Result) -> None:
    """Write `summary.csv` beside the tables."""
    with whole_file(result.folder / "summary.csv") as temporary:
        summarise(result).to_csv(temporary, index=False)


def _rows(result: Result) -> Iterator[Row]:
    table = with_derived(result.replications, result.facts)
    for name in table.columns:
        measure, on = split_name(name)
        values = table[name].to_numpy(np.float64)
        row: Row = {"measure": measure, "on": on, "unit": unit_of(name), "statistic_kind": kind_of(name)}
        yield row | _estimate(values, name) | {"drift": result.drift}


def _estimate(values: NDArray[np.float64], name: str) -> Row:
    kind = kind_of(name)
    if kind == "quantity":
        mean, low, high = mean_interval(values)  # NaN, not a mean of those that happened, when some did not
        return _row(values.size, mean, low, high, *range_of_dates(values))
    known = values[~np.isnan(values)]
    if kind == "chance":
        successes = int(known.sum())
        low, high = chance_interval(successes, known.size)
        return _row(known.size, successes / known.size if known.size else np.nan, low, high)
    mean, *ends = mean_interval(known)
    low, high = np.clip(ends, *bounds_of(name)).tolist()  # Student's t knows nothing of what a share cannot pass
    return _row(known.size, mean, low, high, *range_of_futures(known))


def _row(replications: int, mean: float, low: float, high: float, *quantiles: float) -> Row:
    row: Row = {"replications": replications, "mean": mean, "ci_low": low, "ci_high": high}
    return row | dict(zip(("p10", "p50", "p90"), quantiles, strict=False))
