"""Where scenarios live, and how a new one begins."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, did_you_mean, refuse
from sfpc_sim.inputs.hidden import hidden_in

if TYPE_CHECKING:
    from collections.abc import Iterator


_NAME = re.compile(r"\w[\w .-]*")
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
    if isinstance(name_or_path, Path) or _is_path(wanted):
        path = Path(wanted) if beside is None else beside / wanted
        if not _exists(path):
            raise refuse(place, f'There is no file "{wanted}".', did_you_mean(path.stem, known_scenarios(beside)))
        return path
    for folder in _folders(beside):
        path = folder / f"{wanted}.toml"
        if _exists(path):
            return path
    raise refuse(place, f'There is no scenario "{wanted}".', did_you_mean(wanted, known_scenarios(beside)))


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


def new_scenario(name: str, parent: str, folder: Path) -> Path:
    """Write an editable scenario that says only what differs from its parent: nothing yet.

    Raises
    ------
    Refusal
        If the parent does not exist, the name cannot be a file name, or the file is there already.
    """
    stem = name.removesuffix(".toml")
    if not _NAME.fullmatch(stem) or len(stem) > LONGEST_NAME:
        raise refuse(name or "name", "This cannot be the name of a scenario.", "Write one word, for example my-plan.")
    path = folder / f"{stem}.toml"
    found = find_scenario(parent)
    if _is_path(parent):
        parent = Path(os.path.relpath(found, folder)).as_posix()
    if stem == parent or found.resolve() == path.resolve():
        raise refuse(stem, "A scenario cannot extend itself.", "Choose another name for the new one.")
    if (shipped_folder() / f"{stem}.toml").is_file():
        raise refuse(stem, "A shipped scenario has this name, and would be hidden.", "Choose another name.")
    if path.exists():
        raise refuse(str(path), "This file exists already.", "Choose another name, or delete the file first.")
    _write_new(path, _TEMPLATE.format(stem=stem, parent=parent))
    return path


_TEMPLATE = """\
# {stem}: what differs from {parent}. Everything not said here is as it is there.
# Lines that begin with "#" are examples; take the "#" away and change the value.

sfpc = 1
extends = "{parent}"
title = "{stem}"
question = "What changes if ...?"

# evidence = "no-effect"            # or "council-hope", "published"
# drift = "walk"                    # or "damped", "stationary"

# [target]
# children_under = 1100

# [programme]
# recruitment_from = 2017-09-01
# posts_filled = "on-plan"

# [posts.res-coordinator]
# count = 2

# [assumptions.advert_live_weeks]
# belief = {{ triangular = {{ low = 3, mode = 4, high = 6 }} }}
# source = {{ ref = "Where the number comes from", grade = "C" }}
"""


def _write_new(path: Path, text: str) -> None:
    # Written aside and moved into place: a reader never meets half a file.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise refuse(str(path), f"The file cannot be written: {error.strerror}.", "Choose another folder.") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _is_plan(path: Path) -> bool:
    """Tell a plan from other TOML files, such as a project's own, by a key that stands before its tables."""
    try:
        before_tables = path.read_text("utf-8", errors="replace").partition("\n[")[0]
    except OSError:
        return False
    return re.search(r"^\s*sfpc\s*=", before_tables, re.MULTILINE) is not None


def _is_path(wanted: str) -> bool:
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
