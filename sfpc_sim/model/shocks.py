"""What befalls an authority whether or not there is a programme: an inadequate judgement, directors who leave.

Drawn once by the authority's own address, so a plan and its counterfactual meet the same shocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from sfpc_sim.model.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    from sfpc_sim.model.world import World

FOUR_YEARS = 4.0  # the chance of row 72 is over four years


@dataclass(frozen=True, slots=True)
class Shocks:
    """The judgement of one authority, and the days its directors leave."""

    inadequate_from: float  # infinity if it never comes within the horizon
    inadequate_until: float
    uplift_until: float  # entries are higher up to this day
    judgement_pause_days: float
    director_left_days: tuple[float, ...]
    director_pause_days: float

    def is_inadequate(self, day: float) -> bool:
        """Tell whether the authority is judged inadequate on a day."""
        return self.inadequate_from <= day < self.inadequate_until

    def paused_until(self, day: float) -> float:
        """Give the day until which a programme there pauses; `day` itself if it does not."""
        until = day
        if self.inadequate_from <= day:
            until = max(until, self.inadequate_from + self.judgement_pause_days)
        for left in self.director_left_days:
            if left <= day:
                until = max(until, left + self.director_pause_days)
        return until


def shocks_of(world: World, code: str) -> Shocks:
    """Tell what befalls an authority up to the horizon."""
    if code not in world.shocks:
        world.shocks[code] = _draw_shocks(world, code)
    return world.shocks[code]


def _draw_shocks(world: World, code: str) -> Shocks:
    draw, scenario = world.draw, world.scenario
    rate = -log(1.0 - draw["inadequate_chance"]) / FOUR_YEARS
    wait = -log(world.luck.number("inadequate judgement", code)) / max(rate, 1e-12) * DAYS_PER_YEAR
    judged = scenario.decided_day + wait  # judgements up to then are known, and were none
    if judged >= scenario.horizon_days:
        judged = float("inf")
    return Shocks(
        inadequate_from=judged,
        inadequate_until=judged + draw.of("inadequate_days", code),
        uplift_until=judged + draw["inadequate_uplift_days"],
        judgement_pause_days=draw.of("judgement_pause_days", code),
        director_left_days=tuple(_director_left(world, code)),
        director_pause_days=draw.of("director_pause_days", code),
    )


def _director_left(world: World, code: str) -> list[float]:
    """Give the days on which the authority's director leaves, a Poisson stream."""
    day = world.scenario.decided_day
    found: list[float] = []
    while True:
        chance = world.luck.number("partner's director leaves", code, len(found))
        day -= log(chance) / world.draw["director_change_per_year"] * DAYS_PER_YEAR
        if day >= world.scenario.horizon_days:
            return found
        found.append(day)
