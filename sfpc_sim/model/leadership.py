"""Leaders' time: home duties, joint roles and recruitment panels.

A leader is a SimPy resource of capacity one. Home duties and joint roles are blocks of time that
never queue; panels share what is left. A joint role is *work*, counted in the numerator of
utilisation: unlike a deployment it takes nobody away from the home authority.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import simpy

from sfpc_sim.model.months import DAYS_PER_YEAR, month_edges, working_months

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Leader
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class JointSpell:
    """A joint role as it happens in one world: from a day to a day, at a share of working days."""

    start_day: float
    end_day: float
    share: float


@dataclass(slots=True)
class LeaderTime:
    """One leader's time: what fills it, and what was asked of it."""

    leader: Leader
    resource: simpy.PriorityResource
    home_share: float
    joint: tuple[JointSpell, ...]
    panel_work: float  # working days a panel takes
    least_free_share: float
    asked_days: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # days from asking for a panel to its end

    @property
    def key(self) -> str:
        """The leader's key."""
        return self.leader.key

    def free_share(self, day: float) -> float:
        """Give the share of working days left for panels on a day."""
        joint = sum(spell.share for spell in self.joint if spell.start_day <= day < spell.end_day)
        return max(1.0 - self.home_share - joint, self.least_free_share)

    def panel_days(self, day: float) -> float:
        """Give the calendar days from sitting down to a panel to its end."""
        working_days_per_day = self.leader.working_days_per_month * MONTHS_PER_YEAR / DAYS_PER_YEAR
        return self.panel_work / self.free_share(day) / working_days_per_day

    def panel(self, env: simpy.Environment) -> Generator[simpy.Event, None, None]:
        """Hold one panel.

        asked -> waits for earlier panels -> held, for longer the less free time there is -> over
        """
        asked = env.now
        self.asked_days.append(asked)
        with self.resource.request(priority=1) as turn:
            yield turn
            yield env.timeout(self.panel_days(env.now))
        self.waits.append(env.now - asked)


def populate(world: World) -> None:
    """Give every leader of the scenario their time; joint roles come with the programme."""
    world.leaders = {
        leader.key: LeaderTime(
            leader,
            simpy.PriorityResource(world.env, capacity=1),
            world.draw.of("home_duties_share", leader.key),
            _joint_spells(world, leader),
            world.draw["panel_working_days"],
            world.draw["panel_free_share_floor"],
        )
        for leader in world.scenario.leaders
    }


def _joint_spells(world: World, leader: Leader) -> tuple[JointSpell, ...]:
    scenario, draw = world.scenario, world.draw
    if not scenario.programme.enabled:
        return ()
    spells = []
    for role in scenario.joint_roles:
        if role.leader == leader.key:
            start = scenario.day(role.start)
            share = draw.of(f"joint_role_{leader.tier}_share", f"{leader.key}/{role.partner}")
            spells.append(JointSpell(start, start + draw.of("joint_role_days", role.partner), share))
    return tuple(spells)


def utilisation_by_month(world: World) -> dict[str, Floats]:
    """Measure new work arriving in each month against the working days in it.

    Returns
    -------
    by leader, (month,); a panel's work counts in the month it is asked for
    """
    edges = month_edges(world.scenario)
    months = working_months(world.scenario, edges)
    result = {}
    for key, time in world.leaders.items():
        panels = np.histogram(time.asked_days, edges)[0] * time.panel_work
        joint = sum((spell.share * _overlap(spell, edges) for spell in time.joint), np.zeros(months.size))
        result[key] = time.home_share + joint + panels / (time.leader.working_days_per_month * months)
    return result


def _overlap(spell: JointSpell, edges: Floats) -> Floats:
    """Give the share of each month `(month,)` that a joint role covers."""
    covered = np.minimum(spell.end_day, edges[1:]) - np.maximum(spell.start_day, edges[:-1])
    return np.asarray(np.maximum(covered, 0.0) / np.diff(edges))


def measures(world: World) -> dict[str, float]:
    """Give each leader's months above amber and red, mean utilisation, and the mean wait for a panel."""
    amber, red = world.draw["amber_utilisation"], world.draw["red_utilisation"]
    result = {}
    for key, utilisation in utilisation_by_month(world).items():
        result[f"months_above_amber:{key}"] = float(np.sum(utilisation > amber))
        result[f"months_above_red:{key}"] = float(np.sum(utilisation > red))
        result[f"mean_utilisation:{key}"] = float(np.mean(utilisation))
    waits = [wait for time in world.leaders.values() for wait in time.waits]
    result["panel_wait_days"] = float(np.mean(waits)) if waits else float("nan")
    return result


def monthly(world: World) -> dict[str, Floats]:
    """Give each leader's utilisation by month."""
    return {f"utilisation:{key}": utilisation for key, utilisation in utilisation_by_month(world).items()}
