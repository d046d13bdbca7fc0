"""Which assumptions move the answer most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.report.section import Section

if TYPE_CHECKING:
    from sfpc_sim.outputs.report.section import Told


def drivers(told: Told) -> Section:
    """Show what was measured, or name the command that measures it."""
    drawn, name = told.drawn("drivers"), told.facts["name"]
    if not drawn:
        return Section(
            name="drivers",
            heading="What matters most was not measured for this result",
            sentences=(
                f"`sfpc drivers {name}` holds each assumption at its P10 and P90; then write this report again.",
            ),
        )
    return Section(
        name="drivers",
        heading=drawn[0].title,
        sentences=(f"Whose evidence would narrow the answer most: `sfpc uncertainty {name}`.",),
        pictures=drawn,
    )
