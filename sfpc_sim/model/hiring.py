"""Filling a vacancy: rounds of recruitment until somebody is appointed and can start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.model.leadership import ask, until_done
from sfpc_sim.model.staff import grade_group

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from sfpc_sim.inputs.scenario import Post, Team
    from sfpc_sim.model.world import World

NOBODY_APPOINTABLE, OFFER_DECLINED = 0.0, 1.0
PANEL = "recruitment panel"


@dataclass(frozen=True)
class Vacancy:
    """An empty post to be filled: one of the programme's, or the home post of who was appointed to it."""

    post: Post
    team: Team
    number: int  # counts a post's vacancies from 0
    link: int = 0  # 0 is the programme's own post; 1, 2, ... the vacancies at home behind it

    @cached_property
    def address(self) -> str:
        """Where its luck is."""
        own = f"{self.post.key}/{self.number}"
        return f"{own}/home {self.link}" if self.link else own


class Appointment(NamedTuple):
    """Who won: in which round, and whether from the council's own staff."""

    attempt: int
    internal: bool


def recruit(
    world: World, vacancy: Vacancy, *, internal: bool | None = None
) -> Generator[simpy.Event, None, Appointment]:
    """Fill a vacancy; `internal` says who wins where that is already known.

    advertised -> panel -> (round failed -> restarted -> advertised ...) -> offered -> released, or
    checked and notice served -> ready to start
    """
    advertised_day = world.env.now
    for attempt in count():
        failed = yield from _hold_a_round(world, vacancy, attempt, advertised_day)
        if failed is None:
            break
        world.ledger.note(world.env.now, _named("round_failed", vacancy), vacancy.post.key, failed)
        advertised_day = world.env.now + world.draw.of("restart_gap_days", vacancy.address, attempt)
    if internal is None:
        internal = is_internal(world, vacancy, attempt)
    yield world.env.timeout(_days_to_start(world, vacancy, attempt, internal=internal))
    return Appointment(attempt, internal)


def _hold_a_round(
    world: World, vacancy: Vacancy, attempt: int, advertised_day: float
) -> Generator[simpy.Event, None, float | None]:
    """Advertised -> selected, while the panel is booked -> offered; say why, if it came to nothing.

    Nothing can keep a round from being advertised on its day, so waiting for it and for applications is one wait.
    """
    env, address = world.env, vacancy.address
    chance = _fill_chance(world, vacancy.post.grade, advertised_day)
    yield env.timeout(advertised_day - env.now + world.draw.of("advert_live_days", address, attempt))
    world.ledger.note(advertised_day, _named("advertised", vacancy), vacancy.post.key, float(attempt))
    panel = ask(world, (vacancy.team.panel_leader,), PANEL, world.draw["panel_working_days"], "programme")
    yield env.timeout(world.draw.of("selection_days", address, attempt))
    yield from until_done(panel)  # it delays an offer only where it takes longer than selection
    if world.luck.number("somebody is appointable", address, attempt) >= chance:
        return NOBODY_APPOINTABLE
    if world.luck.number("the offer is declined", address, attempt) < world.draw["offer_declined_chance"]:
        return OFFER_DECLINED
    return None


def _fill_chance(world: World, grade: str, advertised_day: float) -> float:
    """Give the chance that a round advertised on a day finds somebody appointable."""
    group = grade_group(grade)
    if group == "upper":
        tight_from = _new_year(world.scenario.start, int(world.draw["tight_market_from_year"]))
        return world.draw["fill_chance_upper_tight" if advertised_day >= tight_from else "fill_chance_upper"]
    return world.draw[f"fill_chance_{group}"]


@lru_cache(maxsize=256)
def _new_year(start: date, year: int) -> float:
    """Give the clock on 1 January of a year."""
    return float((date(year, 1, 1) - start).days)


def is_internal(world: World, vacancy: Vacancy, attempt: int) -> bool:
    """Tell whether whoever wins a round is one of the council's own staff."""
    director = grade_group(vacancy.post.grade) == "director"
    share = world.draw["internal_share_director" if director else "internal_share"]
    return world.luck.number("an internal candidate wins", vacancy.address, attempt) < share


def _days_to_start(world: World, vacancy: Vacancy, attempt: int, *, internal: bool) -> float:
    """Give the days from offer to first day; notice is given only when the checks are clear."""
    draw, address, group = world.draw, vacancy.address, grade_group(vacancy.post.grade)
    if internal:
        name = "internal_release_director_days" if group == "director" else "internal_release_days"
        return draw.of(name, address, attempt)
    return draw.of("checks_days", address, attempt) + draw.of(f"notice_{group}_days", address, attempt)


def _named(what: str, vacancy: Vacancy) -> str:
    return f"home_{what}" if vacancy.link else what
