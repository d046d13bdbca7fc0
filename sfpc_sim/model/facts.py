"""What a rule may ask of a world: a named measure, of somebody, at the end of a day that has come."""

from __future__ import annotations

from math import inf, nan, nextafter
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model import partner_measures, strain
from sfpc_sim.model.grants import balance_gbp, spent_gbp
from sfpc_sim.model.leadership import director_level
from sfpc_sim.model.months import life_edges, month_edges
from sfpc_sim.model.salaries import planned_in_post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sfpc_sim.inputs.rules import Measured, Rule
    from sfpc_sim.inputs.scenario import Post
    from sfpc_sim.model.working_time import Strain
    from sfpc_sim.model.world import World

    Fact = Callable[[World, str | None, float], float]


def holds(world: World, rule: Rule) -> bool:
    """Tell whether a rule holds in this world now."""
    return rule.holds(lambda measured: value_of(world, measured), world.draw.__getitem__)


def value_of(world: World, measured: Measured) -> float:
    """Give a measure at the end of its day, or now where it names none; NaN for a day that has not come."""
    day = world.env.now
    if measured.on is not None:
        day = min(world.scenario.day(measured.on) + 1.0, world.scenario.horizon_days)
    return FACTS[measured.name](world, measured.subject, day) if day <= world.env.now else nan


def _looked_after(world: World, partner: str | None, day: float) -> float:
    keys = [None, *(each.key for each in world.scenario.partners)]
    return float(world.care.looked_after_on(day, keys.index(partner)))


def _entries(world: World, _: str | None, day: float) -> float:
    return float(world.care.entries_until(day))


def _posts_filled_share(world: World, team: str | None, day: float) -> float:
    """Give the share of what should be in post by then: a hub planned for next year does not count as empty today."""
    scenario = world.scenario
    due = {each.key for each in scenario.teams if scenario.day(planned_in_post(scenario, each.key)) <= day}
    posts = [post for post in scenario.posts if post.team in due and team in (None, post.team)]
    planned = sum(post.fte for post in posts)
    return sum(post.fte for post in posts if _is_filled(world, post, day)) / planned if planned else nan


def _is_filled(world: World, post: Post, day: float) -> bool:
    """Tell whether somebody held a post in the last instant before a day: the end of a day is the next one's start."""
    return world.staff.in_post(post.key, nextafter(day, -inf)) is not None


def _fte_in_post(world: World, _: str | None, day: float) -> float:
    return sum(post.fte for post in world.scenario.posts if _is_filled(world, post, day))


def _vacancies(world: World, _: str | None, day: float) -> float:
    return float(sum(not _is_filled(world, post, day) for post in world.scenario.posts))


def _closed(world: World, leader: str | None, day: float) -> list[Strain]:
    """List a role's months that had ended by a day."""
    ended = int(np.searchsorted(month_edges(world.scenario)[1:], day, side="right"))
    return world.leadership.months[leader or ""][:ended]


def _utilisation(world: World, leader: str | None, day: float) -> float:
    months = _closed(world, leader, day)
    return months[-1].utilisation if months else nan


def _months_above(limit: str) -> Fact:
    def fact(world: World, leader: str | None, day: float) -> float:
        return float(sum(month.utilisation > world.draw[limit] for month in _closed(world, leader, day)))

    return fact


def _red_run(world: World, leader: str | None, day: float) -> float:
    limit = world.draw["red_utilisation"]
    return float(strain.longest_run(month.utilisation > limit for month in _closed(world, leader, day)))


def _director_level_run(world: World, _: str | None, day: float) -> float:
    return max((_red_run(world, key, day) for key in director_level(world)), default=nan)


def _launched(world: World, _: str | None, day: float) -> float:
    return float(sum(each.launched_day < day for each in world.partnerships.values()))


def _active(world: World, _: str | None, day: float) -> float:
    return partner_measures.active_on(world, day)


def _green_share(world: World, partnership: str | None, day: float) -> float:
    plan = world.support.plans.get(partnership or "")
    ended = int(np.searchsorted(life_edges(world.scenario)[1:], day, side="right"))
    return plan.green[ended - 1] / plan.partnership.recommendations if plan and ended else 0.0


def _gate_passed(world: World, gate: str | None, day: float) -> float:
    return float(world.gates_opened.get(gate or "", float("inf")) <= day)


def _acting_up(world: World, _: str | None, day: float) -> float:
    events = [event.what for event in world.ledger.events if event.day < day]
    return float(events.count("acting_up") - events.count("acting_up_over"))


FACTS: Mapping[str, Fact] = {
    "children_looked_after": _looked_after,
    "entries_to_care": _entries,
    "posts_filled_share": _posts_filled_share,
    "fte_in_post": _fte_in_post,
    "vacancies": _vacancies,
    "utilisation": _utilisation,
    "months_red": _months_above("red_utilisation"),
    "months_amber": _months_above("amber_utilisation"),
    "longest_red_run": _red_run,
    "director_level_red_run": _director_level_run,
    "partners_launched": _launched,
    "partners_active": _active,
    "recommendations_green_share": _green_share,
    "spend_gbp": lambda world, grant, day: spent_gbp(world, day, grant),
    "grant_balance_gbp": lambda world, grant, day: balance_gbp(world, day, grant or ""),
    "gate_passed": _gate_passed,
    "acting_up_roles": _acting_up,
}
