"""What a cohort says of itself: stock by month, flows by month, published counts by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.months import financial_years, month_edges
from sfpc_sim.model.spells import REENTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]


def monthly(scenario: Scenario, cohort: Cohort) -> dict[str, Floats]:
    """Give children looked after at each month's end, and the month's entries and exits: raw counts of spells."""
    edges = month_edges(scenario)
    entered, left = _days(cohort)
    entries = np.diff(np.searchsorted(entered, edges))
    exits = np.diff(np.searchsorted(left, edges))
    at_start = np.searchsorted(entered, 0.0)
    stock = at_start + np.cumsum(entries) - np.cumsum(exits)
    return {"looked_after": stock.astype(float), "entries": entries.astype(float), "exits": exits.astype(float)}


def measures(scenario: Scenario, cohort: Cohort) -> dict[str, float]:
    """Give a plan's yearly and total measures of children."""
    months = monthly(scenario, cohort)
    stock = months["looked_after"]
    result = {"entries": float(months["entries"].sum()), "exits": float(months["exits"].sum())}
    result["reentries"] = float(np.sum((cohort.kind[: cohort.size] == REENTRY) & _was_in_care(cohort)))
    edges = month_edges(scenario)
    for year in financial_years(scenario):
        if year.end_day <= scenario.horizon_days and year.first_day >= 0:
            named = year.year + 1
            result[f"looked_after_on:{named}-03-31"] = float(stock[np.searchsorted(edges, year.end_day) - 1])
            result[f"started:{named}"] = _children(cohort, cohort.entry_day, year.first_day, year.end_day)
            result[f"ceased:{named}"] = _children(cohort, cohort.exit_day, year.first_day, year.end_day)
    return result | _target(scenario, stock, edges)


def _children(cohort: Cohort, days: Floats, first: float, end: float) -> float:
    """Count as published: each child once a year, at its first start or its last cease."""
    rows = slice(0, cohort.size)
    during = (days[rows] >= first) & (days[rows] < end) & _was_in_care(cohort)
    return float(np.unique(cohort.key[rows][during]).size)


def _was_in_care(cohort: Cohort) -> NDArray[np.bool_]:
    """Tell which rows became spells of care: others still wait or stayed out."""
    return cohort.entered[: cohort.size]


def _days(cohort: Cohort) -> tuple[Floats, Floats]:
    rows = slice(0, cohort.size)
    return np.sort(cohort.entry_day[rows][_was_in_care(cohort)]), np.sort(cohort.exit_day[rows])


def _target(scenario: Scenario, stock: Floats, edges: Floats) -> dict[str, float]:
    """Tell whether the target was met at some month's end by its date, and for a year on end."""
    under = stock < scenario.target.children_under
    by_target = edges[1:] <= scenario.day(scenario.target.on) + 1
    # Thirteen month ends in a row span twelve months.
    run = longest = 0
    for met in under:
        run = run + 1 if met else 0
        longest = max(longest, run)
    return {"under_by_target": float(np.any(under & by_target)), "under_for_twelve_months": float(longest >= 13)}
