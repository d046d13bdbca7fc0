"""A thought experiment named wherever its plan's figures stand, so that nobody takes it for a team's effect."""

from __future__ import annotations

from typing import Any

from sfpc_sim.outputs.words import folded, on_day

NOBODYS = "a thought experiment, the effect of no team"


def assumed_lines(facts: dict[str, Any], indent: str = "") -> list[str]:
    """Say what is assumed and from when; nothing where nothing is."""
    assumed = facts.get("thought_experiment")
    if not assumed:
        return []
    entries, exits = assumed["entries_ratio"], assumed["exits_ratio"]
    said = (
        f"Assumed with the plan, {NOBODYS}: from {on_day(assumed['acts_from'])} entries times {entries:g}"
        f" (but unaccompanied children's), exits before 18 times {exits:g}"
    )
    return folded(said, indent)
