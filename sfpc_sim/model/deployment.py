"""Leaders lent, and who acts up for them (Executive Board, 25 November 2019, 7.19-7.21).

A deployment takes a share of a leader's own contract away and fills a programme role, or works for
another authority. Whoever acts up leaves their own role empty, is slower at first, and is mentored
by who left. A review can end, prolong or change a deployment; acting up for it ends with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.model.acting import act_up, end_acting
from sfpc_sim.model.home_duties import refresh
from sfpc_sim.model.months import DAYS_PER_MONTH
from sfpc_sim.model.recruitment import refill
from sfpc_sim.model.staff import Spell

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import simpy

    from sfpc_sim.inputs.scenario import ActingUp, Deployment, Post
    from sfpc_sim.model.world import World

    Process = Generator[simpy.Event, object, None]


@dataclass(slots=True)
class Lent:
    """A deployment in one world: from when to when as things stand, and how much of the leader is away."""

    deployment: Deployment
    end_day: float
    away_share: float
    changed: simpy.Event
    start_day: float = float("inf")  # infinity until the leader goes
    is_home: bool = False


def populate(world: World) -> None:
    """Start the plan's deployments and acting up; they come with the programme."""
    scenario = world.scenario
    if not scenario.programme.enabled:
        return
    for deployment in scenario.deployments:
        lent = Lent(deployment, scenario.day(deployment.ends), deployment.away_share, world.env.event())
        world.leadership.lent[deployment.key] = lent
        world.env.process(life_of_deployment(world, lent))
    for entry in sorted(scenario.acting_up, key=lambda entry: _links_above(entry, scenario.acting_up)):
        world.env.process(act_up(world, entry))


def _links_above(entry: ActingUp, entries: Sequence[ActingUp]) -> int:
    """Count who must act up elsewhere before a role is empty for this one to act in."""
    links, role = 0, entry.role
    while links < len(entries):
        above = [each for each in entries if each.leader == role and each.starts <= entry.starts < each.ends]
        if not above:
            break
        links, role = links + 1, above[0].role
    return links


def life_of_deployment(world: World, lent: Lent) -> Process:
    """Lend a leader from a day to a day, and bring them home.

    waits -> lent (-> prolonged, changed ...) -> home; or nobody to lend: the post is recruited instead
    """
    deployment, leadership = lent.deployment, world.leadership
    yield world.env.timeout(max(world.scenario.day(deployment.starts) - world.env.now, 0.0))
    if not leadership.can_give(deployment.leader, lent.away_share):
        world.ledger.note(world.env.now, "nobody_to_lend", deployment.leader)
        _recruit(world, deployment)
        return
    lent.start_day = world.env.now
    world.ledger.note(world.env.now, "deployed", deployment.leader, lent.away_share)
    role = leadership.times.get(deployment.to)
    if role is not None:
        role.change(present_share=1.0)
    _fill_posts(world, deployment)
    while world.env.now < lent.end_day:
        _take_away(world, deployment, lent.away_share)
        yield world.env.timeout(lent.end_day - world.env.now) | lent.changed
        if lent.changed.triggered:
            lent.changed = world.env.event()
    lent.is_home = True
    if role is not None:
        role.change(present_share=0.0)
    _empty_posts(world, deployment)
    _take_away(world, deployment, 0.0)
    world.ledger.note(world.env.now, "home", deployment.leader)


def _take_away(world: World, deployment: Deployment, share: float) -> None:
    """Take a share of a leader's contract away from their own role; none brings them home, and ends acting up there."""
    leadership, leader = world.leadership, deployment.leader
    leadership.away[leader][deployment.key] = share
    if share <= 0.0:
        del leadership.away[leader][deployment.key]
    if leadership.away_share(leader) <= 0.0:
        end_acting(world, leader)
    refresh(world)


def _posts(world: World, deployment: Deployment) -> list[Post]:
    """List the posts that say they are filled by a deployment."""
    return [post for post in world.scenario.posts if post.filled_by == deployment.key]


def _fill_posts(world: World, deployment: Deployment) -> None:
    for post in _posts(world, deployment):
        world.staff.arrive(Spell(post.key, world.env.now, newly_qualified=False, ramp_days=1.0, permanent=False))
        world.ledger.note(world.env.now, "in_post", post.key)


def _empty_posts(world: World, deployment: Deployment) -> None:
    for post in _posts(world, deployment):
        world.staff.leave(world.staff.spells[post.key][-1], world.env.now)
        world.ledger.note(world.env.now, "left", post.key)
    _recruit(world, deployment)


def _recruit(world: World, deployment: Deployment) -> None:
    """Recruit to a deployment's posts as to any other, while their work goes on."""
    teams = {team.key: team for team in world.scenario.teams}
    for post in _posts(world, deployment):
        if post.contract_ends is None or world.env.now < world.scenario.day(post.contract_ends):
            world.env.process(refill(world, post, teams[post.team]))


def decide(world: World, key: str, what: str, months: int, away_share: float) -> None:
    """Carry out what a review decided on a deployment: it ends, is prolonged, or changes its share."""
    lent = world.leadership.lent[key]
    if lent.is_home or world.env.now < lent.start_day:
        world.ledger.note(world.env.now, "nothing_to_decide_on", key)
        return
    world.ledger.note(world.env.now, f"deployment_{what}", key)
    if what == "ends":
        lent.end_day = world.env.now
    elif what == "extends":
        lent.end_day += months * DAYS_PER_MONTH
    elif what == "changes":
        lent.away_share = away_share
    if not lent.changed.triggered:
        lent.changed.succeed()
