"""A Dask cluster: work goes to a scheduler's workers, and only to those that compute as this process does.

Scenarios and plug-ins travel with each task and results come home over the network: no shared disk is needed,
and a worker needs nothing but this package in the same version.
"""

from __future__ import annotations

import logging
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from sfpc_sim.errors import Problem, Refusal, refuse
from sfpc_sim.inputs.extras import missing_library
from sfpc_sim.study.batch import WorkLost
from sfpc_sim.study.proof import SAME_INSTRUCTIONS
from sfpc_sim.study.worker import own_environment, unlike

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from types import TracebackType

CONNECT_SECONDS = 5
FIRST_WORKER_SECONDS = 10
REMEDY = f"Give it the same image or installation, or stop it. {SAME_INSTRUCTIONS}"


class ClusterCrew:
    """The workers of a Dask scheduler."""

    proves = True

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = _connect(address)
        self._executor = self._client.get_executor(pure=False)
        self._workers = 0
        try:
            self._refuse_strangers()
        except BaseException:
            self._client.close()
            raise

    @property
    def workers(self) -> int:
        """How many tasks are worked on at a time; workers may come and go."""
        return self._workers

    def expect(self, seconds: float) -> None:  # noqa: ARG002
        """Count the workers there are."""
        with suppress(Exception):  # a scheduler that has gone is told of by the work it had
            self._workers = sum(self._client.nthreads().values()) or self._workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task to the scheduler; it repeats what a lost worker had."""
        try:
            future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        except (OSError, RuntimeError) as error:  # the connection is gone, or was closed for good
            raise WorkLost(f"The scheduler at {self.address} has gone") from error
        return future

    def died(self, error: BaseException) -> bool:
        """Whether the scheduler gave a task up because several workers died of it."""
        from distributed import KilledWorker  # noqa: PLC0415

        return isinstance(error, KilledWorker)

    def replace(self) -> bool:
        """Its workers are not ours to start; others may be there."""
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close(timeout=CONNECT_SECONDS)

    def _refuse_strangers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        except TimeoutError as error:
            fault = "the scheduler has no workers."
            raise refuse(_place(self.address), fault, f"Start one: dask worker {self.address}") from error
        answers = self._client.run(own_environment, on_error="return")
        problems = [
            Problem(f"worker {worker}", _unlike(answer), REMEDY)
            for worker, answer in answers.items()
            if answer != own_environment()
        ]
        if problems:
            raise Refusal(problems)
        self.expect(0)


def _unlike(answer: Any) -> str:
    if isinstance(answer, BaseException):
        return f"cannot say what code it has ({type(answer).__name__}: {answer})."
    return unlike(dict(answer))


def _connect(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise missing_library(_place(address), "Dask's distributed is not installed.", "cluster") from error
    warnings.filterwarnings("ignore", module="distributed", message="Mismatched versions")  # said better by us
    # A lost scheduler, or an answer under way when we leave, is told in words, without a traceback of theirs.
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return Client(f"tcp://{address}", timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:  # a timeout is one, too
        fault = f"no Dask scheduler answers there: {str(error).splitlines()[0] if str(error) else 'timeout'}."
        raise refuse(_place(address), fault, "Start one (dask scheduler), or mend the address.") from error


def _place(address: str) -> str:
    return f"--executor dask://{address}"
