"""Tables of replications on disk: parts as tasks finish, two Parquet tables at the end.

    parts/000001-000025-CHECKSUM.parquet  ...  one whole file a finished task
    monthly.parquet, replications.parquet  replications 1 to N, in order, without those that failed
    failures.csv  those that failed, if any
    SHA256SUMS  of the two tables

A file exists whole or not at all. Consolidating writes the monthly table first, then the
replications, then removes the parts: whenever it is cut off, doing it again gives the same tables,
because replications that a table has already are skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

from sfpc_sim.study.checksums import settle, sound
from sfpc_sim.study.chunk import Rows
from sfpc_sim.study.consolidate import numbers_in, rows_of, write_monthly, write_replications
from sfpc_sim.study.files import TEMPORARY, sync_folder
from sfpc_sim.study.parts import parts_in, write_part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from sfpc_sim.study.parts import Part

DAMAGED = ".damaged"


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

    def prepare(self) -> list[str]:
        """Make the folder, clear what a killed process left half written, put aside what is not as it was written.

        Returns
        -------
        Sentences about what was damaged; its replications are missing again.
        """
        self._parts_folder.mkdir(parents=True, exist_ok=True)
        for path in (*self.folder.glob(f"*{TEMPORARY}"), *self._parts_folder.glob(f"*{TEMPORARY}")):
            path.unlink()
        return [*self._damaged_parts(), *self._damaged_tables()]

    def consolidated(self) -> int:
        """Count the replications in the finished tables."""
        return int(pq.read_metadata(self.replications).num_rows) if self.replications.exists() else 0

    def held(self) -> set[int]:
        """List the replications on disk, in the tables or in parts."""
        numbers = numbers_in(self.replications) if self.replications.exists() else set()
        for part in parts_in(self._parts_folder):
            numbers.update(range(part.first, part.last + 1))
        return numbers

    def missing(self, replications: int) -> list[range]:
        """List what is not on disk of replications 1 to a number, as unbroken ranges."""
        return unbroken(sorted(set(range(1, replications + 1)) - self.held()))

    def keep(self, rows: Rows) -> None:
        """Write what a finished task measured."""
        write_part(self._parts_folder, rows)

    def finish(self, failed: Collection[int] = ()) -> None:
        """Bring the parts that follow on without a gap into the two tables, in constant memory.

        Parameters
        ----------
        failed : replications that gave no result; they are no gap
        """
        following = list(self._following(failed))
        if following:
            # Monthly first: the replications table is what says that a replication is there.
            write_monthly(self.monthly, following, self.start)
            write_replications(self.replications, following)
            settle(self.folder)
        done = numbers_in(self.replications) if self.replications.exists() else set()
        for part in list(parts_in(self._parts_folder)):
            if done.issuperset(range(part.first, part.last + 1)):
                part.path.unlink()
        if not any(self._parts_folder.iterdir()):
            self._parts_folder.rmdir()
        sync_folder(self.folder)

    def one(self) -> Rows | None:
        """Read one replication that is on disk; None when there is none."""
        part = next(parts_in(self._parts_folder), None)
        if part is not None:
            rows = part.rows()
            return rows.take(rows.numbers == part.first)
        return self._from_tables(max(numbers_in(self.replications))) if self.consolidated() else None

    @property
    def _parts_folder(self) -> Path:
        return self.folder / "parts"

    def _from_tables(self, number: int) -> Rows:
        measures = rows_of(self.replications, number).drop_columns(["replication"])
        months = rows_of(self.monthly, number).drop_columns(["replication", "month_end"])
        values = [column.to_numpy() for column in months.columns]
        return Rows(
            np.array([number]),
            tuple(measures.column_names),
            np.array([[column[0].as_py() for column in measures.columns]], float),
            tuple(months.column_names),
            np.array([values], float).reshape(1, len(values), months.num_rows if values else 0),
        )

    def _damaged_parts(self) -> Iterator[str]:
        for part in list(parts_in(self._parts_folder)):
            if not part.sound():
                part.path.unlink()
                yield f"{part.path} was damaged: replications {part.first} to {part.last} are simulated again."

    def _damaged_tables(self) -> Iterator[str]:
        tables = [table for table in (self.monthly, self.replications) if table.exists()]
        half = self.replications in tables and self.monthly not in tables
        if not half and all(sound(table) for table in tables):
            return
        for table in tables:  # one cannot be made from the other
            table.replace(table.with_name(table.name + DAMAGED))
        sync_folder(self.folder)
        names = ", ".join(table.name + DAMAGED for table in tables)
        yield f"A table in {self.folder} was damaged: put aside as {names}; its replications are simulated again."

    def _following(self, failed: Collection[int]) -> Iterator[Part]:
        done = numbers_in(self.replications) if self.replications.exists() else set()
        accounted = done | set(failed)
        reached = 0
        for part in parts_in(self._parts_folder):
            while reached + 1 in accounted:
                reached += 1
            if part.first > reached + 1:
                return
            reached = max(reached, part.last)
            if not done.issuperset(range(part.first, part.last + 1)):
                yield part


def unbroken(numbers: Sequence[int]) -> list[range]:
    """Put rising numbers together to ranges without a gap."""
    breaks = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(numbers)) if b != a + 1), len(numbers)]
    return [range(numbers[i], numbers[j - 1] + 1) for i, j in pairwise(breaks) if j > i]
