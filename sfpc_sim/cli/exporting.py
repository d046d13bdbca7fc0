"""`sfpc export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sfpc_sim.cli.completing import complete_result
from sfpc_sim.cli.incomplete import end_incomplete
from sfpc_sim.cli.options import Quiet  # noqa: TC001
from sfpc_sim.cli.same_plan import note_same_plan
from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.outputs.found import Found


def export(
    *,
    result: Annotated[
        list[Path],
        typer.Argument(help="Results folders; of several, differences from the first.", autocompletion=complete_result),
    ],
    xlsx: Annotated[Path | None, typer.Option(help="Workbook to write: tables, estimates, assumptions.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Folder for tidy CSV files and their data dictionary.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="Folder for the same as Parquet.")] = None,
    quiet: Quiet = False,
) -> None:
    """Write results for other programs: Excel, R, a database.

    The workbook has the numbers of the report; tidy files have every simulated future.
    """
    _refuse_places(xlsx, csv, parquet)
    from datetime import UTC, datetime

    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.outputs.export.labels import labels_of
    from sfpc_sim.outputs.export.workbook import write_workbook
    from sfpc_sim.outputs.found import found_in
    from sfpc_sim.study.result import open_result

    results = [open_result(folder) for folder in result]
    note_same_plan(results)
    labels = labels_of(results)
    founds = [found_in(each) for each in results]
    if xlsx:
        write_workbook(founds, labels, xlsx, datetime.now(UTC).date())
        print_text(f"Workbook: {xlsx}")
    for kind, folder in (("csv", csv), ("parquet", parquet)):
        if folder:
            _write_tidy(founds, labels, folder, kind, quiet=quiet)
    end_incomplete(result, say=True)


def _write_tidy(founds: Sequence[Found], labels: Sequence[str], folder: Path, kind: str, *, quiet: bool) -> None:
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.outputs.export.tidy import write_tidy

    with shown_progress(f"{kind} tables", quiet=quiet) as tell:
        written = write_tidy(founds, labels, folder, kind, tell)
    print_text(f"Tidy files in {folder}: {', '.join(path.name for path in written)}")


def _refuse_places(xlsx: Path | None, csv: Path | None, parquet: Path | None) -> None:
    """Refuse to write nothing, two kinds over one dictionary, or a workbook that Excel would not open."""
    if not (xlsx or csv or parquet):
        raise refuse("sfpc export", "nothing is asked for.", "Add --xlsx FILE, --csv FOLDER or --parquet FOLDER.")
    if csv and parquet and csv.resolve() == parquet.resolve():
        raise refuse(str(csv), "is named for CSV and for Parquet, and each has its dictionary.", "Name two folders.")
    if xlsx and xlsx.suffix.lower() != ".xlsx":
        raise refuse(f"--xlsx {xlsx}", "does not end in .xlsx, and Excel would not open it.", "Name it FILE.xlsx.")
