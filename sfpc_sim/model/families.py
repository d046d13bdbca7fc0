"""Which families get a Futures place: the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.places import HOME
from sfpc_sim.model.spells import RECURRENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.spells import Cohort


def families_to_support(cohort: Cohort, day: float, places: int, eligible_days: float) -> NDArray[np.int64]:
    """Choose young families at home for the places that are free on a day, the latest removal first.

    A family's next removal has a date from the start, whether or not it comes to pass; nobody knows
    it, so a place is taken until support ends or a child is removed, and a date that passes frees none.
    """
    families = np.flatnonzero(cohort.kind[: cohort.size] == RECURRENCE)
    home = cohort.place_of_area[cohort.area[families]] == HOME
    families = families[cohort.young[families] & ~cohort.entered[families] & home]
    begin, until = cohort.support_from[families], cohort.support_until[families]
    free = places - int(np.sum((begin <= day) & (day < until)))
    since = day - cohort.removed_day[families]
    eligible = (begin == np.inf) & (since >= 0) & (since < eligible_days)
    latest = np.argsort(since[eligible], kind="stable")[: max(free, 0)]
    return np.asarray(families[eligible][latest])
