"""What the published tables would say of the children of one simulated world, beyond stock and flows.

All counts follow the published rules: a child who ceases twice in a year is counted at the last time, one
who starts twice at the first; short breaks are no periods of care and are not simulated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import CensoredData, ecdf

from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.model.counting import next_spells
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.spells import AGE_EDGES_DAYS, AT_18, FIRST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]
    Rows = NDArray[np.integer[Any]]

DURATION_EDGES_DAYS = np.array([14.0, 56.0, *np.array([0.5, 1.0, 2.0, 3.0, 5.0, 10.0]) * DAYS_PER_YEAR])
DURATION_BANDS = (
    "Under 2 weeks", "2 weeks to under 8 weeks", "8 weeks to under 6 months", "6 months to under 1 year",
    "1 year to under 2 years", "2 years to under 3 years", "3 years to under 5 years", "5 years to under 10 years",
    "10 years and over",
)  # fmt: skip


def last_ceases(cohort: Cohort, first_day: float, end_day: float) -> Rows:
    """Give the rows of the last period of care that each child ended between two days."""
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    left = cohort.exit_day[rows]
    rows = rows[(first_day <= left) & (left < end_day)]
    rows = rows[np.argsort(cohort.exit_day[rows], kind="stable")]
    # The last of equal keys is the first one of the reversed order.
    _, last = np.unique(cohort.key[rows][::-1], return_index=True)
    return rows[::-1][last]


def by_duration(cohort: Cohort, rows: Rows) -> Counts:
    """Count periods of care by the nine published bands of their length."""
    days = cohort.exit_day[rows] - cohort.entry_day[rows]
    band = np.searchsorted(DURATION_EDGES_DAYS, days, side="right")
    return np.bincount(band, minlength=len(DURATION_BANDS))


def by_age_on_leaving(cohort: Cohort, rows: Rows) -> Counts:
    """Count leavers by age band, 18th birthdays last."""
    band = np.searchsorted(AGE_EDGES_DAYS, cohort.exit_day[rows] - cohort.birth_day[rows], side="right")
    at_18 = AGE_EDGES_DAYS.size
    band = np.where(cohort.cause[rows] == AT_18, at_18, np.minimum(band, at_18 - 1))
    return np.bincount(band, minlength=at_18 + 1)


def by_reason(cohort: Cohort, rows: Rows) -> Counts:
    """Count leavers by cause, 18th birthdays last."""
    return np.bincount(cohort.cause[rows], minlength=len(EXIT_CAUSES) + 1)


def by_age_on(cohort: Cohort, day: float) -> Counts:
    """Count children in care at the start of a day by age band."""
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    rows = rows[(cohort.entry_day[rows] < day) & (day <= cohort.exit_day[rows])]
    band = np.searchsorted(AGE_EDGES_DAYS, day - cohort.birth_day[rows], side="right")
    return np.bincount(np.minimum(band, AGE_EDGES_DAYS.size - 1), minlength=AGE_EDGES_DAYS.size)


def group_sizes(cohort: Cohort, first_day: float, end_day: float) -> Counts:
    """Count first entries of sibling groups by how many children of one family entered together, (size,) from 1."""
    rows = np.flatnonzero(cohort.entered[: cohort.size] & (cohort.kind[: cohort.size] == FIRST))
    rows = rows[(first_day <= cohort.entry_day[rows]) & (cohort.entry_day[rows] < end_day)]
    pairs = [cohort.family[rows].view(np.int64), cohort.entry_day[rows].view(np.int64)]
    _, together = np.unique(np.column_stack(pairs), axis=0, return_counts=True)
    return np.bincount(together)[1:]


class Returns:
    """Children who left by a cause, how long they were followed, and whether they came back.

    Who turns 18 or meets the horizon leaves the risk set on that day.

    Parameters
    ----------
    cohort : lived to `horizon_day`
    cause : one of `EXIT_CAUSES`
    from_day : exits before it are not followed (their earlier returns are unknown)
    """

    def __init__(self, cohort: Cohort, cause: str, from_day: float, horizon_day: float) -> None:
        number = EXIT_CAUSES.index(cause)
        rows = np.flatnonzero(cohort.entered[: cohort.size] & (cohort.cause[: cohort.size] == number))
        rows = rows[(from_day <= cohort.exit_day[rows]) & (cohort.exit_day[rows] < horizon_day)]
        back = next_spells(cohort)[rows]
        left = cohort.exit_day[rows]
        until = np.minimum(cohort.birth_day[rows] + AGE_EDGES_DAYS[-1], horizon_day)
        returned = np.where(back >= 0, cohort.entry_day[back], np.inf)
        self.came_back: NDArray[np.bool_] = returned < until
        self.days: Floats = np.minimum(returned, until) - left

    @classmethod
    def pooled(cls, several: list[Returns]) -> Returns:
        """Put the children of several worlds together."""
        whole = cls.__new__(cls)
        whole.came_back = np.concatenate([each.came_back for each in several])
        whole.days = np.concatenate([each.days for each in several])
        return whole

    def share_by(self, years: Floats) -> Floats:
        """Estimate the share back within so many years among those still under 18 (Kaplan-Meier)."""
        if not self.came_back.any():
            return np.zeros(np.shape(years))
        data = CensoredData(uncensored=self.days[self.came_back], right=self.days[~self.came_back])
        return np.asarray(ecdf(data).cdf.evaluate(np.asarray(years) * DAYS_PER_YEAR))
