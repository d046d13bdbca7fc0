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

from sfpc_sim.inputs.scenario import AGE_BANDS, AGE_EDGES_YEARS
from sfpc_sim.model.luck import child_keys
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.returning import budgets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.draw import Draw
    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]

LAYER_PER_YEAR = 4.0  # height of a layer, groups a year; it changes which luck is met, not its law
_MOST_IN_CELL = 60  # P(more than 60 | mean 4) < 1e-40
_CUMULATIVE = pdtr(np.arange(_MOST_IN_CELL), LAYER_PER_YEAR)
_AGE_EDGES_DAYS = np.array(AGE_EDGES_YEARS) * DAYS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Children:
    """Candidate children `(child,)` in order of time; brothers and sisters share time and coordinate."""

    key: Keys
    family: Keys
    field: NDArray[np.int64]
    day: Floats
    coordinate: Floats  # groups a year: enters where the field's rate is higher
    birth_day: Floats
    budget: Floats  # (cause, child) of the first spell

    def between(self, start: float, end: float) -> slice:
        """Give the rows whose time lies in [start, end)."""
        first, last = np.searchsorted(self.day, (start, end))
        return slice(int(first), int(last))


class CandidateField:
    """All candidates of one authority: a field for each area and age band, and one for unaccompanied children.

    Parameters
    ----------
    luck, draw : of the replication
    field_keys : (field,) permanent keys
    bands : (field,) age band of the youngest of a group; the unaccompanied field has `len(AGE_BANDS)`
    """

    def __init__(self, luck: Luck, draw: Draw, field_keys: Keys, bands: NDArray[np.int64]) -> None:
        self._luck, self._draw = luck, draw
        self._keys, self._bands = field_keys, bands
        self._layers: dict[int, NDArray[np.int64]] = {}
        self._years: dict[int, Children] = {}

    def year(self, number: int, highest_rate: Floats) -> Children:
        """Give every candidate of a year that could enter at rates up to `highest_rate` `(field,)`."""
        layers = np.ceil(highest_rate / LAYER_PER_YEAR).astype(np.int64)
        known = self._layers.get(number)
        if known is None or np.any(layers > known):
            self._layers[number] = layers if known is None else np.maximum(layers, known)
            self._years[number] = self._make(number, self._layers[number])
        return self._years[number]

    def _make(self, year: int, layers: NDArray[np.int64]) -> Children:
        field = np.repeat(np.arange(layers.size), layers)
        layer = np.arange(field.size) - np.repeat(np.cumsum(layers) - layers, layers)
        cells = child_keys(self._keys[field], (np.uint64(year) << np.uint64(32)) | layer.astype(np.uint64))
        counts = np.searchsorted(_CUMULATIVE, self._luck.numbers("candidate groups", cells)[0])
        owner = np.repeat(np.arange(cells.size), counts)
        order = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
        groups = child_keys(cells[owner], order)
        when, height = self._luck.numbers("candidate group", groups, size=2)
        day = (year + when) * DAYS_PER_YEAR
        coordinate = (layer[owner] + height) * LAYER_PER_YEAR
        return self._children(groups, field[owner], day, coordinate)

    def _children(self, groups: Keys, field: NDArray[np.int64], day: Floats, coordinate: Floats) -> Children:
        """Turn groups into children: a youngest, and older brothers and sisters by their gaps."""
        band = self._bands[field]
        alone = band == len(AGE_BANDS)
        size, ages = self._sibling_ages(groups, band)
        there = (np.arange(ages.shape[0])[:, None] < size) & (ages < _AGE_EDGES_DAYS[-1])
        there[1:, alone] = False
        order, group = np.nonzero(there)
        by_time = np.lexsort((order, day[group]))
        order, group = order[by_time], group[by_time]
        key = child_keys(groups[group], order)
        return Children(
            key=key, family=groups[group], field=field[group], day=day[group], coordinate=coordinate[group],
            birth_day=day[group] - ages[order, group], budget=budgets(self._luck, key),
        )  # fmt: skip

    def _sibling_ages(self, groups: Keys, band: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Give group sizes `(group,)` and ages in days `(order, group)`, youngest first."""
        luck, draw = self._luck, self._draw
        size_u, age_u = luck.numbers("sibling group", groups, size=2)
        size = draw.assumption("sibling_group_size").belief.quantiles(size_u)
        gap_u = luck.numbers("sibling gaps", groups, size=3)
        gaps = draw.assumption("sibling_gap_days").belief.quantiles(gap_u.ravel()).reshape(gap_u.shape)
        youngest = entry_ages_days(age_u, np.minimum(band, 4), draw["infant_entry_age_power"])
        alone = band == len(AGE_BANDS)
        youngest[alone] = draw.assumption("unaccompanied_entry_age_days").belief.quantiles(age_u[alone])
        return size, np.vstack([youngest, youngest + np.cumsum(gaps, axis=0)])


def entry_ages_days(u: Floats, band: NDArray[np.int64], infant_power: float) -> Floats:
    """Give entry ages in days within their bands; infants are front-loaded by `infant_power`."""
    low, high = _AGE_EDGES_DAYS[band], _AGE_EDGES_DAYS[band + 1]
    return np.where(band == 0, u**infant_power, u) * (high - low) + low
