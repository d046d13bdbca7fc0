"""Worlds in which nothing but children moves: an authority's own flows, without plan, staff or partners.

Calibration and validation ask what the care flows do by themselves; a plan's machinery around them
would change no child and cost most of the time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.inputs.authorities import merged
from sfpc_sim.inputs.loading import load
from sfpc_sim.model import kernel
from sfpc_sim.model.care import CareFlows, care_start
from sfpc_sim.model.mechanisms import mechanisms_for
from sfpc_sim.model.months import APRIL, april_day
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

PLAN_WITHOUT_PROGRAMME = "no-programme"


class PublishedYears(NamedTuple):
    """What the published tables would say of one world, (year,) each."""

    looked_after: Counts
    started: Counts
    ceased: Counts


def quiet_plan(
    authority: Authority, own: Register, years: int, *, seed: int, pandemic: bool = False, drift: str = "damped"
) -> Scenario:
    """Make some years from the day after an authority's origin in which nothing but children moves."""
    plan = load(PLAN_WITHOUT_PROGRAMME)
    start = authority.origin + timedelta(days=1)
    end = date(start.year + years, APRIL, 1) - timedelta(days=1)
    return replace(
        plan, authority=authority, register=merged(plan.register, own), start=start, end=end, seed=seed,
        pandemic=pandemic, drift=drift, strain_harms_practice=False,
    )  # fmt: skip


def lived(scenario: Scenario, number: int) -> Cohort:
    """Let the children of one world live to its end."""
    world = make_world(scenario, number, mechanisms_for(scenario.drift, {}))
    world.staff = nobody_in_post(scenario)
    world.care = CareFlows(world, care_start(world))
    world.env.run(until=world.env.process(world.care.live()))
    return world.care.cohort


def years_of(scenario: Scenario) -> tuple[int, ...]:
    """Name the years of a quiet plan by the March they end in."""
    return tuple(range(scenario.start.year + 1, scenario.end.year + 1))


def year_edges(scenario: Scenario) -> Floats:
    """Give the clock on the first day of each year, and after the last."""
    return np.array([april_day(scenario, year - 1) for year in (*years_of(scenario), scenario.end.year + 1)], float)


def published_years(scenario: Scenario, cohort: Cohort) -> PublishedYears:
    """Count a world as the published tables do."""
    edges = year_edges(scenario)
    return PublishedYears(*kernel.home_years(cohort, edges[:-1], edges[1:]))
