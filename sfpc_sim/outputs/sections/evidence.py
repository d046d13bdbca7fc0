"""What the numbers lean on."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sfpc_sim.outputs.words import folded

WEAKEST_NAMED = 6


def assumption_lines(facts: dict[str, Any]) -> list[str]:
    """Name the weakest assumptions, and count each grade."""
    assumptions = facts["register"]["assumptions"]
    grades = Counter(assumption["source"]["grade"] for assumption in assumptions)
    weakest = sorted(assumptions, key=lambda assumption: assumption["source"]["grade"], reverse=True)
    named = ", ".join(assumption["name"] for assumption in weakest[:WEAKEST_NAMED])
    counted = ", ".join(f"{grades[grade]} of grade {grade}" for grade in sorted(grades, reverse=True))
    return [
        f"  {len(assumptions)} assumptions: {counted} (D: an assumption, A: published data).",
        *folded(f"Weakest: {named} ... All with bounds and source: sfpc assumptions {facts['name']}"),
    ]
