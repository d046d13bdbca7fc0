"""Who does the work of a command: this process, its pool, somebody else's executor, or a cluster.

Luck is addressed, so neither the place nor the order of the work can matter. A crew is opened once for all
scenarios of a command, and replaced when its workers die.
"""

from __future__ import annotations

import re
from concurrent.futures import BrokenExecutor
from typing import TYPE_CHECKING, Any, Protocol, Self

from sfpc_sim.errors import refuse
from sfpc_sim.study.cluster import ClusterCrew
from sfpc_sim.study.executors import SerialExecutor, available_workers, open_pool

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future
    from types import TracebackType

POOL_SECONDS = 1.5  # what starting workers costs: each imports the model and fills its caches
SERIAL, PROCESSES = "serial", "processes"
DASK = re.compile(r"dask://(?P<address>[^/\s]+:\d+)/?")


class Crew(Protocol):
    """What handing out work needs to know of who does it."""

    proves: bool  # whether each worker must show that it computes as this process does

    @property
    def workers(self) -> int:
        """How many tasks are worked on at a time."""

    def expect(self, seconds: float) -> None:
        """Hear how much work is to come."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task out."""

    def died(self, error: BaseException) -> bool:
        """Whether a task failed because its worker died."""

    def replace(self) -> bool:
        """Get new workers for those that died; False if this crew cannot."""


class OwnCrew:
    """The calling process, and a pool of workers once there is enough work for them to pay."""

    proves = False

    def __init__(self, workers: int) -> None:
        self._wanted = workers
        self._pool: Executor | None = None

    @property
    def workers(self) -> int:
        """How many tasks are worked on at a time."""
        return self._wanted if self._pool else 1

    def expect(self, seconds: float) -> None:
        """Open the pool if it saves more than its start costs."""
        if self._pool is None and seconds * (1 - 1 / self._wanted) > POOL_SECONDS:
            self._pool = open_pool(self._wanted)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task to the pool, or do it here."""
        return (self._pool or SerialExecutor()).submit(fn, *args, **kwargs)

    def died(self, error: BaseException) -> bool:
        """Whether a worker died; it takes its pool along."""
        return isinstance(error, BrokenExecutor)

    def replace(self) -> bool:
        """Open another pool."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = open_pool(self._wanted)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


class GivenCrew:
    """An executor somebody else opened, and will close."""

    proves = False

    def __init__(self, executor: Executor, workers: int) -> None:
        self._executor = executor
        self.workers = workers

    def expect(self, seconds: float) -> None:
        """Do nothing: it is open already."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task out."""
        return self._executor.submit(fn, *args, **kwargs)

    def died(self, error: BaseException) -> bool:
        """Whether the executor is broken."""
        return isinstance(error, BrokenExecutor)

    def replace(self) -> bool:
        """Say that it is not ours to replace."""
        return False


def open_crew(where: str, workers: int | None) -> OwnCrew | ClusterCrew:
    """Open the crew that a command was asked to use.

    Parameters
    ----------
    where : "serial", "processes" or "dask://HOST:PORT"
    workers : processes on this machine; all processors if None

    Raises
    ------
    Refusal : there is no such place, or nobody answers there
    """
    if where == PROCESSES:
        return OwnCrew(workers or available_workers())
    if workers not in (None, 1):
        raise refuse("--workers", f"counts processes of this machine, not of --executor {where}.", "Leave it out.")
    if where == SERIAL:
        return OwnCrew(1)
    dask = DASK.fullmatch(where)
    if dask is None:
        remedy = "Write serial, processes, or dask:// with a scheduler's host and port, as in dask://10.0.0.5:8786."
        raise refuse(f"--executor {where}", "is nowhere to run.", remedy)
    return ClusterCrew(dask["address"])
