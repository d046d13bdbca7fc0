"""One line of headline numbers for each change that moves them: `benchmarks/history.csv`."""

from __future__ import annotations

import csv
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bounds import HEADLINES
from benchmarks.table import Row

if TYPE_CHECKING:
    from benchmarks.table import Rows

HISTORY = Path(__file__).with_name("history.csv")
COLUMNS = ("date", "commit", "machine", "python", *HEADLINES)


def line_of(rows: Rows) -> list[str]:
    """Give the fields of a line; what was not measured stays empty."""
    found = {row.name: f"{row.value:.4g}" for row in rows if isinstance(row, Row) and row.name}
    today = datetime.now(UTC).date().isoformat()
    return [today, commit(), machine(), platform.python_version(), *(found.get(name, "") for name in HEADLINES)]


def append(rows: Rows, history: Path = HISTORY) -> None:
    """Add a line to the history, and its header where there is none."""
    is_new = not history.is_file()
    with history.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        writer.writerow(line_of(rows))


def machine() -> str:
    """Say what class of machine this is, without naming it."""
    return f"{platform.system()} {platform.machine()} {os.cpu_count()} processors"


def commit() -> str:
    """Give the checkout's commit, with a plus where files differ from it."""
    root = HISTORY.parents[1]
    try:
        name = _git(root, "rev-parse", "--short", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "sfpc_sim", "scenarios")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{name}+" if changed else name


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=True).stdout.strip()
