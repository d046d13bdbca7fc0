"""The experimental condition: a frozen `Scenario` and its parts, with no behaviour.

Everything a run depends on is here, plug-in text included. Durations are days, hazards per
year, money pounds. `loading.load` makes a scenario; nobody edits one afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sfpc_sim.inputs.assumptions import Register

AGE_BANDS = ("under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17")
AGE_EDGES_YEARS = (0.0, 1.0, 5.0, 10.0, 16.0, 18.0)
EXIT_CAUSES = ("home", "kinship", "adopted", "other")
DRIFTS = ("damped", "walk", "stationary")
EVIDENCE_SETS = ("council-hope", "published", "no-effect")


@dataclass(frozen=True, slots=True)
class PluginSource:
    """A researcher's file, as text, so that it needs no shared disk and can be hashed."""

    name: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Target:
    """Fewer than `children_under` children looked after on the date `on`."""

    children_under: int
    on: date


@dataclass(frozen=True, slots=True)
class Programme:
    """When recruiting starts, what the council planned, and whether there is a programme at all."""

    enabled: bool
    recruitment_from: date  # the delegated decision: posts approved, consultation begins
    planned_in_post_on: date
    posts_filled: str  # "simulated" or "on-plan"


@dataclass(frozen=True, slots=True)
class Post:
    """One post of the establishment; `key` is its permanent address for luck."""

    key: str
    title: str
    team: str
    grade: str
    fte: float
    social_worker: bool  # some hires are newly qualified


@dataclass(frozen=True, slots=True)
class Team:
    """People who start together. `delivers` names the effect they carry: res, rethink, futures, none."""

    key: str
    title: str
    strand: str  # the council's cost table it belongs to
    delivers: str
    cluster: str | None  # RES teams: the high-need cluster served
    managers: tuple[str, ...]  # keys of the posts that manage it, possibly of another team
    panel_leader: str  # key of the leader who sits on its recruitment panels


@dataclass(frozen=True, slots=True)
class Leader:
    """A senior leader and the working days a month in the contract, annual leave taken off."""

    key: str
    title: str
    tier: str  # director, deputy or head
    working_days_per_month: float


@dataclass(frozen=True, slots=True)
class JointRole:
    """A leader who holds a role in another authority as well as their own."""

    leader: str
    partner: str
    start: date


@dataclass(frozen=True, slots=True)
class Grade:
    """A pay grade: annual salaries by spine point, and where a new starter begins."""

    name: str
    points_gbp: tuple[float, ...]
    start_point: int  # index into points_gbp


@dataclass(frozen=True, slots=True)
class CostTable:
    """One of the council's tables 4 to 7: pounds by financial year, first year from October."""

    strand: str
    title: str
    pay_gbp: tuple[float, ...]
    other_gbp: tuple[float, ...]
    fixed_gbp: tuple[float, ...]  # does not depend on posts (sector-led work)


@dataclass(frozen=True, slots=True)
class Money:
    """Pay scales, the council's own tables, the grant and what follows it."""

    pay_year: int  # financial year, by its April, of the salaries in `grades`
    grades: tuple[Grade, ...]
    tables: tuple[CostTable, ...]
    tables_first_year: int
    grant_ends_on: date
    grant_gbp: float
    gated_gbp: float
    average_placement_gbp_per_year: float  # the report's own figure


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """A year's published counts, kept for checks only; never an input."""

    year: int  # ending 31 March
    looked_after: int
    started: int
    ceased: int


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority's published facts and the flows fitted to them.

    Arrays by age follow `AGE_BANDS`; by cause `EXIT_CAUSES`. Years of history run backwards
    from the origin: element 0 is the last year before it.
    """

    name: str
    code: str
    origin: date  # stock and fits are as known for this day
    source: str
    stock_by_age: tuple[int, ...]
    stock_unaccompanied: int
    entries_by_age: tuple[float, ...]  # (age,) all entries a year but unaccompanied ones, for ages and durations
    groups_per_first_entry: tuple[float, ...]  # (age,) sibling groups per first entry a year
    exit_rates: tuple[tuple[float, ...], ...]  # (cause, age) per year, at duration factor 1
    duration_edges_days: tuple[float, ...]
    duration_factors: tuple[tuple[float, ...], ...]  # (cause, duration)
    returned_home_by_past_year: tuple[int, ...]
    kinship_by_past_year: tuple[int, ...]
    infant_starts_by_past_year: tuple[int, ...]
    home_exit_share_by_age: tuple[float, ...]
    expected_repeat_entries_per_year: float  # re-entries and recurrences in the first year
    first_entry_share: float  # what a lasting change of first entries changes in all starts
    under18_exit_share: float  # what a lasting change of exit rates changes in ceases over stock
    later: tuple[PublishedYear, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan as the model sees it: complete, checked and frozen."""

    name: str
    title: str
    question: str
    start: date
    end: date
    seed: int
    replications: int
    target: Target
    evidence: str
    drift: str
    pandemic: bool
    programme: Programme
    authority: Authority
    posts: tuple[Post, ...]
    teams: tuple[Team, ...]
    leaders: tuple[Leader, ...]
    joint_roles: tuple[JointRole, ...]
    money: Money
    register: Register
    plugins: tuple[PluginSource, ...]
    overlaid: Mapping[str, Any]  # the files as laid over one another, for the manifest

    @property
    def horizon_days(self) -> float:
        """Days from the start to the end of the last day."""
        return float((self.end - self.start).days + 1)

    def day(self, when: date) -> float:
        """Give the clock reading at the start of a date."""
        return float((when - self.start).days)
