"""`sfpc summary`, and how every command prints results."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sfpc_sim.cli.options import Csv, Json, Quiet, ResultFolders  # noqa: TC001

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.study.result import Result


def summary(
    *,
    result: ResultFolders,
    quiet: Quiet = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Say again what a finished run found."""
    print_folders(result, quiet=quiet, as_json=as_json, as_csv=as_csv)


def print_folders(folders: list[Path], *, quiet: bool, as_json: bool, as_csv: bool) -> None:
    """Print what finished folders hold."""
    from sfpc_sim.study.result import open_result

    print_results([open_result(folder) for folder in folders], quiet=quiet, as_json=as_json, as_csv=as_csv)


def print_results(results: list[Result], *, quiet: bool, as_json: bool, as_csv: bool) -> None:
    """Print finished results the way that was asked for."""
    from sfpc_sim.study.summary import summarise

    found = [(result, summarise(result)) for result in results]
    if as_json:
        _print_json(found)
    elif as_csv:
        _print_csv(found)
    else:
        for result, table in found:
            _print_text(result, table, quiet=quiet)


def _print_json(found: list[tuple[Result, pd.DataFrame]]) -> None:
    from sfpc_sim.cli.printing import print_json, rows_of
    from sfpc_sim.outputs.failed import failed_count

    keys = ("scenario", "digest", "canonical_digest")
    print_json({"schema": 1, "results": [
        {"folder": str(result.folder), **{key: result.manifest[key] for key in keys},
         "replications": len(result.replications), "failed": failed_count(result),
         **({"precision": asdict(result.precision)} if result.precision else {}), "summary": rows_of(table)}
        for result, table in found
    ]})  # fmt: skip


def _print_csv(found: list[tuple[Result, pd.DataFrame]]) -> None:
    """Print rows alone; what else there is to say goes to standard error."""
    from sfpc_sim.cli.printing import print_csv, rows_of, tell
    from sfpc_sim.outputs.failed import failed_lines
    from sfpc_sim.outputs.sections.precision import precision_lines
    from sfpc_sim.outputs.sections.provenance import uncommitted_lines

    for result, _ in found:
        near = precision_lines(result.precision, result.manifest["replications"])
        for line in (*uncommitted_lines(result.manifest), *failed_lines(result), *near):
            tell(line)
    print_csv([row for result, table in found for row in rows_of(table, scenario=result.facts["name"])])


def _print_text(result: Result, table: pd.DataFrame, *, quiet: bool) -> None:
    from sfpc_sim.cli.printing import as_typed, print_sections, print_text
    from sfpc_sim.outputs.estimates_by_name import Estimates
    from sfpc_sim.outputs.failed import failed_lines
    from sfpc_sim.outputs.sections.precision import precision_lines
    from sfpc_sim.outputs.sections.provenance import uncommitted_lines
    from sfpc_sim.outputs.text import headline_lines, summary_sections

    for line in failed_lines(result):
        print_text(line)
    if quiet:
        told = headline_lines(result.facts, Estimates(table, result.drift))
        for line in (*told, *precision_lines(result.precision, result.manifest["replications"])):
            print_text(line)
    else:
        print_sections(summary_sections(result, table))
        print_text(f"Results: {result.folder}\nNext:    sfpc report {as_typed(result.folder)} -o board.html")
    for line in uncommitted_lines(result.manifest):
        print_text(line)
