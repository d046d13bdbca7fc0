"""What a run has to do: the missing replications of a plan and of its alternatives, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sfpc_sim.errors import ReplicationError, refuse
from sfpc_sim.inputs.scenario import DRIFTS
from sfpc_sim.study.batch import Batch, Task
from sfpc_sim.study.digest import digest_parts
from sfpc_sim.study.failures import read_failures, repeat_words, write_failures
from sfpc_sim.study.manifest import describes, write_manifest
from sfpc_sim.study.pace import Pace
from sfpc_sim.study.proof import prove_equal, prove_plugins
from sfpc_sim.study.result import ALTERNATIVE_PREFIX
from sfpc_sim.study.store import Store
from sfpc_sim.study.worker import died_of_it, own_environment, pack, proof_of, run_chunk, unlike

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.chunk import Chunk, Failure
    from sfpc_sim.study.crew import Crew
    from sfpc_sim.study.worker import Simulate

ALTERNATIVES_AT_LEAST = 200
ALL_FAIL_AFTER = 20  # failures before the first success: then the fault is not one replication's
PROVED_BY = 1  # the replication by which a cluster's workers show that they compute alike

Progress = Callable[[int, int], None]  # replications done, replications to do


def as_part(on_progress: Progress | None, end: int, whole: int) -> Progress | None:
    """Tell of one of several runs, which ends at `end`, as a part of the whole; what its folder held is done."""
    if on_progress is None:
        return None
    return lambda done, total: on_progress(end - total + done, whole)


@dataclass(slots=True)
class Job:
    """One drift's replications in one folder.

    Attributes
    ----------
    left : replications still to come home; those that are missing when the run begins
    timed, seconds : replications that came home, and what workers spent on them
    failures : those that gave no result, by number
    """

    scenario: Scenario
    store: Store
    replications: int
    packed: bytes = b""
    missing: list[range] = field(default_factory=list)
    left: int = 0
    held: int = 0
    timed: int = 0
    seconds: float = 0.0
    failures: dict[int, Failure] = field(default_factory=dict)


def jobs_of(scenario: Scenario, replications: int, folder: Path, *, alternatives: bool) -> Iterator[Job]:
    """List the plan's job and those of the other drift mechanisms."""
    yield Job(scenario, Store(folder, scenario.start), replications)
    fewer = fewer_of_alternatives(replications)
    for drift in DRIFTS if alternatives else ():
        if drift != scenario.drift:
            store = Store(folder / f"{ALTERNATIVE_PREFIX}{drift}", scenario.start)
            yield Job(replace(scenario, drift=drift), store, fewer)


