"""Rules that decide during the run, and rules that are judged when it is over.

A gate is asked at its reviews: when its rule holds it opens, or decides on a deployment; when it has
failed at the last one, that decides too. Targets and risks are asked once, at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.model.deployment import decide
from sfpc_sim.model.facts import holds
from sfpc_sim.model.months import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from sfpc_sim.inputs.rules import Rule
    from sfpc_sim.inputs.scenario import Gate
    from sfpc_sim.model.world import World

    Process = Generator[simpy.Event, object, None]


def populate(world: World) -> None:
    """Start the plan's gates; without a programme there is nothing to decide."""
    if world.scenario.programme.enabled:
        for gate in world.scenario.gates:
            world.env.process(review(world, gate))


def review(world: World, gate: Gate) -> Process:
    """Ask a gate's rule at each of its reviews until it holds.

    waits -> asked (-> asked again ...) -> holds: opens or decides; or fails for good: stays or decides
    """
    # At the end of the review's day, as the measures a rule names are.
    yield world.env.timeout(max(world.scenario.day(gate.first_review) + 1.0 - world.env.now, 0.0))
    for number in range(gate.reviews):
        if number:
            yield world.env.timeout(gate.every_months * DAYS_PER_MONTH)
        yield world.env.timeout(0.0)  # a month that ends in this instant is closed by then
        if holds(world, gate.rule):
            world.gates_opened[gate.key] = world.env.now
            world.ledger.note(world.env.now, "gate_holds", gate.key, float(number))
            _carry_out(world, gate, gate.holds)
            return
        world.ledger.note(world.env.now, "gate_fails", gate.key, float(number))
    _carry_out(world, gate, gate.fails)


def _carry_out(world: World, gate: Gate, what: str) -> None:
    if gate.deployment is not None and what in ("ends", "extends", "changes"):
        decide(world, gate.deployment, what, gate.months, gate.away_share)


PROGRAMME_FACTS = {
    *("posts_filled_share", "fte_in_post", "vacancies", "partners_launched", "partners_active"),
    *("recommendations_green_share", "spend_gbp", "grant_balance_gbp", "gate_passed"),
}


def _is_about_the_programme(rule: Rule) -> bool:
    """Tell whether a rule asks for something only a programme has."""
    return any(leaf.name in PROGRAMME_FACTS for leaf in rule.names())


def measures(world: World) -> dict[str, float]:
    """Give whether and when each gate opened, and which risks came true."""
    result: dict[str, float] = {}
    enabled = world.scenario.programme.enabled
    for gate in world.scenario.gates if enabled else ():
        day = world.gates_opened.get(gate.key, float("nan"))
        first = world.scenario.day(gate.first_review) + 1.0
        result[f"gate_passed:{gate.key}"] = float(gate.key in world.gates_opened)
        result[f"gate_day:{gate.key}"] = day
        result[f"gate_late:{gate.key}"] = float(day - first >= 3 * DAYS_PER_MONTH - 1.0)
    for risk in world.scenario.risks:
        if enabled or not _is_about_the_programme(risk.rule):
            result[f"risk:{risk.key}"] = float(holds(world, risk.rule))
    for requirement in world.scenario.requirements:
        for number, rule in enumerate(requirement.rule.chances()):
            if not enabled and _is_about_the_programme(rule):
                continue
            result[f"chance:{requirement.key} {number}"] = float(holds(world, rule))
    return result
