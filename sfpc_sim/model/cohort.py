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

from sfpc_sim.inputs.scenario import AGE_EDGES_YEARS, EXIT_CAUSES
from sfpc_sim.model.luck import child_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.distributions import Belief
    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

DAYS_PER_YEAR = 365.25
WAITING, IN_CARE, OVER = 0, 1, 2
STOCK, FIRST, REENTRY, RECURRENCE, UNACCOMPANIED = range(5)
AT_18 = len(EXIT_CAUSES)
REENTRY_WINDOW_DAYS = 5 * DAYS_PER_YEAR  # the evidence on kinship and adoption counts five years
_CAUSES = len(EXIT_CAUSES)
_AGE_EDGES_DAYS = np.array(AGE_EDGES_YEARS[1:]) * DAYS_PER_YEAR

_COLUMNS: dict[str, tuple[type, float]] = {
    "key": (np.uint64, 0), "family": (np.uint64, 0), "spell": (np.int64, 0), "kind": (np.int8, STOCK),
    "area": (np.int64, 0), "state": (np.int8, WAITING), "entered": (np.bool_, False), "cause": (np.int8, -1),
    "band": (np.int64, 0), "duration": (np.int64, 0), "birth_day": (np.float64, 0.0),
    "entry_day": (np.float64, 0.0), "exit_day": (np.float64, np.inf), "next_day": (np.float64, np.inf),
    "coordinate": (np.float64, 0.0), "chance": (np.float64, 1.0), "young": (np.bool_, False),
    "removed_day": (np.float64, np.nan), "support_from": (np.float64, np.inf), "support_until": (np.float64, np.inf),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FlowRules:
    """The numbers that move children in one replication."""

    exit_rates: Floats  # (cause, age) per year
    duration_factors: Floats  # (cause, duration)
    duration_edges_days: Floats  # (duration - 1,)
    reentry_chance: Floats  # (cause + 1,); none after an 18th birthday
    reentry_shape: float
    reentry_scale_days: float
    recurrence_chance: float
    recurrence_young_chance: float
    young_share: float
    recurrence_wait: Belief  # days from one removal to the next
    infant_power: float


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


class Cohort:
    """Spells of care, one a row; rows are added and never removed. Attributes are arrays (row,)."""

    key: NDArray[np.uint64]
    family: NDArray[np.uint64]
    spell: NDArray[np.int64]
    kind: NDArray[np.int8]
    area: NDArray[np.int64]
    state: NDArray[np.int8]
    entered: NDArray[np.bool_]  # in care at some time
    cause: NDArray[np.int8]
    band: NDArray[np.int64]  # of age, now
    duration: NDArray[np.int64]  # band of time in care, now
    birth_day: Floats
    entry_day: Floats
    exit_day: Floats
    next_day: Floats
    coordinate: Floats
    chance: Floats
    young: NDArray[np.bool_]
    removed_day: Floats
    support_from: Floats
    support_until: Floats

    def __init__(self, capacity: int = 8192) -> None:
        self.size = 0
        # Operational time is counted from the last change of pace, so that cutting a stretch of
        # constant rates into more steps does not change the last bit of anybody's days.
        self.pace = np.ones(_CAUSES)
        self.anchor_day = 0.0
        self.anchor = np.zeros(_CAUSES)  # operational years at the anchor day, by cause
        for name, (kind, empty) in _COLUMNS.items():
            setattr(self, name, np.full(capacity, empty, kind))
        # (cause, row): what is left of the budget at the last change of rate, the operational time
        # of that change, the rate since, and the operational time at which the budget runs out.
        self.budget = np.zeros((_CAUSES, capacity))
        self.since = np.zeros((_CAUSES, capacity))
        self.rate = np.zeros((_CAUSES, capacity))
        self.threshold = np.full((_CAUSES, capacity), np.inf)

    def add(self, count: int, budget: Floats, **columns: object) -> Rows:
        """Add rows; `budget` is (cause, count). Waiting rows act first on their `entry_day`."""
        while self.size + count > self.key.size:
            self._grow()
        rows = np.arange(self.size, self.size + count)
        for name, values in columns.items():
            getattr(self, name)[rows] = values
        self.budget[:, rows] = budget
        self.next_day[rows] = self.entry_day[rows]
        self.size += count
        return rows

    def operational(self, day: Floats | float) -> Floats:
        """Give operational time (cause, ...) on a day since the last change of pace."""
        years = np.asarray((day - self.anchor_day) / DAYS_PER_YEAR)
        return np.asarray(np.add.outer(self.anchor, np.zeros(years.shape)) + np.multiply.outer(self.pace, years))

    def keep_pace(self, day: float, pace: Floats) -> None:
        """Change the pace from a day on."""
        if not np.array_equal(pace, self.pace):
            self.anchor, self.anchor_day, self.pace = self.operational(day), day, pace

    def copy(self) -> Cohort:
        """Give an independent copy, for a second plan on the same luck."""
        twin = Cohort.__new__(Cohort)
        for name, value in self.__dict__.items():
            setattr(twin, name, value.copy() if isinstance(value, np.ndarray) else value)
        return twin

    def _grow(self) -> None:
        for name, (_, empty) in _COLUMNS.items():
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.full(old.size, empty, old.dtype)]))
        for name, empty in (("budget", 0.0), ("since", 0.0), ("rate", 0.0), ("threshold", np.inf)):
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.full(old.shape, empty)], axis=1))


