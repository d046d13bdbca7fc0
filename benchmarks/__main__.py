"""Time the care flows against a plain SimPy program with one process a child.

    python -m benchmarks [--replications N]

One authority (Leeds, 2017) and seven (Leeds and six partners, 2019, with a lead-in), each without a
programme, from the same first day and with the same rates, on one core; then whole replications with
leaders, posts, money and the counterfactual. Times are processor seconds of this run; only their
ratio travels to another machine.
"""

from __future__ import annotations

import argparse
import platform
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the plain twin lives with the tests that use it

from twin import PlainCare, RandomSource, plain_children

from sfpc_sim import load, simulate
from sfpc_sim.model import partners
from sfpc_sim.model.care import CareFlows, CareStart, care_start
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import life_edges
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.world import World

ONE, SEVEN = "one authority", "seven authorities"
PLANS = {ONE: ("no-programme", "innovation-2017"), SEVEN: ("sfpc-2020-no-programme", "sfpc-2020")}


def quiet_world(scenario: Scenario, number: int) -> World:
    """Make a world in which only children move."""
    world = make_world(replace(scenario, strain_harms_practice=False), number, Mechanisms())
    world.staff = nobody_in_post(scenario)
    partners.populate(world)
    return world


def lived(scenario: Scenario, number: int, start: CareStart) -> int:
    """Run our care flows from a start; give the spells."""
    world = quiet_world(scenario, number)
    world.care = CareFlows(world, start)
    world.env.run(until=world.env.process(world.care.live()))
    cohort = world.care.cohort
    return int(cohort.entered[: cohort.size].sum())


def ours(scenario: Scenario, number: int) -> int:
    """Run our care flows, preparation included."""
    return lived(scenario, number, care_start(quiet_world(scenario, number)))


def twice(scenario: Scenario, number: int) -> int:
    """Run them twice from one preparation, as a plan and its counterfactual do."""
    start = care_start(quiet_world(scenario, number))
    return lived(scenario, number, start) + lived(scenario, number, start)


def whole(scenario: Scenario, number: int) -> int:
    """Run a whole replication; give the entries of plan and counterfactual, of all authorities."""
    measures = simulate(scenario, number).measures
    counted = ("entries", "counterfactual_entries", "partner_entries", "counterfactual_partner_entries")
    return int(sum(value for name, value in measures.items() if name.partition(":")[0] in counted))


def plain(scenario: Scenario, number: int) -> Callable[[], int]:
    """Prepare the plain program; only its run is timed, which favours it."""
    start = care_start(quiet_world(scenario, number))
    source = RandomSource(number)
    months = life_edges(scenario).tolist()
    model = PlainCare(start, months[:-1], scenario.horizon_days, source)
    return lambda: len(model.run(plain_children(start, months, source.random)))


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Give processor seconds and what came out."""
    before = process_time()
    count = work()
    return process_time() - before, count


def rows(name: str, replications: int) -> Iterator[tuple[str, float, int]]:
    """Time each program, replication by replication in turn, and give medians."""
    usual, plan = (load(each) for each in PLANS[name])
    ours(usual, 0), simulate(plan, 1)
    programs: dict[str, Callable[[int], Callable[[], int]]] = {
        "plain SimPy, one process a child": lambda number: plain(usual, number),
        "sfpc_sim, care flows": lambda number: lambda: ours(usual, number),
        "sfpc_sim, care flows, plan and counterfactual": lambda number: lambda: twice(usual, number),
        f"sfpc_sim, {plan.name} whole": lambda number: lambda: whole(plan, number),
    }
    times: dict[str, list[tuple[float, int]]] = {label: [] for label in programs}
    for number in range(1, replications + 1):
        for label, prepare in programs.items():
            times[label].append(timed(prepare(number)))
    for label, each in times.items():
        yield label, median(seconds for seconds, _ in each), int(median(spells for _, spells in each))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=15)
    replications = parser.parse_args().replications
    print(f"Python {platform.python_version()}, one core, medians of processor time in this run")
    for name in PLANS:
        found = list(rows(name, replications))
        base = found[0][1]
        print(f"\n{name:46}  {'ms':>8}  {'times plain SimPy':>18}")
        for label, seconds, spells in found:
            print(f"{label:46}  {1000 * seconds:8.1f}  {base / seconds:17.1f}x  {spells:,} spells")


if __name__ == "__main__":
    main()
