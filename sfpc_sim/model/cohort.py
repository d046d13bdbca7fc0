"""Individuals in arrays: who enters, who leaves, when, in continuous time. The reference kernel.

Each child in each spell of care has one unit-exponential budget a cause, spent at the current
hazard of that cause; the cause whose budget runs out first ends the spell. Birthdays and duration
edges are changes of rate. A shared pace multiplies the hazards of a cause and is constant within a
step, so time is kept as *operational time* (years times pace) and a budget runs out at a threshold
that does not move until the child's own rate changes. Everyone leaves at 18.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.returning import add_recurrences, add_reentries
from sfpc_sim.model.spells import AGE_EDGES_DAYS, AT_18, IN_CARE, OVER, RECURRENCE, REENTRY, UNACCOMPANIED, WAITING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.spells import Cohort, FlowRules

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Step:
    """Rates between two days, constant in between."""

    start_day: float
    end_day: float
    pace: Floats  # (cause,) multiplies exit hazards
    entry_ratio: Floats  # (area, age): what programmes leave of entries
    recurrence_ratio: float  # for a family with a Futures place

    def continues(self, earlier: Step) -> bool:
        """Tell whether this step has the same rates as an earlier one."""
        return (
            np.array_equal(self.pace, earlier.pace)
            and np.array_equal(self.entry_ratio, earlier.entry_ratio)
            and self.recurrence_ratio == earlier.recurrence_ratio
        )


def advance(cohort: Cohort, step: Step, rules: FlowRules, luck: Luck) -> None:
    """Move every child to the end of the step, each through its own changes in order of time."""
    cohort.keep_pace(step.start_day, step.pace)
    end = cohort.operational(step.end_day)
    rows = np.arange(cohort.size)
    while rows.size:
        before, infants, leavers = cohort.size, [], []
        while rows.size:
            due = (cohort.next_day[rows] < step.end_day) | np.any(cohort.threshold[:, rows] < end[:, None], axis=0)
            rows = rows[due]
            waiting = cohort.state[rows] == WAITING
            infants.append(_enter(cohort, rows[waiting], step, rules))
            leavers.append(_live(cohort, rows[~waiting], rules))
        # Whoever may come back within this very step is moved in another round.
        add_recurrences(cohort, np.concatenate(infants), rules, luck)
        add_reentries(cohort, np.concatenate(leavers), rules, luck)
        rows = np.arange(before, cohort.size)


def start_spells(cohort: Cohort, rows: Rows, day: Floats, rules: FlowRules) -> None:
    """Put rows in care: budgets begin to be spent at the hazards of their age and duration."""
    cohort.state[rows] = IN_CARE
    cohort.entered[rows] = True
    cohort.rate[:, rows] = 0.0
    cohort.band[rows] = np.searchsorted(AGE_EDGES_DAYS, day - cohort.birth_day[rows], side="right")
    cohort.duration[rows] = np.searchsorted(rules.duration_edges_days, day - cohort.entry_day[rows], side="right")
    _change_rates(cohort, rows, day, rules)


def _enter(cohort: Cohort, rows: Rows, step: Step, rules: FlowRules) -> Rows:
    """Decide at their time whether waiting children enter: a coordinate against what programmes leave.

    Returns the infants among them whose removal may be followed by another of the same family.
    """
    if not rows.size:
        return rows
    day = cohort.next_day[rows]
    band = np.searchsorted(AGE_EDGES_DAYS, day - cohort.birth_day[rows], side="right")
    ratio = step.entry_ratio[cohort.area[rows], np.minimum(band, 4)]
    supported = (cohort.support_from[rows] <= day) & (day < cohort.support_until[rows])
    ratio = np.where(supported, ratio * step.recurrence_ratio, ratio)
    chance = cohort.chance[rows]
    # First entries were thinned where they were made; only those who come again are thinned here.
    again = (cohort.kind[rows] == REENTRY) | (cohort.kind[rows] == RECURRENCE)
    enters = (cohort.coordinate[rows] < np.where(again, chance * ratio, chance)) & (band < 5)
    stays_out = rows[~enters]
    cohort.state[stays_out] = OVER
    cohort.next_day[stays_out] = np.inf
    start_spells(cohort, rows[enters], day[enters], rules)
    return np.asarray(rows[enters & (band == 0) & (cohort.spell[rows] == 0) & (cohort.kind[rows] != UNACCOMPANIED)])


def _live(cohort: Cohort, rows: Rows, rules: FlowRules) -> Rows:
    """Let children in care meet their next event: a cause, a birthday or a duration edge.

    Returns those who left and may come back.
    """
    if not rows.size:
        return rows
    ahead = cohort.threshold[:, rows] - cohort.anchor[:, None]
    with np.errstate(divide="ignore"):
        fires = cohort.anchor_day + ahead / cohort.pace[:, None] * DAYS_PER_YEAR
    cause = np.argmin(fires, axis=0)
    exit_day = fires[cause, np.arange(rows.size)]
    edge_day = cohort.next_day[rows]
    leaves = exit_day < edge_day
    adult = ~leaves & (edge_day >= cohort.birth_day[rows] + AGE_EDGES_DAYS[-1])
    _leave(cohort, rows[leaves], exit_day[leaves], cause[leaves])
    _leave(cohort, rows[adult], edge_day[adult], np.full(int(adult.sum()), AT_18))
    stays = ~(leaves | adult)
    grows, day = rows[stays], edge_day[stays]
    cohort.band[grows] += day >= cohort.birth_day[grows] + AGE_EDGES_DAYS[cohort.band[grows]]
    cohort.duration[grows] += day >= cohort.entry_day[grows] + _duration_ends(rules)[cohort.duration[grows]]
    _change_rates(cohort, grows, day, rules)
    return np.asarray(rows[leaves & (cohort.kind[rows] != UNACCOMPANIED) & (rules.reentry_chance[cause] > 0)])


def _change_rates(cohort: Cohort, rows: Rows, day: Floats, rules: FlowRules) -> None:
    """Spend what the old rate has spent, take the rate of the new age and duration, find the next edge."""
    now = cohort.operational(day)
    left = cohort.budget[:, rows] - cohort.rate[:, rows] * (now - cohort.since[:, rows])
    band, duration = cohort.band[rows], cohort.duration[rows]
    rate = rules.exit_rates[:, band] * rules.duration_factors[:, duration]
    rate *= cohort.kind[rows] != UNACCOMPANIED
    cohort.next_day[rows] = np.minimum(
        cohort.birth_day[rows] + AGE_EDGES_DAYS[band], cohort.entry_day[rows] + _duration_ends(rules)[duration]
    )
    cohort.budget[:, rows] = left
    cohort.since[:, rows] = now
    cohort.rate[:, rows] = rate
    with np.errstate(divide="ignore"):
        cohort.threshold[:, rows] = now + left / rate


def _duration_ends(rules: FlowRules) -> Floats:
    """Give the day in care on which each duration band ends; the last one never does."""
    return np.append(rules.duration_edges_days, np.inf)


def _leave(cohort: Cohort, rows: Rows, day: Floats, cause: Rows) -> None:
    cohort.state[rows] = OVER
    cohort.exit_day[rows] = day
    cohort.cause[rows] = cause
    cohort.next_day[rows] = np.inf
    cohort.threshold[:, rows] = np.inf
