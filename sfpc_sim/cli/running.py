"""`sfpc run`, and how every command runs scenarios."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from sfpc_sim.cli.incomplete import end_incomplete
from sfpc_sim.cli.options import (
    HERE,
    RESULTS,
    Csv,
    Drift,
    Evidence,
    Executor,
    Json,
    NoAlternatives,
    Plans,
    Quiet,
    Replications,
    Results,
    Seed,
    Until,
    Within,
    Workers,
)
from sfpc_sim.cli.reading import print_folders, print_results
from sfpc_sim.cli.typed import whole_number
from sfpc_sim.errors import Problem, Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.result import Result

Made = TypeVar("Made")


def run(
    *,
    scenario: Plans,
    replications: Replications = None,
    within: Within = None,
    seed: Seed = None,
    workers: Workers = None,
    executor: Executor = HERE,
    results: Results = RESULTS,
    evidence: Evidence = None,
    drift: Drift = None,
    until: Until = None,
    no_alternatives: NoAlternatives = False,
    only: Annotated[
        int | None,
        typer.Option(parser=whole_number(1), metavar="N", help="Repeat one replication; print its measures as JSON."),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Simulate scenarios; say if they reach the target.

    Doing it again simulates only what is missing.
    """
    loaded = load_all(scenario, evidence=evidence, drift=drift, seed=seed, until=until, replications=replications)
    if only is not None:
        if within:
            raise refuse("--within", "is of many replications, --only of one.", "Leave one of them out.")
        _repeat_one(loaded, only)
        return
    where: dict[str, Any] = {"executor": executor, "workers": workers, "results": results, "quiet": quiet}
    where["alternatives"] = not no_alternatives
    how = {"quiet": quiet, "as_json": as_json, "as_csv": as_csv}
    if within:
        found = simulate_within(loaded, within, **where)
        print_results(found, **how)
        folders = [result.folder for result in found]
    else:
        folders = simulate_all(loaded, **where)
        print_folders(folders, **how)
    end_incomplete(folders)


def load_all(references: list[str], **overrides: Any) -> dict[str, Scenario]:
    """Load scenarios by the way the user called them; refuse all their problems together."""
    from sfpc_sim.inputs.loading import load

    until = overrides.pop("until")
    overrides["until"] = until.date() if until else None
    loaded: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for reference in references:
        try:
            loaded[reference] = load(reference, **overrides)
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(problems)
    return loaded


def simulate_all(loaded: dict[str, Scenario], **where: Any) -> list[Path]:
    """Run scenarios one after another with one crew; each gets a folder."""
    from sfpc_sim.study.run import run as run_study

    return _one_after_another(loaded, run_study, **where)


def simulate_within(loaded: dict[str, Scenario], within: list[str], **where: Any) -> list[Result]:
    """Run scenarios until each is known as well as was asked for."""
    from sfpc_sim.study.aims import read_aims, refuse_unmeasured
    from sfpc_sim.study.preparing import prepare_kernels
    from sfpc_sim.study.within import outcomes_of, run_within

    aims = read_aims(within)
    prepare_kernels(notice)
    for scenario in loaded.values():  # all, before any is simulated
        refuse_unmeasured(aims, outcomes_of(scenario))
    return _one_after_another(loaded, partial(run_within, aims=aims), **where)


def _one_after_another(
    loaded: dict[str, Scenario],
    do: Callable[..., Made],
    *,
    executor: str,
    workers: int | None,
    results: Path,
    alternatives: bool,
    quiet: bool,
) -> list[Made]:
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.study.crew import open_crew

    if not loaded:
        return []
    made = []
    with open_crew(executor, workers) as crew:
        for reference, scenario in loaded.items():
            with shown_progress(scenario.name, quiet=quiet) as tell:
                made.append(
                    do(
                        scenario,
                        executor=crew,
                        results_folder=results,
                        alternatives=alternatives,
                        on_progress=tell,
                        on_notice=notice,
                        reference=reference,
                    )
                )
    return made


def notice(words: str) -> None:
    """Say on standard error what the user should know."""
    from sfpc_sim.cli.printing import tell

    tell(words)


def _repeat_one(loaded: dict[str, Scenario], number: int) -> None:
    from sfpc_sim.cli.printing import print_json
    from sfpc_sim.study.preparing import prepare_kernels
    from sfpc_sim.study.run import replicate

    prepare_kernels(notice)
    print_json(
        [
            {"scenario": scenario.name, "replication": number, "measures": replicate(scenario, number)}
            for scenario in loaded.values()
        ]
    )