def budgets(luck: Luck, keys: NDArray[np.uint64]) -> Floats:
    """Give unit-exponential budgets (cause, child) of first spells."""
    return -np.log(luck.numbers("exit budget", keys, size=_CAUSES))


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
    cohort.band[rows] = np.searchsorted(_AGE_EDGES_DAYS, day - cohort.birth_day[rows], side="right")
    cohort.duration[rows] = np.searchsorted(rules.duration_edges_days, day - cohort.entry_day[rows], side="right")
    _change_rates(cohort, rows, day, rules)


def _enter(cohort: Cohort, rows: Rows, step: Step, rules: FlowRules) -> Rows:
    """Decide at their time whether waiting children enter: a coordinate against what programmes leave.

    Returns the infants among them whose removal may be followed by another of the same family.
    """
    if not rows.size:
        return rows
    day = cohort.next_day[rows]
    band = np.searchsorted(_AGE_EDGES_DAYS, day - cohort.birth_day[rows], side="right")
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
    adult = ~leaves & (edge_day >= cohort.birth_day[rows] + _AGE_EDGES_DAYS[-1])
    _leave(cohort, rows[leaves], exit_day[leaves], cause[leaves])
    _leave(cohort, rows[adult], edge_day[adult], np.full(int(adult.sum()), AT_18))
    stays = ~(leaves | adult)
    grows, day = rows[stays], edge_day[stays]
    cohort.band[grows] += day >= cohort.birth_day[grows] + _AGE_EDGES_DAYS[cohort.band[grows]]
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
        cohort.birth_day[rows] + _AGE_EDGES_DAYS[band], cohort.entry_day[rows] + _duration_ends(rules)[duration]
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


def add_reentries(cohort: Cohort, rows: Rows, rules: FlowRules, luck: Luck) -> None:
    """Let leavers wait for a possible return: Weibull after home, even over five years after other causes."""
    if not rows.size:
        return
    key, spell, cause = cohort.key[rows], cohort.spell[rows] + 1, cohort.cause[rows]
    coordinate, wait_u, *budget_u = luck.numbers("return to care", key, spell, size=2 + _CAUSES)
    weibull = rules.reentry_scale_days * (-np.log1p(-wait_u)) ** (1 / rules.reentry_shape)
    back_day = cohort.exit_day[rows] + np.where(cause == 0, weibull, wait_u * REENTRY_WINDOW_DAYS)
    chance = rules.reentry_chance[cause]
    # A coordinate far above the chance can never enter: not worth a row.
    kept = (back_day < cohort.birth_day[rows] + _AGE_EDGES_DAYS[-1]) & (coordinate < 2 * chance)
    mine = rows[kept]
    cohort.add(
        mine.size, -np.log(np.array(budget_u)[:, kept]), key=key[kept], family=cohort.family[mine], spell=spell[kept],
        kind=REENTRY, area=cohort.area[mine], birth_day=cohort.birth_day[mine], entry_day=back_day[kept],
        coordinate=coordinate[kept], chance=chance[kept],
    )  # fmt: skip


def add_recurrences(cohort: Cohort, rows: Rows, rules: FlowRules, luck: Luck) -> None:
    """Let families whose infant was removed wait for a possible next removal of an infant."""
    if not rows.size:
        return
    family, removed = cohort.family[rows], cohort.entry_day[rows]
    key = child_keys(cohort.key[rows], 1)
    coordinate, wait_u, young_u, age_u, *budget_u = luck.numbers("recurrence", key, size=4 + _CAUSES)
    young = young_u < rules.young_share
    other = (rules.recurrence_chance - rules.young_share * rules.recurrence_young_chance) / (1 - rules.young_share)
    next_day = removed + rules.recurrence_wait.quantiles(wait_u)
    cohort.add(
        rows.size, -np.log(np.array(budget_u)), key=key, family=family, kind=RECURRENCE, area=cohort.area[rows],
        birth_day=next_day - age_u**rules.infant_power * DAYS_PER_YEAR, entry_day=next_day, coordinate=coordinate,
        chance=np.where(young, rules.recurrence_young_chance, other), young=young, removed_day=removed,
    )  # fmt: skip
