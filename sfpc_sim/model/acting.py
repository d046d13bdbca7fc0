"""Acting up: somebody does the work of a role whose holder is away or has left.

Who acts up leaves their own role empty, is slower at first, and goes back when the holder comes home
or somebody new is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.model.home_duties import refresh
from sfpc_sim.model.months import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from sfpc_sim.inputs.scenario import ActingUp
    from sfpc_sim.model.world import World

    Process = Generator[simpy.Event, object, None]

RAMP_STEPS = 6  # a new leader's pace is brought up in so many equal steps


def act_up(world: World, entry: ActingUp) -> Process:
    """Act in a role while its holder is away, and go back with them; looked at once a month.

    waits -> acts, slower at first and mentored -> back in the own role (-> acts again ...)
    """
    leadership, scenario, role = world.leadership, world.scenario, entry.role
    yield world.env.timeout(max(scenario.day(entry.starts) - world.env.now, 0.0))
    yield world.env.timeout(0.0)  # whoever acted in it until today has gone back by then
    end, who = scenario.day(entry.ends), None
    while world.env.now < end:
        if leadership.away_share(role) > 0.0 and role not in leadership.acting:
            who = world.mechanisms.who_acts_up(world, entry)
            if who is not None:
                begin_acting(world, role, who)
                world.env.process(settle_in(world, role, f"{role}/{who}", entry.mentor))
            else:
                world.ledger.note(world.env.now, "nobody_to_act_up", role)
        yield world.env.timeout(min(DAYS_PER_MONTH, end - world.env.now))
    if who is not None and leadership.acting.get(role) == who and leadership.away_share(role) > 0.0:
        end_acting(world, role)


def begin_acting(world: World, role: str, leader: str) -> None:
    """Let a leader act in a role; their own is empty from now on."""
    leadership = world.leadership
    leadership.acting[role] = leader
    leadership.away[leader][f"acting up in {role}"] = 1.0
    world.ledger.note(world.env.now, "acting_up", role)
    refresh(world)


def end_acting(world: World, role: str) -> None:
    """Send whoever acts in a role back to their own, and whoever acts in theirs back in turn."""
    leadership = world.leadership
    leader = leadership.acting.pop(role, None)
    if leader is None:
        return
    del leadership.away[leader][f"acting up in {role}"]
    world.ledger.note(world.env.now, "acting_up_over", role)
    leadership.settling.pop(role, None)
    leadership[role].change(speed=1.0)
    if leadership.away_share(leader) <= 0.0:
        end_acting(world, leader)
    refresh(world)


def settle_in(world: World, role: str, who: str, mentor: str | None) -> Process:
    """Bring somebody new to a role up to full speed, sooner with a mentor, who gives days for it.

    slow -> step by step -> full speed
    """
    draw, leadership = world.draw, world.leadership
    first = draw["acting_up_initial_speed"]
    days = draw.of("acting_up_ramp_days", who)
    leadership.settling[role] = who
    leadership[role].change(speed=first)
    mentoring = leadership[mentor] if mentor is not None and leadership[mentor].present_share > 0.0 else None
    if mentoring:
        days *= draw["mentored_ramp_ratio"]
        share = draw["mentoring_working_days_per_month"] / mentoring.leader.working_days_per_month
        mentoring.change(**{f"mentoring in {role}": share})
    for step in range(1, RAMP_STEPS + 1):
        yield world.env.timeout(days / RAMP_STEPS)
        if leadership.settling.get(role) != who:
            break  # back, or somebody else by now
        leadership[role].change(speed=first + (1.0 - first) * step / RAMP_STEPS)
    if mentoring:
        mentoring.change(**{f"mentoring in {role}": 0.0})
