"""What is left out, in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.paperwork.limits import limits
from sfpc_sim.outputs.report.section import Section, said

if TYPE_CHECKING:
    from sfpc_sim.outputs.report.section import Told


def left_out(told: Told) -> Section:
    """List every limit of the result."""
    points = said(limits(told.result, told.estimates, told.today))
    return Section(name="left-out", heading=f"What this result cannot bear: {len(points)} limits", points=points)
