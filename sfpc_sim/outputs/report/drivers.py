"""Which assumptions move the answer most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.drivers_text import outcome_words
from sfpc_sim.outputs.report.section import Section
from sfpc_sim.study.effects import FOLLOWED

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
    assert told.effects is not None  # what is drawn was measured
    outcome = str(told.effects["outcome"].iloc[0])
    first = told.effects[told.effects["outcome"] == outcome]
    moving, followed = int(first["told_from_zero"].sum()), int((first["stage"] == FOLLOWED).sum())
    return Section(
        name="drivers",
        heading=f"{moving} of {followed} assumptions followed up are told to move {outcome_words(outcome)}",
        sentences=(f"Whose evidence would narrow the answer most: `sfpc uncertainty {name}`.",),
        pictures=drawn,
    )
