"""From published tables to a back-test's folder; doing it again does only what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil
from time import perf_counter
from typing import TYPE_CHECKING

import pandas as pd

from sfpc_sim.errors import SfpcError, refuse
from sfpc_sim.study.backtest.question import ask, authorities_at
from sfpc_sim.study.backtest.work import Answer, answer, file_of, keep, parts_of
from sfpc_sim.study.batch import Batch, Task
from sfpc_sim.study.files import refuse_unwritable
from sfpc_sim.study.interrupted import RunInterrupted
from sfpc_sim.study.lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from sfpc_sim.inputs.published import PublishedTables
    from sfpc_sim.study.backtest.question import Origin
    from sfpc_sim.study.backtest.work import Settings
    from sfpc_sim.study.crew import Crew
    from sfpc_sim.study.jobs import Progress

LEFT_OUT = "left_out.csv"
TRIAL_REPLICATIONS = 10  # of one authority, to say how long all will take


@dataclass(frozen=True, slots=True)
class Asked:
    """Origins with their questions."""

    origins: tuple[Origin, ...]

    @property
    def questions(self) -> int:
        """How many there are."""
        return sum(len(origin.questions) for origin in self.origins)


def ask_all(
    tables: PublishedTables,
    years: Sequence[int],
    *,
    least_stock: float,
    wanted: Collection[str] | None,
    on_progress: Progress | None = None,
) -> Asked:
    """Gather what was known at each origin.

    Raises
    ------
    Refusal : nobody can be asked about in any of the years
    """
    origins = []
    for done, year in enumerate(years):
        there = authorities_at(tables, year, least_stock=least_stock, wanted=wanted)
        if there:
            origins.append(ask(tables, year, [code for code, _ in there]))
        if on_progress:
            on_progress(done + 1, len(years))
    if not origins:
        fault = f"no authority has {least_stock:.0f} or more children and three years of figures at any origin."
        raise refuse("--origins", fault, "Choose other years, or a smaller --least.")
    return Asked(tuple(origins))


@dataclass(slots=True)
class Forecasting:
    """All tasks of a back-test, and how far they are."""

    asked: Asked
    settings: Settings
    crew: Crew
    folder: Path
    on_progress: Progress | None = None
    on_notice: Callable[[str], None] = print
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    done: int = 0

    def run(self) -> pd.DataFrame:
        """Forecast what is missing; give all futures, and write who was left out.

        Raises
        ------
        Refusal : the folder cannot be written, or another command is writing in it
        RunInterrupted : Ctrl-C; finished tasks stay
        """
        parts_folder = self.folder / "futures"
        refuse_unwritable(parts_folder)
        with locked(self.folder):
            parts = [part for origin in self.asked.origins for part in parts_of(origin)]
            files = [file_of(part, self.settings, parts_folder) for part in parts]
            missing = [number for number, file in enumerate(files) if not file.is_file()]
            self.done = self.asked.questions - sum(len(parts[number].questions) for number in missing)
            if missing:
                self._say_how_long([parts[number] for number in missing])
            try:
                self._work(parts, files, missing)
            except KeyboardInterrupt:
                kept = f"{self.done:,} of {self.asked.questions:,} forecasts are kept in {self.folder}"
                raise RunInterrupted(f"Interrupted: {kept}.\nThe same command goes on from there.") from None
            self._write_left_out(parts, files)
            return pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)

    def _work(self, parts: list[Origin], files: list[Path], missing: list[int]) -> None:
        def submit(task: Task) -> Future[Answer]:
            return self.crew.submit(answer, parts[task.job], self.settings)

        def take(task: Task, home: Answer) -> None:
            self.left_out += home.left_out
            keep(home, files[task.job])
            self.done += len(parts[task.job].questions)
            if self.on_progress:
                self.on_progress(self.done, self.asked.questions)

        def give_up(task: Task) -> None:
            raise SfpcError(f"Workers died of every attempt at {file_of(parts[task.job], self.settings, self.folder)}")

        Batch(self.crew, submit, take, give_up).run(_tasks(missing))  # type: ignore[arg-type]

    def _say_how_long(self, parts: list[Origin]) -> None:
        """Forecast a middling authority with few and with twice as many futures, and scale that up."""
        questions = sorted((q for part in parts for q in part.questions), key=lambda q: float(q.history.stock[-1]))
        question = questions[len(questions) // 2]
        origin = next(part for part in parts if question in part.questions)
        alone = replace(origin, questions=(question,))
        seconds = []
        for replications in (1, TRIAL_REPLICATIONS, 2 * TRIAL_REPLICATIONS):  # the first time warms up
            begun = perf_counter()
            answer(alone, replace(self.settings, replications=replications))
            seconds.append(perf_counter() - begun)
        future = max(seconds[2] - seconds[1], 0.0) / TRIAL_REPLICATIONS
        one = seconds[1] + future * (self.settings.replications - TRIAL_REPLICATIONS)
        self.crew.expect(one * len(questions))
        minutes = one * len(questions) / max(self.crew.workers, 1) / 60
        workers = f"{self.crew.workers} process{'es' if self.crew.workers != 1 else ''}"
        self.on_notice(f"{len(questions):,} forecasts to make: about {ceil(minutes)} minutes on {workers}.")

    def _write_left_out(self, parts: list[Origin], files: list[Path]) -> None:
        """Tell of every question without futures; a task done earlier only shows that there are none."""
        reasons = {(origin, code): reason for origin, code, reason in self.left_out}
        rows = []
        for part, file in zip(parts, files, strict=True):
            there = pd.read_parquet(file)
            known = set(there["authority"]) if len(there.columns) else set()
            for question in part.questions:
                if question.history.code not in known:
                    reason = reasons.get(question.key, "could not be fitted when this was first run")
                    rows.append((part.year, question.history.code, question.history.name, reason))
        columns = ["origin", "authority", "name", "reason"]
        pd.DataFrame(rows, columns=columns).to_csv(self.folder / LEFT_OUT, index=False)


def _tasks(missing: list[int]) -> Iterator[Task]:
    for number in missing:
        yield Task(number, range(1))
