"""What a scenario file may say of leaders, of partners, and of the rules a plan is held to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sfpc_sim.inputs.leadership import PRIORITIES, SKILLS, TIERS
from sfpc_sim.inputs.schema_types import AssumptionName, Day, Key, Line, Months, Share, Table

Skill = Literal["strategy", "practice", "learning", "workforce", "finance"]
RuleText = Annotated[str, Field(min_length=1)]

assert TIERS == ("director", "deputy", "chief-officer", "head", "area")
assert SKILLS == ("strategy", "practice", "learning", "workforce", "finance")
assert PRIORITIES == ("statutory", "crisis", "governance", "programme", "modular")


class LeaderTable(Table):
    """A senior role."""

    title: Line
    tier: Literal["director", "deputy", "chief-officer", "head", "area"]
    working_days_per_month: Annotated[float, Field(gt=0, le=31)]
    skills: list[Skill] = []
    post: str | None = None
    covered_by: list[str] = []
    starts: Day | None = None
    ends: Day | None = None


class JointRoleTable(Table):
    """A role held in another authority as well."""

    leader: str
    partner: Line
    start: Day


class DeploymentTable(Table):
    """A leader who leaves part or all of their own role for another."""

    leader: str
    to: Line
    starts: Day
    ends: Day
    away_share: Annotated[float, Field(gt=0, le=1)]


class ActingUpTable(Table):
    """A leader who acts in another role."""

    role: str
    leader: str
    starts: Day
    ends: Day
    mentor: str | None = None


class DutyTable(Table):
    """Work that asks for leaders again and again."""

    title: Line
    leaders: Annotated[list[str], Field(min_length=1)]
    each: Annotated[int, Field(ge=0, le=50)] = 0
    working_days: AssumptionName
    priority: Literal["statutory", "crisis", "governance", "programme", "modular"]
    every_months: Months | None = None
    interval: AssumptionName | None = None
    per_year: AssumptionName | None = None
    starts: Day | None = None
    ends: Day | None = None
    programme: bool = False


class PartnerTable(Table):
    """An authority that adopts the model; its flows stand in an authority file."""

    title: Line
    authority: Line
    planned_launch: Day
    children: Annotated[int, Field(ge=1, le=2_000_000)]
    launched: bool = False
    joins: bool = True


class ImprovementTable(Table):
    """Intensive support after a failed inspection."""

    title: Line
    partner: Line
    approved: Day
    recommendations: Annotated[int, Field(ge=1, le=1000)]


class CentreTable(Table):
    """The practice centre's offer to all authorities."""

    events_from: Day
    event_leaders: Annotated[list[str], Field(min_length=1)]
    visit_leaders: Annotated[list[str], Field(min_length=1)]
    authorities: Annotated[int, Field(ge=1, le=1000)]


class GateTable(Table):
    """A rule that opens gated money or decides on a deployment."""

    title: Line
    rule: RuleText
    first_review: Day
    every_months: Months = 3
    reviews: Annotated[int, Field(ge=1, le=100)] = 1
    deployment: Key | None = None
    holds: Literal["opens", "ends", "extends", "changes"]
    fails: Literal["stays", "ends", "extends", "changes"] = "stays"
    months: Months = 12
    away_share: Share = 0.5


class RequirementTable(Table):
    """What a plan should meet, as a rule over chances."""

    title: Line
    rule: RuleText


class RiskTable(Table):
    """An entry of the risk register."""

    title: Line
    rule: RuleText
    impact: Annotated[int, Field(ge=1, le=5)]


class ThoughtExperimentTable(Table):
    """What would have to be true: flows of home that change by nobody's work, from the planned date if not said."""

    acts_from: Day | None = None
    entries_ratio: Annotated[float, Field(ge=0, le=1)] = 1.0
    exits_ratio: Annotated[float, Field(ge=1, le=3)] = 1.0
