"""What a results folder says about itself."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import refuse
from sfpc_sim.study.digest import PACKAGE_FOLDER, canonical_digest, digest_of, processor, versions
from sfpc_sim.study.executors import available_workers
from sfpc_sim.study.failures import read_failures
from sfpc_sim.study.files import whole_file
from sfpc_sim.study.plain import as_plain, facts_of

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.store import Store

MANIFEST_NAME = "manifest.json"
MOST_NEAR = 3  # results named to who named none
GIT_SECONDS = 10  # a checkout on a slow share; after that nothing is said of the commit


def write_manifest(
    store: Store, scenario: Scenario, parts: dict[str, Any], *, timed: int = 0, seconds: float = 0.0
) -> None:
    """Record what is in the folder and what it came from; the first writing's time is kept.

    Parameters
    ----------
    timed, seconds : replications that came home since the last writing, and what workers spent on them
    """
    path = store.folder / MANIFEST_NAME
    now = datetime.now(UTC).isoformat(timespec="seconds")
    before = read_manifest(store.folder) if path.exists() else {}
    spent = before.get("run_time", {"replications": 0, "seconds": 0.0})
    replications = store.consolidated()
    unchanged = replications == before.get("replications")
    manifest = {
        "schema": 1,
        "scenario": scenario.name,
        "digest": digest_of(parts),
        "digest_parts": parts,
        "seed": scenario.seed,
        "start": scenario.start.isoformat(),
        "end": scenario.end.isoformat(),
        "evidence": scenario.evidence,
        "drift": scenario.drift,
        "plugins": {plugin.name: plugin.sha256 for plugin in scenario.plugins},
        "plugin_texts": {plugin.name: plugin.text for plugin in scenario.plugins},
        "versions": versions(),
        "processor": dict(processor()),
        "machine": {"system": platform.platform(), "processors": available_workers()},
        "git": git_state(PACKAGE_FOLDER),
        "created": before.get("created", now),
        "finished": (before["finished"] if unchanged else now) if replications else None,
        "run_time": {"replications": spent["replications"] + timed, "seconds": round(spent["seconds"] + seconds, 3)},
        "replications": replications,
        "failed": len(read_failures(store.folder)),
        "canonical_digest": canonical_digest(store.monthly, store.replications) if replications else None,
        "overlaid": as_plain(scenario.overlaid),
        "facts": facts_of(scenario),
    }
    with whole_file(path) as temporary:
        temporary.write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")


def describes(store: Store, scenario: Scenario) -> bool:
    """Whether the manifest is there and speaks of the tables as they are, and of what was signed since."""
    if not (store.folder / MANIFEST_NAME).is_file():
        return False
    manifest = read_manifest(store.folder)
    there = (store.consolidated(), len(read_failures(store.folder)), as_plain(scenario.overlaid))
    return (manifest["replications"], manifest["failed"], manifest["overlaid"]) == there


def refuse_other_folder(folder: Path) -> None:
    """Refuse a folder that no run made.

    Raises
    ------
    Refusal : there is no manifest in it
    """
    if not (folder / MANIFEST_NAME).is_file():
        near = [str(each) for each in _results_near(folder)]
        remedy = f"Did you mean {' or '.join(near)}?" if near else "Name one that `sfpc run` made, or run the scenario."
        raise refuse(str(folder), "is not a results folder.", remedy)


def _results_near(folder: Path) -> list[Path]:
    """Give the newest results that lie in a folder, that hold a file, or whose names begin as in `results/plan-...`."""
    if folder.is_dir():
        within, begins = folder, ""
    elif folder.is_file():
        within, begins = folder.parent.parent, folder.parent.name
    else:
        within, begins = folder.parent, folder.name.rstrip(".*\u2026")
    there = [path for path in within.glob("*/" + MANIFEST_NAME) if path.parent.name.startswith(begins)]
    newest_first = sorted(there, key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.parent for path in newest_first[:MOST_NEAR]]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a folder's manifest.

    Raises
    ------
    Refusal : it is damaged
    """
    path = folder / MANIFEST_NAME
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        fault = "holds no readable JSON: it is damaged."
        raise refuse(str(path), fault, "Delete it and repeat the run, which writes it anew; the tables stay.") from None
    return manifest


@cache  # what a process imported does not change with the folder
def git_state(folder: Path) -> dict[str, Any] | None:
    """Name the commit the code stands at and whether it was changed since; None outside a checkout."""
    if _git(folder, "ls-files", "--error-unmatch", "__init__.py") is None:
        return None
    changed = _git(folder, "status", "--porcelain", "--", ".")
    return {"commit": _git(folder, "rev-parse", "HEAD"), "dirty": bool(changed)}


def _git(folder: Path, *arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603 fixed arguments
            [git, "-C", str(folder), *arguments], capture_output=True, text=True, check=False, timeout=GIT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):  # never a reason to fail a run
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
