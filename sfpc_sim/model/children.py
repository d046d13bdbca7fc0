"""What a cohort says of itself: stock by month, flows by month, published counts by year.

The home authority's names stand alone; a partner's carry its key: `partner_entries:KEY`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model import kernel
from sfpc_sim.model.months import april_day, financial_year_of, month_edges
from sfpc_sim.model.places import HOME
from sfpc_sim.model.spells import REENTRY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flows:
    """Raw counts of spells in each authority, home first, by month of the plan: (place, month) each."""

    looked_after: Counts  # at the month's end
    entries: Counts
    exits: Counts


def flows_of(scenario: Scenario, cohort: Cohort) -> Flows:
    """Count children in care, their entries and their exits, all authorities at once.

    What happened in a lead-in only shows in who is there on day 0.
    """
    entered, left = kernel.spells_by_period(cohort, month_edges(scenario))
    # Before day 0, the months, and what has not happened by the horizon.
    return Flows(np.cumsum(entered - left, axis=1)[:, 1:-1], entered[:, 1:-1], left[:, 1:-1])


def monthly(scenario: Scenario, flows: Flows) -> dict[str, Floats]:
    """Give children looked after at each month's end, and at home the month's entries and exits."""
    columns = {name: getattr(flows, name)[HOME].astype(float) for name in ("looked_after", "entries", "exits")}
    partners = zip(scenario.partners, flows.looked_after[HOME + 1 :], strict=True)
    return columns | {f"partner_looked_after:{partner.key}": stock.astype(float) for partner, stock in partners}


def measures(scenario: Scenario, cohort: Cohort, flows: Flows) -> dict[str, float]:
    """Give a plan's yearly and total measures of children."""
    entries, exits = flows.entries.sum(axis=1), flows.exits.sum(axis=1)
    again = np.flatnonzero(cohort.kind[: cohort.size] == REENTRY)
    again = again[cohort.entered[again] & (cohort.entry_day[again] >= 0.0)]
    reentries = np.count_nonzero(cohort.place_of_area[cohort.area[again]] == HOME)
    result = {"entries": float(entries[HOME]), "exits": float(exits[HOME]), "reentries": float(reentries)}
    for number, partner in enumerate(scenario.partners, start=HOME + 1):
        result[f"partner_entries:{partner.key}"] = float(entries[number])
        result[f"partner_exits:{partner.key}"] = float(exits[number])
        result[f"partner_looked_after_at_end:{partner.key}"] = float(flows.looked_after[number, -1])
    years = _whole_years(scenario)
    named, first_days, end_days = zip(*years, strict=True) if years else ((), (), ())
    by_year = kernel.home_years(cohort, np.array(first_days, float), np.array(end_days, float))
    for year, stock, started, ceased in zip(named, *(counts.tolist() for counts in by_year), strict=True):
        result[f"looked_after_on:{year}-03-31"] = float(stock)
        result[f"started:{year}"], result[f"ceased:{year}"] = float(started), float(ceased)
    on, end = f"looked_after_on:{scenario.target.on}", scenario.day(scenario.target.on) + 1.0
    if on not in result and end <= scenario.horizon_days:  # a target need not be for a 31 March
        result[on] = float(kernel.spells_between(cohort, HOME, -np.inf, end, end))
    return result | _target(scenario, flows.looked_after[HOME])


def _whole_years(scenario: Scenario) -> list[tuple[int, float, float]]:
    """List the financial years that children live through from end to end: ending year, first day, end day."""
    begin = financial_year_of(scenario.start + timedelta(days=scenario.first_day))
    years = range(begin, financial_year_of(scenario.end) + 1)
    ends = [(year + 1, april_day(scenario, year), april_day(scenario, year + 1)) for year in years]
    return [year for year in ends if scenario.first_day <= year[1] and year[2] <= scenario.horizon_days]


def _target(scenario: Scenario, stock: Counts) -> dict[str, float]:
    """Tell whether the target was met at some month's end by its date, and for a year on end."""
    under = stock < scenario.target.children_under
    by_target = month_edges(scenario)[1:] <= scenario.day(scenario.target.on) + 1
    # Thirteen month ends in a row span twelve months.
    run = longest = 0
    for met in under:
        run = run + 1 if met else 0
        longest = max(longest, run)
    return {"under_by_target": float(np.any(under & by_target)), "under_for_twelve_months": float(longest >= 13)}
