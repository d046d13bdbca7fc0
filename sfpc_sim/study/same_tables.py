"""Whether two folders hold the same tables: bit for bit, or how far apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TABLES = ("replications.parquet", "monthly.parquet")
CLOSE = 1e-9  # of a value, or of one where it is smaller: what another kernel or processor may move
COLUMNS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Difference:
    """A column that is not the same in two tables.

    Attributes
    ----------
    table, column : which
    replication : the first in which it differs; 0 where the tables have not the same rows
    there, here : its two values, there the stored one
    largest : the largest difference over the larger value, or over one
    """

    table: str
    column: str
    replication: int
    there: float
    here: float
    largest: float

    def __str__(self) -> str:
        if not self.replication:
            return f"{self.table} ({self.there:,.0f} rows stored, {self.here:,.0f} now)"
        return f"{self.column} (replication {self.replication}: {self.there!r} stored, {self.here!r} now)"


def differences(there: Path, here: Path, last: int) -> Iterator[Difference]:
    """Compare the tables of two folders over replications 1 to a last one, column by column."""
    for table in TABLES:
        yield from _of_table(pq.ParquetFile(there / table), pq.ParquetFile(here / table), table, last)


def _of_table(there: pq.ParquetFile, here: pq.ParquetFile, table: str, last: int) -> Iterator[Difference]:
    asked = [_column(file, "replication") <= last for file in (there, here)]
    stored, now = (_column(file, "replication")[kept] for file, kept in zip((there, here), asked, strict=True))
    if not np.array_equal(stored, now):
        yield Difference(table, "replication", 0, float(stored.size), float(now.size), np.inf)
        return
    names = list(dict.fromkeys(name for file in (there, here) for name in file.schema_arrow.names))
    for first in range(0, len(names), COLUMNS_AT_ONCE):
        some = names[first : first + COLUMNS_AT_ONCE]
        blocks = [_columns(file, some, kept) for file, kept in zip((there, here), asked, strict=True)]
        for name in some:
            found = _of_column(table, name, stored, blocks[0][name], blocks[1][name])
            if found:
                yield found


def _column(file: pq.ParquetFile, name: str) -> Floats:
    return _columns(file, [name], None)[name]


def _columns(file: pq.ParquetFile, names: list[str], kept: NDArray[np.bool_] | None) -> dict[str, Floats]:
    """Read columns as numbers; one that a table has not is not a number anywhere, as in a longer table."""
    read = file.read(columns=[name for name in names if name in file.schema_arrow.names])
    found = {}
    for name in names:
        if name in read.column_names:
            values = read[name].to_numpy()
            values = values.astype("datetime64[D]") if values.dtype.kind in "MO" else values
            found[name] = values.astype(np.float64) if kept is None else values[kept].astype(np.float64)
        else:
            found[name] = np.full(int(kept.sum()) if kept is not None else file.metadata.num_rows, np.nan)
    return found


def _of_column(table: str, name: str, numbers: Floats, there: Floats, here: Floats) -> Difference | None:
    """Compare bits; all that did not happen is the same."""
    unlike = (there.view(np.uint64) != here.view(np.uint64)) & ~(np.isnan(there) & np.isnan(here))
    if not unlike.any():
        return None
    first = int(unlike.argmax())
    larger = np.maximum(1.0, np.maximum(np.abs(there), np.abs(here)))[unlike]
    apart = np.abs(there - here)[unlike] / larger
    largest = float(np.where(np.isnan(apart), np.inf, apart).max())
    return Difference(table, name, int(numbers[first]), float(there[first]), float(here[first]), largest)
