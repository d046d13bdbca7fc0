"""Spells of care as a table of arrays, and the numbers that move them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.scenario import AGE_EDGES_YEARS, EXIT_CAUSES
from sfpc_sim.model.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.distributions import Belief

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

WAITING, IN_CARE, OVER = 0, 1, 2
STOCK, FIRST, REENTRY, RECURRENCE, UNACCOMPANIED = range(5)
AT_18 = len(EXIT_CAUSES)
CAUSES = len(EXIT_CAUSES)
AGE_EDGES_DAYS = np.array(AGE_EDGES_YEARS[1:]) * DAYS_PER_YEAR

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
        self.pace = np.ones(CAUSES)
        self.anchor_day = 0.0
        self.anchor = np.zeros(CAUSES)  # operational years at the anchor day, by cause
        for name, (kind, empty) in _COLUMNS.items():
            setattr(self, name, np.full(capacity, empty, kind))
        # (cause, row): what is left of the budget at the last change of rate, the operational time
        # of that change, the rate since, and the operational time at which the budget runs out.
        self.budget = np.zeros((CAUSES, capacity))
        self.since = np.zeros((CAUSES, capacity))
        self.rate = np.zeros((CAUSES, capacity))
        self.threshold = np.full((CAUSES, capacity), np.inf)

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
