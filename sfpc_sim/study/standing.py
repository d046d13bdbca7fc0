"""Where an authority's latest count stands among futures that do not know of it.

A count far from all of them is more likely another kind of count, or an authority file that is out of date, than news.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.scenario import DRIFTS
from sfpc_sim.model.latest_count import tolerance, usual_stock

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from sfpc_sim.inputs.scenario import Scenario

LOOKED_AT = 400  # worlds, before a run: a second's work a drift
FARTHEST_TOLERANCES = 3  # where not one world comes so near, most replications would look for theirs in vain
RANGE = (0.025, 0.975)
CHECK = "Check that the authority file is up to date and the count is of the same children, counted the same way."


@dataclass(frozen=True, slots=True)
class Standing:
    """How a count lies to the counts of futures that do not know of it."""

    looked_after: int
    fewer: float  # share of futures with fewer children
    low: float  # the middle 95% of futures
    high: float
    missed_by: float  # children, in the future that comes nearest

    @property
    def is_outside(self) -> bool:
        """Tell whether the count lies outside the middle 95%."""
        return not self.low <= self.looked_after <= self.high

    def words(self, on: str) -> str:
        """Say so to a planner, and warn of a count that lies outside; `on` is its date in words."""
        said = (
            f"Without the latest count, {self.fewer:.0%} of futures have fewer than {self.looked_after:,} children"
            f" looked after on {on}; the middle 95% have {self.low:,.0f} to {self.high:,.0f}."
        )
        return f"{said} The count lies outside this range. {CHECK}" if self.is_outside else said


def standing_of(looked_after: int, stocks: ArrayLike) -> Standing:
    """Place a count among counts of that day in worlds that nothing chose, `(world,)`."""
    values = np.asarray(stocks, float)
    low, high = np.quantile(values, RANGE)
    missed = np.abs(values - looked_after).min()
    return Standing(looked_after, float(np.mean(values < looked_after)), float(low), float(high), float(missed))


def tell_standing(scenario: Scenario, tell: Callable[[str], None], *, alternatives: bool) -> None:
    """Say before a run where its latest count stands under the plan's drift.

    Raises
    ------
    Refusal : under a drift that is to be run, no world comes near the count
    """
    count = scenario.latest_count
    assert count is not None
    standings = {
        drift: standing_of(count.looked_after, _stocks(replace(scenario, drift=drift)))
        for drift in (scenario.drift, *(each for each in DRIFTS if alternatives and each != scenario.drift))
    }
    farthest = FARTHEST_TOLERANCES * tolerance(count.looked_after)
    missed = {drift: standing for drift, standing in standings.items() if standing.missed_by > farthest}
    if scenario.drift in missed:
        raise Refusal([_far(scenario, scenario.drift, missed[scenario.drift], CHECK)])
    if missed:
        remedy = f"{CHECK} Or write --no-alternatives."
        raise Refusal([_far(scenario, drift, standing, remedy) for drift, standing in missed.items()])
    tell(standings[scenario.drift].words(f"{count.on.day} {count.on:%b %Y}"))


def _stocks(scenario: Scenario) -> list[int]:
    return [usual_stock(scenario, number) for number in range(1, LOOKED_AT + 1)]


def _far(scenario: Scenario, drift: str, standing: Standing, remedy: str) -> Problem:
    assert scenario.latest_count is not None
    fault = (
        f"the nearest of {LOOKED_AT} futures under {drift} drift misses the {standing.looked_after:,} children looked"
        f" after on {scenario.latest_count.on} by {standing.missed_by:,.0f}; the middle 95% have {standing.low:,.0f} to"
        f" {standing.high:,.0f}."
    )
    return Problem(f"{scenario.name}: latest_count", fault, remedy)
