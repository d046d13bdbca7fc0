"""Entry and exit rates over the horizon, before any programme: level, drift, growth, season.

The drift of all starts is carried by first entries, and that of all exits by exits before 18,
because re-entries follow from exits and 18th birthdays are certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from sfpc_sim.model.months import DAYS_PER_YEAR, financial_year_of, month_edges, month_starts

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

# The last observed year is centred half a year before the origin.
ORIGIN_YEAR_MIDDLE = -0.5


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates by calendar month of the scenario."""

    first_entries: Floats  # (month,) children a year, sibling groups counted by their children
    unaccompanied: Floats  # (month,) children a year
    exit_pace: Floats  # (month,) multiplies exit hazards before 18


def make_rates(world: World) -> Rates:
    """Draw one world's rates."""
    scenario, draw = world.scenario, world.draw
    edges = month_edges(scenario)
    months = month_starts(scenario)
    years = np.array([financial_year_of(day) for day in months]) - financial_year_of(scenario.authority.origin) - 1
    middle = (edges[:-1] + edges[1:]) / 2 / DAYS_PER_YEAR - ORIGIN_YEAR_MIDDLE
    entry_level, exit_level = _levels(world, int(years.max()) + 1)
    growth = (draw["population_growth"] + draw["demand_growth"]) * middle
    first = np.exp(entry_level[years] + growth) * _season(world, months) * _pandemic(world, months)
    shock = ndtri(_yearly(world, "unaccompanied shock", int(years.max()) + 1))
    alone = draw["unaccompanied_starts_per_year"] * np.exp(draw["unaccompanied_shock_sd"] * shock)[years]
    return Rates(first, alone, np.exp(exit_level)[years])


# Each mechanism was fitted by itself: its own levels and its own shock that does not persist.
_FITTED = {"damped": "", "walk": "walk_", "stationary": "stationary_"}


def _levels(world: World, years: int) -> tuple[Floats, Floats]:
    """Give log first entries and log exit pace by financial year from the origin, `(year,)` each."""
    draw, authority, fitted = world.draw, world.scenario.authority, _FITTED[world.scenario.drift]
    entry_shocks, exit_shocks = _shocks(world, years)
    entry = [np.log(_first_entries(world, draw[f"entries_{fitted}{when}_per_year"])) for when in ("origin", "long_run")]
    exits = [np.log(draw[f"exit_level_{fitted}{when}"]) for when in ("origin", "long_run")]
    return (
        _path(world, "entry", entry, entry_shocks, authority.first_entry_share),
        _path(world, "exit", exits, exit_shocks, authority.under18_exit_share),
    )


def _path(world: World, flow: str, levels: list[float], shocks: Floats, share: float) -> Floats:
    """Give a log level by year; the fitted drift is that of a total, and `share` of it carries it all."""
    draw, (origin, long_run) = world.draw, levels
    national = draw["national_shock_sd"] * ndtri(_yearly(world, f"national {flow}", shocks.size, "nation"))
    wander = world.mechanisms.drift((origin - long_run) * share, shocks, national, draw, flow)
    own = draw[f"{flow}_{_FITTED[world.scenario.drift]}shock_sd"] * ndtri(_yearly(world, f"{flow} shock", shocks.size))
    return np.asarray(long_run + (wander + own) / share)


def _first_entries(world: World, entries: float) -> float:
    """Take from all entries what the model makes by itself: re-entries and recurrences."""
    authority, draw = world.scenario.authority, world.draw
    first = entries + draw["counting_residual"] - authority.expected_repeat_entries_per_year
    return max(first, 1.0)


def _shocks(world: World, years: int) -> tuple[Floats, Floats]:
    """Draw the authority's own standard normal shocks to entries and exits by year, correlated."""
    entry, other = (ndtri(_yearly(world, f"local {flow}", years)) for flow in ("entry", "exit"))
    correlation = world.draw["drift_correlation"]
    return entry, correlation * entry + np.sqrt(1 - correlation**2) * other


def _yearly(world: World, purpose: str, years: int, entity: str | None = None) -> Floats:
    entity = entity or world.scenario.authority.code
    return np.array([world.luck.number(purpose, entity, year) for year in range(years)])


def _season(world: World, months: tuple[date, ...]) -> Floats:
    """Give month factors with mean one over a year, and the month's own variation."""
    draw = world.draw
    factors = np.ones(12)
    factors[[6, 7, 11]] = [draw[f"entry_{name}_ratio"] for name in ("july", "august", "december")]
    factors = factors / factors.mean()
    own = [draw.of("entry_month_ratio", f"{world.scenario.authority.code} {day:%Y-%m}") for day in months]
    return np.asarray(factors[[day.month - 1 for day in months]] * np.array(own))


def _pandemic(world: World, months: tuple[date, ...]) -> Floats:
    """Give the pandemic's entry ratios, 1 unless the scenario is a pandemic one."""
    ratio = np.ones(len(months))
    if world.scenario.pandemic:
        years = np.array([financial_year_of(day) for day in months])
        ratio[years == 2020] = world.draw["pandemic_entry_ratio"]
        ratio[years == 2021] = world.draw["rebound_entry_ratio"]
    return ratio
