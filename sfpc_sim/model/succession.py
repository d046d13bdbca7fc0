"""Roles created and abolished; leaders who leave, and their long replacement (evidence rows 8, 10, 14, 18, 63, 65).

Strained leaders leave sooner. An empty role is recruited like any director-grade post; meanwhile
somebody acts up, or its work is shared out. Who acts up or is lent does not leave before they are back,
and who serves notice is neither lent nor asked to act up.
"""

from __future__ import annotations

from itertools import count
from math import log
from typing import TYPE_CHECKING

from sfpc_sim.inputs.scenario import Post, Team
from sfpc_sim.model.acting import begin_acting, end_acting, settle_in
from sfpc_sim.model.hiring import Vacancy, recruit
from sfpc_sim.model.home_duties import refresh
from sfpc_sim.model.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from sfpc_sim.inputs.scenario import Leader
    from sfpc_sim.model.world import World

    Process = Generator[simpy.Event, object, None]

LOOKED_AT_YEARS = 0.25  # how often strain is looked at for the hazard of leaving
LEADERS_GRADE = "Director"  # of chief officers' conditions; only the group of its recruitment matters


def populate(world: World) -> None:
    """Let every home role exist from its first day to its last, and live through its holders."""
    for leader in world.scenario.leaders:
        if leader.post:
            continue
        if leader.starts and world.scenario.day(leader.starts) > world.env.now:
            _be_missing(world, leader.key, 0.0)
            world.env.process(_create(world, leader.key, world.scenario.day(leader.starts)))
        if leader.ends:
            world.env.process(_abolish(world, leader, world.scenario.day(leader.ends) + 1.0))
        if world.scenario.leaders_leave:
            world.env.process(life_of_role(world, leader))


def _create(world: World, role: str, day: float) -> Process:
    """Let a role begin on a day.

    not yet -> there
    """
    yield world.env.timeout(day - world.env.now)
    world.leadership.vacant.discard(role)
    world.leadership.kept_work[role] = 1.0
    refresh(world)


def _abolish(world: World, leader: Leader, day: float) -> Process:
    """Let a role end on a day: what is kept of its work goes to who covers it.

    there -> abolished
    """
    yield world.env.timeout(max(day - world.env.now, 0.0))
    world.leadership.abolished.add(leader.key)
    kept = world.draw["abolished_role_kept_work_share"] if leader.covered_by else 0.0
    _be_missing(world, leader.key, kept)


def _be_missing(world: World, role: str, kept_work: float) -> None:
    """Leave a role without anybody, and with a share of its work."""
    world.leadership.vacant.add(role)
    world.leadership.kept_work[role] = kept_work
    end_acting(world, role)
    refresh(world)


def life_of_role(world: World, leader: Leader) -> Process:
    """Hold a role, leave it, and fill it again.

    held -> left -> (acted in, or its work shared out) -> recruited -> held by somebody new -> ...
    """
    yield world.env.timeout(world.scenario.decided_day - world.env.now)  # who was in post is known up to then
    for number in count():
        yield from _hold(world, leader, number)
        if leader.key in world.leadership.abolished:
            return
        yield from _replace(world, leader, number)


def _hold(world: World, leader: Leader, number: int) -> Process:
    """Stay until a unit-exponential budget is spent at the hazard of leaving, which is looked at anew each quarter."""
    budget = -log(world.luck.number("how long a leader stays", leader.key, number))
    abolished = world.leadership.abolished
    while leader.key not in abolished:
        hazard = leaving_hazard_per_year(world, leader)
        if budget <= 0.0 < hazard:
            return
        years = LOOKED_AT_YEARS if budget >= hazard * LOOKED_AT_YEARS else budget / hazard
        budget = max(budget - hazard * LOOKED_AT_YEARS, 0.0)
        yield world.until(world.env.now + years * DAYS_PER_YEAR)


def leaving_hazard_per_year(world: World, leader: Leader) -> float:
    """Give the hazard of leaving a role now: none while its holder is lent or it is acted in."""
    leadership, draw = world.leadership, world.draw
    if leader.key in leadership.acting or leader.key in leadership.vacant or leadership.away_share(leader.key) > 0.0:
        return 0.0
    hazard = draw["director_change_per_year"] if leader.tier == "director" else draw["leader_turnover_per_year"]
    if leader.tier == "director" and _programme_runs(world):
        hazard += draw["director_to_programme_per_year"]
    red_share = sum(leadership.red[leader.key][-12:]) / 12
    return hazard * (1.0 + draw["strain_turnover_effect"] * red_share)


def _programme_runs(world: World) -> bool:
    """Tell whether there is a programme role now that a Director could be drawn into."""
    scenario, now = world.scenario, world.env.now
    if not scenario.programme.enabled or now < scenario.day(scenario.programme.planned_in_post_on):
        return False
    roles = {leader.post for leader in scenario.leaders if leader.post and leader.tier == "director"}
    ends = [post.contract_ends for post in scenario.posts if post.key in roles]
    over = bool(ends) and all(end is not None and now > scenario.day(end) for end in ends)
    return bool(roles) and not over


def _replace(world: World, leader: Leader, number: int) -> Process:
    """Serve notice while the role is recruited; cover it from the last day to the first of somebody new.

    resigned -> recruiting -> left -> (acted in, or its work shared out) -> somebody new, slower at first
    """
    leadership, key = world.leadership, leader.key
    leadership.leaving.add(key)
    recruiting = world.env.process(recruit(world, _vacancy(leader, number)))
    yield world.env.timeout(world.draw.of("notice_director_days", f"leader {key}", number))
    leadership.leaving.discard(key)
    world.ledger.note(world.env.now, "leader_left", key)
    if recruiting.is_alive and key not in leadership.abolished:
        yield from _cover_until(world, leader, number, recruiting)
    if key in leadership.abolished:
        return  # nobody is appointed to a role that is gone
    world.ledger.note(world.env.now, "leader_started", key)
    world.env.process(settle_in(world, key, f"{key}/{number}", None))


def _cover_until(world: World, leader: Leader, number: int, recruiting: simpy.Process) -> Process:
    """Leave the role empty until it is recruited: somebody acts up, or its work is shared out."""
    leadership, key = world.leadership, leader.key
    leadership.vacant.add(key)
    interim = _interim(world, leader, number)
    if interim:
        begin_acting(world, key, interim)
        world.env.process(settle_in(world, key, f"{key}/interim {number}", None))
    refresh(world)
    yield recruiting
    if key not in leadership.abolished:
        leadership.vacant.discard(key)
        end_acting(world, key)
        refresh(world)


def _interim(world: World, leader: Leader, number: int) -> str | None:
    """Name who acts up until the role is filled: with the chance of row 63's source, a deputy who is free."""
    if world.luck.number("an interim is pulled up", leader.key, number) >= world.draw["interim_chance"]:
        return None
    able = [time.key for time in world.leadership.present(leader.covered_by)]
    return next((key for key in able if world.leadership.can_give(key, 1.0)), None)


def _vacancy(leader: Leader, number: int) -> Vacancy:
    post = Post(f"leader {leader.key}", leader.title, "leaders", LEADERS_GRADE, 1.0, social_worker=False)
    panel = leader.covered_by[0] if leader.covered_by else leader.key
    team = Team("leaders", "Leaders", "leaders", "none", None, (), panel)
    return Vacancy(post, team, number, link=1)  # a vacancy at home, not one of the programme's
