"""Which code made a result, and whether it had been committed."""

from __future__ import annotations

from typing import Any

COMMIT_LETTERS = 12


def provenance_line(manifest: dict[str, Any]) -> str:
    """Say which commit the code of a result stood at, and whether it was that commit's."""
    git, code = manifest.get("git"), manifest["digest_parts"]["code"][:COMMIT_LETTERS]
    version = f"sfpc_sim {manifest['versions']['sfpc_sim']}"
    if git is None:
        return (
            f"Made by {version} outside a Git checkout (an installed package): its code's digest {code} alone names it."
        )
    commit = git["commit"][:COMMIT_LETTERS] if git["commit"] else "no commit"
    if git["dirty"]:
        return f"WARNING: made from UNCOMMITTED code ({version}, changed since {commit}): nobody else can have it."
    return f"Made by {version} at commit {commit}, nothing changed since."


def uncommitted_lines(manifest: dict[str, Any]) -> list[str]:
    """Give one line where the code was not committed; nothing else is worth a line."""
    git = manifest.get("git")
    return [provenance_line(manifest)] if git and git["dirty"] else []
