"""What the Tab key offers: names and files of plans, results folders, and what can be explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESULTS = Path("results")


def complete_plan(incomplete: str) -> list[str]:
    """Offer shipped plans by name, and the TOML files there are."""
    from sfpc_sim.inputs.lookup import known_scenarios

    names = [name for name in known_scenarios() if name.startswith(incomplete)]
    return sorted({*names, *_paths(incomplete, lambda path: path.is_dir() or path.suffix == ".toml")})


def complete_result(incomplete: str) -> list[str]:
    """Offer results folders, in the usual folder and in the one that was begun."""
    usual = [path.as_posix() for path in RESULTS.glob("*/manifest.json")] if not incomplete else []
    return sorted({*(path.removesuffix("/manifest.json") for path in usual), *_paths(incomplete, Path.is_dir)})


def complete_plan_or_result(incomplete: str) -> list[str]:
    """Offer plans and results folders."""
    return sorted({*complete_plan(incomplete), *complete_result(incomplete)})


def _paths(incomplete: str, wanted: Callable[[Path], bool]) -> Iterator[str]:
    """Give the paths that begin so; hidden ones only where the dot is written."""
    folder, slash, begun = incomplete.rpartition("/")
    at = Path(folder or ("/" if slash else "."))
    for path in at.iterdir() if at.is_dir() else ():
        if path.name.startswith(begun) and (begun or not path.name.startswith(".")) and wanted(path):
            yield f"{folder}{slash}{path.name}{'/' * (path.is_dir() and not (path / 'manifest.json').is_file())}"
