"""The two or three limits that could overturn the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.paperwork.limits import NEVER_VALIDATED, drifts_limit, evidence_limit
from sfpc_sim.outputs.report.section import Section

if TYPE_CHECKING:
    from sfpc_sim.outputs.report.section import Told


def limits(told: Told) -> Section:
    """Say them before any further number."""
    return Section(
        name="limits",
        heading="What could overturn this answer",
        points=(
            drifts_limit(told.result, told.estimates),
            evidence_limit(told.facts),
            f"Never held against published figures: {NEVER_VALIDATED}.",
        ),
    )
