"""Parts into tables, a row group at a time, so that memory does not grow with the replications."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sfpc_sim.study.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

ROWS_A_GROUP = 1000  # replications in a row group: some megabytes, whatever the size of chunks was


def write_replications(table: Path, parts: Sequence[Path]) -> None:
    """Append parts to the table of one row a replication."""
    _append(table, parts, _measures_of, ROWS_A_GROUP)


def write_monthly(table: Path, parts: Sequence[Path], start: date) -> None:
    """Append parts to the table of one row a replication and month."""
    months = _months(parts[0])
    month_ends = _month_ends(start, months)
    _append(table, parts, lambda part: _months_of(part, month_ends), ROWS_A_GROUP * max(months, 1))


def _append(table: Path, parts: Sequence[Path], rows_of: Callable[[pa.Table], pa.Table], group: int) -> None:
    existing = [table] if table.exists() else []
    names = list(dict.fromkeys(name for path in existing for name in pq.read_schema(path).names))
    for part in parts:
        names += [name for name in rows_of(pq.read_schema(part).empty_table()).column_names if name not in names]
    schema = pa.schema([(name, _type_of(name)) for name in names])
    tables = _in_order(existing, parts, rows_of, schema)
    with whole_file(table) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        held = schema.empty_table()
        for more in tables:
            held = pa.concat_tables([held, more])
            while held.num_rows >= group:
                writer.write_table(held.slice(0, group), row_group_size=group)
                held = held.slice(group).combine_chunks()  # lets go of what is written
        if held.num_rows:
            writer.write_table(held, row_group_size=group)


def _in_order(
    existing: Iterable[Path], parts: Iterable[Path], rows_of: Callable[[pa.Table], pa.Table], schema: pa.Schema
) -> Iterator[pa.Table]:
    """Give rows by replication and each replication once, whatever an earlier cut-off left behind."""
    last = 0
    for path in existing:
        file = pq.ParquetFile(path)
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group)
            last = pc.max(rows["replication"]).as_py()
            yield _aligned(rows, schema)
    for path in parts:
        rows = rows_of(pq.read_table(path))
        rows = rows.filter(pc.greater(rows["replication"], last))
        if rows.num_rows:
            last = pc.max(rows["replication"]).as_py()
            yield _aligned(rows, schema)


def _aligned(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give every table the same columns; a measure that was not taken is NaN."""
    columns = [
        rows[name] if name in rows.column_names else pa.array(np.full(rows.num_rows, np.nan)) for name in schema.names
    ]
    return pa.table(columns, schema=schema)


def _type_of(name: str) -> pa.DataType:
    return {"replication": pa.int64(), "month_end": pa.date32()}.get(name, pa.float64())


def _measures_of(part: pa.Table) -> pa.Table:
    names = [name for name in part.column_names if name.startswith("measure:")]
    return pa.table(
        {"replication": part["replication"], **{name.removeprefix("measure:"): part[name] for name in names}}
    )


def _months_of(part: pa.Table, month_ends: Sequence[date]) -> pa.Table:
    """Spread each replication's lists over one row a month."""
    names = [name for name in part.column_names if name.startswith("monthly:")]
    columns: dict[str, Any] = {
        "replication": np.repeat(part["replication"].to_numpy(), len(month_ends)),
        "month_end": pa.array(list(month_ends) * part.num_rows, pa.date32()),
    }
    columns |= {name.removeprefix("monthly:"): pc.list_flatten(part[name]) for name in names}
    return pa.table(columns)


def _months(part: Path) -> int:
    rows = pq.read_table(part)
    names = [name for name in rows.column_names if name.startswith("monthly:")]
    return len(rows[names[0]][0]) if names else 0


def _month_ends(start: date, months: int) -> list[date]:
    """Give the last day of each month, the first being the month the start lies in."""
    firsts = [start.year * 12 + start.month + month for month in range(months)]  # the first of the month after
    return [date.fromordinal(date(first // 12, first % 12 + 1, 1).toordinal() - 1) for first in firsts]
