"""Children who might enter care: a Poisson field over (time, rate).

Points are generated in layers of fixed height and cells of one year, each with its own key. A
sibling group enters if its rate coordinate lies below the entry rate at its time. There is no
maximum: a higher rate reads higher layers. A plan that lowers demand prevents *particular* groups,
and no plan gives a child another age, area or family.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import pdtr

from sfpc_sim.inputs.authority import AGE_BANDS, AGE_EDGES_YEARS
from sfpc_sim.model.luck import child_keys, key_of
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.returning import budgets
from sfpc_sim.model.spells import FIRST, UNACCOMPANIED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.model.draw import Draw
    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.places import Place
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Rows = NDArray[np.int64]

LAYER_PER_YEAR = 4.0  # height of a layer, groups a year; it changes which luck is met, not its law
UNACCOMPANIED_BAND = len(AGE_BANDS)
_MOST_IN_CELL = 60  # P(more than 60 | mean 4) < 1e-40
CUMULATIVE = pdtr(np.arange(_MOST_IN_CELL), LAYER_PER_YEAR)
AGE_EDGES_DAYS = np.array(AGE_EDGES_YEARS) * DAYS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Fields:
    """Where candidates come from: one field an area and age band, and one of unaccompanied children a place."""

    key: Keys  # (field,) permanent
    area: Rows  # (field,)
    band: Rows  # (field,) age band of the youngest of a group, or `UNACCOMPANIED_BAND`
    groups_per_first_entry: Floats  # (field,) sibling groups a year per first entry a year; 1 for the unaccompanied


@dataclass(frozen=True, slots=True)
class Children:
    """Candidate children `(child,)`; brothers and sisters share time, coordinate and field."""

    key: Keys
    family: Keys
    field: Rows
    day: Floats
    coordinate: Floats  # groups a year: enters where the field's rate is higher
    usual_rate: Floats  # of the field at its time, before any programme
    birth_day: Floats
    budget: Floats  # (cause, child) of the first spell


def fields_of(places: Sequence[Place]) -> Fields:
    """List the fields of all places; names make their keys, so another area leaves everybody else's alone."""
    keys: list[int] = []
    area: list[int] = []
    band: list[int] = []
    groups: list[float] = []
    for place in places:
        for number, share in enumerate(place.area_share.tolist()):
            keys += _keys_of(place.authority.code, *(f"{place.area_names[number]}/{age}" for age in AGE_BANDS))
            area += [place.first_area + number] * len(AGE_BANDS)
            band += range(len(AGE_BANDS))
            groups += [share * ratio for ratio in place.authority.groups_per_first_entry]
        keys += _keys_of(place.authority.code, "unaccompanied")
        area.append(place.first_area)
        band.append(UNACCOMPANIED_BAND)
        groups.append(1.0)
    return Fields(np.array(keys, np.uint64), np.array(area), np.array(band), np.array(groups))


def _keys_of(code: str, *names: str) -> list[int]:
    return [key_of(f"{code}/{name}") for name in names]


