"""Where replications run on this machine: in the calling process, or in a pool of worker processes."""

from __future__ import annotations

import gc
import os
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
    return SerialExecutor() if workers == 1 else open_pool(workers)


def open_pool(workers: int) -> Executor:
    """Open a pool of worker processes."""
    # Spawned, not forked: the same on every system, and no worker inherits the parent's tables.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_prepare_worker)
    with _interrupts_later():
        for _ in range(workers):
            pool.submit(int)  # starts one more: a pool has no more workers than it had tasks at a time
    return pool


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Let Ctrl-C wait: it would cut the words short with which a worker is told what to do.

    The workers inherit that it is blocked: in a terminal Ctrl-C reaches them, too, while they start.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone is interrupted
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    block = getattr(signal, "pthread_sigmask", None)  # not on Windows
    mask = block(signal.SIG_BLOCK, {signal.SIGINT}) if block else None
    try:
        yield
    finally:
        if block:
            block(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


def _prepare_worker() -> None:
    # Ctrl-C reaches the whole terminal; the parent decides what is still kept.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Set before NumPy is imported: threads of tiny matrices cost memory and gain nothing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(50_000, 20, 100)  # a world is many small objects and few rings: to look for them oftener costs 5%
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Leave when the command was killed: nobody else would end a worker that waits for its next task."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
