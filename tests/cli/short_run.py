"""How a short plan is run, and where its results are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ("--replications", "4", "--workers", "1", "--no-alternatives")


def results_of(plans: Path) -> Path:
    return next((plans / "results").glob("short-*"))
