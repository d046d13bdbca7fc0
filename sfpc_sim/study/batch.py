"""Tasks out, chunks home: bounded work in flight, nothing finished is lost, what a dead worker had is done again."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sfpc_sim.errors import Refusal, SfpcError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from sfpc_sim.study.chunk import Chunk
    from sfpc_sim.study.crew import Crew

MOST_DEATHS = 30  # of workers in one run; a replication that kills its worker is cornered in about ten
DEEP = 2  # tasks in flight a worker: one is worked on, one waits


class WorkersDied(SfpcError):
    """Workers died again and again, or nobody can replace them."""


class WorkLost(SfpcError):
    """Whoever handed the work out has gone, or cannot do it."""


@dataclass(frozen=True, slots=True)
class Task:
    """Some replications of a job."""

    job: int
    numbers: range

    def halves(self) -> tuple[Task, Task]:
        """Take it apart, to find the replication that kills its worker."""
        middle = len(self.numbers) // 2
        return Task(self.job, self.numbers[:middle]), Task(self.job, self.numbers[middle:])


@dataclass(slots=True)
class Batch:
    """The work of one run.

    Attributes
    ----------
    crew : who does it
    submit : hands a task to the crew
    keep : takes what came home
    give_up : takes a task of one replication that killed every worker it was given to
    """

    crew: Crew
    submit: Callable[[Task], Future[Chunk]]
    keep: Callable[[Task, Chunk], None]
    give_up: Callable[[Task], None]
    running: dict[Future[Chunk], Task] = field(default_factory=dict)
    suspects: deque[Task] = field(default_factory=deque)
    deaths: int = 0

    def run(self, tasks: Iterator[Task]) -> None:
        """Do all tasks.

        When one cannot be done, or somebody interrupts, what is not yet begun is cancelled and what is
        under way is waited for and kept; then the failure goes on.
        """
        try:
            while self._fill(tasks):
                self._collect()
        except BaseException:
            self._rescue()
            raise

    def _fill(self, tasks: Iterator[Task]) -> bool:
        """Hand out what there is room for; a task that may have killed its worker goes alone."""
        if self.suspects:
            if not self.running:
                self._hand_out(self.suspects.popleft())
            return True
        while len(self.running) < self._room() and (task := next(tasks, None)):
            self._hand_out(task)
            if self.suspects:
                break
        return bool(self.running or self.suspects)

    def _room(self) -> int:
        return self.crew.workers * DEEP if self.crew.workers > 1 else 1

    def _hand_out(self, task: Task) -> None:
        try:
            self.running[self.submit(task)] = task
        except BrokenExecutor:  # a worker died while none of its tasks was looked at
            self.suspects.append(task)
            if not self.running:
                self._bury([])

    def _collect(self) -> None:
        if not self.running:
            return
        alone = len(self.running) == 1
        finished, _ = wait(self.running, return_when=FIRST_COMPLETED)
        dead = [task for future in finished if (task := self._dead(future))]
        if not dead:
            return
        wait(self.running)
        dead += [task for future in list(self.running) if (task := self._dead(future))]
        if not alone:
            self._bury(dead)
        elif len(dead[0].numbers) > 1:
            self._bury(dead[0].halves())
        else:
            self.give_up(dead[0])
            self._bury([])

    def _dead(self, future: Future[Chunk]) -> Task | None:
        """Keep what came home; give back a task whose worker died."""
        task = self.running.pop(future)
        try:
            chunk = future.result()
        except CancelledError:
            raise WorkLost("Whoever handed out the work has gone") from None
        except Refusal:
            raise
        except Exception as error:  # a chunk holds what fails in a replication: this is the worker's own trouble
            if self.crew.died(error):
                return task
            raise WorkLost(f"A worker cannot do the work ({type(error).__name__}: {error})") from error
        self.keep(task, chunk)
        return None

    def _bury(self, again: list[Task] | tuple[Task, ...]) -> None:
        self.suspects.extend(again)
        self.deaths += 1
        if self.deaths > MOST_DEATHS or not self.crew.replace():
            raise WorkersDied("A worker process died, perhaps for lack of memory")

    def _rescue(self) -> None:
        for future in self.running:
            future.cancel()
        for future, task in self.running.items():
            if not future.cancelled() and future.exception() is None:
                with suppress(OSError, SfpcError):  # what stopped the run may stop this as well
                    self.keep(task, future.result())
