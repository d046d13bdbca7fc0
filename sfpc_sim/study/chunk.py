"""Replications as blocks of numbers, which travel and are stored faster than a thousand small arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.model.replication import Replication

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """What some replications measured.

    Attributes
    ----------
    numbers : (replication,) addresses, ascending
    measure_names, month_names : what the columns are called
    measures : (replication, measure); NaN where a measure was not taken or did not happen
    months : (replication, column, month)
    """

    numbers: NDArray[np.int64]
    measure_names: tuple[str, ...]
    measures: Floats
    month_names: tuple[str, ...]
    months: Floats

    def __len__(self) -> int:
        return self.numbers.size

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Rows:
        """Keep some of the replications."""
        return Rows(
            self.numbers[chosen], self.measure_names, self.measures[chosen], self.month_names, self.months[chosen]
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that gave no result.

    Attributes
    ----------
    replication : its number
    stage : draw, populate, live or measure; or where else it was
    place : file and line
    message : what went wrong
    command : repeats it alone
    """

    replication: int
    stage: str
    place: str
    message: str
    command: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """What comes home from a worker.

    Attributes
    ----------
    rows : the replications that went well; None when none did
    failures : the others
    seconds : what simulating them took
    environment : the worker's code and versions
    proof : digest of a replication that every worker of a cluster must give alike; empty when not asked for
    """

    rows: Rows | None
    failures: tuple[Failure, ...]
    seconds: float
    environment: tuple[tuple[str, str], ...]
    proof: str = ""

    def __len__(self) -> int:
        return len(self.failures) + (len(self.rows) if self.rows else 0)


def stack(replications: Sequence[Replication]) -> Rows:
    """Lay replications out as one block."""
    measures = _names(replication.measures for replication in replications)
    columns = _names(replication.monthly for replication in replications)
    one_a_row = [[r.measures.get(name, np.nan) for name in measures] for r in replications]
    return Rows(
        np.array([replication.number for replication in replications], np.int64),
        measures,
        np.array(one_a_row, float).reshape(len(replications), len(measures)),
        columns,
        _months(replications, columns),
    )


def join(blocks: Sequence[Rows]) -> Rows:
    """Put blocks one below the other; what one did not measure is NaN there."""
    first = blocks[0]
    if len(blocks) == 1:
        return first
    measures, columns = _names(b.measure_names for b in blocks), _names(b.month_names for b in blocks)
    months = max(block.months.shape[2] for block in blocks)
    return Rows(
        np.concatenate([block.numbers for block in blocks]),
        measures,
        np.concatenate([_spread(b.measures, b.measure_names, measures) for b in blocks]),
        columns,
        np.concatenate([_spread(_as_long(b.months, months), b.month_names, columns) for b in blocks]),
    )


def _months(replications: Sequence[Replication], columns: Sequence[str]) -> Floats:
    if not columns:
        return np.empty((len(replications), 0, 0))
    return np.array([[r.monthly[name] for name in columns] for r in replications], float)


def _spread(values: Floats, own: tuple[str, ...], wanted: tuple[str, ...]) -> Floats:
    """Move columns (axis 1) to where they are wanted."""
    if own == wanted:
        return values
    spread = np.full((values.shape[0], len(wanted), *values.shape[2:]), np.nan)
    spread[:, [wanted.index(name) for name in own]] = values
    return spread


def _as_long(months: Floats, wanted: int) -> Floats:
    return months if months.shape[2] == wanted else np.full((*months.shape[:2], wanted), np.nan)


def _names(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in several for name in names))
