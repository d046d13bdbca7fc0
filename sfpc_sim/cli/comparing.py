"""`sfpc compare`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sfpc_sim.cli.completing import complete_plan_or_result
from sfpc_sim.cli.incomplete import end_incomplete
from sfpc_sim.cli.options import (
    HERE,
    RESULTS,
    Csv,
    Drift,
    Evidence,
    Executor,
    Json,
    PlanOrResult,
    Quiet,
    Replications,
    Results,
    Seed,
    Until,
    Within,
    Workers,
)
from sfpc_sim.cli.running import load_all, notice, simulate_all

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.lost_step import Trace
    from sfpc_sim.study.result import Result


def compare(
    *,
    first: PlanOrResult,
    second: Annotated[
        str,
        typer.Argument(
            help="Scenario or results folder; differences are second minus first.",
            autocompletion=complete_plan_or_result,
        ),
    ],
    replications: Replications = None,
    within: Within = None,
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
    """Compare two plans in the same futures.

    Differences are taken within each future, second plan minus first.
    """
    overrides = {"evidence": evidence, "drift": drift, "seed": seed, "until": until, "replications": replications}
    where: dict[str, Any] = {"executor": executor, "workers": workers, "results": results, "quiet": quiet}
    references = [first, second]
    plans = _plans(references, overrides)
    one, two = (
        _simulated_within(references, plans, within, **where) if within else _simulated(references, plans, **where)
    )
    _print_comparison(one, two, as_json=as_json, as_csv=as_csv)
    end_incomplete([one.folder, two.folder], say=True)


def _print_comparison(one: Result, two: Result, *, as_json: bool, as_csv: bool) -> None:
    from sfpc_sim.cli.printing import print_csv, print_json, print_text, rows_of, tell
    from sfpc_sim.outputs.comparison import comparison_text
    from sfpc_sim.outputs.sections.precision import precision_lines
    from sfpc_sim.outputs.sections.provenance import uncommitted_lines
    from sfpc_sim.study.compare import compare as paired_differences

    table, precision = paired_differences(one, two), one.precision
    held = min(result.manifest["replications"] for result in (one, two))
    near = precision_lines(precision, held, "pairs")
    uncommitted = list(dict.fromkeys(line for result in (one, two) for line in uncommitted_lines(result.manifest)))
    if as_csv:
        for line in (*uncommitted, *near):
            tell(line)
        print_csv(rows_of(table))
        return
    trace = _trace(one, two, table)
    if as_json:
        decided = {"precision": asdict(precision)} if precision else {}
        parted = [each._asdict() for each in trace.parted] if trace else None
        plans = {"first": str(one.folder), "second": str(two.folder)}
        print_json({"schema": 1, **plans, **decided, "differences": rows_of(table), "lost_step": parted})
        return
    heading = ["How near the difference is, as asked"] if near else []
    print_text("\n".join([comparison_text(one, two, table, trace), *heading, *near, *uncommitted]))


def _trace(one: Result, two: Result, table: pd.DataFrame) -> Trace | None:
    """Look for where two plans lost step, only where luck was hardly alike for something that is shown."""
    from sfpc_sim.outputs.alike import any_low
    from sfpc_sim.study.lost_step import lost_step
    from sfpc_sim.study.preparing import prepare_kernels

    if not any_low(one.facts, table):
        return None
    prepare_kernels(notice)
    return lost_step(one, two)


def _plans(references: list[str], overrides: dict[str, Any]) -> dict[str, Scenario | Path]:
    """Find the results or load the scenario of each, refusing an unlike pair before anything is simulated."""
    from sfpc_sim.study.compare import refuse_unlike
    from sfpc_sim.study.manifest import MANIFEST_NAME, read_manifest, refuse_other_folder
    from sfpc_sim.study.plain import facts_of

    there = [reference for reference in references if (Path(reference) / MANIFEST_NAME).is_file()]
    for reference in references:
        if Path(reference).is_dir():
            refuse_other_folder(Path(reference))
    loaded: dict[str, Scenario] = load_all([each for each in references if each not in there], **overrides)
    facts = [
        read_manifest(Path(each))["facts"] if each in there else facts_of(loaded[each]) for each in references
    ]  # fmt: skip
    refuse_unlike(facts[0], facts[1])
    return {**loaded, **{each: Path(each) for each in there}}


def _simulated(references: list[str], plans: dict[str, Scenario | Path], **where: Any) -> list[Result]:
    from sfpc_sim.study.result import open_result

    loaded = {reference: plan for reference, plan in plans.items() if not isinstance(plan, Path)}
    made = dict(zip(loaded, simulate_all(loaded, alternatives=False, **where), strict=True))
    return [open_result(made.get(reference, Path(reference))) for reference in references]


def _simulated_within(
    references: list[str],
    plans: dict[str, Scenario | Path],
    within: list[str],
    *,
    executor: str,
    workers: int | None,
    results: Path,
    quiet: bool,
) -> list[Result]:
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.study.aims import read_aims
    from sfpc_sim.study.crew import open_crew
    from sfpc_sim.study.preparing import prepare_kernels
    from sfpc_sim.study.within import compare_within

    aims = read_aims(within)
    prepare_kernels(notice)
    first, second = references
    with open_crew(executor, workers) as crew, shown_progress("pairs", quiet=quiet) as tell:
        return list(
            compare_within(
                plans[first],
                plans[second],
                aims,
                references=(first, second),
                executor=crew,
                results_folder=results,
                alternatives=False,
                on_progress=tell,
                on_notice=notice,
            )
        )
