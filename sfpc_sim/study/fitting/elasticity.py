"""What a lasting change of first entries, or of exit rates, does to the counts that are published.

Repeat entries follow first entries with a lag, and who leaves sooner is not there to leave later.
So the drift fitted to published totals is carried by what can drift in the measure in which a
change of it shows in the totals of the first years, measured on the model itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.loading import load
from sfpc_sim.model import children
from sfpc_sim.model.care import care, care_start
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.care import CareStart

    Floats = NDArray[np.float64]

WORLDS = 60
CHANGE = 1.1
YEARS = 3  # as far as the plans' targets reach

_PLAN = """sfpc = 1
extends = "no-programme"
title = "How published totals answer to rates"
authority = "fitted"
"""


def measure_shares(authority_toml: str) -> tuple[float, float]:
    """Give elasticities of published starts to first entries, and of ceases over mean stock to exit rates.

    Means over the first years of paired worlds on common luck.
    """
    with TemporaryDirectory() as folder:
        (Path(folder) / "authorities").mkdir()
        (Path(folder) / "authorities" / "fitted.toml").write_text(authority_toml, encoding="utf-8")
        (Path(folder) / "plan.toml").write_text(_PLAN, encoding="utf-8")
        scenario = load(Path(folder) / "plan.toml")
    flows = np.array([_flows(scenario, number) for number in range(1, WORLDS + 1)]).mean(axis=0)
    usual, more_entries, faster_exits = flows
    entry = np.log(more_entries[0] / usual[0]) / np.log(CHANGE)
    exits = np.log(faster_exits[1] / usual[1]) / np.log(CHANGE)
    return float(entry.mean()), float(exits.mean())


def _flows(scenario: Scenario, number: int) -> Floats:
    """Give starts and ceases over mean stock by year, (variant, flow, year)."""
    world = make_world(scenario, number, Mechanisms())
    start = care_start(world)
    entries = start.usual_rate.copy()
    entries[:, :-1] *= CHANGE
    faster = replace(start.rates, exit_pace=start.rates.exit_pace * CHANGE)
    variants = (start, replace(start, usual_rate=entries), replace(start, rates=faster))
    return np.array([_published(scenario, number, variant) for variant in variants])


def _published(scenario: Scenario, number: int, start: CareStart) -> Floats:
    world = make_world(scenario, number, Mechanisms())
    world.staff = nobody_in_post(scenario)
    cohort = start.cohort.copy()
    world.env.run(until=world.env.process(care(world, start, cohort)))
    found = children.measures(scenario, cohort)
    first = scenario.start.year + 1
    years = range(first, first + YEARS)
    stock = [float(sum(scenario.authority.stock_by_age))]
    stock += [found[f"looked_after_on:{year}-03-31"] for year in years]
    mean_stock = (np.array(stock[1:]) + np.array(stock[:-1])) / 2
    return np.array([
        [found[f"started:{year}"] for year in years],
        np.array([found[f"ceased:{year}"] for year in years]) / mean_stock,
    ])  # fmt: skip
