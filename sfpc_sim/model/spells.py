"""Spells of care as a table of arrays, and the numbers that move them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sfpc_sim.inputs.authority import AGE_EDGES_YEARS, EXIT_CAUSES
from sfpc_sim.model.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sfpc_sim.inputs.distributions import Belief

    Floats = NDArray[np.float64]
    Rows = NDArray[np.integer[Any]]
    Small = NDArray[np.int8]

WAITING, IN_CARE, OVER = 0, 1, 2
STOCK, FIRST, REENTRY, RECURRENCE, UNACCOMPANIED = range(5)
MOST_NEW = 2  # rows that one spell may leave behind: a return, and a removal of the family
AT_18 = len(EXIT_CAUSES)
CAUSES = len(EXIT_CAUSES)
AGE_EDGES_DAYS = np.array(AGE_EDGES_YEARS[1:]) * DAYS_PER_YEAR

# What a row holds, and what a new one holds unless it is told otherwise. What every event of a child in care needs
# stands at the end, beside the budgets, which come last: a line or two of cache, and not three.
_COLUMNS: dict[str, tuple[type, float]] = {
    "exit_day": (np.float64, np.inf), "coordinate": (np.float64, 0.0), "chance": (np.float64, 1.0),
    "support_from": (np.float64, np.inf), "support_until": (np.float64, np.inf), "removed_day": (np.float64, np.nan),
    "key": (np.uint64, 0), "family": (np.uint64, 0), "former": (np.int32, -1), "spell": (np.int16, 0),
    "cause": (np.int8, -1), "entered": (np.bool_, False), "young": (np.bool_, False),
    "area": (np.int32, 0), "kind": (np.int8, STOCK), "state": (np.int8, WAITING), "band": (np.int8, 0),
    "duration": (np.int8, 0),
    "birth_day": (np.float64, 0.0), "entry_day": (np.float64, 0.0), "edge_day": (np.float64, np.inf),
}  # fmt: skip
_BUDGET = "budget"
ROW = np.dtype([*((name, kind) for name, (kind, _) in _COLUMNS.items()), (_BUDGET, "f8", CAUSES)], align=True)
_NEW = np.zeros(1, ROW)
for _name, (_, _empty) in _COLUMNS.items():
    _NEW[_name] = _empty
_RAW = np.dtype((np.void, ROW.itemsize))  # whole rows are copied ten times faster as bytes
_NEW = _NEW.view(_RAW)


@dataclass(frozen=True, eq=False)
class ExitRates:
    """How quickly children leave, by area; equal only to itself."""

    rates: Floats  # (area, cause, age) per year
    duration_factors: Floats  # (area, cause, duration)
    duration_edges_days: Floats  # (area, duration - 1); infinite where an area has fewer edges than another

    @cached_property
    def duration_ends_days(self) -> Floats:
        """Days in care on which each duration band ends, (area, duration); the last one never does."""
        return np.column_stack([self.duration_edges_days, np.full(len(self.rates), np.inf)])

    @cached_property
    def hazards(self) -> Floats:
        """Exit rates a year, (cause, area x age x duration), and a last column of nobody who leaves before 18."""
        rates = self.rates[:, :, :, None] * self.duration_factors[:, :, None, :]
        return np.column_stack([rates.swapaxes(0, 1).reshape(CAUSES, -1), np.zeros(CAUSES)])

    @cached_property
    def hazards_by_cell(self) -> Floats:
        """The same, (area x age x duration, cause): a child's causes side by side."""
        return np.ascontiguousarray(self.hazards.T)

    def hazards_at(self, area: Rows, band: Rows, duration: Rows, none: NDArray[np.bool_]) -> Floats:
        """Give exit rates (cause, row) of children in an area, of an age and a time in care; `none` have none."""
        _, _, ages = self.rates.shape
        cell = (area.astype(np.int64) * ages + band) * self.duration_factors.shape[2] + duration
        cell[none] = self.hazards.shape[1] - 1
        return np.asarray(self.hazards.take(cell, axis=1))

    def duration_ends(self, area: Rows, duration: Rows) -> Floats:
        """Give the days in care (row,) on which a duration band ends."""
        return np.asarray(
            self.duration_ends_days.take(area.astype(np.int64) * self.duration_ends_days.shape[1] + duration)
        )


@dataclass(frozen=True, eq=False)
class FlowRules:
    """The numbers that move children in one replication; equal only to itself."""

    exits: ExitRates
    reentry_chance: Floats  # (cause + 1,); none after an 18th birthday
    reentry_shape: float
    reentry_scale_days: float
    recurrence_chance: float
    recurrence_young_chance: float
    young_share: float
    recurrence_wait: Belief  # days from one removal to the next
    infant_power: float


class Clock(NamedTuple):
    """Operational time of some rows: years times pace, counted from their area's last change of pace.

    Cutting a stretch of constant rates into more steps then changes not the last bit of anybody's days.
    """

    anchor_day: Floats  # (row,)
    anchor: Floats  # (cause, row) operational time on the anchor day
    pace: Floats  # (cause, row)

    def time(self, day: Floats) -> Floats:
        """Give operational time (cause, row) on days (row,)."""
        return self.anchor + self.pace * ((day - self.anchor_day) / DAYS_PER_YEAR)

    def day(self, time: Floats) -> Floats:
        """Give the day (cause, row) of an operational time (cause, row)."""
        return self.anchor_day + (time - self.anchor) / self.pace * DAYS_PER_YEAR