def fewer_of_alternatives(replications: int) -> int:
    """Say how many replications the other drift mechanisms get beside so many of the plan's own."""
    return min(replications, max(ALTERNATIVES_AT_LEAST, replications // 4))


@dataclass(slots=True)
class Work:
    """The jobs of a run, and how far they are."""

    jobs: Sequence[Job]
    crew: Crew
    chunk_size: int | None
    on_progress: Progress | None
    on_notice: Callable[[str], None]
    simulate: Simulate
    reference: str
    done: int = 0
    total: int = 0
    proofs: dict[int, str] = field(default_factory=dict)

    def do(self, ready: Callable[[], None]) -> None:
        """Simulate what is missing; finish each job's tables as soon as its last replication is home."""
        for job in self.jobs:
            self._look_at(job)
        self.total = sum(job.left for job in self.jobs)
        if self.total:
            ready()
        self._tell()
        for job in self.jobs:
            self._begin(job)
        pace = Pace(self.chunk_size)
        batch = Batch(self.crew, self._submit, lambda task, chunk: self._keep(task, chunk, pace), self._give_up)
        batch.run(self._tasks(pace))

    def kept(self) -> int:
        """Count what this run added to what is on disk."""
        return sum(len(job.store.held().intersection(numbers)) for job in self.jobs for numbers in job.missing)

    def _look_at(self, job: Job) -> None:
        for damage in job.store.prepare():
            self.on_notice(damage)
        job.missing = job.store.missing(job.replications)
        job.left = sum(map(len, job.missing))
        job.held = len(job.store.held())
        # Those beyond what is asked for now are not tried again, and stay known.
        job.failures = {f.replication: f for f in read_failures(job.store.folder) if f.replication > job.replications}

    def _begin(self, job: Job) -> None:
        if not job.left:
            prove_plugins(job.store, job.scenario, self.simulate)
            self._finish(job)
            return
        prove_equal(job.store, job.scenario, self.simulate)
        write_manifest(job.store, job.scenario, digest_parts(job.scenario))
        job.packed = pack(job.scenario)

    def _tasks(self, pace: Pace) -> Iterator[Task]:
        handed_out = 0
        for index, job in enumerate(self.jobs):
            for numbers in job.missing:
                first = 0
                while first < len(numbers):
                    left = self.total - handed_out
                    self.crew.expect(pace.expected_seconds(left))
                    some = numbers[first : first + pace.size(left, self.crew.workers)]
                    first += len(some)
                    handed_out += len(some)
                    yield Task(index, some)

    def _submit(self, task: Task) -> Future[Chunk]:
        job = self.jobs[task.job]
        if self.crew.proves and task.job not in self.proofs:
            self.proofs[task.job] = proof_of(self.simulate, job.packed, PROVED_BY)
        prove = PROVED_BY if self.crew.proves else 0
        return self.crew.submit(run_chunk, self.simulate, job.packed, task.numbers, self.reference, prove=prove)

    def _keep(self, task: Task, chunk: Chunk, pace: Pace) -> None:
        job = self.jobs[task.job]
        self._refuse_other(chunk, self.proofs.get(task.job, ""))
        pace.learn(len(task.numbers), chunk.seconds)
        if chunk.rows:
            job.store.keep(chunk.rows)
            job.held += len(chunk.rows)
            job.timed += len(chunk.rows)
        job.seconds += chunk.seconds
        self._note(job, chunk.failures)
        job.left -= len(task.numbers)
        self.done += len(chunk.rows) if chunk.rows else 0
        self._tell()
        if not job.left:
            self._finish(job)

    def _give_up(self, task: Task) -> None:
        job, number = self.jobs[task.job], task.numbers[0]
        self._note(job, (died_of_it(job.scenario, number, self.reference),))
        job.left -= 1
        if not job.left:
            self._finish(job)

    def _note(self, job: Job, failures: Sequence[Failure]) -> None:
        if not failures:
            return
        job.failures |= {failure.replication: failure for failure in failures}
        write_failures(job.store.folder, job.failures.values())
        if not job.held and (len(job.failures) >= ALL_FAIL_AFTER or job.left <= len(failures)):
            raise _all_failed(job)

    def _finish(self, job: Job) -> None:
        job.store.finish(job.failures)
        write_failures(job.store.folder, job.failures.values())
        # Also when nothing was missing: an earlier run may have been killed between its tables and its manifest.
        if not describes(job.store, job.scenario):
            parts = digest_parts(job.scenario)
            write_manifest(job.store, job.scenario, parts, timed=job.timed, seconds=job.seconds)

    def _refuse_other(self, chunk: Chunk, proof: str) -> None:
        if chunk.environment != own_environment():
            fault = unlike(dict(chunk.environment))
            raise refuse("a worker", fault, "Install the same version of everything there; nothing of it was kept.")
        if chunk.proof != proof:
            fault = f"gives another replication {PROVED_BY} than this machine: its processor computes otherwise."
            raise refuse("a worker", fault, "Use workers like this machine; nothing of it was kept.")

    def _tell(self) -> None:
        if self.on_progress:
            self.on_progress(self.done, self.total)


def _all_failed(job: Job) -> ReplicationError:
    first = job.failures[min(job.failures)]
    what = "Every replication" if len(job.failures) > 1 else "The only replication"
    return ReplicationError(
        f"{what} of {job.scenario.name} so far failed ({len(job.failures):,}); nothing can be estimated. The first,"
        f" replication {first.replication} ({first.stage}, {first.place}): {first.message}.\n"
        f"{repeat_words(first)}"
    )
