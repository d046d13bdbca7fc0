"""`sfpc drivers`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from sfpc_sim.cli.incomplete import end_lost
from sfpc_sim.cli.options import (
    RESULTS,
    Csv,
    Drift,
    Evidence,
    Json,
    Plan,
    Quiet,
    Results,
    Seed,
    Until,
    Workers,
    futures,
)

Outcome = Annotated[
    list[str] | None,
    typer.Option("--outcome", help="As summary.csv names it; the target's children and chance if left out."),
]


def drivers(
    *,
    scenario: Plan,
    outcome: Outcome = None,
    replications: Annotated[int | None, futures(2, "Futures for each that is followed up.")] = None,
    seed: Seed = None,
    workers: Workers = None,
    results: Results = RESULTS,
    evidence: Evidence = None,
    drift: Drift = None,
    until: Until = None,
    quiet: Quiet = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find which assumptions drive an outcome.

    Each at its P10 and P90 on the same luck; kept with the plan's results.
    """
    from sfpc_sim.cli.printing import print_csv, print_json, print_text, rows_of
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.cli.running import load_all, notice
    from sfpc_sim.outputs.drivers_text import drivers_text
    from sfpc_sim.study.drivers import FOLLOW_FUTURES, drivers_of
    from sfpc_sim.study.outcome_names import refuse_outcomes
    from sfpc_sim.study.preparing import prepare_kernels
    from sfpc_sim.study.within import outcomes_of

    asked = {"evidence": evidence, "drift": drift, "seed": seed, "until": until, "replications": None}
    plan = load_all([scenario], **asked)[scenario]
    prepare_kernels(notice)
    if outcome:
        refuse_outcomes(outcome, outcomes_of(plan))
    with shown_progress(plan.name, quiet=quiet) as tell:
        found = drivers_of(
            plan,
            outcomes=outcome or (),
            futures=replications or FOLLOW_FUTURES,
            results_folder=results,
            workers=workers,
            on_progress=tell,
            on_notice=notice,
        )
    if as_csv:
        print_csv(rows_of(found.table))
    elif as_json:
        print_json(
            {"schema": 1, "folder": str(found.folder), "lost": asdict(found.lost), "effects": rows_of(found.table)}
        )
    else:
        print_text(drivers_text(plan, found.table))
        if not quiet:
            notice(f"Kept in {found.folder}, for the assumptions log.")
    end_lost(found.lost)
