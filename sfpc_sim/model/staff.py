"""Who is in post, when, and how productive: written by recruitment, read by delivery and money."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sfpc_sim.model.once import once

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Post, Scenario, Team

UPPER_GRADES = frozenset({"PO3", "PO4", "PO5", "PO6"})
DIRECTOR_PREFIX = "Dir"
RES_TEAMS = ("res", "res-city")  # of a cluster, or hub and spoke for the rest of the city


def grade_group(grade: str) -> str:
    """Name the group whose recruitment a grade shares: director, upper (PO3 to PO6) or lower."""
    if grade.startswith(DIRECTOR_PREFIX):
        return "director"
    return "upper" if grade in UPPER_GRADES else "lower"


def practitioners(posts: Sequence[Post], team: Team) -> tuple[Post, ...]:
    """List the posts of a team whose own work carries its effect.

    In a RES team they are its social workers, in a kinship team everybody. In other teams they are the posts graded
    PO3 or above: improvement officers and coordinators support, they do not see families.
    """
    own = [post for post in posts if post.team == team.key and post.key not in team.managers]
    if team.delivers in RES_TEAMS:
        return tuple(post for post in own if post.social_worker)
    return tuple(post for post in own if team.delivers == "kinship" or grade_group(post.grade) != "lower")


@dataclass(slots=True)
class Spell:
    """One person's time in one post. `left_day` is infinity while they stay."""

    post: str
    in_post_day: float
    newly_qualified: bool
    ramp_days: float  # from first day to full productivity, for who joins a running team
    left_day: float = float("inf")
    permanent: bool = True

    @property
    def stays(self) -> bool:
        """Whether nobody has left yet."""
        return self.left_day == float("inf")


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who must be in post on one day for a team to start: all of `posts` and any of `managers`."""

    posts: tuple[str, ...]
    managers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Establishment:
    """What a plan's posts and teams are for."""

    quorums: Mapping[str, Quorum] = field(default_factory=dict)  # by team key
    practitioners: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)  # planned, by team key
    teams: Mapping[str, tuple[Team, ...]] = field(default_factory=dict)  # by what they deliver
    delivering: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)  # practitioners, by what they deliver
    relieving: tuple[Post, ...] = ()  # posts that relieve a leader
    needing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # keys of the teams that start with a post


@dataclass(slots=True)
class Crew:
    """Who of a team's practitioners is there, in the order of their posts, and whether a manager is."""

    since: float
    until: float  # the first day on which somebody else is known to come or to leave
    present: tuple[Spell, ...]
    managed: bool
    mean: float | None = None  # of their own productivity, once nobody grows any more


@dataclass(slots=True)
class Staff:
    """All spells in post so far, by post key, in order; and when each team started together."""

    spells: dict[str, list[Spell]] = field(default_factory=dict)
    team_started_day: dict[str, float] = field(default_factory=dict)
    planned: Establishment = field(default_factory=Establishment)
    caseloads: dict[str, float] = field(default_factory=dict)  # of Futures' posts, drawn on first use
    crews: dict[str, Crew] = field(default_factory=dict)  # by team key, as last looked at
    entry_ratios: dict[tuple[object, ...], NDArray[np.float64]] = field(default_factory=dict)  # by productivity, so far

    def in_post(self, post: str, day: float) -> Spell | None:
        """Give the spell of whoever holds a post on a day, if anybody does."""
        for spell in reversed(self.spells.get(post, ())):
            if spell.in_post_day <= day < spell.left_day:
                return spell
        return None

    def crew(self, team: Team, day: float) -> Crew:
        """Give who of a team is there on a day, looked at anew only where somebody comes or leaves."""
        crew = self.crews.get(team.key)
        if crew is None or not crew.since <= day < crew.until:
            own = self.planned.practitioners[team.key]
            present = [spell for spell in [self.in_post(post.key, day) for post in own] if spell is not None]
            managed = not team.managers or any(self.in_post(manager, day) for manager in team.managers)
            spells = [s for key in (*(p.key for p in own), *team.managers) for s in self.spells.get(key, ())]
            later = [d for spell in spells for d in (spell.in_post_day, spell.left_day) if d > day]
            crew = self.crews[team.key] = Crew(day, min(later, default=float("inf")), tuple(present), managed)
        return crew

    def relieving(self) -> list[Post]:
        """List the posts that relieve leaders and that somebody holds now."""
        posts = self.planned.relieving
        return [post for post in posts if self.spells.get(post.key) and self.spells[post.key][-1].stays]

    def first_day(self, post: str) -> float:
        """Give the day a post was first filled, or infinity."""
        spells = self.spells.get(post)
        return spells[0].in_post_day if spells else float("inf")

    def arrive(self, spell: Spell) -> list[str]:
        """Put somebody in post; give the keys of the teams that start with them."""
        self.spells.setdefault(spell.post, []).append(spell)
        self._look_anew(spell.post)
        waiting = [key for key in self.planned.needing.get(spell.post, ()) if key not in self.team_started_day]
        started = [key for key in waiting if self._is_complete(self.planned.quorums[key], spell.in_post_day)]
        for key in started:
            self.team_started_day[key] = spell.in_post_day
        return started

    def leave(self, spell: Spell, day: float) -> None:
        """Let somebody leave their post."""
        spell.left_day = day
        self._look_anew(spell.post)

    def _look_anew(self, post: str) -> None:
        """Forget who was there in the teams that a post belongs to."""
        for team in self.planned.needing.get(post, ()):
            self.crews.pop(team, None)

    def _is_complete(self, quorum: Quorum, day: float) -> bool:
        if any(self.in_post(post, day) is None for post in quorum.posts):
            return False
        return not quorum.managers or any(self.in_post(manager, day) for manager in quorum.managers)


def nobody_in_post(scenario: Scenario) -> Staff:
    """Make an empty establishment that knows what each team needs to start."""
    return Staff(planned=establishment(scenario.posts, scenario.teams))


@once
def establishment(posts: tuple[Post, ...], teams: tuple[Team, ...]) -> Establishment:
    """Tell what posts and teams are for."""
    planned = {team.key: practitioners(posts, team) for team in teams}
    quorums = {}
    for team in teams:
        if team.delivers in RES_TEAMS:
            needed = Quorum(tuple(post.key for post in planned[team.key]), team.managers)
        else:
            needed = Quorum(tuple(post.key for post in posts if post.team == team.key), ())
        if needed.posts:
            quorums[team.key] = needed
    by_effect = {name: tuple(team for team in teams if team.delivers == name) for name in {t.delivers for t in teams}}
    delivering = {name: tuple(post for team in own for post in planned[team.key]) for name, own in by_effect.items()}
    relieving = tuple(post for post in posts if post.relieves)
    needing = {
        post.key: tuple(key for key, quorum in quorums.items() if post.key in quorum.posts + quorum.managers)
        for post in posts
    }
    return Establishment(quorums, planned, by_effect, delivering, relieving, needing)
