"""The life of a post, and of the vacancies at home that internal appointments open."""

from __future__ import annotations

from itertools import count
from math import log
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.hiring import Appointment, Vacancy, is_internal, recruit
from sfpc_sim.model.home_duties import count_vacancy, refresh
from sfpc_sim.model.months import DAYS_PER_YEAR, month_edges
from sfpc_sim.model.salaries import planned_in_post
from sfpc_sim.model.staff import Spell, nobody_in_post

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Post, Team
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Process = Generator[simpy.Event, None, None]


def populate(world: World) -> None:
    """Start one life for every post of the programme, if there is a programme."""
    world.staff = nobody_in_post(world.scenario)
    if not world.scenario.programme.enabled:
        return
    teams = {team.key: team for team in world.scenario.teams}
    for post in world.scenario.posts:
        if post.filled_by is None:  # a deployment fills the others
            world.env.process(life(world, post, teams[post.team]))


def life(world: World, post: Post, team: Team) -> Process:
    """Fill, hold and refill one post.

    approved -> consulted -> recruited -> in post -> left -> recruited -> in post -> ...
    """
    first = Vacancy(post, team, 0)
    on_plan = world.scenario.programme.posts_filled == "on-plan"
    appointment = yield from (_on_the_planned_day(world, first) if on_plan else _from_approval(world, first))
    yield from hold(world, first, appointment)
    yield from refill(world, post, team)


def refill(world: World, post: Post, team: Team) -> Process:
    """Recruit to a post that was held before, again and again, until the work it was made for is over."""
    for number in count(1):
        if _is_over(world, post):
            return
        vacancy = Vacancy(post, team, number)
        appointment = yield from world.mechanisms.recruitment(world, vacancy)
        yield from hold(world, vacancy, appointment)


def _is_over(world: World, post: Post) -> bool:
    """Tell whether the work a post was made for is over."""
    return post.contract_ends is not None and world.env.now > world.scenario.day(post.contract_ends)


def _on_the_planned_day(world: World, vacancy: Vacancy) -> Generator[simpy.Event, None, Appointment]:
    """Wait for the day the council planned; somebody internal leaves a vacancy at home even so."""
    planned = planned_in_post(world.scenario, vacancy.team.key)
    yield world.env.timeout(max(world.scenario.day(planned) - world.env.now, 0.0))
    return Appointment(0, internal=is_internal(world, vacancy, 0))


def _from_approval(world: World, vacancy: Vacancy) -> Generator[simpy.Event, None, Appointment]:
    """Approved -> consulted, advert agreed with the funder -> recruited."""
    approved = vacancy.team.recruitment_from or world.scenario.programme.recruitment_from
    begins = max(world.scenario.day(approved), world.env.now)
    yield world.until(begins + world.draw.of("consultation_days", vacancy.team.strand))
    return (yield from world.mechanisms.recruitment(world, vacancy))


def hold(world: World, vacancy: Vacancy, appointment: Appointment) -> Process:
    """In post -> stays -> left; an internal appointee's own post falls vacant on the first day."""
    if _is_over(world, vacancy.post):
        return  # found too late: nobody starts
    spell = _start(world, vacancy, appointment)
    if appointment.internal:
        links = round(world.draw.of("home_chain_posts", vacancy.address, appointment.attempt))
        world.env.process(home_vacancies(world, vacancy, links))
    chance = world.luck.number("how long they stay", vacancy.address)
    stays = -log(chance) / world.draw["turnover_per_year"] * DAYS_PER_YEAR
    yield world.env.timeout(min(stays, _contract_days(world, vacancy.post, appointment)))
    world.staff.leave(spell, world.env.now)
    world.ledger.note(world.env.now, "left", vacancy.post.key)
    _tell_leaders(world, vacancy.post, 0.0)


def _contract_days(world: World, post: Post, appointment: Appointment) -> float:
    """Give how long the contract runs: external appointments may be time-limited (000, 7.10)."""
    if post.contract_ends is None or appointment.internal:
        return float("inf")
    return max(world.scenario.day(post.contract_ends) + 1.0 - world.env.now, 0.0)


