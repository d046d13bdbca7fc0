"""`sfpc decompose`."""

from __future__ import annotations

from typing import Annotated

import typer

from sfpc_sim.cli.completing import complete_plan
from sfpc_sim.cli.incomplete import end_incomplete
from sfpc_sim.cli.options import (
    HERE,
    RESULTS,
    Csv,
    Drift,
    Evidence,
    Executor,
    Json,
    Quiet,
    Results,
    Seed,
    Until,
    Workers,
    futures,
)
from sfpc_sim.cli.running import load_all, notice


def decompose(
    *,
    scenario: Annotated[
        str,
        typer.Argument(help="Scenario: against its own futures without the programme.", autocompletion=complete_plan),
    ],
    second: Annotated[
        str | None,
        typer.Argument(help="Another: then differences are second minus first.", autocompletion=complete_plan),
    ] = None,
    replications: Annotated[int | None, futures(2, "Futures of each choice of switches; 400 if left out.")] = None,
    seed: Seed = None,
    workers: Workers = None,
    executor: Executor = HERE,
    results: Results = RESULTS,
    evidence: Evidence = None,
    drift: Drift = None,
    until: Until = None,
    quiet: Quiet = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Tell through what a difference comes, and what held it back.

    Entries, exits, recruitment delay and strain are switched off on the same luck.
    """
    references = [scenario] if second is None else [scenario, second]
    loaded = load_all(references, evidence=evidence, drift=drift, seed=seed, until=until)
    plans = [loaded[reference] for reference in references]
    from sfpc_sim.cli.printing import print_csv, print_json, print_text, rows_of
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.outputs.decomposition_text import decomposition_text
    from sfpc_sim.study.crew import open_crew
    from sfpc_sim.study.decomposition import REPLICATIONS, missing_factors, simulate_switched, table_of

    with open_crew(executor, workers) as crew, shown_progress("futures", quiet=quiet) as tell:
        where = {"executor": crew, "results_folder": results, "on_notice": notice}
        folders = simulate_switched(plans, replications or REPLICATIONS, tell, **where)
    table = table_of(folders)
    if as_csv:
        print_csv(rows_of(table))
    elif as_json:
        print_json(
            {
                "schema": 1,
                "plans": [plan.name for plan in plans],
                "absent": missing_factors(plans),
                "terms": rows_of(table),
            }
        )
    else:
        print_text(decomposition_text(plans, table))
    end_incomplete([folder for each in folders.values() for folder in each], say=True)
