"""From staff in post to entry ratios: nothing acts but through people who are there and productive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.scenario import AGE_BANDS, EXIT_CAUSES
from sfpc_sim.model import strain, thought_experiment
from sfpc_sim.model.once import once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Post, Scenario, Team
    from sfpc_sim.model.draw import Draw
    from sfpc_sim.model.staff import Spell
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Productive = tuple[tuple[tuple[str, float], ...], float, float, float]

ADOLESCENTS = AGE_BANDS.index("10 to 15")
GOING_HOME, KINSHIP = EXIT_CAUSES.index("home"), EXIT_CAUSES.index("kinship")
HIGH_NEED_CLUSTERS = 7  # in Leeds (001, 3.4)
REST_OF_CITY = 0  # the area that is no cluster
NOBODY_PRODUCTIVE: Productive = ((), 0.0, 0.0, 0.0)
OWN = "own"  # what teams deliver whose effect a plug-in brings


def clusters(scenario: Scenario) -> tuple[str, ...]:
    """List the clusters RES teams serve, in the order of the teams."""
    return _clusters(scenario.teams)


@once
def _clusters(teams: Sequence[Team]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(team.cluster for team in teams if team.delivers == "res" and team.cluster))


def can_act(world: World) -> bool:
    """Tell whether anything here can be other than usual: a programme, strain that reaches practice, a thought."""
    scenario = world.scenario
    return scenario.programme.enabled or scenario.thought_experiment is not None or world.strain_does_harm


def entry_ratios(world: World, day: float) -> Floats:
    """Give how many entries remain, with the staff in post on a day.

    Returns
    -------
    (area, age band); area 0 is the rest of the city, 1 and on follow `clusters`
    """
    productive = _productive(world, day) if "entries" in world.scenario.effects_on else NOBODY_PRODUCTIVE
    known = world.staff.entry_ratios
    if productive not in known:
        known[productive] = _remaining_entries(world, *productive)
    return known[productive] * strain.harm_ratio(world) * thought_experiment.entries_ratio(world.scenario, day)


def _productive(world: World, day: float) -> Productive:
    """Give the productivity behind each effect on entries: by cluster, for the rest of the city, Rethink's, its own."""
    return (
        tuple(cluster_productivity(world, day).items()),
        city_productivity(world, day),
        mean_productivity(world, "rethink", day),
        mean_productivity(world, OWN, day),
    )


def _remaining_entries(
    world: World, by_cluster: Sequence[tuple[str, float]], city: float, rethink: float, own: float
) -> Floats:
    """Give how many entries remain at some productivity of each effect, (area, age band)."""
    served = clusters(world.scenario)
    of_area = [1.0] * (1 + len(served))
    for cluster, productivity in by_cluster:
        res = world.mechanisms.res_effect(productivity, world.draw)
        of_area[1 + served.index(cluster)] = res * _conference_ratio(world, productivity)
    of_area[REST_OF_CITY] = _rest_of_city_ratio(world, city, sum(productivity for _, productivity in by_cluster))
    ratios = np.repeat(of_area, len(AGE_BANDS)).reshape(-1, len(AGE_BANDS))
    if rethink > 0.0:
        ratios[:, ADOLESCENTS] *= world.mechanisms.rethink_effect(rethink, world.draw)
    if own > 0.0:
        ratios *= world.mechanisms.own_effect(own, world.draw)
    return ratios


def exit_ratios(world: World, day: float) -> Floats:
    """Give exit hazards at home relative to usual `(cause,)`.

    Kinship and Lifelong Links posts raise them (000, 7.15); strain keeps children from going home as it lets others in.
    """
    ratios = np.ones(len(EXIT_CAUSES))
    posts = world.staff.planned.delivering.get("kinship")
    if posts and "exits" in world.scenario.effects_on:
        productivity = sum(_practitioner_productivity(world, post.key, day) for post in posts) / len(posts)
        ratios[KINSHIP] += (world.draw["kinship_exit_ratio"] - 1.0) * productivity
        ratios[GOING_HOME] += (world.draw["lifelong_links_home_ratio"] - 1.0) * productivity
    ratios[GOING_HOME] /= strain.harm_ratio(world)
    return ratios * thought_experiment.exits_ratio(world.scenario, day)


def _rest_of_city_ratio(world: World, city: float, served_clusters: float) -> float:
    """Give what is left of entries outside the clusters: city-wide teams lower them, moved staff are missing.

    Family support staff were moved into the teams from services across the city (001, 3.8). What they carry of the
    teams' effect they carried before elsewhere, in the measure of the debit; `city` is the productivity of city-wide
    teams, `served_clusters` that of all clusters added up.
    """
    draw = world.draw
    ratio = world.mechanisms.res_effect(city, draw)
    moved = _moved_share(world.scenario.teams, world.scenario.posts) if served_clusters else 0.0
    if moved:
        res = 1.0 - world.mechanisms.res_effect(1.0, draw)
        each = draw["res_cluster_share"] / HIGH_NEED_CLUSTERS
        elsewhere = 1.0 - each * len(clusters(world.scenario))
        ratio += res * draw["moved_staff_debit"] * moved * served_clusters * each / elsewhere
    return ratio


