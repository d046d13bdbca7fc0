"""Who may come back: children who left, and families whose infant was removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.model.luck import child_keys
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.spells import AGE_EDGES_DAYS, CAUSES, RECURRENCE, REENTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.spells import Cohort, FlowRules

    Floats = NDArray[np.float64]
    Rows = NDArray[np.integer[Any]]

REENTRY_WINDOW_DAYS = 5 * DAYS_PER_YEAR  # the evidence on kinship and adoption counts five years


def budgets(luck: Luck, keys: NDArray[np.uint64]) -> Floats:
    """Give unit-exponential budgets (cause, child) of first spells."""
    return -np.log(luck.numbers("exit budget", keys, size=CAUSES))


def add_reentries(cohort: Cohort, rows: Rows, rules: FlowRules, luck: Luck) -> None:
    """Let leavers wait for a possible return: Weibull after home, even over five years after other causes."""
    if not rows.size:
        return
    coordinate, wait_u, *budget_u = luck.numbers("return to care", cohort.key[rows], cohort.spell[rows] + 1, 2 + CAUSES)
    birth_day, cause = cohort.birth_day[rows], cohort.cause[rows]
    weibull = rules.reentry_scale_days * (-np.log1p(-wait_u)) ** (1 / rules.reentry_shape)
    back_day = cohort.exit_day[rows] + np.where(cause == 0, weibull, wait_u * REENTRY_WINDOW_DAYS)
    chance = rules.reentry_chance[cause]
    # A coordinate far above the chance can never enter: not worth a row.
    kept = (back_day < birth_day + AGE_EDGES_DAYS[-1]) & (coordinate < 2 * chance)
    mine, back_day, birth_day = rows[kept], back_day[kept], birth_day[kept]
    cohort.add(
        mine.size, -np.log(np.array(budget_u)[:, kept]), key=cohort.key[mine], family=cohort.family[mine],
        spell=cohort.spell[mine] + 1, former=mine, kind=REENTRY, area=cohort.area[mine], birth_day=birth_day,
        entry_day=back_day,
        band=np.searchsorted(AGE_EDGES_DAYS, back_day - birth_day, side="right"), coordinate=coordinate[kept],
        chance=chance[kept],
    )  # fmt: skip


def add_recurrences(cohort: Cohort, rows: Rows, rules: FlowRules, luck: Luck) -> None:
    """Let families whose infant was removed wait for a possible next removal of an infant."""
    if not rows.size:
        return
    next_key = child_keys(cohort.key[rows], 1)
    coordinate, wait_u, age_u, *budget_u = luck.numbers("recurrence", next_key, size=3 + CAUSES)
    removed, young = cohort.entry_day[rows], luck.numbers("young parent", cohort.family[rows])[0] < rules.young_share
    other = (rules.recurrence_chance - rules.young_share * rules.recurrence_young_chance) / (1 - rules.young_share)
    next_day = removed + rules.recurrence_wait.quantiles(wait_u)
    cohort.add(
        rows.size, -np.log(np.array(budget_u)), key=next_key, family=cohort.family[rows],
        kind=RECURRENCE, area=cohort.area[rows], birth_day=next_day - age_u**rules.infant_power * DAYS_PER_YEAR,
        entry_day=next_day, coordinate=coordinate, chance=np.where(young, rules.recurrence_young_chance, other),
        young=young, removed_day=removed,
    )  # fmt: skip
