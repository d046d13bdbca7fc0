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
from sfpc_sim.inputs.schema_types import Day, Key, Line, Table, Text

assert DRIFTS == ("damped", "walk", "stationary")
assert EVIDENCE_SETS == ("council-hope", "published", "no-effect")


class Period(Table):
    """The time simulated, both days included."""

    start: Day
    end: Day


class TargetTable(Table):
    """The question: fewer than so many children on a day."""

    children_under: Annotated[int, Field(ge=1, le=10_000_000)]
    on: Day


class Run(Table):
    """Luck and its amount."""

    seed: Annotated[int, Field(ge=0, lt=2**63)]
    replications: Annotated[int, Field(ge=1, le=10_000_000)]


class ProgrammeTable(Table):
    """Whether there is a programme, and when."""

    enabled: bool
    recruitment_from: Day
    planned_in_post_on: Day
    posts_filled: Literal["simulated", "on-plan"]


class TeamTable(Table):
    """People who start together."""

    title: Line
    strand: str
    delivers: Literal["res", "res-city", "rethink", "futures", "kinship", "own", "none"]
    cluster: Line | None = None
    managers: list[str] = []
    panel_leader: str
    recruitment_from: Day | None = None
    planned_in_post_on: Day | None = None
    moved_fte: Annotated[float, Field(ge=0, le=500)] = 0.0


class PostGroup(Table):
    """`count` equal posts."""

    title: Line
    team: str
    grade: str
    fte: Annotated[float, Field(gt=0, le=1)]
    count: Annotated[int, Field(ge=0, le=500)]
    social_worker: bool
    contract_ends: Day | None = None
    relieves: str | None = None
    filled_by: str | None = None
    trainer: bool = False


class ScenarioFile(Table):
    """A scenario with all its parents laid under it."""

    sfpc: Literal[1]
    title: Line
    question: Text
    authority: Line
    evidence: Literal["council-hope", "published", "no-effect"]
    drift: Literal["damped", "walk", "stationary"]
    pandemic: bool = False
    leaders_leave: bool = True
    strain_harms_practice: bool = True
    plugins: list[Text] = []
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
