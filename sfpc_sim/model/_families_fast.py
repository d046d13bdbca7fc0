"""Which families get a Futures place, compiled: the same as `families`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.compiling import making_arrays
from sfpc_sim.model.places import HOME
from sfpc_sim.model.spells import RECURRENCE, Cohort

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model._returning_fast import Table

    Rows = NDArray[np.int64]


def families_to_support(cohort: Cohort, day: float, places: int, eligible_days: float) -> Rows:
    """Choose young families at home for free places; see `families.families_to_support`."""
    chosen: Rows = _choose(
        cohort.table, cohort.size, cohort.place_of_area, float(day), int(places), float(eligible_days)
    )
    return chosen


@making_arrays
def _choose(table: Table, size: int, place_of_area: Rows, day: float, places: int, eligible_days: float) -> Rows:
    eligible, since, count = np.empty(size, np.int64), np.empty(size), 0
    for row in range(size):
        family = table[row]
        if family.kind == RECURRENCE and family.young and not family.entered and place_of_area[family.area] == HOME:
            if family.support_from <= day < family.support_until:
                places -= 1
            waited = day - family.removed_day
            if family.support_from == np.inf and 0 <= waited < eligible_days:
                eligible[count], since[count] = row, waited
                count += 1
    latest = np.argsort(since[:count], kind="mergesort")[: max(places, 0)]
    return eligible[latest]
