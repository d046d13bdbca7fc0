"""What a scenario file may say: Pydantic at the border, strict.

Only shapes and types live here; what one value asks of another is in `checks`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sfpc_sim.inputs.scenario import DRIFTS, EVIDENCE_SETS
from sfpc_sim.inputs.schema_authority import LatestCountTable
from sfpc_sim.inputs.schema_money import GradeTable, GrantTable, MoneyTable
from sfpc_sim.inputs.schema_programme import (
    ActingUpTable,
    CentreTable,
    DeploymentTable,
    DutyTable,
    GateTable,
    ImprovementTable,
    JointRoleTable,
    LeaderTable,
    PartnerTable,
    RequirementTable,
    RiskTable,
    ThoughtExperimentTable,
)
from sfpc_sim.inputs.schema_types import Day, Key, Line, Table, Text, unit

assert DRIFTS == ("damped", "walk", "stationary")
assert EVIDENCE_SETS == ("council-hope", "published", "no-effect")


class Period(Table):
    """The time simulated, both days included."""

    start: Day
    """First day simulated; the day after the authority's published stock, or later."""
    end: Day
    """Last day simulated."""


class TargetTable(Table):
    """The question: fewer than so many children on a day."""

    children_under: Annotated[Annotated[int, Field(ge=1, le=10_000_000)], unit("children")]
    """The target is met while fewer children than this are looked after."""
    on: Day
    """The day on which the target is asked for."""


class Run(Table):
    """Luck and its amount."""

    seed: Annotated[int, Field(ge=0, lt=2**63)]
    """Where all luck of the run comes from: the same seed meets the same children and the same luck."""
    replications: Annotated[Annotated[int, Field(ge=1, le=10_000_000)], unit("futures")]
    """How many futures `sfpc run` simulates when -n does not say."""


class ProgrammeTable(Table):
    """Whether there is a programme, and when."""

    enabled: bool
    """Whether there is a programme at all; false is what would have happened without one."""
    recruitment_from: Day
    """The day the posts are approved and recruitment may begin."""
    planned_in_post_on: Day
    """The day by which the council planned to have every post filled."""
    posts_filled: Literal["simulated", "on-plan"]
    """Whether recruitment is simulated, or every post is filled on the planned day and nobody leaves."""


class TeamTable(Table):
    """People who start together."""

    title: Line
    """What people call the team."""
    strand: str
    """The council's cost table that pays for the team."""
    delivers: Literal["res", "res-city", "rethink", "futures", "kinship", "own", "none"]
    """The effect the team carries once it works, or none."""
    cluster: Line | None = None
    """The high-need cluster that a RES team serves."""
    managers: list[str] = []
    """The posts that manage the team; it starts when they are filled too."""
    panel_leader: str
    """The leader who sits on the team's recruitment panels."""
    recruitment_from: Day | None = None
    """The day recruitment for the team may begin, if not the programme's own day."""
    planned_in_post_on: Day | None = None
    """The day the team was planned to be complete, if not the programme's own day."""
    moved_fte: Annotated[Annotated[float, Field(ge=0, le=500)], unit("full-time equivalents")] = 0.0
    """Staff the council moves into the team; they are missing where they came from."""


class PostGroup(Table):
    """`count` equal posts."""

    title: Line
    """What people call the post."""
    team: str
    """The team the posts belong to."""
    grade: str
    """The pay grade, one of [grades]."""
    fte: Annotated[Annotated[float, Field(gt=0, le=1)], unit("full-time equivalents")]
    """The part of a full-time post that each post is."""
    count: Annotated[Annotated[int, Field(ge=0, le=500)], unit("posts")]
    """How many equal posts there are."""
    social_worker: bool
    """Whether it is a registered social worker's post, some of whose hires are newly qualified."""
    contract_ends: Day | None = None
    """The last day of a fixed-term contract, for appointments from outside."""
    relieves: str | None = None
    """The leader whose duties at home the holder shares."""
    filled_by: str | None = None
    """The deployment that fills the post instead of recruitment."""
    trainer: bool = False
    """Whether the holder trains people of partner authorities."""


class ScenarioFile(Table):
    """A scenario with all its parents laid under it."""

    sfpc: Literal[1]
    """Version of the file format; always 1."""
    title: Line
    """What people call the plan."""
    question: Text
    """The question the plan is to answer, in a sentence."""
    authority: Line
    """The authority file with the home authority's published facts and fitted flows."""
    evidence: Literal["council-hope", "published", "no-effect"]
    """Which effect sizes are believed: of published evaluations, none at all, or what the target would need."""
    drift: Literal["damped", "walk", "stationary"]
    """How rates of entering and leaving care wander from year to year: see `sfpc explain drift`."""
    pandemic: bool = False
    """Whether Covid acts from April 2020; nobody knew of it before."""
    leaders_leave: bool = True
    """Whether leaders may leave, the more so the more they are strained."""
    strain_harms_practice: bool = True
    """Whether red months of leaders weaken practice at home, with a lag."""
    plugins: list[Text] = []
    """Python files with a researcher's own assumptions and mechanisms, beside this file."""
    period: Period
    target: TargetTable
    run: Run
    programme: ProgrammeTable
    latest_count: LatestCountTable | None = None
    thought_experiment: ThoughtExperimentTable | None = None
    teams: dict[Key, TeamTable] = {}
    posts: dict[Key, PostGroup] = {}
    leaders: dict[Key, LeaderTable] = {}
    joint_roles: dict[Key, JointRoleTable] = {}
    deployments: dict[Key, DeploymentTable] = {}
    acting_up: dict[Key, ActingUpTable] = {}
    duties: dict[Key, DutyTable] = {}
    partners: dict[Key, PartnerTable] = {}
    improvement: dict[Key, ImprovementTable] = {}
    centre: CentreTable | None = None
    grades: dict[Line, GradeTable] = {}
    money: MoneyTable
    grants: dict[Key, GrantTable] = {}
    gates: dict[Key, GateTable] = {}
    requirements: dict[Key, RequirementTable] = {}
    risks: dict[Key, RiskTable] = {}
