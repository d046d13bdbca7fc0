"""Years in which nothing but children moves: an authority's flows by themselves, on the model itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sfpc_sim.inputs.authorities import merged
from sfpc_sim.inputs.loading import load
from sfpc_sim.model import children
from sfpc_sim.model.care import care_start, live_alone
from sfpc_sim.model.mechanisms import mechanisms_for
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.care import CareStart
    from sfpc_sim.model.spells import Cohort
    from sfpc_sim.model.world import World


def usual_years(authority: Authority, own: Register, years: int) -> Scenario:
    """Make whole years from an authority's origin on, without a programme or any other authority."""
    plan = _no_programme()
    start = authority.origin + timedelta(days=1)
    end = start.replace(year=start.year + years) - timedelta(days=1)
    return replace(
        plan, authority=authority, register=merged(plan.register, own), start=start, end=end,
        strain_harms_practice=False,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _no_programme() -> Scenario:
    return load("no-programme")


def first_day(scenario: Scenario, number: int) -> CareStart:
    """Prepare one replication's rates, candidates and first day."""
    return care_start(_world(scenario, number))


def lived(scenario: Scenario, number: int, start: CareStart | None = None) -> Cohort:
    """Let the children of one world live to its end, from its own first day or from a prepared one."""
    return live_alone(_world(scenario, number), start)


def live(scenario: Scenario, number: int, start: CareStart | None = None) -> dict[str, float]:
    """Live through the years; give the measures of children, by the published rule."""
    cohort = lived(scenario, number, start)
    return children.measures(scenario, cohort, children.flows_of(scenario, cohort))


def _world(scenario: Scenario, number: int) -> World:
    return make_world(scenario, number, mechanisms_for(scenario.drift, {}))
