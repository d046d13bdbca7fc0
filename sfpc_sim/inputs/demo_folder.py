"""The folder of a first run: a plan to change, and a note by which the folder is known again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from pathlib import Path

PARENT = "innovation-2017"
NOTE = "about-this-folder.txt"
PLAN = "my-plan.toml"
SUGGESTED = "recruitment_from = 2017-09-23"

_NOTE = f"""\
Made by sfpc demo. Delete the folder whenever you like; sfpc demo makes it again.

{PLAN}   a plan of your own: change it, and run it
report.html    the report of the plan as it ships
results        what was simulated, one folder a plan
"""
_PLAN = f"""\
# A plan of your own. Whatever it does not say is as in {PARENT}.
# Every value there is, and what it means: sfpc show {PARENT}, sfpc explain KEY

sfpc = 1
extends = "{PARENT}"
title = "My plan: recruitment three months later"
question = "What do three months of delay change?"

[programme]
# {SUGGESTED}    # {PARENT} says 2017-06-23
"""


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """A folder that `sfpc demo` made, or makes."""

    path: Path

    @property
    def plan(self) -> Path:
        """The plan to change."""
        return self.path / PLAN

    @property
    def results(self) -> Path:
        """Where results go."""
        return self.path / "results"

    @property
    def report(self) -> Path:
        """Where the report goes."""
        return self.path / "report.html"

    def line_to_change(self) -> int | None:
        """Give the line on which the suggested change waits; None once the plan was changed."""
        text = self.plan.read_text("utf-8")
        lines = text.splitlines()
        return next((n for n, line in enumerate(lines, 1) if SUGGESTED in line), None) if text == _PLAN else None


def demo_folder(path: Path) -> DemoFolder:
    """Make the folder of a first run; one that was made before keeps its plan.

    Raises
    ------
    Refusal : there is something else of this name, or it cannot be written
    """
    folder = DemoFolder(path)
    if path.exists() and not path.is_dir():
        raise refuse(str(path), "is a file.", "Name another folder: sfpc demo FOLDER")
    if path.is_dir() and any(path.iterdir()) and not (path / NOTE).is_file():
        raise refuse(str(path), "is a folder that sfpc demo did not make.", "Name another one: sfpc demo FOLDER")
    try:
        path.mkdir(parents=True, exist_ok=True)
        (path / NOTE).write_text(_NOTE, encoding="utf-8")
        if not folder.plan.exists():
            folder.plan.write_text(_PLAN, encoding="utf-8", newline="\n")
    except OSError as error:
        raise refuse(str(path), f"cannot be written: {error.strerror}.", "Name another folder.") from None
    return folder
