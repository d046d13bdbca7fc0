"""What a partnership, and what befalls an authority, do to its children entering and leaving care."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.scenario import AGE_BANDS, EXIT_CAUSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.partners import Partnership
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]


def entry_ratios(world: World, day: float) -> Floats:
    """Give entries relative to usual, `(partner, age band)`: the model's effect, and an inadequate judgement's.

    The judgement comes with or without a programme; the effect grows with the people trained and with time since
    the launch (evidence rows 52, 53 and 74).
    """
    effect, draw, acts = world.mechanisms.partner_effect, world.draw, "entries" in world.scenario.effects_on
    ratios = np.full((len(world.partnerships), len(AGE_BANDS)), effect(0.0, draw))
    for number, each in enumerate(world.partnerships.values()):
        if each.launched_day < day or each.shocks.inadequate_from <= day:
            reached = reach(world, each, day) if acts else 0.0
            ratios[number] = effect(reached, draw) * _judgement_ratio(world, each, day)
    return ratios


def exit_ratios(world: World, day: float) -> Floats:
    """Give exit hazards before 18 relative to usual, `(partner, cause)` (evidence row 54)."""
    gain, ratios = world.draw["family_valued_exit_ratio"] - 1.0, np.ones((len(world.partnerships), len(EXIT_CAUSES)))
    if "exits" not in world.scenario.effects_on:
        return ratios
    for number, each in enumerate(world.partnerships.values()):
        if each.launched_day < day:
            ratios[number] = 1.0 + gain * reach(world, each, day)
    return ratios


def reach(world: World, partnership: Partnership, day: float) -> float:
    """Give how far the model has come in a partner on a day: its trained share, times the time since its launch."""
    if day <= partnership.launched_day or not partnership.coverage:
        return 0.0
    onset = (day - partnership.launched_day) / world.draw["family_valued_onset_days"]
    return partnership.coverage[-1] * min(onset, 1.0)


def _judgement_ratio(world: World, partnership: Partnership, day: float) -> float:
    shocks = partnership.shocks
    return world.draw["inadequate_entry_ratio"] if shocks.inadequate_from <= day < shocks.uplift_until else 1.0