def _tell_leaders(world: World, post: Post, present_share: float) -> None:
    """Let a leader's role be there while its post is filled, and relief act while it is in post."""
    for time in world.leadership.times.values():
        if time.leader.post == post.key:
            time.change(present_share=present_share)
    if post.relieves:
        refresh(world)


def _start(world: World, vacancy: Vacancy, appointment: Appointment) -> Spell:
    """Put somebody in post, and note the teams that are complete with them."""
    day, post, address, attempt = world.env.now, vacancy.post, vacancy.address, appointment.attempt
    luck = world.luck.number("newly qualified", address, attempt) if post.social_worker else 1.0
    ramp_days = world.draw.of("general_ramp_days", address, attempt)
    newly_qualified = luck < world.draw["newly_qualified_share"]
    permanent = appointment.internal or post.contract_ends is None
    spell = Spell(post.key, day, newly_qualified, ramp_days, permanent=permanent)
    world.ledger.note(day, "in_post", post.key, float(vacancy.number))
    for team in world.staff.arrive(spell):
        world.ledger.note(day, "team_started", team)
    _tell_leaders(world, post, 1.0)
    return spell


def home_vacancies(world: World, left: Vacancy, links: int) -> Process:
    """Fill the post somebody left for the programme, and those left for it in turn; all but the last from within.

    opened -> recruited -> filled, and opens the next link -> ...
    """
    for link in range(1, max(links, 1) + 1):
        opened, vacancy = world.env.now, Vacancy(left.post, left.team, left.number, link)
        world.ledger.note(opened, "home_vacancy_opened", vacancy.post.key, float(link))
        count_vacancy(world, vacancy.team.panel_leader, 1)
        yield from recruit(world, vacancy, internal=link < links)
        count_vacancy(world, vacancy.team.panel_leader, -1)
        world.ledger.note(world.env.now, "home_vacancy_filled", vacancy.post.key, world.env.now - opened)


def measures(world: World) -> dict[str, float]:
    """Give when posts were filled and teams started, and what filling them cost the home service."""
    scenario, staff = world.scenario, world.staff
    horizon = scenario.horizon_days
    result = {f"in_post_day:{p.key}": _if_happened(staff.first_day(p.key), horizon) for p in scenario.posts}
    for team in scenario.teams:
        result[f"team_started_day:{team.key}"] = staff.team_started_day.get(team.key, float("nan"))
    planned = scenario.day(scenario.programme.planned_in_post_on)
    result["fte_in_post_on_plan"] = sum(p.fte for p in scenario.posts if staff.in_post(p.key, planned))
    for leader in scenario.leaders:
        if leader.post:
            result[f"led_from_day:{leader.key}"] = _if_happened(staff.first_day(leader.post), horizon)
    result.update(_home_measures(world, horizon))
    return result


def _if_happened(day: float, horizon: float) -> float:
    return day if day < horizon else float("nan")


def _home_measures(world: World, horizon: float) -> dict[str, float]:
    """Count vacancies at home, their days up to the horizon, and the programme's failed rounds."""
    opened, days, failed = 0, 0.0, 0
    for event in world.ledger.events:
        if event.what == "home_vacancy_opened":
            opened += 1
            days += horizon - event.day
        elif event.what == "home_vacancy_filled":
            days -= horizon - event.day
        elif event.what == "round_failed":
            failed += 1
    return {"home_vacancies": float(opened), "home_vacancy_days": days, "failed_rounds": float(failed)}


def monthly(world: World) -> dict[str, Floats]:
    """Give the full-time equivalents in post at the end of each month."""
    ends = month_edges(world.scenario)[1:]
    spells = [
        (post.fte, spell.in_post_day, spell.left_day)
        for post in world.scenario.posts for spell in world.staff.spells.get(post.key, ())
    ]  # fmt: skip
    fte, since, until = np.array(spells).reshape(-1, 3).T[:, :, None]
    return {"fte_in_post": np.sum(fte * ((since < ends) & (ends <= until)), axis=0)}
