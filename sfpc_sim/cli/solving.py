"""`sfpc solve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    Plan,
    Quiet,
    Results,
    Seed,
    Workers,
    futures,
)

if TYPE_CHECKING:
    from sfpc_sim.study.solve import Solved


def solve(
    *,
    scenario: Plan,
    lever: Annotated[
        str | None, typer.Option(help="A number of the plan by its key; if left out, how many entries there are.")
    ] = None,
    low: Annotated[float | None, typer.Option("--from", help="Lower bound; the schema's if left out.")] = None,
    high: Annotated[float | None, typer.Option("--to", help="Upper bound; the schema's if left out.")] = None,
    until: Annotated[
        str | None, typer.Option(help='"chance(RULE) >= 50%"; the target, likelier met than missed, if left out.')
    ] = None,
    replications: Annotated[int | None, futures(20, "Futures at each value; 400 if left out.")] = None,
    seed: Seed = None,
    workers: Workers = None,
    executor: Executor = HERE,
    results: Results = RESULTS,
    evidence: Evidence = None,
    drift: Drift = None,
    quiet: Quiet = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Say what it would take: move one number until a rule holds.

    By default: how many fewer entries the target needs. Doing it again simulates only what is missing.
    """
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.cli.running import load_all, notice
    from sfpc_sim.study.crew import open_crew
    from sfpc_sim.study.solve import DEFAULT_LEVER, DEFAULT_REPLICATIONS
    from sfpc_sim.study.solve import solve as move

    overrides = {"evidence": evidence, "drift": drift, "seed": seed, "until": None, "replications": None}
    plan = load_all([scenario], **overrides)[scenario]
    key = lever or DEFAULT_LEVER
    with open_crew(executor, workers) as crew, shown_progress(f"{plan.name}, {key}", quiet=quiet) as tell:
        solved = move(
            plan, key, until=until, low=low, high=high, replications=replications or DEFAULT_REPLICATIONS,
            executor=crew, results_folder=results, on_progress=tell, on_notice=notice,
        )  # fmt: skip
    _print(solved, as_json=as_json, as_csv=as_csv)
    end_incomplete(solved.folders, say=True)


def _print(solved: Solved, *, as_json: bool, as_csv: bool) -> None:
    from sfpc_sim.cli.printing import print_csv, print_json, print_text, rows_of, tell
    from sfpc_sim.outputs.solved import answer_lines, solved_text

    if as_csv:
        for line in answer_lines(solved):
            tell(line)
        print_csv(rows_of(solved.table()))
    elif as_json:
        print_json({"schema": 1, **solved.answer(), "in_words": answer_lines(solved), "tried": rows_of(solved.table())})
    else:
        print_text(solved_text(solved))
