"""What asks for leaders again and again: boards, reviews, inspections, incidents, joint roles."""

from __future__ import annotations

from itertools import count
from math import log
from typing import TYPE_CHECKING

from sfpc_sim.model.leadership import JOINT, ask
from sfpc_sim.model.months import DAYS_PER_MONTH, DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import simpy

    from sfpc_sim.inputs.scenario import Duty, JointRole
    from sfpc_sim.model.world import World

    Process = Generator[simpy.Event, object, None]


def populate(world: World) -> None:
    """Start every duty of the plan; those of a programme only with it."""
    scenario, enabled = world.scenario, world.scenario.programme.enabled
    for duty in scenario.duties:
        if enabled or not duty.programme:
            world.env.process(life_of_duty(world, duty))
    for role in scenario.joint_roles if enabled else ():
        world.env.process(joint_role(world, role))


def life_of_duty(world: World, duty: Duty) -> Process:
    """Wait for each time a duty comes, and ask leaders for their days.

    comes -> leaders asked -> comes again -> ...
    """
    for number, day in enumerate(_days(world, duty)):
        yield world.env.timeout(max(day - world.env.now, 0.0))
        work = world.draw.of(duty.working_days, duty.key, number)
        asked = duty.leaders
        if duty.each:  # the least busy of who is there or covers for them
            asked = tuple(time.key for time in world.leadership.holders_of(asked)[: duty.each]) or asked[: duty.each]
        for leader in asked:
            ask(world, (leader,), duty.key, work / len(asked), duty.priority)


def _days(world: World, duty: Duty) -> Iterator[float]:
    """Give the days on which a duty comes, in order."""
    scenario = world.scenario
    first = scenario.day(duty.starts) if duty.starts else scenario.first_day
    first = max(first, scenario.first_day)
    last = min(scenario.day(duty.ends) if duty.ends else scenario.horizon_days, scenario.horizon_days)
    day = first + _until_first(world, duty)
    for number in count(1):
        if day >= last:
            return
        yield day
        day += _gap(world, duty, number)


def _until_first(world: World, duty: Duty) -> float:
    """Give the days to the first time: a calendar begins at once, a renewal somewhere within its interval."""
    if duty.interval is not None:
        return world.luck.number("first of a duty", duty.key) * world.draw.of(duty.interval, duty.key)
    return _gap(world, duty, 0) if duty.per_year is not None else 0.0


def _gap(world: World, duty: Duty, number: int) -> float:
    if duty.every_months is not None:
        return duty.every_months * DAYS_PER_MONTH
    if duty.interval is not None:
        return world.draw.of(duty.interval, duty.key, number)
    rate = world.draw[duty.per_year or ""]
    chance = world.luck.number("gap between duties", duty.key, number)
    return -log(chance) / rate * DAYS_PER_YEAR if rate > 0.0 else float("inf")


def joint_role(world: World, role: JointRole) -> Process:
    """Hold a role in another authority beside one's own: work on top, nobody is away.

    begins -> a share of every day -> over
    """
    start, days, share = joint_spell(world, role)
    time = world.leadership[role.leader]
    yield world.env.timeout(max(start - world.env.now, 0.0))
    time.change(**{JOINT + role.partner: share})
    yield world.env.timeout(max(start + days - world.env.now, 0.0))
    time.change(**{JOINT + role.partner: 0.0})


def joint_spell(world: World, role: JointRole) -> tuple[float, float, float]:
    """Give a joint role's first day, its length in days, and its share of the leader's contract."""
    tier = next(leader.tier for leader in world.scenario.leaders if leader.key == role.leader)
    share = world.draw.of(f"joint_role_{tier}_share", f"{role.leader}/{role.partner}")
    return world.scenario.day(role.start), world.draw.of("joint_role_days", role.partner), share
