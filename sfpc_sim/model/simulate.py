"""One address, one world, one `Replication`: the plan, and its counterfactual on the same luck."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model import children, exit_costs, gates, money, partner_measures, placement_costs, recruitment, strain
from sfpc_sim.model.care import CareFlows, CareStart, care_start
from sfpc_sim.model.grants import open_accounts
from sfpc_sim.model.held import USUAL
from sfpc_sim.model.latest_count import choose_world
from sfpc_sim.model.mechanisms import mechanisms_of
from sfpc_sim.model.months import month_edges
from sfpc_sim.model.once import once
from sfpc_sim.model.placements import place
from sfpc_sim.model.places import HOME
from sfpc_sim.model.populate import populate, populate_without_programme
from sfpc_sim.model.replication import Replication
from sfpc_sim.model.tracing import TracedLuck
from sfpc_sim.model.world import World, make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.held import Held
    from sfpc_sim.model.spells import Cohort
    from sfpc_sim.model.tracing import Asked

    Floats = NDArray[np.float64]


@once
def _without_programme(scenario: Scenario) -> Scenario:
    return replace(scenario, programme=replace(scenario.programme, enabled=False), thought_experiment=None)


def simulate(scenario: Scenario, number: int, held: Held = USUAL) -> Replication:
    """Run one replication to its horizon and measure it.

    Parameters
    ----------
    scenario : complete and frozen
    number : the replication's address, from 1
    held : what is not drawn as usual

    Returns
    -------
    Replication
    """
    return _lived(scenario, number, held)[1]


def assumptions_asked(scenario: Scenario, number: int) -> frozenset[str]:
    """Name the assumptions that one replication asks for."""
    return frozenset(_lived(scenario, number, USUAL)[0].draw.asked)


def _lived(scenario: Scenario, number: int, held: Held) -> tuple[World, Replication]:
    chosen = choose_world(scenario, number, held)
    plan = make_world(scenario, chosen.address, mechanisms_of(scenario), held=held)
    start = care_start(plan)
    cohort = _run(plan, start, populate)
    off = make_world(_without_programme(scenario), chosen.address, plan.mechanisms, plan)
    counterfactual = _run(off, start, populate_without_programme, last=True)
    off.end()
    flows, usual = (children.flows_of(scenario, some) for some in (cohort, counterfactual))
    months = {**children.monthly(scenario, flows), **recruitment.monthly(plan), **strain.monthly(plan)}
    months |= partner_measures.monthly(plan)
    months |= {f"counterfactual_{name}": values for name, values in children.monthly(scenario, usual).items()}
    of_children = children.measures(scenario, cohort, flows)
    without = children.measures(scenario, counterfactual, usual)
    of_children |= {f"counterfactual_{name}": value for name, value in without.items()}
    measured, pounds = _pounds(plan, cohort, counterfactual)
    months |= pounds
    told = of_children | _measures(plan, of_children, months) | measured | chosen.measures
    plan.end()
    return plan, Replication(number, told, months)


def looked_after_on_target(scenario: Scenario, number: int) -> float:
    """Give one world's children looked after at the end of the target's day, which must be a month's end."""
    plan = make_world(scenario, choose_world(scenario, number).address, mechanisms_of(scenario))
    stock = children.flows_of(scenario, _run(plan, care_start(plan), populate, last=True)).looked_after[HOME]
    return float(stock[np.searchsorted(month_edges(scenario), scenario.day(scenario.target.on) + 1) - 1])


def luck_asked(scenario: Scenario, number: int) -> Asked:
    """Live a plan's world, without its counterfactual, and give what of luck was asked for."""
    plan = make_world(scenario, choose_world(scenario, number).address, mechanisms_of(scenario), luck_of=TracedLuck)
    assert isinstance(plan.luck, TracedLuck)
    plan.luck.note_spells(_run(plan, care_start(plan), populate, last=True))
    plan.end()
    return plan.luck.asked


def _run(world: World, start: CareStart, wake: Callable[[World], None], *, last: bool = False) -> Cohort:
    """Wake a world's processes and let it live to the horizon; `last` as for `CareFlows`."""
    world.care = CareFlows(world, start, last=last)
    wake(world)
    world.env.run(until=world.env.process(world.care.live()))
    return world.care.cohort


def _measures(plan: World, of_children: dict[str, float], months: dict[str, Floats]) -> dict[str, float]:
    result = {"entries_avoided": of_children["counterfactual_entries"] - of_children["entries"]}
    result |= recruitment.measures(plan) | strain.measures(plan)
    result |= partner_measures.measures(plan) | gates.measures(plan)
    return result | placement_costs.partner_measures(plan, months)


def _pounds(plan: World, cohort: Cohort, usual: Cohort) -> tuple[dict[str, float], dict[str, Floats]]:
    """Give what the programme, placements and exits cost: measures, and by month."""
    scenario, accounts = plan.scenario, open_accounts(plan)
    spend = placement_costs.price_placements(plan, place(plan, (cohort, usual)))
    measured = money.measures(plan, accounts) | placement_costs.measures(scenario, spend)
    months = money.monthly(plan, accounts) | placement_costs.monthly(scenario, spend)
    return measured | exit_costs.measures(plan, cohort, usual), months
