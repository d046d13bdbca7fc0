"""Children one by one in years in which nothing else moves: for what yearly measures do not tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model import kernel
from sfpc_sim.model.months import april_day
from sfpc_sim.study.fitting.usual_years import usual_years

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]


class PublishedYears(NamedTuple):
    """What the published tables would say of one world, (year,) each."""

    looked_after: Counts
    started: Counts
    ceased: Counts


def quiet_plan(
    authority: Authority, own: Register, years: int, *, seed: int, pandemic: bool = False, drift: str = "damped"
) -> Scenario:
    """Make usual years of an authority with luck, a pandemic and a drift to choose."""
    return replace(usual_years(authority, own, years), seed=seed, pandemic=pandemic, drift=drift)


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
