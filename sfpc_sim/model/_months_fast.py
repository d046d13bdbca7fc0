"""Months compiled: where a day lies among days, found from a guess because months are nearly of a length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.model.compiling import compiled
from sfpc_sim.model.months import DAYS_PER_MONTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@compiled
def month_of(first_days: Floats, day: float) -> int:
    """Give the last month that begins on a day or before it, -1 if none does: `searchsorted(..., "right") - 1`."""
    last = first_days.size - 1
    month = int(min(max((day - first_days[0]) / DAYS_PER_MONTH, 0.0), float(last)))
    while month < last and first_days[month + 1] <= day:
        month += 1
    while month >= 0 and first_days[month] > day:
        month -= 1
    return month
