"""Candidates compiled: the same field and the same children as `candidates`, written where they wait."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model._belief_fast import packed, value_at
from sfpc_sim.model._luck_fast import child_key, first, pair
from sfpc_sim.model._months_fast import month_of
from sfpc_sim.model._returning_fast import give_budget, wait
from sfpc_sim.model.candidates import AGE_EDGES_DAYS, CUMULATIVE, LAYER_PER_YEAR, UNACCOMPANIED_BAND
from sfpc_sim.model.candidates import admit as admit_in_arrays
from sfpc_sim.model.compiling import compiled, making_arrays
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.spells import FIRST, UNACCOMPANIED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model._returning_fast import Row, Table
    from sfpc_sim.model.candidates import CandidateField
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Rows = NDArray[np.int64]

_CELL, _GROUP, _SIZE, _GAPS, _BUDGET = range(5)
PURPOSES = ("candidate groups", "candidate group", "sibling group", "sibling gaps", "exit budget")
BELIEFS = ("sibling_group_size", "sibling_gap_days", "unaccompanied_entry_age_days")
_NOUGHT, _ONE, _32 = np.uint64(0), np.uint64(1), np.uint64(32)
_MOST_SIBLINGS = 4  # a group is one child and up to three more
_MOST_IN_CELL = CUMULATIVE.size * _MOST_SIBLINGS  # rows a cell may need
_ADULT = AGE_EDGES_DAYS[-1]


class Field(NamedTuple):
    """A `CandidateField` as a kernel takes it."""

    key: Keys  # (field,)
    area: Rows
    band: Rows
    month_days: Floats  # (month + 1,)
    usual_rate: Floats  # (month, field)
    size: Floats  # beliefs, packed
    gap_days: Floats
    alone_age_days: Floats
    infant_power: float
    luck: Keys  # (purpose, word)


class Range(NamedTuple):
    """Which candidates: coordinates from low to high, (field,), times the usual rate, from a day on."""

    low: Floats
    high: Floats
    from_day: float


def admit(
    cohort: Cohort, candidates: CandidateField, low: float | Floats, high: float | Floats, from_day: float = -np.inf
) -> None:
    """Let candidates wait for their entry; see `candidates.admit`."""
    fields, draw = candidates.fields, candidates.draw
    size, gap_days, alone_age_days = (packed(draw.belief(name)) for name in BELIEFS)
    if size is None or gap_days is None or alone_age_days is None:
        admit_in_arrays(cohort, candidates, low, high, from_day)
        return
    field = Field(
        fields.key, fields.area, fields.band, np.array(candidates.month_days), candidates.usual_rate, size, gap_days,
        alone_age_days, float(draw["infant_entry_age_power"]), candidates.luck.words(PURPOSES),
    )  # fmt: skip
    low, high = (np.array(np.broadcast_to(edge, fields.key.shape), np.float64) for edge in (low, high))
    years, some, cell, layer = _yearly(field.month_days, field.usual_rate), Range(low, high, float(from_day)), 0, 0
    cells = years.shape[1] * fields.key.size
    while cell < cells:
        cell, layer, cohort.size = _fill(cohort.table, cohort.due_day, cohort.size, cell, layer, field, some, years)
        if cell < cells:
            cohort.grow()


@making_arrays
def _yearly(month_days: Floats, usual_rate: Floats) -> Floats:
    """Give the lowest and the highest usual rate in each year of luck, (lowest or highest, year, field)."""
    months, fields = usual_rate.shape
    end = np.nextafter(month_days[months], -np.inf) - month_days[0]
    found = np.empty((2, int(end // DAYS_PER_YEAR) + 1, fields))
    found[0], found[1] = np.inf, 0.0
    for month in range(months):
        begins = int((month_days[month] - month_days[0]) // DAYS_PER_YEAR)
        ends = int((np.nextafter(month_days[month + 1], -np.inf) - month_days[0]) // DAYS_PER_YEAR)
        for year in range(begins, ends + 1):  # a month may begin in one year of luck and end in the next
            for field in range(fields):
                found[0, year, field] = min(found[0, year, field], usual_rate[month, field])
                found[1, year, field] = max(found[1, year, field], usual_rate[month, field])
    return found


@compiled
def _fill(
    table: Table, due_day: Floats, size: int, cell: int, layer: int, f: Field, some: Range, years: Floats
) -> tuple[int, int, int]:
    """Fill rows, cell by cell (year, field, layer); give the first cell there was no room for, and the size."""
    _, year_count, fields = years.shape
    while cell < year_count * fields:
        year, field = divmod(cell, fields)
        low, high = some.low[field], some.high[field]
        bottom = floor(low * years[0, year, field] / LAYER_PER_YEAR)
        top = ceil(high * years[1, year, field] / LAYER_PER_YEAR) if low < high else bottom
        while bottom + layer < top:
            if size + _MOST_IN_CELL > due_day.size:
                return cell, layer, size
            size = _fill_cell(table, due_day, size, year, field, bottom + layer, f, some)
            layer += 1
        cell, layer = cell + 1, 0
    return cell, 0, size


@compiled
def _fill_cell(
    table: Table, due_day: Floats, size: int, year: int, field: int, layer: int, f: Field, some: Range
) -> int:
    """Fill rows with the groups of one cell whose coordinates are asked for."""
    cell = child_key(f.key[field], (np.uint64(year) << _32) | np.uint64(layer))
    for order in range(_groups_of(first(f.luck[_CELL, 0], f.luck[_CELL, 1], cell, _NOUGHT))):
        group = child_key(cell, np.uint64(order))
        when, height = pair(f.luck[_GROUP, 0], f.luck[_GROUP, 1], group, _NOUGHT, _NOUGHT)
        day = f.month_days[0] + (year + when) * DAYS_PER_YEAR
        coordinate = (layer + height) * LAYER_PER_YEAR
        month = month_of(f.month_days, day)
        if month < len(f.usual_rate) and day >= some.from_day:
            usual = f.usual_rate[month, field]
            if some.low[field] * usual <= coordinate < some.high[field] * usual:
                size = _add_group(table, due_day, size, group, field, day, coordinate, usual, f)
    return size


@compiled
def _groups_of(u: float) -> int:
    """Give the number of groups in a cell: few, so they are counted from none upwards."""
    count = 0
    while count < CUMULATIVE.size and CUMULATIVE[count] < u:
        count += 1
    return count


@compiled
def _add_group(
    table: Table, due_day: Floats, size: int, group: np.uint64, field: int, day: float, coordinate: float,
    usual: float, f: Field,
) -> int:  # fmt: skip
    """Turn a group into children: a youngest, and older brothers and sisters by their gaps."""
    band, alone = f.band[field], f.band[field] == UNACCOMPANIED_BAND
    size_u, age_u = pair(f.luck[_SIZE, 0], f.luck[_SIZE, 1], group, _NOUGHT, _NOUGHT)
    youngest = value_at(f.alone_age_days, age_u) if alone else _entry_age(age_u, band, f.infant_power)
    siblings = 1 if alone else min(ceil(value_at(f.size, size_u)), _MOST_SIBLINGS)
    gap, later, kind = 0.0, (0.0, 0.0), UNACCOMPANIED if alone else FIRST
    for order in range(siblings):
        if order == 1:
            later = pair(f.luck[_GAPS, 0], f.luck[_GAPS, 1], group, _NOUGHT, _NOUGHT)
            gap += value_at(f.gap_days, later[0])
        elif order == 2:
            gap += value_at(f.gap_days, later[1])
        elif order == 3:
            later = pair(f.luck[_GAPS, 0], f.luck[_GAPS, 1], group, _NOUGHT, _ONE)
            gap += value_at(f.gap_days, later[0])
        age = youngest + gap
        if age < _ADULT:
            _add_child(table[size], child_key(group, np.uint64(order)), group, kind, day - age, f)
            table[size].area, table[size].band = f.area[field], band
            wait(table[size], day, coordinate, usual)
            due_day[size] = day
            size += 1
    return size


@compiled
def _entry_age(u: float, band: int, infant_power: float) -> float:
    low, high = AGE_EDGES_DAYS[band], AGE_EDGES_DAYS[band + 1]
    return (u**infant_power if band == 0 else u) * (high - low) + low


@compiled
def _add_child(child: Row, key: np.uint64, group: np.uint64, kind: int, birth_day: float, f: Field) -> None:
    child.key, child.family, child.spell, child.birth_day = key, group, 0, birth_day
    child.kind, child.young, child.removed_day = kind, False, np.nan
    b0, b1 = pair(f.luck[_BUDGET, 0], f.luck[_BUDGET, 1], key, _NOUGHT, _NOUGHT)
    b2, b3 = pair(f.luck[_BUDGET, 0], f.luck[_BUDGET, 1], key, _NOUGHT, _ONE)
    give_budget(child, b0, b1, b2, b3)
