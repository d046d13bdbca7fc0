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

from sfpc_sim.model.luck import key_of
from sfpc_sim.model.months import DAYS_PER_YEAR, financial_year_of, life_edges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.places import Place
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]
    Shocks = dict[str, Floats]  # by purpose: standard normal, (year,)

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
    """Draw one world's rates."""
    calendar = calendar_of(world.scenario)
    own = _shocks(world, OWN_SHOCKS, [place.authority.code for place in places], calendar.years)
    national = {name: values[0] for name, values in _shocks(world, NATIONAL_SHOCKS, ["nation"], calendar.years).items()}
    each = [
        _rates_of(world, place, calendar, national | {name: values[number] for name, values in own.items()})
        for number, place in enumerate(places)
    ]
    return Rates(*(np.column_stack(columns) for columns in zip(*each, strict=True)))


def _shocks(world: World, purposes: Sequence[str], entities: Sequence[str], years: int) -> Shocks:
    """Draw standard normal shocks `(entity, year)` for each purpose."""
    keys = np.repeat(np.array([key_of(entity) for entity in entities], np.uint64), years)
    attempts = np.tile(np.arange(years), len(entities))
    return {purpose: ndtri(world.luck.numbers(purpose, keys, attempts)[0]).reshape(-1, years) for purpose in purposes}


def _rates_of(world: World, place: Place, calendar: Calendar, shocks: Shocks) -> tuple[Floats, Floats, Floats]:
    """Give one place's first entries, unaccompanied entries and exit pace, `(month,)` each."""
    draw, year = place.draw, calendar.year
    entry_level, exit_level = _levels(world, place, shocks)
    growth = (draw["population_growth"] + draw["demand_growth"]) * calendar.years_since
    first = np.exp(entry_level[year] + growth) * _season(place, calendar)
    if world.scenario.pandemic:
        first = first * _pandemic(world, calendar)
    shock = shocks["unaccompanied shock"]
    alone = draw["unaccompanied_starts_per_year"] * np.exp(draw["unaccompanied_shock_sd"] * shock)[year]
    return first, alone, np.exp(exit_level)[year]


# Each mechanism was fitted by itself: its own levels and its own shock that does not persist.
DRIFT_PREFIX = {"damped": "", "walk": "walk_", "stationary": "stationary_"}


def _levels(world: World, place: Place, shocks: Shocks) -> tuple[Floats, Floats]:
    """Give log first entries and log exit pace by financial year from the origin, `(year,)` each."""
    draw, authority, fitted = place.draw, place.authority, DRIFT_PREFIX[world.scenario.drift]
    when = ("origin", "long_run")
    entry = [np.log(_first_entries(place, draw[f"entries_{fitted}{day}_per_year"])) for day in when]
    exits = [np.log(draw[f"exit_level_{fitted}{day}"]) for day in when]
    return (
        _path(world, place, "entry", entry, shocks, authority.first_entry_share),
        _path(world, place, "exit", exits, shocks, authority.under18_exit_share),
    )


def _path(world: World, place: Place, flow: str, levels: list[float], shocks: Shocks, share: float) -> Floats:
    """Give a log level by year; the fitted drift is that of a total, and `share` of it carries it all."""
    draw, (origin, long_run) = place.draw, levels
    national = draw["national_shock_sd"] * shocks[f"national {flow}"]
    local = _local(place, flow, shocks)
    wander = world.mechanisms.drift((origin - long_run) * share, local, national, draw, flow)
    own = draw[f"{flow}_{DRIFT_PREFIX[world.scenario.drift]}shock_sd"] * shocks[f"{flow} shock"]
    return np.asarray(long_run + (wander + own) / share)


def _first_entries(place: Place, entries: float) -> float:
    """Take from all entries what the model makes by itself: re-entries and recurrences."""
    first = entries + place.draw["counting_residual"] - place.authority.expected_repeat_entries_per_year
    return max(first, 1.0)


def _local(place: Place, flow: str, shocks: Shocks) -> Floats:
    """Give the authority's own standard normal shocks to entries or exits by year, which are correlated."""
    entry, other = shocks["local entry"], shocks["local exit"]
    if flow == "entry":
        return entry
    correlation = place.draw["drift_correlation"]
    return np.asarray(correlation * entry + np.sqrt(1 - correlation**2) * other)


def _season(place: Place, calendar: Calendar) -> Floats:
    """Give month factors with mean one over a year, and the month's own variation."""
    draw = place.draw
    factors = np.ones(12)
    factors[[6, 7, 11]] = [draw[f"entry_{name}_ratio"] for name in ("july", "august", "december")]
    own = draw.of_many("entry_month_ratio", _month_keys(place.authority.code, calendar.months))
    return np.asarray((factors / factors.mean())[calendar.month_of_year] * own)


@lru_cache(maxsize=512)
def _month_keys(code: str, months: tuple[date, ...]) -> NDArray[np.uint64]:
    return np.array([key_of(f"{code} {day:%Y-%m}") for day in months], np.uint64)


def _pandemic(world: World, calendar: Calendar) -> Floats:
    """Give the pandemic's entry ratios."""
    ratio = np.ones(len(calendar.months))
    ratio[calendar.financial_year == 2020] = world.draw["pandemic_entry_ratio"]
    ratio[calendar.financial_year == 2021] = world.draw["rebound_entry_ratio"]
    return ratio
