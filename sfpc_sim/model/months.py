"""Calendar months and financial years of a scenario, as days on its clock."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model.once import once

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
    return _month_edges(scenario.start, scenario.end)


def life_edges(scenario: Scenario) -> Floats:
    """Give the clock at the first instant of each calendar month from the day after the stock was counted on.

    Returns
    -------
    (lead-in month + month + 1,) days; those of the lead-in are negative, then follow `month_edges`
    """
    return _life_edges(scenario.start, scenario.end, scenario.first_day)


@lru_cache(maxsize=64)
def _month_edges(start: date, end: date) -> Floats:
    horizon = float((end - start).days + 1)
    firsts = _firsts_of_months(start.year * 12 + start.month, end.year * 12 + end.month)  # of the month after
    edges = [0.0, *(float((first - start).days) for first in firsts), horizon]
    return _fixed(np.array(edges))


@lru_cache(maxsize=64)
def _life_edges(start: date, end: date, first_day: float) -> Floats:
    first = start + timedelta(days=first_day)
    firsts = _firsts_of_months(first.year * 12 + first.month, start.year * 12 + start.month)
    edges = [first_day, *(float((each - start).days) for each in firsts)]
    return _fixed(np.concatenate([[edge for edge in edges if edge < 0], _month_edges(start, end)]))


def _firsts_of_months(after: int, until: int) -> list[date]:
    """List the first days of the months after one up to another, counted as twelve times the year plus the month."""
    return [date(month // 12, month % 12 + 1, 1) for month in range(after, until)]


def _fixed(edges: Floats) -> Floats:
    edges.flags.writeable = False  # everybody is given the same array
    return edges


@once
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
    return years_between(scenario.start, financial_year_of(scenario.start), financial_year_of(scenario.end))


@lru_cache(maxsize=64)
def years_between(start: date, first: int, last: int) -> tuple[FinancialYear, ...]:
    """List financial years from one to another, on the clock that begins with `start`."""
    aprils = [float((date(year, APRIL, 1) - start).days) for year in range(first, last + 2)]
    return tuple(FinancialYear(*year) for year in zip(range(first, last + 1), aprils[:-1], aprils[1:], strict=True))
