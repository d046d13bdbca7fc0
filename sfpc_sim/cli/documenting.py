"""`sfpc document`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sfpc_sim.cli.options import ResultFolder  # noqa: TC001 Typer reads annotations


def document(
    *,
    result: ResultFolder,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; paperwork.md in the folder if left out.")
    ] = None,
) -> None:
    """Write a result's paperwork: limits, STRESS-DES, logs of assumptions.

    Every number is read from the result. What only a person knows is left as a marked field.
    """
    from datetime import UTC, datetime

    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.errors import refuse
    from sfpc_sim.outputs.paperwork.document import document as written
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.result import open_result

    path = output or result / "paperwork.md"
    text = written(open_result(result), today=datetime.now(UTC).date())
    try:
        with whole_file(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    except OSError as error:
        raise refuse(str(path), f"cannot be written: {error.strerror}.", "Name another file with -o.") from None
    print_text(f"Paperwork: {path}")
