"""What shared luck is worth: the spread of a paired difference over that with independent seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.care import quiet_world
from benchmarks.table import Row, Rows
from sfpc_sim import load
from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.model.care import CareFlows, care_start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Assumption
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.care import CareStart
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

TITLE = "Shared luck: children in year five, a plan that prevents 10% of entries less its baseline"
SHARED_LEVELS = ("world", "nation", "authority")
PAIRS, QUICK_PAIRS = 1000, 100
LEFT = 0.9  # of first entries and recurrences


class FewerEntries(CareFlows):
    """Care flows under a plan that prevents one entry in ten from the first day, and does nothing else."""

    def __init__(self, world: World, start: CareStart) -> None:
        super().__init__(world, start)
        self._entry_ratio *= LEFT  # stays, since nothing else acts in a quiet world


def rows(*, quick: bool) -> Rows:
    """Hold the spread of differences within pairs against that between worlds with seeds of their own.

    Independent seeds draw rates and their drift anew too. What is spared where these are known, and only children's
    own luck is left to share, is beside it.
    """
    pairs = QUICK_PAIRS if quick else PAIRS
    plan = load("no-programme")
    return [*_rows("", plan, pairs, "paired_over_independent"), *_rows("rates known: ", rates_known(plan), pairs)]


def _rows(words: str, plan: Scenario, pairs: int, name: str = "") -> list[Row]:
    usual = in_year_five(plan, CareFlows, range(1, pairs + 1))
    fewer = in_year_five(plan, FewerEntries, range(1, pairs + 1))
    elsewhere = in_year_five(plan, FewerEntries, range(pairs + 1, 2 * pairs + 1))
    paired, alone = (float(np.std(some - usual, ddof=1)) for some in (fewer, elsewhere))
    correlation = float(np.corrcoef(usual, fewer)[0, 1])
    return [
        Row(f"{words}the difference, mean", float(np.mean(fewer - usual)), "", f"{pairs:,} pairs"),
        Row(f"{words}its standard deviation with independent seeds", alone, ""),
        Row(f"{words}its standard deviation on the same luck", paired, "", f"correlation {correlation:.3f}"),
        Row("  the second over the first", paired / alone, "", f"{(alone / paired) ** 2:.0f} times fewer pairs", name),
    ]


def rates_known(plan: Scenario) -> Scenario:
    """Hold what is believed of a world or an authority at its median, and let no rate wander."""
    known = tuple(_known(each) if each.level in SHARED_LEVELS else each for each in plan.register.assumptions)
    return replace(plan, register=Register(known))


def _known(assumption: Assumption) -> Assumption:
    (median,) = (0.0,) if assumption.name.endswith("_sd") else assumption.belief.percentiles((0.5,))
    return replace(assumption, belief=Belief((Component("fixed", (float(median),), 1.0),)))


def in_year_five(plan: Scenario, flows: type[CareFlows], numbers: range) -> Floats:
    """Count the children looked after at the end of each world, `(number,)`."""
    return np.array([_children(quiet_world(plan, number), flows) for number in numbers], float)


def _children(world: World, flows: type[CareFlows]) -> int:
    world.care = care = flows(world, care_start(world))
    world.env.run(until=world.env.process(care.live()))
    found = care.looked_after_on(world.scenario.horizon_days)
    del world.care  # a ring that waits for the collector
    return found
