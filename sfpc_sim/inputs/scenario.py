"""The experimental condition: a frozen `Scenario` and its parts, with no behaviour.

Everything a run depends on is here, plug-in text included. Durations are days, hazards per
year, money pounds. `loading.load` makes a scenario; nobody edits one afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.authority import AGE_BANDS, AGE_EDGES_YEARS, EXIT_CAUSES, Authority, LatestCount, PublishedYear
from sfpc_sim.inputs.finance import CostTable, Grade, Grant, Money
from sfpc_sim.inputs.governance import Gate, Requirement, Risk
from sfpc_sim.inputs.leadership import ActingUp, Deployment, Duty, JointRole, Leader
from sfpc_sim.inputs.partners import Centre, ImprovementPartnership, Partner
from sfpc_sim.inputs.thought_experiment import ThoughtExperiment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sfpc_sim.inputs.assumptions import Register

__all__ = [
    "AGE_BANDS",
    "AGE_EDGES_YEARS",
    "DRIFTS",
    "EFFECTS",
    "EVIDENCE_SETS",
    "EXIT_CAUSES",
    "ActingUp",
    "Authority",
    "Centre",
    "CostTable",
    "Deployment",
    "Duty",
    "Gate",
    "Grade",
    "Grant",
    "ImprovementPartnership",
    "JointRole",
    "LatestCount",
    "Leader",
    "Money",
    "Partner",
    "PluginSource",
    "Post",
    "Programme",
    "PublishedYear",
    "ReadFrom",
    "Requirement",
    "Risk",
    "Scenario",
    "Target",
    "Team",
    "ThoughtExperiment",
]

DRIFTS = ("damped", "walk", "stationary")
EVIDENCE_SETS = ("council-hope", "published", "no-effect")
EFFECTS = ("entries", "exits")


@dataclass(frozen=True, slots=True)
class PluginSource:
    """A researcher's file, as text, so that it needs no shared disk and can be hashed."""

    name: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """How a scenario was loaded, so that it can be again with something changed; no part of what it says."""

    path: str
    settings: Mapping[str, Any]  # that stood in for what the file says
    changes: tuple[tuple[Mapping[str, Any], bool], ...] = ()  # each over those before; whether it may repeat them


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
    contract_ends: date | None = None  # of an external appointment; who comes from within is permanent
    relieves: str | None = None  # key of the leader whose home duties it shares
    filled_by: str | None = None  # key of the deployment that fills it instead of recruitment
    trainer: bool = False  # trains partners' people


@dataclass(frozen=True, slots=True)
class Team:
    """People who start together. `delivers` names the effect they carry, or "none"."""

    key: str
    title: str
    strand: str  # the council's cost table it belongs to
    delivers: str
    cluster: str | None  # RES teams: the high-need cluster served
    managers: tuple[str, ...]  # keys of the posts that manage it, possibly of another team
    panel_leader: str  # key of the leader who sits on its recruitment panels
    recruitment_from: date | None = None  # the programme's own date where none is given
    planned_in_post_on: date | None = None  # likewise
    moved_fte: float = 0.0  # existing staff moved into it, missing where they came from


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
    deployments: tuple[Deployment, ...] = ()
    acting_up: tuple[ActingUp, ...] = ()
    duties: tuple[Duty, ...] = ()
    partners: tuple[Partner, ...] = ()  # in the order of their launches
    improvement: tuple[ImprovementPartnership, ...] = ()
    centre: Centre | None = None
    gates: tuple[Gate, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    risks: tuple[Risk, ...] = ()
    not_asked: tuple[str, ...] = ()  # titles of requirements and risks about days after the plan's end
    leaders_leave: bool = True  # turnover among leaders, rising with strain
    strain_harms_practice: bool = True  # red leader-months weaken practice at home, with a lag
    latest_count: LatestCount | None = None  # of the home authority's children; futures that miss it are none
    thought_experiment: ThoughtExperiment | None = None  # of the plan alone: its counterfactual has none
    effects_on: tuple[str, ...] = EFFECTS  # what teams and the model at partners act on: switched off to tell one apart
    read_from: ReadFrom | None = None

    @property
    def first_day(self) -> float:
        """The clock on the day after the authorities' stock was counted: 0, or negative where the plan starts later."""
        return min(self.day(self.authority.origin + timedelta(days=1)), 0.0)

    @property
    def decided_day(self) -> float:
        """The clock on the day the plan was decided, 0 at the latest: what befalls people is known up to it."""
        return max(min(self.day(self.programme.recruitment_from), 0.0), self.first_day)

    @property
    def horizon_days(self) -> float:
        """Days from the start to the end of the last day."""
        return float((self.end - self.start).days + 1)

    def day(self, when: date) -> float:
        """Give the clock reading at the start of a date."""
        return float((when - self.start).days)
