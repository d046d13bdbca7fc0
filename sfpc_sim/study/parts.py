"""Parts: a finished task's replications as one whole file, whose name says what is in it and what it hashes to.

    parts/000001-000025-9f86d081884c7d65.parquet    replications 1 to 25

Three columns, a replication's numbers as bytes in two of them: a thousand short columns take twenty times as long.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sfpc_sim.study.chunk import Rows
from sfpc_sim.study.files import sha256_of, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

LETTERS = 16  # of the checksum in a part's name
NAMES = b"sfpc_names"


@dataclass(frozen=True, slots=True)
class Shape:
    """Names of measures and of monthly columns, and the number of months."""

    measures: tuple[str, ...]
    columns: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """An unbroken range of replications in one file."""

    first: int
    last: int
    path: Path

    def sound(self) -> bool:
        """Whether the file is what was written."""
        return sha256_of(self.path)[:LETTERS] == self.path.stem.rpartition("-")[2]

    def shape(self) -> Shape:
        """Read what its columns are called, and how many months it has."""
        said = json.loads(pq.read_schema(self.path).metadata[NAMES])
        return Shape(tuple(said["measures"]), tuple(said["months"]), said["count"])

    def rows(self) -> Rows:
        """Read it back."""
        table, shape = pq.read_table(self.path), self.shape()
        numbers = table["replication"].to_numpy()
        measures = _block(table["measures"], (numbers.size, len(shape.measures)))
        months = _block(table["months"], (numbers.size, len(shape.columns), shape.months))
        return Rows(numbers, shape.measures, measures, shape.columns, months)


def parts_in(folder: Path) -> Iterator[Part]:
    """List the parts of a folder, in order."""
    found = []
    for path in folder.glob("*.parquet"):
        first, last, *_ = (*path.stem.split("-"), "", "")
        if first.isdigit() and last.isdigit():
            found.append(Part(int(first), int(last), path))
    yield from sorted(found)


def write_part(folder: Path, rows: Rows) -> None:
    """Write replications, a file for each unbroken range of them."""
    breaks = np.flatnonzero(np.diff(rows.numbers) != 1) + 1
    for chosen in np.split(np.arange(len(rows)), breaks):
        _write(folder, rows if len(breaks) == 0 else rows.take(chosen))


def _write(folder: Path, rows: Rows) -> None:
    names = {"measures": rows.measure_names, "months": rows.month_names, "count": rows.months.shape[2]}
    table = pa.table(
        {"replication": rows.numbers, "measures": _bytes(rows.measures), "months": _bytes(rows.months)},
        metadata={NAMES: json.dumps(names).encode()},
    )
    # Into memory first: its checksum belongs into its name, and a full disk is then Python's own error.
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="lz4", use_dictionary=False, write_statistics=False)
    content = sink.getvalue().to_pybytes()
    digest = hashlib.sha256(content).hexdigest()[:LETTERS]
    with whole_file(folder / f"{rows.numbers[0]:06d}-{rows.numbers[-1]:06d}-{digest}.parquet") as temporary:
        temporary.write_bytes(content)


def _bytes(block: NDArray[np.float64]) -> pa.Array:
    """Lay (replication, ...) out as one string of bytes a replication."""
    width = block.itemsize * int(np.prod(block.shape[1:]))
    offsets = np.arange(block.shape[0] + 1, dtype=np.int32) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(block))]
    return pa.Array.from_buffers(pa.binary(), block.shape[0], buffers)


def _block(column: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
    strings = column.combine_chunks()
    if isinstance(strings, pa.ChunkedArray):  # which an empty or a very long column stays
        strings = pa.concat_arrays(strings.chunks)
    _, offsets, content = strings.buffers()
    first = np.frombuffer(offsets, np.int32)[strings.offset]
    count = int(np.prod(shape))
    if not count:
        return np.empty(shape)
    return np.frombuffer(content, np.float64, count, int(first)).reshape(shape)
