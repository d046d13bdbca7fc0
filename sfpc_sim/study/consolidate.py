"""Parts into tables, a row group at a time, so that memory does not grow with the replications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sfpc_sim.study.checksums import announce
from sfpc_sim.study.chunk import Rows, join
from sfpc_sim.study.files import sha256_of, whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sfpc_sim.study.parts import Part, Shape

ROWS_A_GROUP = 500  # replications in a row group: some tens of megabytes, whatever the size of tasks was


def write_replications(table: Path, parts: Sequence[Part]) -> None:
    """Merge parts into the table of one row a replication."""
    _merge(table, parts, _measures_of, ROWS_A_GROUP)


def write_monthly(table: Path, parts: Sequence[Part], start: date) -> None:
    """Merge parts into the table of one row a replication and month."""
    months = parts[0].shape().months
    month_ends = _month_ends(start, months)
    _merge(table, parts, lambda rows: _months_of(rows, month_ends), ROWS_A_GROUP * max(months, 1))


def numbers_in(table: Path) -> set[int]:
    """List the replications a table holds."""
    file = pq.ParquetFile(table)
    found: set[int] = set()
    for group in range(file.num_row_groups):
        found.update(np.unique(file.read_row_group(group, columns=["replication"])["replication"].to_numpy()).tolist())
    return found


def rows_of(table: Path, number: int) -> pa.Table:
    """Read what a table says of one replication."""
    file = pq.ParquetFile(table)
    for group in range(file.num_row_groups):
        of_numbers = file.read_row_group(group, columns=["replication"])["replication"]
        if pc.any(pc.equal(of_numbers, number)).as_py():
            rows = file.read_row_group(group)
            return rows.filter(pc.equal(rows["replication"], number))
    return file.schema_arrow.empty_table()


@dataclass(slots=True)
class _New:
    """Rows of parts in order of replication, without those the table has; read when they are needed."""

    pieces: Iterator[pa.Table]
    schema: pa.Schema
    ahead: pa.Table | None = None

    def up_to(self, number: float) -> Iterator[pa.Table]:
        """Give those up to a replication."""
        while True:
            piece = self.ahead if self.ahead is not None else next(self.pieces, None)
            self.ahead = None
            if piece is None:
                return
            fitting = pc.less_equal(piece["replication"], number)
            now, later = piece.filter(fitting), piece.filter(pc.invert(fitting))
            if now.num_rows:
                yield _aligned(now, self.schema)
            if later.num_rows:
                self.ahead = later
                return


def _merge(table: Path, parts: Sequence[Part], layout: Callable[[Rows], pa.Table], group: int) -> None:
    existing = pq.read_schema(table).names if table.exists() else []
    names = list(existing)
    for shape in dict.fromkeys(part.shape() for part in parts):
        names += [name for name in layout(_nothing(shape)).column_names if name not in names]
    schema = pa.schema([(name, _type_of(name)) for name in names])
    held = numbers_in(table) if table.exists() else set()
    new = _New(_pieces(parts, layout, held), schema)
    with whole_file(table) as temporary:
        _write(temporary, schema, _in_order(table, new, schema), group)
        announce(table, sha256_of(temporary))


def _write(path: Path, schema: pa.Schema, tables: Iterator[pa.Table], group: int) -> None:
    held = schema.empty_table()
    with path.open("wb") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for more in tables:
            held = pa.concat_tables([held, more])
            while held.num_rows >= group:
                writer.write_table(held.slice(0, group), row_group_size=group)
                held = held.slice(group).combine_chunks()  # lets go of what is written
        if held.num_rows:
            writer.write_table(held, row_group_size=group)


def _in_order(table: Path, new: _New, schema: pa.Schema) -> Iterator[pa.Table]:
    """Give all rows by replication; a replication that failed before finds its place among the others."""
    if table.exists():
        file = pq.ParquetFile(table)
        for group in range(file.num_row_groups):
            rows = _aligned(file.read_row_group(group), schema)
            between = list(new.up_to(pc.max(rows["replication"]).as_py()))
            if between:
                keys = [(name, "ascending") for name in ("replication", "month_end") if name in schema.names]
                rows = pa.concat_tables([rows, *between]).sort_by(keys)
            yield rows
    yield from new.up_to(float("inf"))


def _pieces(parts: Sequence[Part], layout: Callable[[Rows], pa.Table], held: set[int]) -> Iterator[pa.Table]:
    """Lay parts out, some of them together: many small tables cost more than a few large ones."""
    waiting: list[Rows] = []
    last = 0
    for part in parts:
        rows = part.rows()
        fresh = np.array([number > last and number not in held for number in rows.numbers.tolist()])
        last = max(last, part.last)
        if fresh.any():
            waiting.append(rows if fresh.all() else rows.take(fresh))
        if sum(map(len, waiting)) >= ROWS_A_GROUP:
            yield layout(join(waiting))
            waiting = []
    if waiting:
        yield layout(join(waiting))


def _nothing(shape: Shape) -> Rows:
    months = np.empty((0, len(shape.columns), shape.months))
    return Rows(np.empty(0, np.int64), shape.measures, np.empty((0, len(shape.measures))), shape.columns, months)


def _aligned(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give every table the same columns; a measure that was not taken is NaN."""
    columns = [
        rows[name] if name in rows.column_names else pa.array(np.full(rows.num_rows, np.nan)) for name in schema.names
    ]
    return pa.table(columns, schema=schema)


def _type_of(name: str) -> pa.DataType:
    return {"replication": pa.int64(), "month_end": pa.date32()}.get(name, pa.float64())


def _measures_of(rows: Rows) -> pa.Table:
    columns = np.ascontiguousarray(rows.measures.T)
    return pa.table({"replication": rows.numbers, **dict(zip(rows.measure_names, columns, strict=True))})


def _months_of(rows: Rows, month_ends: Sequence[date]) -> pa.Table:
    """Spread each replication over one row a month."""
    columns = np.ascontiguousarray(rows.months.transpose(1, 0, 2)).reshape(len(rows.month_names), -1)
    return pa.table(
        {
            "replication": np.repeat(rows.numbers, len(month_ends)),
            "month_end": pa.array(np.tile(np.array(month_ends, "datetime64[D]"), len(rows)), pa.date32()),
            **dict(zip(rows.month_names, columns, strict=True)),
        }
    )


def _month_ends(start: date, months: int) -> list[date]:
    """Give the last day of each month, the first being the month the start lies in."""
    firsts = [start.year * 12 + start.month + month for month in range(months)]  # the first of the month after
    return [date.fromordinal(date(first // 12, first % 12 + 1, 1).toordinal() - 1) for first in firsts]
