"""Every structural assumption: a named slot with a default of a few lines.

A plug-in replaces a slot by a function of the same signature, marked with `@mechanism("slot")`.
Numbers come from the draw; formulas live here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sfpc_sim.inputs.plugin_api import OVER
from sfpc_sim.inputs.plugins import open_plugins
from sfpc_sim.model.guards import guarded
from sfpc_sim.model.hiring import recruit

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    import simpy
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import ActingUp, PluginSource, Scenario
    from sfpc_sim.model.draw import Draw
    from sfpc_sim.model.hiring import Appointment, Vacancy
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]


class Drift(Protocol):
    """How a log rate wanders from year to year."""

    def __call__(self, away: float, shocks: Floats, national: Floats, draw: Draw, flow: str) -> Floats:
        """Give the log rate's distance from its long-run level in each year `(year,)`.

        `away` is today's distance; `shocks` are standard normal and the authority's own; `national`
        are yearly changes that all authorities share, in log units.
        """


class Ramp(Protocol):
    """How productive somebody is, from 0 to 1, some days after a beginning."""

    def __call__(self, days: float, draw: Draw) -> float:
        """Give productivity relative to full."""


class Effect(Protocol):
    """How many entries remain when the staff behind an effect work at a share of full productivity."""

    def __call__(self, productivity: float, draw: Draw) -> float:
        """Give the entry ratio: 1 is no effect."""


class Recruitment(Protocol):
    """How a post of the programme is filled."""

    def __call__(self, world: World, vacancy: Vacancy) -> Generator[simpy.Event, Any, Appointment]:
        """Wait, as a SimPy process does, until somebody can start on that very day, and say who."""


class WhoActsUp(Protocol):
    """Who does the work of a leadership role while its holder is away."""

    def __call__(self, world: World, entry: ActingUp) -> str | None:
        """Give a leader's key, of somebody who can be spared now; None where nobody acts."""


def damped_walk(away: float, shocks: Floats, national: Floats, draw: Draw, flow: str) -> Floats:
    """Walk from today's level and revert to the long-run level: x(y) = p x(y-1) + s e(y)."""
    return _autoregression(away, draw[f"{flow}_drift_persistence"], draw[f"{flow}_drift_sd"] * shocks + national)


def pure_walk(away: float, shocks: Floats, national: Floats, draw: Draw, flow: str) -> Floats:
    """Walk from today's level and never revert."""
    return _autoregression(away, 1.0, draw[f"{flow}_walk_sd"] * shocks + national)


def stationary(away: float, shocks: Floats, national: Floats, draw: Draw, flow: str) -> Floats:
    """Vary about the long-run level as authorities did about their own means in a short history."""
    persistence = draw[f"{flow}_stationary_persistence"]
    innovation = draw[f"{flow}_stationary_sd"] * np.sqrt(1 - persistence**2)
    return _autoregression(away, persistence, innovation * shocks + national)


def _autoregression(first: float, persistence: float, innovations: Floats) -> Floats:
    levels = np.empty(innovations.size)
    level = first
    for year, innovation in enumerate(innovations):
        level = persistence * level + innovation
        levels[year] = level
    return levels


def team_programme(days: float, draw: Draw) -> float:
    """Skill up over the twenty-week programme: logistic from the initial share to full (002, 3.7)."""
    full, middle, least = draw["team_ramp_days"], draw["team_ramp_midpoint_days"], draw["team_ramp_initial_share"]
    if days >= full:
        return 1.0
    # A logistic through the middle, stretched so that it begins at the initial share and ends at one.
    slope = np.log((1 - least) / least) / middle
    here, first, last = (1 / (1 + np.exp(-slope * (day - middle))) for day in (days, 0.0, full))
    return float(least + (1 - least) * (here - first) / (last - first))


def newly_qualified_year(days: float, draw: Draw) -> float:
    """Grow linearly through the assessed and supported first year."""
    least = draw["newly_qualified_initial_share"]
    return float(min(1.0, least + (1 - least) * days / draw["newly_qualified_ramp_days"]))


def res_effect(productivity: float, draw: Draw) -> float:
    """Scale the effect of Restorative Early Support by the productivity behind it."""
    return 1.0 - (1.0 - draw["res_entry_ratio"]) * productivity


def rethink_effect(productivity: float, draw: Draw) -> float:
    """Scale the effect of Rethink's facilitators by their productivity."""
    return 1.0 - (1.0 - draw["rethink_entry_ratio"]) * productivity


def futures_effect(productivity: float, draw: Draw) -> float:
    """Scale the effect of a Futures place by the productivity behind it."""
    return 1.0 - (1.0 - draw["futures_recurrence_ratio"]) * productivity


def conference_effect(productivity: float, draw: Draw) -> float:
    """Scale the effect of a newly offered family group conference by the productivity behind it."""
    return 1.0 - (1.0 - draw["conference_entry_ratio"]) * productivity


def partner_effect(productivity: float, draw: Draw) -> float:
    """Scale the effect of Family Valued on a partner's entries by how far it has come there."""
    return 1.0 - (1.0 - draw["family_valued_entry_ratio"]) * productivity


def no_own_effect(productivity: float, draw: Draw) -> float:  # noqa: ARG001
    """Leave entries as they are: what a plug-in brings for teams that deliver "own" stands here instead."""
    return 1.0


def the_named_leader(world: World, entry: ActingUp) -> str | None:
    """Let the leader whom the plan names act up, if they can be spared from their own role."""
    return entry.leader if world.leadership.can_give(entry.leader, 1.0) else None


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """The slots. `drift` is chosen by the scenario; a plug-in may replace any of them."""

    drift: Drift = damped_walk
    team_ramp: Ramp = team_programme
    newly_qualified_ramp: Ramp = newly_qualified_year
    res_effect: Effect = res_effect
    rethink_effect: Effect = rethink_effect
    futures_effect: Effect = futures_effect
    conference_effect: Effect = conference_effect
    partner_effect: Effect = partner_effect
    own_effect: Effect = no_own_effect
    recruitment: Recruitment = recruit
    who_acts_up: WhoActsUp = the_named_leader


DRIFT_MECHANISMS: Mapping[str, Drift] = {"damped": damped_walk, "walk": pure_walk, "stationary": stationary}
SLOTS = tuple(Mechanisms.__dataclass_fields__)


def mechanisms_for(drift: str, replacements: Mapping[str, Sequence[Callable[..., Any]]]) -> Mechanisms:
    """Choose the drift and put plug-ins' functions, watched, into their slots, each over those before."""
    mechanisms = Mechanisms(drift=DRIFT_MECHANISMS[drift])
    filled = {slot: _laid(slot, functions, getattr(mechanisms, slot)) for slot, functions in replacements.items()}
    return replace(mechanisms, **filled)


def _laid(slot: str, functions: Sequence[Callable[..., Any]], default: Callable[..., Any]) -> Callable[..., Any]:
    inner = default
    for function in functions:
        watched = guarded(slot, function)
        inner = partial(watched, inner) if getattr(function, OVER, False) else watched
    return inner


def mechanisms_of(scenario: Scenario) -> Mechanisms:
    """Give a scenario's mechanisms, its plug-ins' among them; they are opened once."""
    return _opened(scenario.drift, scenario.plugins)


@lru_cache(maxsize=16)
def _opened(drift: str, plugins: tuple[PluginSource, ...]) -> Mechanisms:
    return mechanisms_for(drift, open_plugins(plugins).mechanisms)
