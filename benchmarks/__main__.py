"""Time the care flows of one authority against a plain SimPy program with one process a child.

    python -m benchmarks [--replications N]

Both simulate the shipped authority without a programme, from the same first day, with the same
rates, for the scenario's five years, on one core. Times are processor seconds of this run; only
their ratio travels to another machine.
"""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the plain twin lives with the tests that use it

from twin import PlainCare, RandomSource, plain_children

from sfpc_sim import load, simulate
from sfpc_sim.model.care import care, care_start
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import month_edges
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.world import World


def quiet_world(scenario: Scenario, number: int) -> World:
    """Make a world in which only children move."""
    world = make_world(scenario, number, Mechanisms())
    world.staff = nobody_in_post(scenario)
    return world


def ours(scenario: Scenario, number: int) -> int:
    """Run our care flows, preparation included; give the spells."""
    world = quiet_world(scenario, number)
    start = care_start(world)
    cohort = start.cohort.copy()
    world.env.run(until=world.env.process(care(world, start, cohort)))
    return int(cohort.entered[: cohort.size].sum())


def both(scenario: Scenario, number: int) -> int:
    """Run a whole replication; give the entries of plan and counterfactual."""
    measures = simulate(scenario, number).measures
    return int(measures["entries"] + measures["counterfactual_entries"])


def plain(scenario: Scenario, number: int) -> Callable[[], int]:
    """Prepare the plain program; only its run is timed, which favours it."""
    start = care_start(quiet_world(scenario, number))
    source = RandomSource(number)
    months = month_edges(scenario)
    model = PlainCare(start, list(months[:-1]), scenario.horizon_days, source)
    return lambda: len(model.run(plain_children(start, months, source.random)))


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Give processor seconds and what came out."""
    before = process_time()
    count = work()
    return process_time() - before, count


def rows(replications: int) -> Iterator[tuple[str, float, int]]:
    """Time each program, replication by replication in turn, and give medians."""
    usual, whole = load("no-programme"), load("innovation-2017")
    ours(usual, 0), simulate(whole, 1)
    times: dict[str, list[tuple[float, int]]] = {"plain": [], "ours": [], "whole": []}
    for number in range(1, replications + 1):
        times["plain"].append(timed(plain(usual, number)))
        times["ours"].append(timed(lambda n=number: ours(usual, n)))  # type: ignore[misc]
        times["whole"].append(timed(lambda n=number: both(whole, n)))  # type: ignore[misc]
    for name, label in (
        ("plain", "plain SimPy, one process a child"),
        ("ours", "sfpc_sim, care flows alone"),
        ("whole", "sfpc_sim, innovation-2017 with counterfactual"),
    ):
        yield label, median(t for t, _ in times[name]), int(median(n for _, n in times[name]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=15)
    found = list(rows(parser.parse_args().replications))
    base = found[0][1]
    print(f"Python {platform.python_version()}, one core, medians of processor time in this run")
    print(f"{'':46}  {'ms':>8}  {'times plain SimPy':>18}")
    for label, seconds, spells in found:
        print(f"{label:46}  {1000 * seconds:8.1f}  {base / seconds:17.1f}x  {spells:,} spells")


if __name__ == "__main__":
    main()
