"""The council's hope, solved.

The reports put no number on what the programme was hoped to do. It is *defined* here as the one
proportional reduction of entries from RES clusters, of adolescents' entries and of recurrent
entries that, with every post in post on the planned day, puts the median on the target's date at
one child under the target. It says what would have had to be true, not what anybody knew.

Where no reduction inside the beliefs' bounds does it, the hope is the largest there is, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.beliefs import belief_of
from sfpc_sim.model.simulate import looked_after_on_target

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sfpc_sim.inputs.scenario import Scenario

HOPED_RATIOS = ("res_entry_ratio", "rethink_entry_ratio", "futures_recurrence_ratio")
TOLERANCE = 0.0005  # of the ratio: about a child


@dataclass(frozen=True, slots=True)
class Hope:
    """The ratio that would do it, or comes nearest, and the median it gives."""

    ratio: float
    median: float
    wanted: float
    replications: int

    @property
    def is_enough(self) -> bool:
        """Tell whether the median reaches the target."""
        return self.median <= self.wanted


def solve_hope(scenario: Scenario, executor: Executor, replications: int) -> Hope:
    """Bisect for the largest ratio whose median, on common luck, lies under the target; else give the lower bound."""
    low = max(scenario.register[name].bounds[0] for name in HOPED_RATIOS)
    high = 1.0
    wanted = scenario.target.children_under - 1
    median = _median(scenario, low, executor, replications)
    while median <= wanted and high - low > TOLERANCE:
        middle = (low + high) / 2
        at_middle = _median(scenario, middle, executor, replications)
        if at_middle <= wanted:
            low, median = middle, at_middle
        else:
            high = middle
    return Hope(low, median, wanted, replications)


def with_ratio(scenario: Scenario, ratio: float) -> Scenario:
    """Fix the hoped-for ratios of a scenario at one number."""
    fixed = [
        replace(a, belief=belief_of({"fixed": {"value": ratio}}, a.bounds)) if a.name in HOPED_RATIOS else a
        for a in scenario.register.assumptions
    ]
    return replace(scenario, register=Register(tuple(fixed), scenario.register.correlations))


def _median(scenario: Scenario, ratio: float, executor: Executor, replications: int) -> float:
    plan = with_ratio(scenario, ratio)
    chunks = [range(first, min(first + 50, replications + 1)) for first in range(1, replications + 1, 50)]
    stocks = executor.map(_stocks, [plan] * len(chunks), chunks)
    return float(np.median([stock for chunk in stocks for stock in chunk]))


def _stocks(scenario: Scenario, numbers: range) -> list[float]:
    return [looked_after_on_target(scenario, number) for number in numbers]


def evidence_toml(hope: Hope, scenario: Scenario) -> str:
    """Write the evidence set that says so."""
    fewer, median = f"{1 - hope.ratio:.0%}", f"{hope.median:,.0f}"
    found = "" if hope.is_enough else (
        f"# No reduction does: with {fewer} fewer of these entries, all that bounds allow, the median is {median}.\n"
    )  # fmt: skip
    source = (
        f"Solved by sfpc fit council-hope on {hope.replications} replications of {scenario.name}: median "
        f"{hope.median:.0f} on {scenario.target.on.isoformat()}; report of 23 June 2017, 4.4.2, taken at its word"
    )
    entries = "\n".join(
        f"[{name}]\nbelief = {{ fixed = {{ value = {hope.ratio:.4f} }} }}\n"
        f'source = {{ ref = "{source}", grade = "D" }}\n'
        for name in HOPED_RATIOS
    )
    return f"""# The reports put no number on the council's hope. It is defined as the one proportional reduction
# that, with every post in post on the planned day, puts the median on the target's date one under it.
{found}# Made by a command; to make it again:  sfpc fit council-hope --replications {hope.replications}

{entries}
[conference_entry_ratio]
belief = {{ fixed = {{ value = 1.0 }} }}
source = {{ ref = "The definition names RES, adolescent and recurrent entries only", grade = "D" }}
"""