class Cohort:
    """Spells of care, one a row of `table`; rows are added and never removed.

    Attributes are columns of the table, (row,); budgets are (cause, row) here. A row's numbers lie side by
    side in memory, but for the day it is due on: everybody is asked for that at every step.
    """

    birth_day: Floats
    entry_day: Floats
    exit_day: Floats
    edge_day: Floats  # of children in care: next birthday or duration edge that changes their rates
    due_day: Floats  # when the row acts next: enters, meets its edge or leaves
    coordinate: Floats  # of who waits: enters if it lies below the chance, times what programmes leave of it
    chance: Floats  # of coming again; of a first entry, the usual groups a year at its time
    removed_day: Floats
    support_from: Floats
    support_until: Floats
    key: NDArray[np.uint64]
    family: NDArray[np.uint64]
    area: NDArray[np.int32]
    former: NDArray[np.int32]  # the row of the child's spell before this one; -1 if it is not among these
    spell: NDArray[np.int16]
    kind: Small
    state: Small
    cause: Small
    band: Small  # of age, now; while waiting that of the group's youngest, by which programmes act
    duration: Small  # band of time in care, now
    entered: NDArray[np.bool_]  # in care at some time
    young: NDArray[np.bool_]
    budget: Floats  # while nothing spends it, what is left; while a rate does, the operational time it runs out

    def __init__(self, capacity: int = 8192, place_of_area: ArrayLike = (0,), first_day: float = 0.0) -> None:
        self.size = 0
        self.place_of_area = np.array(place_of_area)  # (area,) the authority each area belongs to
        areas = self.place_of_area.size
        self.pace = np.ones((CAUSES, areas))
        self.anchor_day = np.full(areas, first_day)
        self.anchor = np.zeros((CAUSES, areas))  # operational years at the anchor day
        self.due_day = np.empty(0)
        self._hold(np.empty(capacity + MOST_NEW, ROW))  # a kernel needs room for who may come next

    def add(self, count: int, budget: Floats, **columns: object) -> Rows:
        """Add rows; `budget` is (cause, count). Waiting rows act first on their `entry_day`."""
        while self.size + count > self.table.size:
            self.grow()
        new = slice(self.size, self.size + count)
        self._raw[new] = _NEW
        for name, values in columns.items():
            getattr(self, name)[new] = values
        self.budget[:, new] = budget
        self.due_day[new] = self.entry_day[new]
        self.size += count
        return np.arange(new.start, new.stop)

    def due_before(self, day: float) -> Rows:
        """List the rows that act before a day."""
        return np.flatnonzero(self.due_day[: self.size] < day)

    def clock(self, area: Rows) -> Clock:
        """Give the operational time of areas (...)."""
        return Clock(self.anchor_day.take(area), self.anchor.take(area, axis=1), self.pace.take(area, axis=1))

    def rates(self, rows: Rows, exits: ExitRates) -> Floats:
        """Give the exit rates (cause, row) of children in care, now."""
        alone = self.kind[rows] == UNACCOMPANIED
        return exits.hazards_at(self.area[rows], self.band[rows], self.duration[rows], alone)

    def leaving_days(self, rows: Rows, exits: ExitRates) -> Floats:
        """Give the day (cause, row) on which each budget runs out at today's rates and pace."""
        days = self.clock(self.area[rows]).day(self.budget.take(rows, axis=1))
        return np.where(self.rates(rows, exits) > 0.0, days, np.inf)

    def keep_pace(self, day: float, pace: Floats, exits: ExitRates) -> None:
        """Change the pace (cause, area) from a day on, in those areas where it differs."""
        changed = np.any(pace != self.pace, axis=0)
        if not changed.any():
            return
        areas = np.flatnonzero(changed)
        self.anchor[:, areas] = self.clock(areas).time(np.full(areas.size, day))
        self.anchor_day[areas], self.pace[:, areas] = day, pace[:, areas]
        everybody = slice(0, self.size)
        rows = np.flatnonzero((self.state[everybody] == IN_CARE) & changed[self.area[everybody]])
        self.due_day[rows] = np.minimum(self.edge_day[rows], self.leaving_days(rows, exits).min(axis=0))

    def copy(self) -> Cohort:
        """Give an independent copy, for a second plan on the same luck; it has room for a quarter more."""
        twin = Cohort(self.size + self.size // 4 + 1, self.place_of_area)
        twin.pace, twin.anchor_day, twin.anchor = self.pace.copy(), self.anchor_day.copy(), self.anchor.copy()
        twin.size = self.size
        twin._raw[: self.size] = self._raw[: self.size]
        twin.due_day[: self.size] = self.due_day[: self.size]
        return twin

    def grow(self) -> None:
        """Make room for half as many rows again."""
        room = np.empty(self.table.size + self.table.size // 2 + 1, ROW)
        room.view(_RAW)[: self.size] = self._raw[: self.size]
        self._hold(room)

    def _hold(self, table: NDArray[np.void]) -> None:
        self.table, self._raw = table, table.view(_RAW)
        for name in ROW.names or ():
            column = table[name]
            setattr(self, name, column.T if name == _BUDGET else column)
        due_day = np.empty(table.size)
        due_day[: self.size] = self.due_day[: self.size]
        self.due_day = due_day
