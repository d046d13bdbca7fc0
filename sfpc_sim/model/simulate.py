"""One address, one world, one `Replication`: the plan, and its counterfactual on the same luck."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.plugins import open_plugins
from sfpc_sim.model import children, leadership, money, recruitment
from sfpc_sim.model.care import CareStart, care, care_start
from sfpc_sim.model.mechanisms import Mechanisms, mechanisms_for
from sfpc_sim.model.months import DAYS_PER_YEAR, financial_year_of, month_edges, month_starts
from sfpc_sim.model.replication import Replication
from sfpc_sim.model.world import World, make_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import PluginSource, Scenario
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]


@lru_cache(maxsize=16)
def _mechanisms(drift: str, plugins: tuple[PluginSource, ...]) -> Mechanisms:
    return mechanisms_for(drift, open_plugins(plugins).mechanisms)


def simulate(scenario: Scenario, number: int) -> Replication:
    """Run one replication to its horizon and measure it.

    Parameters
    ----------
    scenario : complete and frozen
    number : the replication's address, from 1

    Returns
    -------
    Replication
    """
    plan = make_world(scenario, number, _mechanisms(scenario.drift, scenario.plugins))
    start = care_start(plan)
    cohort = _run(plan, start)
    off = replace(scenario, programme=replace(scenario.programme, enabled=False))
    counterfactual = _run(make_world(off, number, plan.mechanisms), start)
    months = {**children.monthly(scenario, cohort), **recruitment.monthly(plan), **leadership.monthly(plan)}
    usual = children.monthly(scenario, counterfactual)
    months |= {f"counterfactual_{name}": values for name, values in usual.items()}
    return Replication(number, _measures(plan, cohort, counterfactual, months), months)


def looked_after_on_target(scenario: Scenario, number: int) -> float:
    """Give one world's children looked after at the end of the target's day, which must be a month's end."""
    plan = make_world(scenario, number, _mechanisms(scenario.drift, scenario.plugins))
    stock = children.monthly(scenario, _run(plan, care_start(plan)))["looked_after"]
    return float(stock[np.searchsorted(month_edges(scenario), scenario.day(scenario.target.on) + 1) - 1])


def _run(world: World, start: CareStart) -> Cohort:
    """Populate a world and let it live to the horizon."""
    cohort = start.cohort.copy()
    leadership.populate(world)
    recruitment.populate(world)
    world.env.run(until=world.env.process(care(world, start, cohort)))
    return cohort


def _measures(plan: World, cohort: Cohort, usual: Cohort, months: dict[str, Floats]) -> dict[str, float]:
    scenario = plan.scenario
    result = children.measures(scenario, cohort)
    result |= {f"counterfactual_{name}": value for name, value in children.measures(scenario, usual).items()}
    result["entries_avoided"] = result["counterfactual_entries"] - result["entries"]
    result |= recruitment.measures(plan) | leadership.measures(plan) | money.measures(plan)
    return result | _placements_avoided(plan, months)


def _placements_avoided(plan: World, months: dict[str, Floats]) -> dict[str, float]:
    """Give placement-years against the counterfactual and their cost at the world's marginal price."""
    edges = month_edges(plan.scenario)
    fewer = months["counterfactual_looked_after"] - months["looked_after"]
    # Children at both ends of a month, averaged, over its length.
    before = np.concatenate([[0.0], fewer[:-1]])
    years = (fewer + before) / 2 * np.diff(edges) / DAYS_PER_YEAR
    years_of_price = map(financial_year_of, month_starts(plan.scenario))
    prices = [money.placement_cost_gbp_per_year(plan.draw, year) for year in years_of_price]
    return {
        "placement_years_avoided": float(years.sum()),
        "placement_cost_avoided_gbp": float(years @ np.array(prices)),
    }
