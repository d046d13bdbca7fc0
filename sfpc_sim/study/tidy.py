"""A result's tables in long form, piece by piece, so that memory does not grow with the replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.kinds import split_name, unit_of
from sfpc_sim.study.monthly_meanings import monthly_unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.study.result import Result

    Floats = NDArray[np.float64]

REPLICATIONS_A_PIECE, MONTHS_A_PIECE = 250, 2_000  # rows of the wide tables: some hundred thousand of the long ones


def long_replications(label: str, result: Result) -> Iterator[pa.Table]:
    """Give every measure of every replication under every drift: `scenario`, `drift`, ..., `value`, `unit`.

    Parameters
    ----------
    label : what the result is called in the column `scenario`
    """
    for each in _under_every_drift(result):
        for first in range(0, len(each.replications), REPLICATIONS_A_PIECE):
            wide = with_derived(each.replications.iloc[first : first + REPLICATIONS_A_PIECE], each.facts)
            names = [split_name(name) for name in wide.columns]
            yield pa.table({
                **_whose(label, each.drift, len(wide) * len(names)),
                "replication": np.repeat(wide.index.to_numpy(np.int64), len(names)),
                "measure": _over_again([measure for measure, _ in names], len(wide)),
                "on": _over_again([on for _, on in names], len(wide)),
                "value": _or_nothing(wide.to_numpy(np.float64)),
                "unit": _over_again([unit_of(name) for name in wide.columns], len(wide)),
            })  # fmt: skip


def long_months(label: str, result: Result) -> Iterator[pa.Table]:
    """Give every monthly measure of every replication under every drift, one row a month's end."""
    for each in _under_every_drift(result):
        file = pq.ParquetFile(each.folder / "monthly.parquet")
        names = [name for name in file.schema_arrow.names if name not in ("replication", "month_end")]
        wanted = pa.array(each.replications.index.to_numpy(np.int64))
        for rows in file.iter_batches(MONTHS_A_PIECE):
            told = pa.table(rows).filter(pc.is_in(rows["replication"], wanted))
            yield pa.table({
                **_whose(label, each.drift, told.num_rows * len(names)),
                "replication": np.repeat(told["replication"].to_numpy(), len(names)),
                "month_end": pa.array(np.repeat(told["month_end"].to_numpy(), len(names)), pa.date32()),
                "measure": _over_again(names, told.num_rows),
                "value": _or_nothing(np.stack([told[name].to_numpy() for name in names], axis=1)),
                "unit": _over_again([monthly_unit_of(name) for name in names], told.num_rows),
            })  # fmt: skip


def pieces_of(results: Sequence[Result]) -> int:
    """Count the pieces that both long tables of these results come in, as near as row counts tell."""
    every = [each for result in results for each in _under_every_drift(result)]
    months = [int(pq.read_metadata(each.folder / "monthly.parquet").num_rows) for each in every]
    long = [-(-rows // MONTHS_A_PIECE) for rows in months]
    return sum(long) + sum(-(-len(each.replications) // REPLICATIONS_A_PIECE) for each in every)


def _under_every_drift(result: Result) -> list[Result]:
    return [result, *result.alternatives.values()]


def _whose(label: str, drift: str, rows: int) -> dict[str, pa.Array]:
    return {"scenario": _over_again([label], rows), "drift": _over_again([drift], rows)}


def _over_again(texts: Sequence[str], times: int) -> pa.Array:
    indices = np.tile(np.arange(len(texts), dtype=np.int32), times)
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string())).cast(pa.string())


def _or_nothing(values: Floats) -> pa.Array:
    """Lay numbers out row by row; NaN is nothing."""
    return pa.array(np.ascontiguousarray(values).ravel(), from_pandas=True)
