"""What goes to the screen or the pipe."""

from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
import sys
from math import isfinite
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.hidden import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    import pandas as pd

    from sfpc_sim.outputs.text import Section

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def print_text(text: str, *, bold: bool = False) -> None:
    """Print text, hidden characters written out: a file's words give a terminal no order."""
    _print(text, sys.stdout, bold=bold)


def tell(text: str) -> None:
    """Say the same way on standard error what the user should know."""
    _print(text, sys.stderr)


def as_typed(path: Path) -> str:
    """Write a path as one would type it in a command: in quotation marks, if it has spaces or the like."""
    text = str(path)
    return subprocess.list2cmdline([text]) if os.name == "nt" else shlex.quote(text)


def print_sections(sections: Sequence[Section]) -> None:
    """Print sections, headings bold on a terminal unless NO_COLOR says otherwise."""
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for section in sections:
        if section.heading:
            print_text(section.heading, bold=bold)
        print_text("\n".join((*section.lines, "")))


def _print(text: str, stream: TextIO, *, bold: bool = False) -> None:
    text = harmless(text)
    print(f"{BOLD}{text}{PLAIN}" if bold else text, file=stream, flush=True)


def print_json(content: Any) -> None:
    """Print JSON; numbers JSON cannot write are null."""
    print(json.dumps(_writable(content), indent=1))


def print_csv(rows: Iterable[dict[Any, Any]]) -> None:
    """Print rows as CSV with a header; a spreadsheet shows their texts as texts."""
    from sfpc_sim.outputs.csv_cells import shown_as_text

    rows = [{key: shown_as_text(value) for key, value in row.items()} for row in rows]
    writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def rows_of(table: pd.DataFrame, **first: Any) -> list[dict[Any, Any]]:
    """List a table's rows, each begun with the same columns."""
    return [first | row for row in table.to_dict("records")]


def _writable(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _writable(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_writable(value) for value in content]
    return None if isinstance(content, float) and not isfinite(content) else content
