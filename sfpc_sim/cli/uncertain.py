"""`sfpc uncertainty`."""

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


def uncertainty(
    *,
    scenario: Plan,
    against: Annotated[
        str | None, typer.Option(help="A second scenario: of the paired difference, the first less this one.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help="As summary.csv names it; the target's children if left out.")
    ] = None,
    replications: Annotated[int | None, futures(20, "Base futures; each costs about twelve.")] = None,
    seed: Seed = None,
    workers: Workers = None,
    evidence: Evidence = None,
    drift: Drift = None,
    until: Until = None,
    results: Results = RESULTS,
    quiet: Quiet = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Split an outcome's spread into chance and assumptions.

    Says which better evidence would narrow it most.
    """
    from sfpc_sim.cli.printing import print_csv, print_json, print_text, rows_of
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.cli.running import load_all, notice
    from sfpc_sim.outputs.uncertainty_text import uncertainty_text
    from sfpc_sim.study.compare import refuse_unlike
    from sfpc_sim.study.outcome_names import refuse_outcomes
    from sfpc_sim.study.plain import facts_of
    from sfpc_sim.study.preparing import prepare_kernels
    from sfpc_sim.study.sobol import require_salib
    from sfpc_sim.study.uncertainty import uncertainty_of
    from sfpc_sim.study.within import outcomes_of

    require_salib()
    named = [against, scenario] if against else [scenario]
    asked = {"evidence": evidence, "drift": drift, "seed": seed, "until": until, "replications": None}
    plans = list(load_all(named, **asked).values())
    if against:
        refuse_unlike(*map(facts_of, plans))
    prepare_kernels(notice)
    if outcome:
        for plan in plans:
            refuse_outcomes([outcome], outcomes_of(plan))
    with shown_progress(plans[-1].name, quiet=quiet) as tell:
        found = uncertainty_of(
            plans, outcome=outcome, bases=replications, results_folder=results, workers=workers, on_progress=tell
        )
    if as_csv:
        print_csv(rows_of(found.indices))
    elif as_json:
        print_json({"schema": 1, **asdict(found), "indices": rows_of(found.indices)})
    else:
        print_text(uncertainty_text(plans, found))
    end_lost(found.lost)
