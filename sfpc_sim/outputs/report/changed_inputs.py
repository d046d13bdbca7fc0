"""Which inputs differ between two plans: changed keys only, as the files say them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.paperwork.decisions_log import leaves
from sfpc_sim.outputs.table import Column, Table

if TYPE_CHECKING:
    from sfpc_sim.outputs.report.section import Told

PARTS = ("scenario", "authority", "assumptions", "correlations", "plugins")
WORDS_ONLY = ("scenario.title", "scenario.question", "scenario.run.replications", "scenario.sfpc")
NOT_SAID = "not said"


def changed_inputs(first: Told, second: Told) -> Table:
    """Lay keys whose values differ side by side."""
    one, two = (_said(each.result.manifest["overlaid"]) for each in (first, second))
    keys = [key for key in dict.fromkeys((*one, *two)) if one.get(key) != two.get(key) and key not in WORDS_ONLY]
    rows = tuple((f"`{key}`", one.get(key, NOT_SAID), two.get(key, NOT_SAID)) for key in keys)
    heads = (Column("Input"), Column("In the first plan"), Column("In this plan"))
    return Table(f"Inputs of {second.facts['name']} that differ from {first.facts['name']}", heads, rows)


def _said(overlaid: dict[str, Any]) -> dict[str, str]:
    """Give what a plan says by dotted key, its part of the files first."""
    return {f"{part}.{key}": value for part in PARTS for key, value in leaves(overlaid.get(part, {})) if key}
