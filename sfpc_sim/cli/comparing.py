"""`sfpc compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    Quiet,
    Replications,
    Results,
    Seed,
    Until,
    Workers,
)
from sfpc_sim.cli.running import load_all, notice, simulate_all
from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.lost_step import Trace
    from sfpc_sim.study.result import Result


def compare(
    *,
    first: Annotated[str, typer.Argument(help="Scenario or results folder.")],
    second: Annotated[str, typer.Argument(help="Scenario or results folder; differences are second minus first.")],
    replications: Replications = None,
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
    where = {"executor": executor, "workers": workers, "results": results, "quiet": quiet}
    folders = _folders([first, second], overrides, where)
    _print_comparison(*folders, as_json=as_json, as_csv=as_csv)
    end_incomplete(folders, say=True)


def _print_comparison(first: Path, second: Path, *, as_json: bool, as_csv: bool) -> None:
    from sfpc_sim.cli.printing import print_csv, print_json, print_text, rows_of
    from sfpc_sim.outputs.comparison import comparison_text
    from sfpc_sim.study.compare import compare as paired_differences
    from sfpc_sim.study.result import open_result

    one, two = open_result(first), open_result(second)
    table = paired_differences(one, two)
    if as_csv:
        print_csv(rows_of(table))
        return
    trace = _trace(one, two, table)
    if as_json:
        parted = [each._asdict() for each in trace.parted] if trace else None
        print_json({"schema": 1, "first": str(one.folder), "second": str(two.folder), "differences": rows_of(table),
                    "lost_step": parted})  # fmt: skip
    else:
        print_text(comparison_text(one, two, table, trace))


def _trace(one: Result, two: Result, table: pd.DataFrame) -> Trace | None:
    """Look for where two plans lost step, only where luck was hardly alike for something that is shown."""
    from sfpc_sim.outputs.alike import any_low
    from sfpc_sim.study.lost_step import lost_step
    from sfpc_sim.study.preparing import prepare_kernels

    if not any_low(one.facts, table):
        return None
    prepare_kernels(notice)
    return lost_step(one, two)


def _folders(references: list[str], overrides: dict[str, Any], where: dict[str, Any]) -> tuple[Path, Path]:
    """Find or make the results of both, refusing an unlike pair before anything is simulated."""
    from sfpc_sim.study.compare import refuse_unlike
    from sfpc_sim.study.manifest import MANIFEST_NAME, read_manifest
    from sfpc_sim.study.plain import facts_of

    there = [reference for reference in references if (Path(reference) / MANIFEST_NAME).is_file()]
    for reference in references:
        if Path(reference).is_dir() and reference not in there:
            raise refuse(reference, "is not a results folder.", "Name one that `sfpc run` made, or a scenario.")
    loaded: dict[str, Scenario] = load_all([each for each in references if each not in there], **overrides)
    facts = [
        read_manifest(Path(each))["facts"] if each in there else facts_of(loaded[each]) for each in references
    ]  # fmt: skip
    refuse_unlike(facts[0], facts[1])
    made = simulate_all(loaded, alternatives=False, **where)
    by_reference = dict(zip(loaded, made, strict=True)) | {each: Path(each) for each in there}
    return by_reference[references[0]], by_reference[references[1]]
