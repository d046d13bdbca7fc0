"""From a scenario to a results folder; doing it again does only what is missing."""

from __future__ import annotations

import warnings
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import refuse
from sfpc_sim.model.simulate import simulate as simulate_world
from sfpc_sim.study.crew import GivenCrew, OwnCrew
from sfpc_sim.study.digest import digest_of, digest_parts
from sfpc_sim.study.executors import available_workers
from sfpc_sim.study.files import refuse_unwritable
from sfpc_sim.study.jobs import Work, jobs_of
from sfpc_sim.study.lock import locked
from sfpc_sim.study.preparing import prepare_kernels
from sfpc_sim.study.result import open_result
from sfpc_sim.study.standing import tell_standing
from sfpc_sim.study.stopping import GOES_ON, stopping_in_words
from sfpc_sim.study.summary import write_summary
from sfpc_sim.study.worker import tried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.crew import Crew
    from sfpc_sim.study.jobs import Progress
    from sfpc_sim.study.worker import Simulate

DIGEST_LETTERS = 12


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    results_folder: Path = Path("results"),
    workers: int | None = None,
    executor: Executor | Crew | None = None,
    alternatives: bool = True,
    chunk_size: int | None = None,
    on_progress: Progress | None = None,
    on_notice: Callable[[str], None] = warnings.warn,
    reference: str | None = None,
    simulate: Simulate = simulate_world,
) -> Path:
    """Simulate a scenario, and keep the tables, a manifest and a summary in a folder of its own.

    Parameters
    ----------
    replications : how many in all; only those missing are simulated. The scenario's number if left out
    results_folder : the folder's parent
    workers : processes on this machine, all processors if left out
    executor : a crew that several runs share, or any `concurrent.futures.Executor`; left open
    alternatives : also run the other two drift mechanisms, on a quarter as many replications
    chunk_size : replications a task, learned from their cost if left out; results do not depend on it
    on_progress : called with replications done and to do, first with 0
    on_notice : called with what the user should know, such as that a damaged file is made again
    reference : how the user called the scenario, for commands in messages; empty for a plan that no file holds
    simulate : the function from scenario and number to a `Replication`

    Returns
    -------
    The results folder: `<scenario>-<digest>` in the parent. Replications that failed are in its
    `failures.csv`; the others went on, and the next run tries the failed ones again.

    Raises
    ------
    Refusal : the folder cannot be written, another run is writing in it, what is in it is not equal, or no world comes
        near the latest count
    ReplicationError : every replication failed
    RunInterrupted : Ctrl-C; finished replications stay
    """
    wanted = scenario.replications if replications is None else replications
    if wanted < 1:
        raise refuse("replications", f"{wanted} is too few.", "Ask for 1 or more, for instance 1000.")
    folder = folder_of(scenario, results_folder)  # first: by the code that this process has imported
    if scenario.plugins:
        prepare_kernels(on_notice)
        tried(simulate, scenario, 1)  # a mechanism that fails is refused before anything is written
    if scenario.latest_count and not folder.exists():  # else it was told, and the summary tells it again
        prepare_kernels(on_notice)
        tell_standing(scenario, on_notice, alternatives=alternatives)
    refuse_unwritable(results_folder)
    refuse_unwritable(folder)
    with locked(folder), _crew(executor, workers or available_workers()) as crew:
        jobs = list(jobs_of(scenario, wanted, folder, alternatives=alternatives))
        called = scenario.name if reference is None else reference
        work = Work(jobs, crew, chunk_size, on_progress, on_notice, simulate, called)
        with _stopping_in_words(work, folder):
            work.do(lambda: prepare_kernels(on_notice))
            write_summary(open_result(folder))
    return folder


def folder_of(scenario: Scenario, results_folder: Path) -> Path:
    """Give the folder a scenario's results belong in, whether or not they are there."""
    return results_folder / f"{scenario.name}-{digest_of(digest_parts(scenario))[:DIGEST_LETTERS]}"


def replicate(scenario: Scenario, number: int, simulate: Simulate = simulate_world) -> dict[str, Any]:
    """Simulate one replication alone and give its measures."""
    return dict(simulate(scenario, number).measures)


@contextmanager
def _crew(executor: Executor | Crew | None, workers: int) -> Iterator[Crew]:
    if executor is None:
        with OwnCrew(workers) as own:
            yield own
    elif isinstance(executor, Executor):
        yield GivenCrew(executor, workers)
    else:
        yield executor


@contextmanager
def _stopping_in_words(work: Work, folder: Path) -> Iterator[None]:
    def stopped(what: str) -> str:
        kept = f"{work.kept():,} of {work.total:,} replications of this run are kept in {folder}."
        return f"{what}: {kept}\n{GOES_ON}"

    def kept() -> str:
        return f"{work.done:,} of {work.total:,} replications of this run were kept."

    with stopping_in_words(stopped, f"results folder {folder}", kept):
        yield
