"""Individuals in arrays: who enters, who leaves, when, in continuous time. The reference kernel.

Each child in each spell of care has one unit-exponential budget a cause, spent at the current
hazard of that cause; the cause whose budget runs out first ends the spell. Birthdays and duration
edges are changes of rate. A pace that an area shares multiplies the hazards of a cause and is constant
within a step, so time is kept as *operational time* (years times pace) and a budget runs out at a
threshold that does not move until the child's own rate changes. Everyone leaves at 18.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.model.returning import add_recurrences, add_reentries
from sfpc_sim.model.spells import AGE_EDGES_DAYS, AT_18, CAUSES, IN_CARE, OVER, UNACCOMPANIED, WAITING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.spells import Cohort, FlowRules

    Floats = NDArray[np.float64]
    Rows = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """Rates between two days; a pace holds until it changes, entry ratios from month to month."""

    start_day: float
    end_day: float
    pace: Floats  # (cause, area) multiplies exit hazards
    month_days: Floats  # (month,) on which each month begins, the first one no later than the step
    entry_ratio: Floats  # (month, area, age): what programmes leave of entries
    recurrence_ratio: float  # for a family with a Futures place
    later: tuple[tuple[float, Floats], ...] = ()  # changes of pace on the way, each with its day

    def parts(self) -> list[Step]:
        """Give the steps of one pace each that follow one another."""
        if not self.later:
            return [self]
        days, paces = zip((self.start_day, self.pace), *self.later, strict=True)
        ends = (*days[1:], self.end_day)
        return [
            replace(self, start_day=start, end_day=end, pace=pace, later=())
            for start, end, pace in zip(days, ends, paces, strict=True)
        ]


def advance(cohort: Cohort, step: Step, rules: FlowRules, luck: Luck) -> None:
    """Move every child to the end of the step, each through its own changes in order of time."""
    for part in step.parts():
        _advance(cohort, part, rules, luck)


def _advance(cohort: Cohort, step: Step, rules: FlowRules, luck: Luck) -> None:
    """Move every child through a step of one pace, in rounds: in each, all who are due meet their next event."""
    cohort.keep_pace(step.start_day, step.pace, rules.exits)
    rows = cohort.due_before(step.end_day)
    while rows.size:
        before = cohort.size
        waiting = cohort.state[rows] == WAITING
        entered, infants = _enter(cohort, rows[waiting], step)
        grown, before_growing, leavers = _live(cohort, rows[~waiting], rules)
        add_recurrences(cohort, infants, rules, luck)
        add_reentries(cohort, leavers, rules, luck)
        changed = np.concatenate([entered, grown])
        _change_rates(cohort, changed, np.hstack([np.zeros((CAUSES, entered.size)), before_growing]), rules)
        # Whoever may come back within this very step is moved in another round.
        rows = np.concatenate([changed, np.arange(before, cohort.size)])
        rows = rows[cohort.due_day[rows] < step.end_day]


def start_spells(cohort: Cohort, rows: Rows, rules: FlowRules) -> None:
    """Put rows in care from the day they are due: budgets begin to be spent at the hazards of their age."""
    _take_in(cohort, rows, cohort.due_day[rows])
    _change_rates(cohort, rows, np.zeros((CAUSES, rows.size)), rules)


def _enter(cohort: Cohort, rows: Rows, step: Step) -> tuple[Rows, Rows]:
    """Decide at their time whether waiting children enter: a coordinate against what programmes leave.

    Returns those who do, and the infants among them whose removal may be followed by another of the family.
    """
    if not rows.size:
        return rows, rows
    day, kind = cohort.due_day[rows], cohort.kind[rows]
    month = np.searchsorted(step.month_days, day, side="right") - 1
    ratio = step.entry_ratio[month, cohort.area[rows], np.minimum(cohort.band[rows], 4)]
    supported = (cohort.support_from[rows] <= day) & (day < cohort.support_until[rows])
    ratio[supported] *= step.recurrence_ratio
    ratio[kind == UNACCOMPANIED] = 1.0
    age = day - cohort.birth_day[rows]
    enters = (cohort.coordinate[rows] < cohort.chance[rows] * ratio) & (age < AGE_EDGES_DAYS[-1])
    stays_out = rows[~enters]
    cohort.state[stays_out] = OVER
    cohort.due_day[stays_out] = np.inf
    _take_in(cohort, rows[enters], day[enters])
    infant = enters & (age < AGE_EDGES_DAYS[0]) & (cohort.spell[rows] == 0) & (kind != UNACCOMPANIED)
    return rows[enters], rows[infant]


def _take_in(cohort: Cohort, rows: Rows, day: Floats) -> None:
    cohort.state[rows] = IN_CARE
    cohort.entered[rows] = True
    cohort.band[rows] = np.searchsorted(AGE_EDGES_DAYS, day - cohort.birth_day[rows], side="right")


def _live(cohort: Cohort, rows: Rows, rules: FlowRules) -> tuple[Rows, Floats, Rows]:
    """Let children in care meet their next event: a cause, a birthday or a duration edge.

    Returns those who stay, of a new age or time in care, their rates so far (cause, row), and those who left
    and may come back.
    """
    day, birth_day = cohort.due_day[rows], cohort.birth_day[rows]
    leaves = day < cohort.edge_day[rows]
    adult = ~leaves & (day >= birth_day + AGE_EDGES_DAYS[-1])
    leavers = rows[leaves]
    cause = np.argmin(cohort.leaving_days(leavers, rules.exits), axis=0)
    _leave(cohort, leavers, day[leaves], cause)
    _leave(cohort, rows[adult], day[adult], AT_18)
    stays = ~(leaves | adult)
    grown, day = rows[stays], day[stays]
    before = cohort.rates(grown, rules.exits)
    band, duration = cohort.band[grown], cohort.duration[grown]
    cohort.band[grown] = band + (day >= birth_day[stays] + AGE_EDGES_DAYS[band])
    ends = cohort.entry_day[grown] + rules.exits.duration_ends(cohort.area[grown], duration)
    cohort.duration[grown] = duration + (day >= ends)
    return grown, before, leavers[(cohort.kind[leavers] != UNACCOMPANIED) & (rules.reentry_chance[cause] > 0)]


@np.errstate(divide="ignore", invalid="ignore")  # where nothing spends a budget, it is left as it is
def _change_rates(cohort: Cohort, rows: Rows, before: Floats, rules: FlowRules) -> None:
    """Spend what the old rates (cause, row) have spent by the day rows are due, and let the new ones spend the rest."""
    if not rows.size:
        return
    area, band, duration = cohort.area[rows], cohort.band[rows], cohort.duration[rows]
    clock, rate = cohort.clock(area), cohort.rates(rows, rules.exits)
    now, budget = clock.time(cohort.due_day[rows]), cohort.budget.take(rows, axis=1)
    left = np.where(before > 0.0, before * (budget - now), budget)
    budget = np.where(rate > 0.0, now + left / rate, left)
    cohort.budget[:, rows] = budget
    birthday = cohort.birth_day[rows] + AGE_EDGES_DAYS[band]
    edge_day = np.minimum(birthday, cohort.entry_day[rows] + rules.exits.duration_ends(area, duration))
    cohort.edge_day[rows] = edge_day
    cohort.due_day[rows] = np.minimum(edge_day, np.where(rate > 0.0, clock.day(budget), np.inf).min(axis=0))


def _leave(cohort: Cohort, rows: Rows, day: Floats, cause: Rows | int) -> None:
    cohort.state[rows] = OVER
    cohort.exit_day[rows] = day
    cohort.cause[rows] = cause
    cohort.due_day[rows] = np.inf
