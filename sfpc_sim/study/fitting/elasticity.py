"""What a lasting change of first entries, or of exit rates, does to the counts that are published.

Repeat entries follow first entries with a lag, and who leaves sooner is not there to leave later.
So the drift fitted to published totals is carried by what can drift in the measure in which a
change of it shows in the totals of the first years, measured on the model itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authorities import merged, read_authority
from sfpc_sim.inputs.loading import load
from sfpc_sim.model import children
from sfpc_sim.model.care import CareFlows, care_start
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.spells import FIRST
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.care import CareStart

    Floats = NDArray[np.float64]

WORLDS = 60
CHANGE = 1.1
YEARS = 3  # as far as the plans' targets reach


def measure_shares(authority_toml: str) -> tuple[float, float]:
    """Give elasticities of published starts to first entries, and of ceases over mean stock to exit rates.

    Means over the first years of paired worlds on common luck.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fitted.toml"
        path.write_text(authority_toml, encoding="utf-8")
        scenario = _usual_years(*read_authority(path))
    flows = np.array([_flows(scenario, number) for number in range(1, WORLDS + 1)]).mean(axis=0)
    usual, more_entries, faster_exits = flows
    entry = np.log(more_entries[0] / usual[0]) / np.log(CHANGE)
    exits = np.log(faster_exits[1] / usual[1]) / np.log(CHANGE)
    return float(entry.mean()), float(exits.mean())


def _usual_years(authority: Authority, own: Register) -> Scenario:
    """Make some years from an authority's origin on in which nothing but children moves."""
    plan = load("no-programme")
    start = authority.origin + timedelta(days=1)
    end = start.replace(year=start.year + YEARS + 2) - timedelta(days=1)
    return replace(
        plan, authority=authority, register=merged(plan.register, own), start=start, end=end,
        strain_harms_practice=False,
    )  # fmt: skip


def _flows(scenario: Scenario, number: int) -> Floats:
    """Give starts and ceases over mean stock by year, (variant, flow, year)."""
    start = care_start(make_world(scenario, number, Mechanisms()))
    more = start.cohort.copy()  # holds candidates for higher rates than these
    more.chance[more.kind == FIRST] *= CHANGE
    faster = replace(start.rates, exit_pace=start.rates.exit_pace * CHANGE)
    variants = (start, replace(start, cohort=more), replace(start, rates=faster))
    return np.array([_published(scenario, number, variant) for variant in variants])


def _published(scenario: Scenario, number: int, start: CareStart) -> Floats:
    world = make_world(scenario, number, Mechanisms())
    world.staff = nobody_in_post(scenario)
    world.care = CareFlows(world, start)
    world.env.run(until=world.env.process(world.care.live()))
    cohort = world.care.cohort
    found = children.measures(scenario, cohort, children.flows_of(scenario, cohort))
    first = scenario.start.year + 1
    years = range(first, first + YEARS)
    stock = [float(sum(scenario.authority.stock_by_age))]
    stock += [found[f"looked_after_on:{year}-03-31"] for year in years]
    mean_stock = (np.array(stock[1:]) + np.array(stock[:-1])) / 2
    return np.array([
        [found[f"started:{year}"] for year in years],
        np.array([found[f"ceased:{year}"] for year in years]) / mean_stock,
    ])  # fmt: skip
