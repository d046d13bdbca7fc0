"""The table of replications that failed, beside those that went well."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sfpc_sim.study.chunk import Failure
from sfpc_sim.study.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FAILURES_NAME = "failures.csv"
COLUMNS = tuple(field.name for field in fields(Failure))


@dataclass(frozen=True, slots=True)
class Lost:
    """What gave no result in a study that keeps no replications, and so no table of those that failed.

    Attributes
    ----------
    failed, lived : how many futures, of how many
    first : the first of them in words; empty when none failed
    """

    failed: int
    lived: int
    first: str = ""


def repeat_words(failure: Failure) -> str:
    """Say how a replication is repeated alone."""
    if failure.command:
        return f"Repeat it: SFPC_TRACEBACK=1 {failure.command}"
    return "Its plan was made by the command and is in no file, so no command repeats it alone."


def write_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Write the table in order; none is no file."""
    rows = sorted(failures, key=lambda failure: failure.replication)
    path = folder / FAILURES_NAME
    if not rows:
        path.unlink(missing_ok=True)
        return
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(failure) for failure in rows)


def read_failures(folder: Path) -> tuple[Failure, ...]:
    """Read it back; none where there is no file."""
    path = folder / FAILURES_NAME
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Failure(int(row.pop("replication")), **row) for row in csv.DictReader(file))
