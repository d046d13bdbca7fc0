"""Where the home authority's children in care live: a first placement by age, and moves.

Told after the run, for all children at once. A child moves at a constant rate, and each placement
is drawn from the mix of the age at which it begins; both are keyed to child, spell and move, so two
plans on the same luck place every child alike. Foster homes are one kind here, whoever the carer
works for: which of them are the council's own follows from how many there are (`placement_costs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model import kernel
from sfpc_sim.model.counting import ALONE, Moves
from sfpc_sim.model.months import DAYS_PER_YEAR, month_edges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.model.salaries import Numbers
    from sfpc_sim.model.spells import Cohort
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

KINDS = ("foster", "kinship", "residential", "semi-independent", "with parents", "for adoption")
FOSTER = KINDS.index("foster")


@dataclass(frozen=True, slots=True)
class Placed:
    """Days in each kind of placement, and where children were on the first day.

    Attributes
    ----------
    days : (cohort, kind, month) child-days
    on_first_day : (cohort, kind) children
    """

    days: Floats
    on_first_day: Floats


def place(world: World, cohorts: Sequence[Cohort]) -> Placed:
    """Place the home authority's children of several cohorts on the same luck."""
    scenario, per_day = world.scenario, world.draw["placement_moves_per_year"] / DAYS_PER_YEAR
    moves = Moves(scenario.first_day, month_edges(scenario), cumulative_mix(world.draw), per_day)
    return Placed(*kernel.placement_days(cohorts, world.luck, moves))


def cumulative_mix(numbers: Numbers) -> Floats:
    """Give the mix of new placements by age, cumulated over the kinds.

    Returns
    -------
    (age band and unaccompanied, kind) from 0 to 1; shares add up to at most 1 by their bounds, the rest is fostered
    """

    def by_age(*names: str) -> list[float]:
        return [numbers[name] if name else 0.0 for name in names]

    kinship_young, kinship = "kinship_share_under_5", "kinship_share_5_to_17"
    parents_young, parents = "with_parents_share_under_5", "with_parents_share_5_to_17"
    child, adoption = "residential_share_under_10", "adoption_share_under_5"
    residential = (child, child, child, "residential_share_10_to_15", "residential_share_16_17", "")
    mix = np.array([
        np.zeros(ALONE + 1),
        by_age(kinship_young, kinship_young, kinship, kinship, kinship, ""),
        by_age(*residential),
        by_age("", "", "", "", "semi_independent_share_16_17", "semi_independent_share_unaccompanied"),
        by_age(parents_young, parents_young, parents, parents, parents, ""),
        by_age(adoption, adoption, "", "", "", ""),
    ]).T  # fmt: skip
    mix[:, FOSTER] = 1.0 - mix.sum(axis=1)
    return np.cumsum(mix, axis=1)
