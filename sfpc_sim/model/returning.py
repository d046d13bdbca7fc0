"""Who may come back: children who left, and families whose infant was removed.

Luck is drawn for many rows at once, as soon as one of them needs it: a call costs as much as some
five hundred numbers. What is drawn depends on the child and the spell alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.luck import child_keys
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.spells import AGE_EDGES_DAYS, CAUSES, OVER, RECURRENCE, REENTRY, UNACCOMPANIED, put

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.spells import Cohort, FlowRules

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

REENTRY_WINDOW_DAYS = 5 * DAYS_PER_YEAR  # the evidence on kinship and adoption counts five years


def budgets(luck: Luck, keys: NDArray[np.uint64]) -> Floats:
    """Give unit-exponential budgets (cause, child) of first spells."""
    return -np.log(luck.numbers("exit budget", keys, size=CAUSES))


def foresee_returns(cohort: Cohort, rows: Rows, luck: Luck) -> None:
    """Draw the luck of a return to care after the spells of rows, and of all others who may need it one day."""
    new = _lacking(cohort, rows, cohort.return_known)
    if new.size:
        cohort.return_known[new] = True
        numbers = luck.numbers("return to care", cohort.key[new], cohort.spell[new] + 1, size=2 + CAUSES)
        put(cohort.return_luck, new, numbers)


def foresee_removals(cohort: Cohort, rows: Rows, luck: Luck) -> None:
    """Draw the luck of the next removal after rows, removed infants, and after all who may become such one day."""
    new = _lacking(cohort, rows, cohort.removal_known)
    if new.size:
        cohort.removal_known[new] = True
        is_infant = cohort.entry_day[new] - cohort.birth_day[new] < AGE_EDGES_DAYS[0]
        new = new[is_infant & (cohort.spell[new] == 0) & (cohort.kind[new] != UNACCOMPANIED)]
        numbers = luck.numbers("recurrence", child_keys(cohort.key[new], 1), size=3 + CAUSES)
        youth = luck.numbers("young parent", cohort.family[new])
        put(cohort.removal_luck, new, np.concatenate([numbers, youth]))


def _lacking(cohort: Cohort, rows: Rows, known: NDArray[np.bool_]) -> Rows:
    """If one of some rows lacks its luck, list all who do and are in care or would enter today."""
    if known[rows].all():
        return rows[:0]
    everybody = slice(0, cohort.size)
    lacking = (cohort.coordinate[everybody] < cohort.chance[everybody]) & (cohort.state[everybody] != OVER)
    lacking[rows] = True
    return np.flatnonzero(lacking & ~known[everybody])


def add_reentries(cohort: Cohort, rows: Rows, rules: FlowRules, luck: Luck) -> None:
    """Let leavers wait for a possible return: Weibull after home, even over five years after other causes."""
    if not rows.size:
        return
    foresee_returns(cohort, rows, luck)
    coordinate, wait_u, *budget_u = cohort.return_luck.take(rows, axis=1)
    birth_day, cause = cohort.birth_day[rows], cohort.cause[rows]
    weibull = rules.reentry_scale_days * (-np.log1p(-wait_u)) ** (1 / rules.reentry_shape)
    back_day = cohort.exit_day[rows] + np.where(cause == 0, weibull, wait_u * REENTRY_WINDOW_DAYS)
    chance = rules.reentry_chance[cause]
    # A coordinate far above the chance can never enter: not worth a row.
    kept = (back_day < birth_day + AGE_EDGES_DAYS[-1]) & (coordinate < 2 * chance)
    mine, back_day, birth_day = rows[kept], back_day[kept], birth_day[kept]
    cohort.add(
        mine.size, -np.log(np.array(budget_u)[:, kept]), key=cohort.key[mine], family=cohort.family[mine],
        spell=cohort.spell[mine] + 1, kind=REENTRY, area=cohort.area[mine], birth_day=birth_day, entry_day=back_day,
        band=np.searchsorted(AGE_EDGES_DAYS, back_day - birth_day, side="right"), coordinate=coordinate[kept],
        chance=chance[kept],
    )  # fmt: skip


def add_recurrences(cohort: Cohort, rows: Rows, rules: FlowRules, luck: Luck) -> None:
    """Let families whose infant was removed wait for a possible next removal of an infant."""
    if not rows.size:
        return
    foresee_removals(cohort, rows, luck)
    coordinate, wait_u, age_u, *budget_u, young_u = cohort.removal_luck.take(rows, axis=1)
    removed, young = cohort.entry_day[rows], young_u < rules.young_share
    other = (rules.recurrence_chance - rules.young_share * rules.recurrence_young_chance) / (1 - rules.young_share)
    next_day = removed + rules.recurrence_wait.quantiles(wait_u)
    cohort.add(
        rows.size, -np.log(np.array(budget_u)), key=child_keys(cohort.key[rows], 1), family=cohort.family[rows],
        kind=RECURRENCE, area=cohort.area[rows], birth_day=next_day - age_u**rules.infant_power * DAYS_PER_YEAR,
        entry_day=next_day, coordinate=coordinate, chance=np.where(young, rules.recurrence_young_chance, other),
        young=young, removed_day=removed,
    )  # fmt: skip
