"""Entry and exit rates over the horizon, before any programme: level, drift, growth, season.

The drift of all starts is carried by first entries, and that of all exits by exits before 18,
because re-entries follow from exits and 18th birthdays are certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from sfpc_sim.model.draw import of_each, of_many_each
from sfpc_sim.model.luck import key_of
from sfpc_sim.model.months import DAYS_PER_YEAR, financial_year_of, life_edges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.draw import Draw
    from sfpc_sim.model.places import Place
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]
    Shocks = dict[str, Floats]  # by purpose: standard normal, (place, year); the nation's are (1, year)

# The last observed year is centred half a year before the origin.
ORIGIN_YEAR_MIDDLE = -0.5
OWN_SHOCKS = ("local entry", "local exit", "entry shock", "exit shock", "unaccompanied shock")
NATIONAL_SHOCKS = ("national entry", "national exit")


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates by calendar month from the origin on, in each place."""

    first_entries: Floats  # (month, place) children a year, sibling groups counted by their children
    unaccompanied: Floats  # (month, place) children a year
    exit_pace: Floats  # (month, place) multiplies exit hazards before 18


@dataclass(frozen=True, slots=True)
class Calendar:
    """The months of a scenario, lead-in included, as the origin sees them."""

    months: tuple[date, ...]
    month_of_year: Rows  # (month,) from 0
    financial_year: Rows  # (month,) named by its April
    years_since: Floats  # (month,) from the middle of the last observed year to the month's
    year: Rows  # (month,) financial years since the origin

    @property
    def years(self) -> int:
        """How many financial years there are."""
        return int(self.year.max()) + 1


def calendar_of(scenario: Scenario) -> Calendar:
    """Place a scenario's months in time since its authorities' origin."""
    return _calendar(scenario.start, scenario.authority.origin, tuple(life_edges(scenario).tolist()))


@lru_cache(maxsize=64)
def _calendar(start: date, origin: date, edges_days: tuple[float, ...]) -> Calendar:
    edges = np.array(edges_days)
    months = tuple(start + timedelta(days=day) for day in edges_days[:-1])
    middle = ((edges[:-1] + edges[1:]) / 2 - edges_days[0]) / DAYS_PER_YEAR - ORIGIN_YEAR_MIDDLE
    financial_year = np.array([financial_year_of(day) for day in months])
    of_year = np.array([day.month - 1 for day in months])
    return Calendar(months, of_year, financial_year, middle, financial_year - financial_year_of(origin) - 1)


def make_rates(world: World, places: Sequence[Place]) -> Rates:
    """Draw one world's rates, all places side by side."""
    calendar = calendar_of(world.scenario)
    shocks = _shocks(world, OWN_SHOCKS, [place.authority.code for place in places], calendar.years)
    national = _shocks(world, NATIONAL_SHOCKS, ["nation"], calendar.years)
    draws, year = [place.draw for place in places], calendar.year
    entry_level, exit_level = _levels(world, places, shocks | national)
    growth = (of_each(draws, "population_growth") + of_each(draws, "demand_growth"))[:, None] * calendar.years_since
    first = np.exp(entry_level[:, year] + growth) * _season(places, calendar)
    if world.scenario.pandemic:
        first = first * _pandemic(world, calendar)
    spread = np.exp(of_each(draws, "unaccompanied_shock_sd")[:, None] * shocks["unaccompanied shock"])
    alone = of_each(draws, "unaccompanied_starts_per_year")[:, None] * spread[:, year]
    return Rates(*(np.ascontiguousarray(rates.T) for rates in (first, alone, np.exp(exit_level)[:, year])))


def _shocks(world: World, purposes: Sequence[str], entities: Sequence[str], years: int) -> Shocks:
    """Draw standard normal shocks `(entity, year)` for each purpose."""
    keys = np.repeat(np.array([key_of(entity) for entity in entities], np.uint64), years)
    attempts = np.tile(np.arange(years), len(entities))
    return {purpose: ndtri(world.luck.numbers(purpose, keys, attempts)[0]).reshape(-1, years) for purpose in purposes}


