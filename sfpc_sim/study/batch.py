"""Replication numbers in, chunks of results out: bounded work in flight, nothing finished is lost."""

from __future__ import annotations

import pickle
import shlex
import traceback
import zlib
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Refusal, ReplicationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Executor, Future

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication

    Simulate = Callable[[Scenario, int], Replication]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The results of some replications as arrays, small enough to travel between processes.

    Attributes
    ----------
    numbers : (replication,) addresses, ascending
    measures : measure name to (replication,)
    monthly : column name to (replication, month)
    """

    numbers: NDArray[np.int64]
    measures: dict[str, NDArray[np.float64]]
    monthly: dict[str, NDArray[np.float64]]


def run_chunk(simulate: Simulate, packed: bytes, numbers: range, reference: str) -> Chunk:
    """Simulate some replications; runs inside the worker."""
    scenario = _unpack(packed)
    return _stack([_simulate_one(simulate, scenario, number, reference) for number in numbers])


def run_batch(
    work: Callable[[range], Future[Chunk]],
    chunks: Iterable[range],
    keep: Callable[[Chunk], None],
    *,
    in_flight: int,
) -> None:
    """Hand out chunks and keep each as it comes home.

    When one fails, or somebody interrupts, what is not yet begun is cancelled and what is under way
    is waited for and kept; then the failure goes on.
    """
    running: set[Future[Chunk]] = set()
    try:
        for chunk in chunks:
            running.add(work(chunk))
            if len(running) >= in_flight:
                _keep_finished(running, keep)
        while running:
            _keep_finished(running, keep)
    except BaseException:
        _rescue(running, keep)
        raise


def submitter(
    executor: Executor, simulate: Simulate, scenario: Scenario, reference: str
) -> Callable[[range], Future[Chunk]]:
    """Bind everything but the numbers."""
    packed = pack(scenario)
    return lambda numbers: executor.submit(run_chunk, simulate, packed, numbers, reference)


def pack(scenario: Scenario) -> bytes:
    """Make a scenario small enough to travel with each task.

    Tasks in flight must fit into a pipe: one that waits for a reader who died would wait for ever.
    """
    return zlib.compress(pickle.dumps(replace(scenario, overlaid={})))


@lru_cache(maxsize=8)
def _unpack(packed: bytes) -> Scenario:
    scenario: Scenario = pickle.loads(zlib.decompress(packed))
    return scenario


def repeat_command(scenario: Scenario, number: int, reference: str) -> str:
    """Write the command that repeats one replication."""
    return (
        f"sfpc run {shlex.quote(reference)} --only {number} --seed {scenario.seed} --evidence {scenario.evidence}"
        f" --drift {scenario.drift} --until {scenario.end.isoformat()}"
    )


def _simulate_one(simulate: Simulate, scenario: Scenario, number: int, reference: str) -> Replication:
    try:
        return simulate(scenario, number)
    except Refusal:  # a plug-in's mechanism gave what it must not: the user's input, not our fault
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise ReplicationError(
            f"Replication {number} of {scenario.name} failed: {type(error).__name__}: {error}"
            f" ({Path(place.filename).name}:{place.lineno}).\n"
            f"Repeat it alone with: SFPC_TRACEBACK=1 {repeat_command(scenario, number, reference)}"
        ) from error


def _stack(replications: Sequence[Replication]) -> Chunk:
    measures = _names(replication.measures for replication in replications)
    monthly = _names(replication.monthly for replication in replications)
    return Chunk(
        np.array([replication.number for replication in replications], np.int64),
        {name: np.array([r.measures.get(name, np.nan) for r in replications], float) for name in measures},
        {name: np.array([r.monthly[name] for r in replications], float) for name in monthly},
    )


def _names(dictionaries: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(name for names in dictionaries for name in names))


def _keep_finished(running: set[Future[Chunk]], keep: Callable[[Chunk], None]) -> None:
    finished, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in finished:
        running.discard(future)
        keep(future.result())


def _rescue(running: set[Future[Chunk]], keep: Callable[[Chunk], None]) -> None:
    for future in running:
        future.cancel()
    for future in running:
        if not future.cancelled() and future.exception() is None:
            keep(future.result())
