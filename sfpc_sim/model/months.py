"""Calendar months and financial years of a scenario, as days on its clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario

    Floats = NDArray[np.float64]

APRIL = 4
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12


class FinancialYear(NamedTuple):
    """April to March, named by its April: its first day and the first day after it."""

    year: int
    first_day: float
    end_day: float


def month_edges(scenario: Scenario) -> Floats:
    """Give the clock at the first instant of each calendar month, and at the horizon.

    Returns
    -------
    (month + 1,) days; the first and last month are cut to the scenario's period
    """
    edges = [0.0]
    year, month = scenario.start.year, scenario.start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        day = scenario.day(date(year, month, 1))
        if day >= scenario.horizon_days:
            return np.array([*edges, scenario.horizon_days])
        edges.append(day)


def life_edges(scenario: Scenario) -> Floats:
    """Give the clock at the first instant of each calendar month from the day after the stock was counted on.

    Returns
    -------
    (lead-in month + month + 1,) days; those of the lead-in are negative, then follow `month_edges`
    """
    first = scenario.start + timedelta(days=scenario.first_day)
    edges = [scenario.first_day] if scenario.first_day < 0 else []
    months = range(first.year * 12 + first.month, scenario.start.year * 12 + scenario.start.month)  # of the month after
    edges += [scenario.day(date(month // 12, month % 12 + 1, 1)) for month in months]
    return np.concatenate([[edge for edge in edges if edge < 0], month_edges(scenario)])


def month_starts(scenario: Scenario) -> tuple[date, ...]:
    """Give the first day of each month of the scenario, the first one the start itself."""
    return tuple(scenario.start + timedelta(days=float(day)) for day in month_edges(scenario)[:-1])


def april_day(scenario: Scenario, year: int) -> float:
    """Give the clock on 1 April of a year."""
    return scenario.day(date(year, APRIL, 1))


def financial_year_of(when: date) -> int:
    """Name the financial year a date lies in, by its April."""
    return when.year if when.month >= APRIL else when.year - 1


def financial_years(scenario: Scenario) -> tuple[FinancialYear, ...]:
    """List the financial years a scenario touches, whole, from the first to the last."""
    years = range(financial_year_of(scenario.start), financial_year_of(scenario.end) + 1)
    return tuple(FinancialYear(y, april_day(scenario, y), april_day(scenario, y + 1)) for y in years)