# Each mechanism was fitted by itself: its own levels and its own shock that does not persist.
DRIFT_PREFIX = {"damped": "", "walk": "walk_", "stationary": "stationary_"}


def _levels(world: World, places: Sequence[Place], shocks: Shocks) -> tuple[Floats, Floats]:
    """Give log first entries and log exit pace by financial year from the origin, `(place, year)` each."""
    draws, fitted = [place.draw for place in places], DRIFT_PREFIX[world.scenario.drift]
    when = ("origin", "long_run")
    entry = [np.log(_first_entries(places, of_each(draws, f"entries_{fitted}{day}_per_year"))) for day in when]
    exits = [np.log(of_each(draws, f"exit_level_{fitted}{day}")) for day in when]
    entry_share = np.array([place.authority.first_entry_share for place in places])
    exit_share = np.array([place.authority.under18_exit_share for place in places])
    return (
        _paths(world, draws, "entry", entry, shocks, entry_share),
        _paths(world, draws, "exit", exits, shocks, exit_share),
    )


def _paths(
    world: World, draws: Sequence[Draw], flow: str, levels: list[Floats], shocks: Shocks, share: Floats
) -> Floats:
    """Give log levels `(place, year)`; the fitted drift is that of a total, and `share` of it carries it all."""
    origin, long_run = levels
    national = of_each(draws, "national_shock_sd")[:, None] * shocks[f"national {flow}"]
    away, local, wander = (origin - long_run) * share, _local(draws, flow, shocks), np.empty_like(national)
    for place, draw in enumerate(draws):
        wander[place] = world.mechanisms.drift(away[place], local[place], national[place], draw, flow)
        if place == 1:  # whatever the mechanism asked of the first partner it will ask of the others
            for name in tuple(draw):
                of_each(draws[2:], name)
    own = of_each(draws, f"{flow}_{DRIFT_PREFIX[world.scenario.drift]}shock_sd")[:, None] * shocks[f"{flow} shock"]
    return np.asarray(long_run[:, None] + (wander + own) / share[:, None])


def _first_entries(places: Sequence[Place], entries: Floats) -> Floats:
    """Take from all entries what the model makes by itself: re-entries and recurrences."""
    repeated = np.array([place.authority.expected_repeat_entries_per_year for place in places])
    residual = of_each([place.draw for place in places], "counting_residual")
    return np.asarray(np.maximum(entries + residual - repeated, 1.0))


def _local(draws: Sequence[Draw], flow: str, shocks: Shocks) -> Floats:
    """Give authorities' own standard normal shocks to entries or exits `(place, year)`, which are correlated."""
    entry, other = shocks["local entry"], shocks["local exit"]
    if flow == "entry":
        return entry
    correlation = of_each(draws, "drift_correlation")
    rest = np.sqrt([1 - one**2 for one in correlation.tolist()])
    return np.asarray(correlation[:, None] * entry + rest[:, None] * other)


def _season(places: Sequence[Place], calendar: Calendar) -> Floats:
    """Give month factors `(place, month)` with mean one over a year, and each month's own variation."""
    draws = [place.draw for place in places]
    factors = np.ones((len(places), 12))
    for month, name in ((6, "july"), (7, "august"), (11, "december")):
        factors[:, month] = of_each(draws, f"entry_{name}_ratio")
    codes = tuple(place.authority.code for place in places)
    own = of_many_each(draws, "entry_month_ratio", _month_keys(codes, calendar.months))
    return np.asarray((factors / factors.mean(axis=1, keepdims=True))[:, calendar.month_of_year] * own)


@lru_cache(maxsize=64)
def _month_keys(codes: tuple[str, ...], months: tuple[date, ...]) -> NDArray[np.uint64]:
    return np.array([[key_of(f"{code} {day:%Y-%m}") for day in months] for code in codes], np.uint64)


def _pandemic(world: World, calendar: Calendar) -> Floats:
    """Give the pandemic's entry ratios."""
    ratio = np.ones(len(calendar.months))
    ratio[calendar.financial_year == 2020] = world.draw["pandemic_entry_ratio"]
    ratio[calendar.financial_year == 2021] = world.draw["rebound_entry_ratio"]
    return ratio
