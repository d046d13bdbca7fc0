"""What a scenario file may say of leaders, of partners, and of the rules a plan is held to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sfpc_sim.inputs.leadership import PRIORITIES, SKILLS, TIERS
from sfpc_sim.inputs.schema_types import AssumptionName, Day, Key, Line, Months, Share, Table, unit

Skill = Literal["strategy", "practice", "learning", "workforce", "finance"]
RuleText = Annotated[str, Field(min_length=1)]

assert TIERS == ("director", "deputy", "chief-officer", "head", "area")
assert SKILLS == ("strategy", "practice", "learning", "workforce", "finance")
assert PRIORITIES == ("statutory", "crisis", "governance", "programme", "modular")


class LeaderTable(Table):
    """A senior role."""

    title: Line
    """What the role is called; a role, never a person's name."""
    tier: Literal["director", "deputy", "chief-officer", "head", "area"]
    """The level of the role."""
    working_days_per_month: Annotated[Annotated[float, Field(gt=0, le=31)], unit("working days a month")]
    """Days a month the contract gives, leave and bank holidays taken off."""
    skills: list[Skill] = []
    """What the role can lead: partners ask for leaders by skill."""
    post: str | None = None
    """The post that makes it a programme role: it is there while the post is filled."""
    covered_by: list[str] = []
    """The leaders who share its work while nobody holds the role."""
    starts: Day | None = None
    """The first day of a role that is created, or of somebody seconded in."""
    ends: Day | None = None
    """The last day of a role that is abolished."""


class JointRoleTable(Table):
    """A role held in another authority as well."""

    leader: str
    """The leader who holds it."""
    partner: Line
    """The other authority."""
    start: Day
    """The first day."""


class DeploymentTable(Table):
    """A leader who leaves part or all of their own role for another."""

    leader: str
    """The leader who is lent."""
    to: Line
    """A programme role, by the leader's key, or another authority."""
    starts: Day
    """The first day."""
    ends: Day
    """The last day."""
    away_share: Annotated[Annotated[float, Field(gt=0, le=1)], unit("share")]
    """The part of the leader's own contract that is given."""


class ActingUpTable(Table):
    """A leader who acts in another role."""

    role: str
    """The role whose holder is away."""
    leader: str
    """Who acts in it."""
    starts: Day
    """The first day."""
    ends: Day
    """The last day."""
    mentor: str | None = None
    """The role whose holder supports who acts."""


class DutyTable(Table):
    """Work that asks for leaders again and again."""

    title: Line
    """What people call the duty."""
    leaders: Annotated[list[str], Field(min_length=1)]
    """Who is asked."""
    each: Annotated[Annotated[int, Field(ge=0, le=50)], unit("leaders")] = 0
    """How many of them are asked each time; 0 is all of them."""
    working_days: AssumptionName
    """The assumption that says how many working days it takes in all."""
    priority: Literal["statutory", "crisis", "governance", "programme", "modular"]
    """What is done first when there is not time for all."""
    every_months: Months | None = None
    """It comes every so many months."""
    interval: AssumptionName | None = None
    """The assumption that says how many days lie between two."""
    per_year: AssumptionName | None = None
    """The assumption that says how many come in a year."""
    starts: Day | None = None
    """The first day it can come."""
    ends: Day | None = None
    """The last day it can come."""
    programme: bool = False
    """Whether it comes with the programme only."""


class PartnerTable(Table):
    """An authority that adopts the model; its flows stand in an authority file."""

    title: Line
    """What the authority is called."""
    authority: Line
    """The authority file with its published facts and fitted flows."""
    planned_launch: Day
    """The day its launch is planned for."""
    children: Annotated[Annotated[int, Field(ge=1, le=2_000_000)], unit("children")]
    """All people under 18 who live there, as published."""
    launched: bool = False
    """Whether it was launched before the plan begins."""
    joins: bool = True
    """Whether it takes part."""


class ImprovementTable(Table):
    """Intensive support after a failed inspection."""

    title: Line
    """What people call it."""
    partner: Line
    """The authority that is helped."""
    approved: Day
    """The day it was approved."""
    recommendations: Annotated[Annotated[int, Field(ge=1, le=1000)], unit("recommendations")]
    """How many recommendations have to turn green."""


class CentreTable(Table):
    """The practice centre's offer to all authorities."""

    events_from: Day
    """The day of the first event."""
    event_leaders: Annotated[list[str], Field(min_length=1)]
    """Who gives time to events."""
    visit_leaders: Annotated[list[str], Field(min_length=1)]
    """Who receives visits."""
    authorities: Annotated[Annotated[int, Field(ge=1, le=1000)], unit("authorities")]
    """How many other authorities there are to reach."""


class GateTable(Table):
    """A rule that opens gated money or decides on a deployment."""

    title: Line
    """What people call the gate."""
    rule: RuleText
    """The rule asked at a review, such as posts_filled_share >= 80%."""
    first_review: Day
    """The day it is first asked."""
    every_months: Months = 3
    """Months between reviews."""
    reviews: Annotated[Annotated[int, Field(ge=1, le=100)], unit("reviews")] = 1
    """How often it is asked at most, while the rule does not hold."""
    deployment: Key | None = None
    """The deployment that the gate decides on."""
    holds: Literal["opens", "ends", "extends", "changes"]
    """What follows when the rule holds."""
    fails: Literal["stays", "ends", "extends", "changes"] = "stays"
    """What follows when it has not held by the last review."""
    months: Months = 12
    """By how many months a deployment is extended."""
    away_share: Share = 0.5
    """The share of the leader's own contract that a deployment is changed to."""


class RequirementTable(Table):
    """What a plan should meet, as a rule over chances."""

    title: Line
    """What is required."""
    rule: RuleText
    """A rule over chances, such as chance(children_looked_after on 2020-03-31 < 1000) >= 50%."""


class RiskTable(Table):
    """An entry of the risk register."""

    title: Line
    """What may happen."""
    rule: RuleText
    """The rule that says when it has happened in a future."""
    impact: Annotated[int, Field(ge=1, le=5)]
    """How bad it would be, from 1 to 5; probability comes from the futures."""


class ThoughtExperimentTable(Table):
    """What would have to be true: flows of home that change by nobody's work, from the planned date if not said."""

    acts_from: Day | None = None
    """The first day it acts; the programme's planned day if left out."""
    entries_ratio: Annotated[Annotated[float, Field(ge=0, le=1)], unit("ratio")] = 1.0
    """What entries to care are multiplied by."""
    exits_ratio: Annotated[Annotated[float, Field(ge=1, le=3)], unit("ratio")] = 1.0
    """What exits from care are multiplied by."""
