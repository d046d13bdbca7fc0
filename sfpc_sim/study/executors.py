"""Where replications run: anything that is a `concurrent.futures.Executor`.

Luck is addressed, so neither the place nor the order of the work can matter. A cluster joins by
handing `run` its own executor, for instance Dask's `Client(address).get_executor()`.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class SerialExecutor(Executor):
    """Do the work here and now, in the calling process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call the function before returning its future."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # whatever it is, it belongs to the future
            future.set_exception(error)
        return future


def available_workers() -> int:
    """Count the processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # a container may own fewer than the machine has
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def open_executor(workers: int) -> Executor:
    """Open an executor of so many worker processes; one worker is this process itself."""
    if workers == 1:
        return SerialExecutor()
    # Spawned, not forked: the same on every system, and no worker inherits the parent's tables.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_prepare_worker)


def _prepare_worker() -> None:
    # Ctrl-C reaches the whole terminal; the parent decides what is still kept.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Set before NumPy is imported: threads of tiny matrices cost memory and gain nothing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
