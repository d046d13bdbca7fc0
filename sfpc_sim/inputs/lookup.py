"""Where scenarios live."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, did_you_mean, refuse
from sfpc_sim.inputs.hidden import hidden_in

if TYPE_CHECKING:
    from collections.abc import Iterator


LONGEST_NAME = 100  # characters; a results folder has a digest besides, and a path on Windows 260 in all
_IN_NO_NAME = set('<>:"/\\|?*`$;&\n\t')  # Windows has them in no file name, or a shell acts on them


def shipped_folder() -> Path:
    """Give the folder of shipped scenarios: inside the package (a wheel) or beside it (a checkout)."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def find_scenario(name_or_path: str | Path, *, beside: Path | None = None, place: str | None = None) -> Path:
    """Find a scenario file.

    An argument that ends in ".toml" or contains a path separator is a path. Anything else is a
    name, looked for beside the file that mentions it, in the working folder, in its `scenarios`
    folder and among the shipped scenarios, in this order.

    Raises
    ------
    Refusal
        If there is no such scenario.
    """
    wanted = str(name_or_path)
    place = wanted if place is None else place
    if isinstance(name_or_path, Path) or is_path(wanted):
        path = Path(wanted) if beside is None else beside / wanted
        if not _exists(path):
            raise refuse(place, f'There is no file "{wanted}".', _instead(path, path.stem, beside))
        return path
    for folder in _folders(beside):
        path = folder / f"{wanted}.toml"
        if _exists(path):
            return path
    raise refuse(place, f'There is no scenario "{wanted}".', _instead((beside or Path()) / wanted, wanted, beside))


def _instead(path: Path, name: str, beside: Path | None) -> str:
    """Say what to do about a name that leads to no plan: perhaps a folder has it, or a file of another ending."""
    with_text = path.with_name(f"{path.name}.txt") if path.name else path  # as Notepad saves it; an explorer hides that
    for there in filter(_exists, (path, with_text)):
        if there.is_dir():
            return "It is a folder: name a file in it, or sfpc batch."
        return f'There is "{there.name}": rename it to {path.stem}.toml.'
    return did_you_mean(name, known_scenarios(beside))


def name_faults(path: Path) -> Iterator[Problem]:
    """Yield what keeps a file's name from naming a results folder, and a command that people copy."""
    stem = path.stem
    wrong = next((character for character in stem if character in _IN_NO_NAME or hidden_in(character)), None)
    if wrong is not None:
        fault = f"{hidden_in(wrong) or repr(wrong)} cannot be in the name of a scenario."
        yield Problem(path.name, fault, "Rename the file, for example my-plan.toml.")
    if len(stem) > LONGEST_NAME:
        fault = f"The name of the scenario has {len(stem)} characters, and may have {LONGEST_NAME}."
        yield Problem(path.name, fault, "Rename the file; the title may be longer.")


def known_scenarios(beside: Path | None = None) -> list[str]:
    """List the names `find_scenario` would find."""
    found = (path for folder in _folders(beside) if folder.is_dir() for path in folder.glob("*.toml"))
    return sorted({path.stem for path in found if _is_plan(path)})


def find_authority(name: str, *, beside: Path, place: str) -> Path:
    """Find an authority's file in `authorities` beside the scenario, else among the shipped ones."""
    folders = (beside / "authorities", shipped_folder() / "authorities")
    for folder in folders:
        path = folder / f"{name}.toml"
        if _exists(path):
            return path
    known = {path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.toml")}
    raise refuse(place, f'There is no authority "{name}".', did_you_mean(name, known))


def _is_plan(path: Path) -> bool:
    """Tell a plan from other TOML files, such as a project's own, by a key that stands before its tables."""
    try:
        before_tables = path.read_text("utf-8", errors="replace").partition("\n[")[0]
    except OSError:
        return False
    return re.search(r"^\s*sfpc\s*=", before_tables, re.MULTILINE) is not None


def is_path(wanted: str) -> bool:
    """Whether an argument is the path of a file, not the name of a scenario."""
    return wanted.endswith(".toml") or "/" in wanted or os.sep in wanted


def _folders(beside: Path | None) -> Iterator[Path]:
    if beside is not None:
        yield beside
    yield Path()
    yield Path("scenarios")
    yield shipped_folder()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name no file system accepts
        return False
