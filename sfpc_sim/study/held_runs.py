"""One plan lived again and again on the same luck, each time with something else held."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from sfpc_sim.errors import SfpcError
from sfpc_sim.model.held import USUAL, Held
from sfpc_sim.model.simulate import simulate
from sfpc_sim.study.batch import Batch, Task
from sfpc_sim.study.crew import OwnCrew
from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.executors import available_workers
from sfpc_sim.study.failures import Lost
from sfpc_sim.study.pace import Pace
from sfpc_sim.study.plain import facts_of
from sfpc_sim.study.stopping import GOES_ON, stopping_in_words
from sfpc_sim.study.store import unbroken
from sfpc_sim.study.worker import died_of_it, pack, run_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication
    from sfpc_sim.study.chunk import Chunk, Failure, Rows
    from sfpc_sim.study.crew import Crew
    from sfpc_sim.study.held_parts import HeldParts
    from sfpc_sim.study.jobs import Progress
    from sfpc_sim.study.worker import Simulate

    Floats = NDArray[np.float64]


class SimulateHeld(Protocol):
    """From scenario, number and what is held to a replication; as usual where nothing is."""

    def __call__(self, scenario: Scenario, number: int, held: Held = ...) -> Replication:
        """Live one replication."""


def measured(scenario: Scenario, number: int, held: Held = USUAL, *, simulate_held: SimulateHeld) -> Replication:
    """Live one replication with something held, and keep its measures alone."""
    return replace(simulate_held(scenario, number, held), monthly={})


@dataclass(slots=True)
class HeldRuns:
    """Runs of one plan, shared out among workers.

    Attributes
    ----------
    simulate_held : from scenario, number and what is held to a `Replication`
    on_progress : called with replications done and to do in all, as far as `expected` foresees
    parts : where they are kept as they come home; nowhere if left out
    failures : those that gave no result, each with what was held in it
    """

    scenario: Scenario
    crew: Crew
    on_progress: Progress | None = None
    simulate_held: SimulateHeld = simulate
    parts: HeldParts | None = None
    expected: int = 0
    done: int = 0
    failures: list[tuple[Failure, Held]] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    def outcomes(self, asked: Sequence[tuple[Held, range]], outcomes: Sequence[str]) -> list[Floats]:
        """Give for each of what is held and each range of replications the outcomes, (replication, outcome).

        A replication that failed is NaN.

        Raises
        ------
        SfpcError : every replication failed
        """
        found = [self._kept(held, numbers) for held, numbers in asked]
        missing = [(job, some) for job, (_, numbers) in enumerate(asked) for some in _missing(numbers, found[job])]
        left = sum(len(some) for _, some in missing)
        self._count(sum(len(numbers) for _, numbers in asked) - left)
        self.expected = max(self.expected, self.done + left)
        with stopping_in_words(self._stopped, str(self.parts.folder) if self.parts else ""):
            self._live([held for held, _ in asked], missing, found)
        if not any(found):
            raise SfpcError(
                f"Every replication of {self.scenario.name} failed: sfpc run {self.scenario.name} says why."
            )
        return self._arranged(asked, found, outcomes)

    def _live(
        self, helds: Sequence[Held], missing: Sequence[tuple[int, range]], found: list[list[pd.DataFrame]]
    ) -> None:
        """Live what is missing of each job, and add it to what was found."""
        packed = pack(self.scenario)
        ways: list[Simulate] = [partial(measured, held=held, simulate_held=self.simulate_held) for held in helds]

        def submit(task: Task) -> Future[Chunk]:
            return self.crew.submit(run_chunk, ways[task.job], packed, task.numbers, self.scenario.name)

        def keep(task: Task, chunk: Chunk) -> None:
            self.pace.learn(len(task.numbers), chunk.seconds)
            self._count(len(task.numbers))
            self.failures += [(failure, helds[task.job]) for failure in chunk.failures]
            if chunk.rows:
                found[task.job].append(_table(chunk.rows))
                if self.parts:
                    self.parts.keep(helds[task.job], chunk.rows)

        def give_up(task: Task) -> None:
            self._count(len(task.numbers))
            self.failures.append((died_of_it(self.scenario, task.numbers[0], self.scenario.name), helds[task.job]))

        Batch(self.crew, submit, keep, give_up).run(self._tasks(missing))

    def _kept(self, held: Held, numbers: range) -> list[pd.DataFrame]:
        """Give what an interrupted study left of some replications."""
        there = [_table(rows) for rows in self.parts.kept(held)] if self.parts else []
        wanted = [table[table.index.isin(numbers)] for table in there]
        return [table for table in wanted if len(table)]

    def _stopped(self, what: str) -> str:
        if not self.parts:
            return f"{what}: of this study nothing is kept."
        kept = f"{self.done:,} of {self.expected:,} futures are kept in {self.parts.folder}."
        return f"{what}: {kept}\n{GOES_ON}"

    def lost(self) -> Lost:
        """Count what failed so far, and say which was the first and what was held in it."""
        if not self.failures:
            return Lost(0, self.done)
        first, held = min(self.failures, key=lambda each: each[0].replication)
        where = f"{first.stage}, {first.place}" if first.place else first.stage
        words = f"replication {first.replication} of {self.scenario.name} with {held} ({where}): {first.message}"
        return Lost(len(self.failures), self.done, words)

    def _tasks(self, missing: Sequence[tuple[int, range]]) -> Iterator[Task]:
        left = sum(len(numbers) for _, numbers in missing)
        for job, numbers in missing:
            first = 0
            while first < len(numbers):
                self.crew.expect(self.pace.expected_seconds(left))
                some = numbers[first : first + self.pace.size(left, self.crew.workers)]
                first += len(some)
                left -= len(some)
                yield Task(job, some)

    def _count(self, replications: int) -> None:
        self.done += replications
        if self.on_progress:
            self.on_progress(self.done, self.expected)

    def _arranged(
        self, asked: Sequence[tuple[Held, range]], found: list[list[pd.DataFrame]], outcomes: Sequence[str]
    ) -> list[Floats]:
        table = pd.concat([pd.concat(tables, keys=[job] * len(tables)) for job, tables in enumerate(found) if tables])
        table.index = table.index.set_names(["job", "replication"])
        derived = with_derived(table, facts_of(self.scenario))[list(outcomes)]
        whole = pd.MultiIndex.from_tuples(
            [(job, number) for job, (_, numbers) in enumerate(asked) for number in numbers]
        )
        values = derived.reindex(whole).to_numpy(np.float64)
        return np.split(values, np.cumsum([len(numbers) for _, numbers in asked])[:-1])


def _table(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows.measures, rows.numbers, list(rows.measure_names))


def _missing(numbers: range, there: Sequence[pd.DataFrame]) -> list[range]:
    """List what is not there of some replications, as unbroken ranges."""
    return unbroken(sorted(set(numbers).difference(*(table.index for table in there))))


def own_crew(workers: int | None) -> OwnCrew:
    """Open the calling process, and its pool once there is enough to do."""
    return OwnCrew(workers or available_workers())
