"""`sfpc report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sfpc_sim.cli.completing import complete_result
from sfpc_sim.cli.same_plan import note_same_plan


def report(
    *,
    results: Annotated[
        list[Path],
        typer.Argument(
            help="Results folders; the first is told in full.", metavar="RESULT...", autocompletion=complete_result
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; report.html in the first folder if left out.")
    ] = None,
) -> None:
    """Write a report for a Board: one HTML file.

    It needs no network and runs no script, and prints to A4. Further results are told as differences from the first.
    """
    from datetime import UTC, datetime

    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.errors import refuse
    from sfpc_sim.outputs.report.page import write_report
    from sfpc_sim.study.result import open_result

    path = output or results[0] / "report.html"
    opened = [open_result(folder) for folder in results]
    note_same_plan(opened)
    try:
        write_report(opened, path, datetime.now(UTC).date())
    except OSError as error:
        raise refuse(str(path), f"cannot be written: {error.strerror}.", "Name another file with -o.") from None
    print_text(f"Report: {path} ({path.stat().st_size / 1000:,.0f} kB)")
