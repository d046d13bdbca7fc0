"""Tables of replications on disk: parts as chunks finish, two Parquet tables at the end.

    parts/000001-000025.parquet  ...  one whole file a finished chunk
    monthly.parquet, replications.parquet  replications 1 to N, in order

A file exists whole or not at all. Consolidating writes the monthly table first, then the
replications, then removes the parts: whenever it is cut off, doing it again gives the same tables,
because rows at or below the last one written are skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sfpc_sim.study.consolidate import write_monthly, write_replications
from sfpc_sim.study.files import TEMPORARY, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from sfpc_sim.study.batch import Chunk


@dataclass(frozen=True, slots=True)
class Store:
    """The replications of one scenario under one drift, in one folder.

    Attributes
    ----------
    folder : where the tables are
    start : the scenario's first day, from which months are counted
    """

    folder: Path
    start: date

    @property
    def replications(self) -> Path:
        """The table of one row a replication."""
        return self.folder / "replications.parquet"

    @property
    def monthly(self) -> Path:
        """The table of one row a replication and month."""
        return self.folder / "monthly.parquet"

    def prepare(self) -> None:
        """Make the folder and clear what a killed process left half written."""
        self._parts_folder.mkdir(parents=True, exist_ok=True)
        for path in (*self.folder.glob(f"*{TEMPORARY}"), *self._parts_folder.glob(f"*{TEMPORARY}")):
            path.unlink()
        for path in self._parts_folder.glob("*.parquet"):
            if not _readable(path):  # a power cut can leave a file that has a name but no end
                path.unlink()

    def consolidated(self) -> int:
        """Count the replications in the finished tables: they are 1 to this number."""
        return _rows(self.replications) if self.replications.exists() else 0

    def held(self) -> set[int]:
        """List the replications on disk, in the tables or in parts."""
        numbers = set(range(1, self.consolidated() + 1))
        for first, last, _ in self._parts():
            numbers.update(range(first, last + 1))
        return numbers

    def missing(self, replications: int) -> list[range]:
        """List what is not on disk of replications 1 to a number, as unbroken ranges."""
        absent = sorted(set(range(1, replications + 1)) - self.held())
        breaks = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(absent)) if b != a + 1), len(absent)]
        return [range(absent[i], absent[j - 1] + 1) for i, j in pairwise(breaks) if j > i]

    def keep(self, chunk: Chunk) -> None:
        """Write a finished chunk as one whole file."""
        columns: dict[str, Any] = {"replication": chunk.numbers}
        columns |= {f"measure:{name}": values for name, values in chunk.measures.items()}
        columns |= {f"monthly:{name}": _lists(values) for name, values in chunk.monthly.items()}
        path = self._parts_folder / f"{chunk.numbers[0]:06d}-{chunk.numbers[-1]:06d}.parquet"
        with whole_file(path) as temporary:
            pq.write_table(pa.table(columns), temporary, compression="zstd")

    def finish(self) -> None:
        """Bring the parts that follow on without a gap into the two tables, in constant memory."""
        following = list(self._following())
        if following:
            # Monthly first: the replications table is what says that a replication is there.
            write_monthly(self.monthly, following, self.start)
            write_replications(self.replications, following)
        done = self.consolidated()
        for _, last, path in list(self._parts()):
            if last <= done:
                path.unlink()
        if not any(self._parts_folder.iterdir()):
            self._parts_folder.rmdir()

    @property
    def _parts_folder(self) -> Path:
        return self.folder / "parts"

    def _parts(self) -> Iterator[tuple[int, int, Path]]:
        spans = []
        for path in self._parts_folder.glob("*.parquet"):
            first, _, last = path.stem.partition("-")
            spans.append((int(first), int(last), path))
        yield from sorted(spans)

    def _following(self) -> Iterator[Path]:
        reached = self.consolidated()
        for first, last, path in self._parts():
            if first > reached + 1:
                return
            if last > reached:
                reached = last
                yield path


def _lists(values: np.ndarray[Any, Any]) -> pa.Array:
    """Lay (replication, month) out as one list a replication."""
    rows, months = values.shape
    return pa.ListArray.from_arrays(np.arange(rows + 1, dtype=np.int32) * months, values.ravel())


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)


def _readable(path: Path) -> bool:
    try:
        return _rows(path) > 0
    except (pa.ArrowInvalid, OSError):
        return False
