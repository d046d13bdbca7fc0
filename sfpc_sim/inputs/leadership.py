"""The leadership of a council as data: roles, what asks for their time, and who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

TIERS = ("director", "deputy", "chief-officer", "head", "area")
DIRECTOR_LEVEL = ("director", "deputy")  # "Director and Deputy Director level" (Executive Board, 25 November 2019, 7.5)
SKILLS = ("strategy", "practice", "learning", "workforce", "finance")
# Who is heard first; a statutory duty breaks into whatever a leader is doing.
PRIORITIES = ("statutory", "crisis", "governance", "programme", "modular")


@dataclass(frozen=True, slots=True)
class Leader:
    """A senior role and the working days a month in its contract, annual leave taken off."""

    key: str
    title: str
    tier: str  # one of TIERS
    working_days_per_month: float
    skills: tuple[str, ...] = ()
    post: str | None = None  # a programme role: there while this post is filled, or somebody deployed; no home duties
    covered_by: tuple[str, ...] = ()  # leaders who share its work while nobody holds the role
    starts: date | None = None  # a role that is created, or somebody seconded in from outside
    ends: date | None = None  # a role that is abolished: what is kept of its work goes to who covers it


@dataclass(frozen=True, slots=True)
class JointRole:
    """A leader who holds a role in another authority as well as their own: work on top, nobody is away."""

    leader: str
    partner: str
    start: date


@dataclass(frozen=True, slots=True)
class Deployment:
    """A leader who gives up a share of their own role to fill a programme role or to be lent elsewhere."""

    key: str
    leader: str
    to: str  # a leader key (a programme role) or the name of another authority
    starts: date
    ends: date
    away_share: float  # of the own contract


@dataclass(frozen=True, slots=True)
class ActingUp:
    """A leader who acts in a role whose holder is away; `mentor` is a role whose holder supports them."""

    key: str
    role: str
    leader: str
    starts: date
    ends: date
    mentor: str | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Work that asks for leaders' days again and again; exactly one of the three rhythms is given.

    `each` leaders of those listed are asked every time, whoever is least busy; all of them if it is 0. Who is
    asked shares the days equally.
    """

    key: str
    title: str
    leaders: tuple[str, ...]
    each: int
    working_days: str  # an assumption: days in all
    priority: str  # one of PRIORITIES
    every_months: int | None
    interval: str | None  # an assumption: days from one to the next
    per_year: str | None  # an assumption: a Poisson rate
    starts: date | None
    ends: date | None
    programme: bool  # only with the programme; a home duty comes without it too