class CandidateField:
    """All candidates of a world.

    Parameters
    ----------
    luck, draw : of the replication
    fields : where they come from
    month_days : (month + 1,) on which months begin, and the horizon; years of luck count from the first
    usual_rate : (month, field) groups a year before any programme
    """

    def __init__(self, luck: Luck, draw: Draw, fields: Fields, month_days: Floats, usual_rate: Floats) -> None:
        self.luck, self.draw = luck, draw
        self.fields, self.month_days, self.usual_rate = fields, month_days, usual_rate

    def between(self, low: float | Floats, high: float | Floats) -> Children:
        """Give every candidate whose coordinate lies in [low, high), `(field,)`, times the usual rate at its time."""
        low, high = (np.broadcast_to(edge, self.fields.key.shape) for edge in (low, high))
        year, field, layer = self._cells(low, high)
        cells = child_keys(self.fields.key[field], (year.astype(np.uint64) << np.uint64(32)) | layer.astype(np.uint64))
        counts = np.searchsorted(CUMULATIVE, self.luck.numbers("candidate groups", cells)[0])
        owner = np.repeat(np.arange(cells.size), counts)
        order = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
        groups = child_keys(cells[owner], order)
        when, height = self.luck.numbers("candidate group", groups, size=2)
        day = self.month_days[0] + (year[owner] + when) * DAYS_PER_YEAR
        coordinate = (layer[owner] + height) * LAYER_PER_YEAR
        month = np.searchsorted(self.month_days, day, side="right") - 1
        field = field[owner]
        usual = self.usual_rate[np.minimum(month, len(self.usual_rate) - 1), field]
        mine = (month < len(self.usual_rate)) & (low[field] * usual <= coordinate) & (coordinate < high[field] * usual)
        return self._children(groups[mine], field[mine], day[mine], coordinate[mine], usual[mine])

    def _cells(self, low: Floats, high: Floats) -> tuple[Rows, Rows, Rows]:
        """List the cells (year, field, layer) that may hold such candidates."""
        begin = ((self.month_days[:-1] - self.month_days[0]) // DAYS_PER_YEAR).astype(np.int64)
        end = ((np.nextafter(self.month_days[1:], 0) - self.month_days[0]) // DAYS_PER_YEAR).astype(np.int64)
        shape = int(end[-1]) + 1, self.usual_rate.shape[1]
        highest, lowest = np.zeros(shape), np.full(shape, np.inf)
        for year in (begin, end):  # a month may begin in one year of luck and end in the next
            np.maximum.at(highest, year, self.usual_rate)
            np.minimum.at(lowest, year, self.usual_rate)
        first = np.floor(low * lowest / LAYER_PER_YEAR).astype(np.int64)
        layers = np.ceil(high * highest / LAYER_PER_YEAR).astype(np.int64) - first
        first, layers = first.ravel(), np.where(low < high, layers, 0).ravel()
        cell = np.repeat(np.arange(layers.size), layers)
        layer = first[cell] + np.arange(cell.size) - np.repeat(np.cumsum(layers) - layers, layers)
        year, field = np.divmod(cell, shape[1])
        return year, field, layer

    def _children(self, groups: Keys, field: Rows, day: Floats, coordinate: Floats, usual: Floats) -> Children:
        """Turn groups into children: a youngest, and older brothers and sisters by their gaps."""
        band = self.fields.band[field]
        size, ages = self._sibling_ages(groups, band)
        there = (np.arange(ages.shape[0])[:, None] < size) & (ages < AGE_EDGES_DAYS[-1])
        there[1:, band == UNACCOMPANIED_BAND] = False
        order, group = np.nonzero(there)
        key = child_keys(groups[group], order)
        return Children(
            key=key, family=groups[group], field=field[group], day=day[group], coordinate=coordinate[group],
            usual_rate=usual[group], birth_day=day[group] - ages[order, group], budget=budgets(self.luck, key),
        )  # fmt: skip

    def _sibling_ages(self, groups: Keys, band: Rows) -> tuple[Floats, Floats]:
        """Give group sizes `(group,)` and ages in days `(order, group)`, youngest first."""
        luck, draw = self.luck, self.draw
        size_u, age_u = luck.numbers("sibling group", groups, size=2)
        size = draw.belief("sibling_group_size").quantiles(size_u)
        gap_u = luck.numbers("sibling gaps", groups, size=3)
        gaps = draw.belief("sibling_gap_days").quantiles(gap_u.ravel()).reshape(gap_u.shape)
        youngest = entry_ages_days(age_u, np.minimum(band, 4), draw["infant_entry_age_power"])
        alone = band == UNACCOMPANIED_BAND
        youngest[alone] = draw.belief("unaccompanied_entry_age_days").quantiles(age_u[alone])
        return size, np.vstack([youngest, youngest + np.cumsum(gaps, axis=0)])


def admit(
    cohort: Cohort, candidates: CandidateField, low: float | Floats, high: float | Floats, from_day: float = -np.inf
) -> None:
    """Let candidates wait for their entry whose coordinate lies in [low, high), (field,), times the usual rate."""
    some, fields = candidates.between(low, high), candidates.fields
    mine = np.flatnonzero(some.day >= from_day)
    field = some.field[mine]
    band = fields.band[field]
    cohort.add(
        mine.size, some.budget[:, mine], key=some.key[mine], family=some.family[mine], area=fields.area[field],
        kind=np.where(band == UNACCOMPANIED_BAND, UNACCOMPANIED, FIRST), band=band, birth_day=some.birth_day[mine],
        entry_day=some.day[mine], coordinate=some.coordinate[mine], chance=some.usual_rate[mine],
    )  # fmt: skip


def entry_ages_days(u: Floats, band: Rows, infant_power: float) -> Floats:
    """Give entry ages in days within their bands; infants are front-loaded by `infant_power`."""
    low, high = AGE_EDGES_DAYS[band], AGE_EDGES_DAYS[band + 1]
    return np.where(band == 0, u**infant_power, u) * (high - low) + low
