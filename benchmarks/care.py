"""Care flows alone, against the plain twin: a SimPy program with one process a child on the model's own flows."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the plain twin lives with the tests that use it

from twin import PlainCare, RandomSource, plain_children

from benchmarks.clock import Program, Timed, direct, in_turns
from benchmarks.table import Row, Rows, times
from sfpc_sim import load
from sfpc_sim.model import partners
from sfpc_sim.model.care import CareFlows, CareStart, care_start
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import life_edges
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.world import World

TITLE = "Care flows alone, without a programme, with drift; one core"
PLANS = (("Leeds, five years", "no-programme", "care_times_simpy"),
         ("Leeds and six partners", "sfpc-2020-no-programme", "seven_times_simpy"))  # fmt: skip
TURNS, QUICK_TURNS = 15, 2
RUNS = 5  # of ours in a turn


def rows(*, quick: bool) -> Rows:
    """Time ours and the plain twin from the same first day, with the same rates."""
    result: Rows = []
    for words, plan, name in PLANS:
        found = in_turns(_programs(load(plan)), QUICK_TURNS if quick else TURNS)
        plain, ours, twice = found.values()
        result += [Row(f"{words}: {label}", timed.ms, "ms", _spells(timed)) for label, timed in found.items()]
        result.append(times("plain SimPy: times ours", plain.ms, ours.ms, name))
        result.append(times("plan and counterfactual: times ours", twice.ms, ours.ms))
    return result


def _programs(scenario: Scenario) -> dict[str, Program]:
    return {
        "plain SimPy": Program(lambda number: plain(scenario, number)),
        "sfpc_sim": direct(lambda number: ours(scenario, number), RUNS),
        "sfpc_sim, plan and counterfactual": direct(lambda number: twice(scenario, number), RUNS),
    }


def _spells(timed: Timed) -> str:
    return f"{timed.mean:,.0f} spells of care"


def quiet_world(scenario: Scenario, number: int) -> World:
    """Make a world in which only children move."""
    world = make_world(replace(scenario, strain_harms_practice=False), number, Mechanisms())
    world.staff = nobody_in_post(scenario)
    partners.populate(world)
    return world


def lived(scenario: Scenario, number: int, start: CareStart) -> float:
    """Run our care flows from a start; give the spells."""
    world = quiet_world(scenario, number)
    world.care = CareFlows(world, start)
    world.env.run(until=world.env.process(world.care.live()))
    cohort = world.care.cohort
    return float(cohort.entered[: cohort.size].sum())


def ours(scenario: Scenario, number: int) -> float:
    """Run our care flows, preparation included."""
    return lived(scenario, number, care_start(quiet_world(scenario, number)))


def twice(scenario: Scenario, number: int) -> float:
    """Run them twice from one preparation, as a plan and its counterfactual do."""
    start = care_start(quiet_world(scenario, number))
    return lived(scenario, number, start) + lived(scenario, number, start)


def plain(scenario: Scenario, number: int) -> Callable[[], float]:
    """Prepare the plain program; only its run is timed, which favours it."""
    start = care_start(quiet_world(scenario, number))
    source = RandomSource(number)
    months = life_edges(scenario).tolist()
    model = PlainCare(start, months[:-1], scenario.horizon_days, source)
    return lambda: float(len(model.run(plain_children(start, months, source.random))))
