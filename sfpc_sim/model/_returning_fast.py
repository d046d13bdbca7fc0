"""Who may come back, compiled: the same as `returning`, and what every kernel writes into a new row."""

from __future__ import annotations

from functools import lru_cache
from math import log, log1p
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sfpc_sim.model._belief_fast import packed, value_at
from sfpc_sim.model._luck_fast import child_key, first, pair
from sfpc_sim.model.compiling import compiled
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.returning import REENTRY_WINDOW_DAYS
from sfpc_sim.model.spells import AGE_EDGES_DAYS, RECURRENCE, REENTRY, WAITING, FlowRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Table = NDArray[np.void]  # of `spells.ROW`
    Row = Any  # of it, with its columns as attributes

_RETURN, _RECURRENCE, _YOUNG = range(3)
PURPOSES = ("return to care", "recurrence", "young parent")
_BANDS = len(AGE_EDGES_DAYS)
_NOUGHT, _ONE, _TWO, _THREE = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)


class Rules(NamedTuple):
    """`FlowRules` and `Luck` as a kernel takes them."""

    hazards: Floats  # (area x age x duration, cause) per year
    duration_ends: Floats  # (area, duration)
    reentry_chance: Floats  # (cause + 1,)
    reentry_shape: float
    reentry_scale_days: float
    recurrence_chance: float  # of parents who are not young
    recurrence_young_chance: float
    young_share: float
    recurrence_wait: Floats  # a belief, packed
    infant_power: float
    luck: Keys  # (purpose, word)


@lru_cache(maxsize=4)
def rules_of(rules: FlowRules, luck: Luck) -> Rules | None:
    """Lay a replication's numbers out; nothing if a belief among them has no closed form."""
    wait, young = packed(rules.recurrence_wait), rules.young_share
    if wait is None:
        return None
    other = (rules.recurrence_chance - young * rules.recurrence_young_chance) / (1 - young)
    return Rules(
        rules.exits.hazards_by_cell, rules.exits.duration_ends_days, rules.reentry_chance, float(rules.reentry_shape),
        float(rules.reentry_scale_days), float(other), float(rules.recurrence_young_chance), float(young), wait,
        float(rules.infant_power), luck.words(PURPOSES),
    )  # fmt: skip


@compiled
def return_of(key: np.uint64, spell: int, cause: int, rules: Rules) -> tuple[float, float]:
    """Give the coordinate of a return after a spell, and days to it; infinitely many where it can never come about."""
    coordinate, u = pair(rules.luck[_RETURN, 0], rules.luck[_RETURN, 1], key, np.uint64(spell + 1), _NOUGHT)
    if coordinate >= 2 * rules.reentry_chance[cause]:
        return coordinate, np.inf
    if cause != 0:
        return coordinate, u * REENTRY_WINDOW_DAYS
    return coordinate, rules.reentry_scale_days * (-log1p(-u)) ** (1 / rules.reentry_shape)


@compiled
def add_return(child: Row, again: Row, day: float, coordinate: float, rules: Rules) -> None:
    """Fill the row of a child who may be back on a day."""
    _wait_of(child, again, day, coordinate, rules.reentry_chance[child.cause])
    again.key, again.kind, again.spell, again.birth_day = child.key, REENTRY, child.spell + 1, child.birth_day
    again.band, again.young, again.removed_day = band_of(day - child.birth_day), False, np.nan
    k0, k1, attempt = rules.luck[_RETURN, 0], rules.luck[_RETURN, 1], np.uint64(child.spell + 1)
    b0, b1 = pair(k0, k1, child.key, attempt, _ONE)
    b2, b3 = pair(k0, k1, child.key, attempt, _TWO)
    give_budget(again, b0, b1, b2, b3)


@compiled
def recurrence_of(key: np.uint64, rules: Rules) -> tuple[float, float]:
    """Give the coordinate of the removal after an infant's, and days to it."""
    k0, k1 = rules.luck[_RECURRENCE]
    coordinate, u = pair(k0, k1, child_key(key, _ONE), _NOUGHT, _NOUGHT)
    return coordinate, value_at(rules.recurrence_wait, u)


@compiled
def add_recurrence(
    infant: Row, sibling: Row, removed: float, coordinate: float, wait_days: float, rules: Rules
) -> float:
    """Fill the row of an infant who may be removed next of a family; gives the day."""
    key, day, k0, k1 = (
        child_key(infant.key, _ONE),
        removed + wait_days,
        rules.luck[_RECURRENCE, 0],
        rules.luck[_RECURRENCE, 1],
    )
    young = first(rules.luck[_YOUNG, 0], rules.luck[_YOUNG, 1], infant.family, _NOUGHT) < rules.young_share
    _wait_of(infant, sibling, day, coordinate, rules.recurrence_young_chance if young else rules.recurrence_chance)
    age_u, b0 = pair(k0, k1, key, _NOUGHT, _ONE)
    b1, b2 = pair(k0, k1, key, _NOUGHT, _TWO)
    b3, _ = pair(k0, k1, key, _NOUGHT, _THREE)
    sibling.key, sibling.kind, sibling.spell, sibling.band = key, RECURRENCE, 0, 0
    sibling.birth_day = day - age_u**rules.infant_power * DAYS_PER_YEAR
    sibling.young, sibling.removed_day = young, removed
    give_budget(sibling, b0, b1, b2, b3)
    return day


@compiled
def _wait_of(parent: Row, child: Row, day: float, coordinate: float, chance: float) -> None:
    """Let a row wait from a day on, of the area and family of another."""
    child.family, child.area = parent.family, parent.area
    wait(child, day, coordinate, chance)


@compiled
def wait(child: Row, day: float, coordinate: float, chance: float) -> None:
    """Let a new row wait from a day on."""
    child.state, child.entered, child.cause, child.duration, child.former = WAITING, False, -1, 0, -1
    child.entry_day, child.exit_day, child.edge_day = day, np.inf, np.inf
    child.coordinate, child.chance, child.support_from, child.support_until = coordinate, chance, np.inf, np.inf


@compiled
def give_budget(child: Row, u0: float, u1: float, u2: float, u3: float) -> None:
    """Give a new row what it may spend before each cause ends its spell."""
    child.budget[0], child.budget[1], child.budget[2], child.budget[3] = -log(u0), -log(u1), -log(u2), -log(u3)


@compiled
def band_of(age: float) -> int:
    band = 0
    while band < _BANDS and age >= AGE_EDGES_DAYS[band]:
        band += 1
    return band