@once
def _moved_share(teams: Sequence[Team], posts: Sequence[Post]) -> float:
    """Give moved staff's share of all who work in RES teams."""
    moved = sum(team.moved_fte for team in teams)
    res = {team.key for team in teams if team.delivers == "res"}
    return moved / (moved + sum(post.fte for post in posts if post.team in res)) if moved else 0.0


def city_productivity(world: World, day: float) -> float:
    """Give the productivity of hub-and-spoke teams for the rest of the city (001, 3.4), against that of a cluster's.

    They are spread as thin as the rest of the city is large: full productivity needs as many workers for its demand
    as a cluster's team has for a cluster's.
    """
    planned = world.staff.planned
    teams = planned.teams.get("res-city")
    if not teams:
        return 0.0
    served = clusters(world.scenario)
    each = world.draw["res_cluster_share"] / HIGH_NEED_CLUSTERS
    cluster_workers = len(planned.delivering.get("res", ())) / max(len(served), 1)
    needed = cluster_workers * (1.0 - each * len(served)) / each
    working = sum(res_productivity(world, team, day) * len(planned.practitioners[team.key]) for team in teams)
    return min(working / needed, 1.0) if needed else 0.0


def _conference_ratio(world: World, productivity: float) -> float:
    """Give the ratio of family group conferences, which only newly offered families gain from.

    Leeds held over 600 conferences a year before the programme. Families newly offered one are those
    RES teams meet, so the effect acts where those teams are and as far as they are productive.
    """
    effect = world.mechanisms.conference_effect(productivity, world.draw)
    return 1.0 - world.draw["conference_new_offer_share"] * (1.0 - effect)


def cluster_productivity(world: World, day: float) -> dict[str, float]:
    """Give the productivity in each cluster where a RES team works: that of the best team, if there are two."""
    best: dict[str, float] = {}
    for team in world.staff.planned.teams.get("res", ()):
        if team.cluster and team.key in world.staff.team_started_day:
            productivity = res_productivity(world, team, day)
            if productivity > best.get(team.cluster, 0.0):
                best[team.cluster] = productivity
    return best


def res_productivity(world: World, team: Team, day: float) -> float:
    """Give a RES team's productivity: its planned workers' mean, times its own ramp, times its manager."""
    started = world.staff.team_started_day.get(team.key)
    if started is None or day < started:
        return 0.0
    crew = world.staff.crew(team, day)
    mean = crew.mean
    if mean is None:
        own = [_own_ramp(world, spell, day, started) for spell in crew.present]
        mean = sum(own) / len(world.staff.planned.practitioners[team.key])
        if all(ramp == 1.0 and not spell.newly_qualified for ramp, spell in zip(own, crew.present, strict=True)):
            crew.since, crew.mean = day, mean  # a newly qualified year may be a plug-in's, and fall again
    factor = 1.0 if crew.managed else world.draw.of("team_manager_loss_factor", team.key)
    return mean * world.mechanisms.team_ramp(day - started, world.draw) * factor


def _own_ramp(world: World, spell: Spell, day: float, team_started: float) -> float:
    """Give one person's productivity; the team's own ramp covers experienced founders."""
    if spell.newly_qualified:
        return world.mechanisms.newly_qualified_ramp(day - spell.in_post_day, world.draw)
    if spell.in_post_day <= team_started:
        return 1.0
    return _general_ramp(spell, day, world.draw)


def _general_ramp(spell: Spell, day: float, draw: Draw) -> float:
    """Grow linearly from the initial share to full over the person's own ramp."""
    least = draw["general_ramp_initial_share"]
    return min(1.0, least + (1.0 - least) * (day - spell.in_post_day) / spell.ramp_days)


def _practitioner_productivity(world: World, post: str, day: float) -> float:
    """Give the productivity of whoever holds a post outside the RES teams; 0 if nobody does."""
    spell = world.staff.in_post(post, day)
    if spell is None:
        return 0.0
    if spell.newly_qualified:
        return world.mechanisms.newly_qualified_ramp(day - spell.in_post_day, world.draw)
    return _general_ramp(spell, day, world.draw)


def mean_productivity(world: World, effect: str, day: float) -> float:
    """Give the mean productivity of the planned practitioners who deliver an effect across the city."""
    posts = world.staff.planned.delivering.get(effect)
    if not posts or not world.staff.spells:
        return 0.0
    return sum(_practitioner_productivity(world, post.key, day) for post in posts) / len(posts)


def futures_places(world: World, day: float) -> float:
    """Give how many parents Futures' practitioners can support on a day."""
    places = 0.0
    if not world.staff.spells:
        return places
    for post in world.staff.planned.delivering.get("futures", ()):
        productivity = _practitioner_productivity(world, post.key, day)
        if productivity > 0.0:
            places += productivity * post.fte * _caseload(world, post.key)
    return places


def _caseload(world: World, post: str) -> float:
    """Give the parents whoever holds a post can support at full productivity."""
    known = world.staff.caseloads
    if post not in known:
        known[post] = world.draw.of("futures_caseload", post)
    return known[post]


def recurrence_ratio(world: World) -> float:
    """Give the hazard of another removal for an enrolled parent, relative to not enrolled."""
    acts = "entries" in world.scenario.effects_on
    return world.mechanisms.futures_effect(1.0 if acts else 0.0, world.draw)
