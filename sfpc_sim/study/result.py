"""A finished results folder, read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq

from sfpc_sim.errors import refuse
from sfpc_sim.study.checksums import changed
from sfpc_sim.study.failures import read_failures
from sfpc_sim.study.lean import read_frame
from sfpc_sim.study.manifest import read_manifest, refuse_other_folder

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sfpc_sim.study.chunk import Failure
    from sfpc_sim.study.precision import Precision

ALTERNATIVE_PREFIX = "drift-"


@dataclass(frozen=True, slots=True)
class Result:
    """The tables of a run and what they came from.

    Attributes
    ----------
    folder : where it is
    manifest : what the folder says about itself
    replications : one row a replication, numbered by the index; one column a measure
    alternatives : the same under the other drift mechanisms, by drift; empty when they were not run
    precision : what the rule decided that chose these replications; None when all there are were taken
    """

    folder: Path
    manifest: dict[str, Any]
    replications: pd.DataFrame
    alternatives: dict[str, Result]
    precision: Precision | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The frozen scenario as plain values."""
        facts: dict[str, Any] = self.manifest["facts"]
        return facts

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The replications that gave no result under this drift; every estimate leaves them out."""
        return read_failures(self.folder)

    @property
    def drift(self) -> str:
        """The drift mechanism these replications were run under."""
        return str(self.facts["drift"])

    def monthly(self, columns: Collection[str] | None = None) -> pd.DataFrame:
        """Read the table of one row a replication and month.

        Parameters
        ----------
        columns : which to read beside `replication` and `month_end`; one that is not there is left out
        """
        path = self.folder / "monthly.parquet"
        wanted = pq.read_schema(path).names
        if columns is not None:
            wanted = [name for name in wanted if name in ("replication", "month_end", *columns)]
        table = pd.read_parquet(path, columns=wanted)
        return table[table["replication"].isin(self.replications.index)]


def open_result(folder: Path) -> Result:
    """Read a results folder, with its alternatives.

    Raises
    ------
    Refusal : there is no manifest, the run it belongs to has not finished, or a table is not as it was written
    """
    refuse_other_folder(folder)
    if not all((folder / table).is_file() for table in ("replications.parquet", "monthly.parquet")):
        raise refuse(str(folder), "holds a run that has not finished.", "Repeat the run: it goes on where it stopped.")
    found = sorted(folder.glob(f"{ALTERNATIVE_PREFIX}*/replications.parquet"))
    alternatives = {table.parent.name.removeprefix(ALTERNATIVE_PREFIX): _read(table.parent, {}) for table in found}
    return _read(folder, alternatives)


def holds_failures(folder: Path) -> bool:
    """Whether replications failed, the alternatives' included; a look at names, not at tables."""
    return any(read_failures(each) for each in (folder, *folder.glob(f"{ALTERNATIVE_PREFIX}*")))


def _read(folder: Path, alternatives: dict[str, Result]) -> Result:
    # One bit of a damaged disk seldom makes a table unreadable: it makes it say something else.
    for table in (folder / "replications.parquet", folder / "monthly.parquet"):
        if table.is_file() and changed(table):
            fault = "is not as it was written: damaged, or changed since."
            raise refuse(str(table), fault, "Repeat the run: it puts the table aside and simulates it again.")
    replications = read_frame(folder / "replications.parquet").set_index("replication")
    return Result(folder, read_manifest(folder), replications, alternatives)
