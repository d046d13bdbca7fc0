"""Where the home authority's children in care live: a first placement by age, and moves.

Told after the run, for all children at once. A child moves at a constant rate, and each placement
is drawn from the mix of the age at which it begins; both are keyed to child, spell and move, so two
plans on the same luck place every child alike. Foster homes are one kind here, whoever the carer
works for: which of them are the council's own follows from how many there are (`placement_costs`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authority import AGE_BANDS
from sfpc_sim.model.delivery import clusters
from sfpc_sim.model.months import DAYS_PER_YEAR, month_edges
from sfpc_sim.model.spells import AGE_EDGES_DAYS, UNACCOMPANIED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.salaries import Numbers
    from sfpc_sim.model.spells import Cohort
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

KINDS = ("foster", "kinship", "residential", "semi-independent", "with parents", "for adoption")
FOSTER = KINDS.index("foster")
MOVES = 1000  # addresses a spell; nobody moves so often
ALONE = len(AGE_BANDS)  # unaccompanied children have a mix of their own


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


@dataclass(frozen=True, slots=True)
class _Spells:
    """Spells of care to be lived through; arrays (spell,)."""

    cohort: Rows
    key: NDArray[np.uint64]
    address: Rows  # of the spell's first placement
    placed_day: Floats  # on which the placement begins
    next_from: Floats  # from which the time to the next move counts
    left_day: Floats
    birth_day: Floats
    alone: NDArray[np.bool_]

    def chosen(self, which: NDArray[np.bool_]) -> _Spells:
        return _Spells(*(getattr(self, field.name)[which] for field in fields(self)))


def place(world: World, cohorts: Sequence[Cohort]) -> Placed:
    """Place the home authority's children of several cohorts on the same luck."""
    scenario, luck, draw = world.scenario, world.luck, world.draw
    mix, moves_per_day = cumulative_mix(draw), draw["placement_moves_per_year"] / DAYS_PER_YEAR
    spells = _together([_spells(scenario, luck, moves_per_day, i, cohort) for i, cohort in enumerate(cohorts)])
    groups, firsts, ends = [], [], []
    for move in range(MOVES):
        if not spells.key.size:
            break
        wait_u, kind_u = luck.numbers("placement", spells.key, spells.address + move, size=2)
        end = np.minimum(spells.next_from - np.log(wait_u) / moves_per_day, spells.left_day)
        group = np.searchsorted(AGE_EDGES_DAYS, spells.placed_day - spells.birth_day, side="right")
        group = np.where(spells.alone, ALONE, np.minimum(group, ALONE - 1))
        kind = np.sum(kind_u[:, None] >= mix[group], axis=1)
        groups.append(spells.cohort * len(KINDS) + kind)
        firsts.append(spells.placed_day)
        ends.append(end)
        spells = replace(spells, placed_day=end, next_from=end).chosen(end < spells.left_day)
    return _count(scenario, len(cohorts), np.concatenate(groups), np.concatenate(firsts), np.concatenate(ends))


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


def of_home(scenario: Scenario, cohort: Cohort) -> NDArray[np.bool_]:
    """Tell which rows (row,) are spells of care of the home authority: its areas come first, partners' after them."""
    return np.asarray(cohort.entered[: cohort.size] & (cohort.area[: cohort.size] <= len(clusters(scenario))))


def _spells(scenario: Scenario, luck: Luck, moves_per_day: float, number: int, cohort: Cohort) -> _Spells:
    """Gather the home authority's spells after the first day, cut at the horizon."""
    own = np.flatnonzero(of_home(scenario, cohort) & (cohort.exit_day[: cohort.size] > 0.0))
    entered, key = cohort.entry_day[own], cohort.key[own]
    placed, from_day = entered.copy(), np.maximum(entered, scenario.first_day)
    # Moves come evenly, so the placement of the first day began an exponential time before it.
    stock = np.flatnonzero(entered < scenario.first_day)
    since = -np.log(luck.numbers("placed before the first day", key[stock])[0]) / moves_per_day
    placed[stock] = np.maximum(scenario.first_day - since, entered[stock])
    left = np.minimum(cohort.exit_day[own], scenario.horizon_days)
    alone = cohort.kind[own] == UNACCOMPANIED
    which, address = np.full(own.size, number), cohort.spell[own] * MOVES
    return _Spells(which, key, address, placed, from_day, left, cohort.birth_day[own], alone)


def _together(parts: Sequence[_Spells]) -> _Spells:
    return _Spells(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(_Spells)))


def _count(scenario: Scenario, cohorts: int, group: Rows, first: Floats, end: Floats) -> Placed:
    """Count days by month: whoever is there at a month's start stays for all of it, less or more what days say."""
    edges, size = month_edges(scenario), cohorts * len(KINDS)
    within = end > 0.0
    group, first, end = group[within], first[within], end[within]
    on_first_day = np.bincount(group[first <= 0.0], minlength=size)
    first = np.maximum(first, 0.0)
    months = edges.size
    padded = np.append(edges, edges[-1])  # a stay to the horizon ends in the month after the last
    enters, leaves = (np.searchsorted(edges, day, side="right") - 1 for day in (first, end))

    def by_month(month: Rows, weights: Floats | None = None) -> Floats:
        counted = np.bincount(group * (months + 1) + month, weights, size * (months + 1))
        return np.asarray(counted.reshape(size, months + 1)[:, :months], np.float64)

    there = np.cumsum(by_month(enters + 1) - by_month(leaves + 1), axis=1)[:, :-1] * np.diff(edges)
    partial = by_month(enters, padded[enters + 1] - first) - by_month(leaves, padded[leaves + 1] - end)
    days = there + partial[:, :-1]
    return Placed(days.reshape(cohorts, len(KINDS), -1), on_first_day.reshape(cohorts, len(KINDS)).astype(float))
