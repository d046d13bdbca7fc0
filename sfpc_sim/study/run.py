"""From a scenario to a results folder; doing it again does only what is missing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import SfpcError, refuse
from sfpc_sim.inputs.scenario import DRIFTS
from sfpc_sim.model.simulate import simulate as simulate_world
from sfpc_sim.study.batch import Chunk, run_batch, submitter
from sfpc_sim.study.digest import digest_of, digest_parts
from sfpc_sim.study.executors import available_workers, open_executor
from sfpc_sim.study.files import refuse_unwritable
from sfpc_sim.study.interrupted import RunInterrupted
from sfpc_sim.study.lock import locked
from sfpc_sim.study.manifest import write_manifest
from sfpc_sim.study.result import ALTERNATIVE_PREFIX, open_result
from sfpc_sim.study.store import Store
from sfpc_sim.study.summary import write_summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.batch import Simulate

LONGEST_CHUNK = 10  # a second or two of work: Ctrl-C waits for it, and a killed run loses no more
ALTERNATIVES_AT_LEAST = 200
DIGEST_LETTERS = 12

Progress = Callable[[int, int], None]  # replications done, replications to do


@dataclass(frozen=True, slots=True)
class _Job:
    """One drift's replications in one folder."""

    scenario: Scenario
    store: Store
    replications: int


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    results_folder: Path = Path("results"),
    workers: int | None = None,
    executor: Executor | None = None,
    alternatives: bool = True,
    chunk_size: int | None = None,
    on_progress: Progress | None = None,
    reference: str | None = None,
    simulate: Simulate = simulate_world,
) -> Path:
    """Simulate a scenario, and keep the tables, a manifest and a summary in a folder of its own.

    Parameters
    ----------
    replications : how many in all; only those missing are simulated. The scenario's number if left out
    results_folder : the folder's parent
    workers : processes on this machine, all processors if left out; not used with `executor`
    executor : any `concurrent.futures.Executor`, for instance a cluster's; left open
    alternatives : also run the other two drift mechanisms, on a quarter as many replications
    chunk_size : replications a task; results do not depend on it
    on_progress : called with replications done and to do, first with 0
    reference : how the user called the scenario, for commands in messages
    simulate : the function from scenario and number to a `Replication`

    Returns
    -------
    The results folder: `<scenario>-<digest>` in the parent.

    Raises
    ------
    Refusal : the folder cannot be written, or another run is writing in it
    ReplicationError : a replication failed; finished chunks stay
    RunInterrupted : Ctrl-C; finished chunks stay
    """
    wanted = scenario.replications if replications is None else replications
    if wanted < 1:
        raise refuse("replications", f"{wanted} is too few.", "Ask for 1 or more, for instance 1000.")
    if scenario.plugins:
        simulate(scenario, 1)  # a mechanism that fails is refused before anything is written
    folder = folder_of(scenario, results_folder)
    refuse_unwritable(results_folder)
    refuse_unwritable(folder)
    count = workers or available_workers()
    with locked(folder):
        jobs = list(_jobs(scenario, wanted, folder, alternatives=alternatives))
        tasks = _Tasks(jobs, count, chunk_size, on_progress, simulate, reference or scenario.name)
        if executor is not None:
            tasks.do(executor)
        else:
            with open_executor(count) as own:
                tasks.do(own)
        write_summary(open_result(folder))
    return folder


def folder_of(scenario: Scenario, results_folder: Path) -> Path:
    """Give the folder a scenario's results belong in, whether or not they are there."""
    return results_folder / f"{scenario.name}-{digest_of(digest_parts(scenario))[:DIGEST_LETTERS]}"


def _jobs(scenario: Scenario, replications: int, folder: Path, *, alternatives: bool) -> Iterator[_Job]:
    yield _Job(scenario, Store(folder, scenario.start), replications)
    fewer = min(replications, max(ALTERNATIVES_AT_LEAST, replications // 4))
    for drift in DRIFTS if alternatives else ():
        if drift != scenario.drift:
            store = Store(folder / f"{ALTERNATIVE_PREFIX}{drift}", scenario.start)
            yield _Job(replace(scenario, drift=drift), store, fewer)


@dataclass(slots=True)
class _Tasks:
    """The missing replications of some jobs, and how far they are."""

    jobs: Sequence[_Job]
    workers: int
    chunk_size: int | None
    on_progress: Progress | None
    simulate: Simulate
    reference: str
    done: int = 0
    total: int = 0

    def do(self, executor: Executor) -> None:
        """Simulate what is missing, job by job."""
        for job in self.jobs:
            job.store.prepare()
        self.total = sum(len(numbers) for job in self.jobs for numbers in job.store.missing(job.replications))
        self._tell()
        try:
            for job in self.jobs:
                self._fill(job, executor)
        except KeyboardInterrupt:
            raise RunInterrupted(self._stopped("Interrupted")) from None
        except BrokenExecutor as error:
            raise SfpcError(self._stopped("A worker process died, perhaps for lack of memory")) from error

    def _fill(self, job: _Job, executor: Executor) -> None:
        parts = digest_parts(job.scenario)
        missing = job.store.missing(job.replications)
        if missing:
            write_manifest(job.store, job.scenario, parts)
            submit = submitter(executor, self.simulate, job.scenario, self.reference)
            run_batch(submit, self._chunks(missing), self._keeper(job.store), in_flight=2 * self.workers)
        before = job.store.consolidated()
        job.store.finish()
        if missing or job.store.consolidated() != before:
            write_manifest(job.store, job.scenario, parts)

    def _chunks(self, missing: Sequence[range]) -> Iterator[range]:
        count = sum(len(numbers) for numbers in missing)
        size = self.chunk_size or max(1, min(LONGEST_CHUNK, ceil(count / (4 * self.workers))))
        for numbers in missing:
            for first in range(0, len(numbers), size):
                yield numbers[first : first + size]

    def _keeper(self, store: Store) -> Callable[[Chunk], None]:
        def keep(chunk: Chunk) -> None:
            store.keep(chunk)
            self.done += chunk.numbers.size
            self._tell()

        return keep

    def _tell(self) -> None:
        if self.on_progress:
            self.on_progress(self.done, self.total)

    def _stopped(self, what: str) -> str:
        folder = self.jobs[0].store.folder
        return (
            f"{what}: {self.done:,} of {self.total:,} replications of this run are kept in {folder}.\n"
            f"The same command goes on from there."
        )


def replicate(scenario: Scenario, number: int, simulate: Simulate = simulate_world) -> dict[str, Any]:
    """Simulate one replication alone and give its measures."""
    return dict(simulate(scenario, number).measures)
