"""Support beyond the roll-out: an improvement partnership's plan, and the centre's events and visits.

The centre's three tiers (Executive Board, 25 July 2018, 3.22): free monthly events for all, modular
visits on request, and intensive partnerships like the one with Kirklees (3.26-3.28).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.leadership import JOINT, ask
from sfpc_sim.model.luck import child_keys, key_of
from sfpc_sim.model.months import DAYS_PER_MONTH, DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import simpy
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Centre, ImprovementPartnership
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Process = Generator[simpy.Event, object, None]


ROUNDING_DAYS = 1e-9  # days that were added up month by month


@dataclass(slots=True)
class Plan:
    """An improvement plan: recommendations red, amber or green, moved by leaders' days."""

    partnership: ImprovementPartnership
    steps: list[tuple[int, float]]  # (recommendation, working days) in the order they are taken
    taken: int = 0
    spent_days: float = 0.0  # on the step under way
    joint_days: float = 0.0  # working days that joint roles have given so far; a role nobody holds gives none
    green: list[int] = field(default_factory=list)  # at each month's end, the lead-in included
    _begun: set[int] = field(default_factory=set)  # recommendations that are amber or green

    def colours(self) -> tuple[int, int, int]:
        """Count recommendations that are red, amber and green now."""
        begun, finished = len(self._begun), self.taken - len(self._begun)
        return self.partnership.recommendations - begun, begun - finished, finished

    def work(self, days: float) -> None:
        """Spend leaders' days on the steps, one after another."""
        self.spent_days += days
        while self.taken < len(self.steps) and self.spent_days >= self.steps[self.taken][1] - ROUNDING_DAYS:
            number, days = self.steps[self.taken]
            self.spent_days -= days
            self._begun.add(number)
            self.taken += 1


@dataclass(slots=True)
class Support:
    """Improvement plans by key, and the authorities the centre has reached."""

    plans: dict[str, Plan] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)
    reached_by_month: list[int] = field(default_factory=list)
    events: int = 0
    visits: int = 0


def populate(world: World) -> None:
    """Start improvement partnerships and the centre, if the plan has them and there is a programme."""
    world.support = Support()
    if not world.scenario.programme.enabled:
        return
    for partnership in world.scenario.improvement:
        plan = Plan(partnership, steps_of(world, partnership))
        world.support.plans[partnership.key] = plan
        world.each_month(improve(world, plan))
    if world.scenario.centre:
        world.env.process(hold_events(world, world.scenario.centre))
        world.env.process(receive_visits(world, world.scenario.centre))
        world.each_month(lambda *_: world.support.reached_by_month.append(len(world.support.reached)))


def steps_of(world: World, partnership: ImprovementPartnership) -> list[tuple[int, float]]:
    """Order the steps from red to amber and from amber to green, with the days each takes.

    A recommendation is first looked at again when a share of all has been begun: Leeds' own plan of 2010 stood at
    9 green, 34 amber and 1 red of 44 (Executive Board, 15 December 2010, 3.3.3), so most were begun before many ended.
    """
    lag = round(partnership.recommendations * world.draw["recommendations_begun_first_share"])
    order = sorted(
        [(number, 0, number) for number in range(partnership.recommendations)]
        + [(number + lag, 1, number) for number in range(partnership.recommendations)]
    )

    numbers, steps = [number for *_, number in order], [step for _, step, _ in order]
    keys = np.array([key_of(f"{partnership.key}/{number}") for number in numbers], np.uint64)
    days = world.draw.of_many("recommendation_step_working_days", keys, steps)
    return list(zip(numbers, days.tolist(), strict=True))


def improve(world: World, plan: Plan) -> Callable[[float, float], None]:
    """Give what moves a plan's recommendations in a month: leaders' days given to it, from its approval on."""
    approved, partner = world.scenario.day(plan.partnership.approved), plan.partnership.partner
    leaders = dict.fromkeys(role.leader for role in world.scenario.joint_roles if role.partner == partner)
    joint = [world.leadership[leader] for leader in leaders]

    def move(start: float, end: float) -> None:
        before = plan.joint_days
        plan.joint_days = sum([time.given_days(JOINT + partner) for time in joint])
        if end > approved:
            plan.work(plan.joint_days - before + deployed_days(world, partner, start, end))
        plan.green.append(plan.colours()[-1])

    return move


def deployed_days(world: World, partner: str, start: float, end: float) -> float:
    """Give the working days that deployments bring to a partner between two days."""
    total = 0.0
    for lent in world.leadership.lent.values():
        if lent.deployment.to == partner:
            overlap = max(min(end, lent.end_day) - max(start, lent.start_day), 0.0)
            total += overlap * lent.away_share * world.leadership[lent.deployment.leader].contracted_rate
    return total


def hold_events(world: World, centre: Centre) -> Process:
    """Hold a free event each month, open to every authority; each comes with a chance of its own luck."""
    yield world.env.timeout(max(world.scenario.day(centre.events_from) - world.env.now, 0.0))
    support, coming = world.support, _first_comings(world, centre)
    while True:
        ask(world, centre.event_leaders, "event", world.draw["event_working_days"], "modular")
        support.reached.update(coming.get(support.events, ()))
        support.events += 1
        yield world.env.timeout(DAYS_PER_MONTH)


def _first_comings(world: World, centre: Centre) -> dict[int, list[int]]:
    """Give who comes to an event for the first time, by the event's number, up to the horizon."""
    events = int((world.scenario.horizon_days - world.env.now) // DAYS_PER_MONTH) + 1
    keys = child_keys(np.uint64(key_of("authorities of England")), np.arange(centre.authorities))
    luck = world.luck.numbers("comes to an event", np.tile(keys, events), np.repeat(np.arange(events), keys.size))[0]
    comes = luck.reshape(events, keys.size) < world.draw["event_attendance_chance"]
    first: dict[int, list[int]] = {}
    for who in np.flatnonzero(comes.any(axis=0)).tolist():
        first.setdefault(int(comes[:, who].argmax()), []).append(who)
    return first


def receive_visits(world: World, centre: Centre) -> Process:
    """Receive visits on request, a Poisson stream from the day events begin; each brings one authority."""
    yield world.env.timeout(max(world.scenario.day(centre.events_from) - world.env.now, 0.0))
    rate, support = world.draw["visits_per_year"], world.support
    while rate > 0.0:
        chance = world.luck.number("gap between visits", "centre", support.visits)
        yield world.env.timeout(-log(chance) / rate * DAYS_PER_YEAR)
        work = world.draw.of("visit_working_days", "centre", support.visits)
        ask(world, centre.visit_leaders, "visit", work, "modular")
        who = int(world.luck.number("who visits", "centre", support.visits) * centre.authorities)
        support.reached.add(who)
        support.visits += 1
