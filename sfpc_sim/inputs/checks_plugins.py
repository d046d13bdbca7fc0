"""Whether a plan and its plug-ins speak of the same things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.plugins import open_plugins
from sfpc_sim.inputs.schema import TeamTable
from sfpc_sim.inputs.shapes import tables_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sfpc_sim.inputs.documents import Document
    from sfpc_sim.inputs.scenario import PluginSource


def own_effect_faults(document: Document, sources: Sequence[PluginSource]) -> Iterator[Problem]:
    """Find teams that deliver an effect of the researcher's own which no plug-in brings."""
    try:
        brought = "own_effect" in open_plugins(sources).mechanisms
    except Refusal:
        return  # told elsewhere
    for key, team in tables_in(document, TeamTable, "teams"):
        if team.delivers == "own" and not brought:
            fault = f'The team "{key}" delivers "own", and no plug-in fills the slot "own_effect".'
            yield Problem(document.place(("teams", key, "delivers")), fault, "Name the plug-in that does.")
