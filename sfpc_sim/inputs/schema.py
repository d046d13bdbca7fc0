"""What a scenario, an authority and a register file may say: Pydantic at the border, strict.

Only shapes and types live here; what one value asks of another is in `checks`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sfpc_sim.inputs.scenario import DRIFTS, EVIDENCE_SETS

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=80)]
AssumptionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]
Pounds = Annotated[float, Field(ge=0, le=1e12)]
Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(ge=0, le=1e6)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
ByAge = Annotated[list[Rate], Field(min_length=5, max_length=5)]
SharesByAge = Annotated[list[Share], Field(min_length=5, max_length=5)]
CountsByAge = Annotated[list[Count], Field(min_length=5, max_length=5)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))]

assert DRIFTS == ("damped", "walk", "stationary")
assert EVIDENCE_SETS == ("council-hope", "published", "no-effect")


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Period(_Table):
    """The time simulated, both days included."""

    start: Day
    end: Day


class TargetTable(_Table):
    """The question: fewer than so many children on a day."""

    children_under: Annotated[int, Field(ge=1, le=10_000_000)]
    on: Day


class Run(_Table):
    """Luck and its amount."""

    seed: Annotated[int, Field(ge=0, lt=2**63)]
    replications: Annotated[int, Field(ge=1, le=10_000_000)]


class ProgrammeTable(_Table):
    """Whether there is a programme, and when."""

    enabled: bool
    recruitment_from: Day
    planned_in_post_on: Day
    posts_filled: Literal["simulated", "on-plan"]


class TeamTable(_Table):
    """People who start together."""

    title: Text
    strand: str
    delivers: Literal["res", "rethink", "futures", "none"]
    cluster: Text | None = None
    managers: list[str] = []
    panel_leader: str


class PostGroup(_Table):
    """`count` equal posts."""

    title: Text
    team: str
    grade: str
    fte: Annotated[float, Field(gt=0, le=1)]
    count: Annotated[int, Field(ge=0, le=500)]
    social_worker: bool


class LeaderTable(_Table):
    """A senior leader, by role."""

    title: Text
    tier: Literal["director", "deputy", "head"]
    working_days_per_month: Annotated[float, Field(gt=0, le=31)]


class JointRoleTable(_Table):
    """A role held in another authority as well."""

    leader: str
    partner: Text
    start: Day


class GradeTable(_Table):
    """Annual salaries by spine point."""

    points_gbp: Annotated[list[Pounds], Field(min_length=1)]
    start_point: Annotated[int, Field(ge=0)]


class CostTableTable(_Table):
    """One of the council's cost tables, by year."""

    title: Text
    pay_gbp: Annotated[list[Pounds], Field(min_length=1)]
    other_gbp: Annotated[list[Pounds], Field(min_length=1)]
    fixed_gbp: Annotated[list[Pounds], Field(min_length=1)]


class MoneyTable(_Table):
    """Grant, pay year and the council's own tables."""

    pay_year: Year
    tables_first_year: Year
    grant_ends_on: Day
    grant_gbp: Pounds
    gated_gbp: Pounds
    average_placement_gbp_per_year: Pounds
    tables: dict[Key, CostTableTable]


class ScenarioFile(_Table):
    """A scenario with all its parents laid under it."""

    sfpc: Literal[1]
    title: Text
    question: Text
    authority: Text
    evidence: Literal["council-hope", "published", "no-effect"]
    drift: Literal["damped", "walk", "stationary"]
    pandemic: bool = False
    plugins: list[Text] = []
    period: Period
    target: TargetTable
    run: Run
    programme: ProgrammeTable
    teams: dict[Key, TeamTable] = {}
    posts: dict[Key, PostGroup] = {}
    leaders: dict[Key, LeaderTable] = {}
    joint_roles: dict[Key, JointRoleTable] = {}
    grades: dict[Text, GradeTable] = {}
    money: MoneyTable


class SourceTable(_Table):
    """Where a number comes from."""

    ref: Text | None = None
    grade: Annotated[str, Field(pattern=r"^[A-D]\*?(/[A-D]\*?)?$")] | None = None


class Entry(_Table):
    """An entry of the register, or what an overlay says of one."""

    meaning: Text | None = None
    unit: Text | None = None
    belief: dict[str, Any] | None = None
    bounds: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    level: Literal["world", "nation", "authority", "team", "entity", "year"] | None = None
    evidence_row: str | None = None
    source: SourceTable | None = None


class CorrelationTable(_Table):
    """Assumptions that are drawn jointly."""

    names: Annotated[list[str], Field(min_length=2)]
    matrix: list[list[float]]


class RegisterFile(_Table):
    """A file of assumptions, or the assumptions of another file."""

    assumptions: dict[AssumptionName, Entry] = {}
    correlations: dict[Key | AssumptionName, CorrelationTable] = {}


class Stock(_Table):
    """Children looked after on the day of origin."""

    by_age: CountsByAge
    unaccompanied: Count


class Entries(_Table):
    """How children start to be looked after."""

    by_age: ByAge
    groups_per_first_entry: ByAge
    expected_repeat_per_year: Rate
    first_entry_share: Share


class ByCauseAndAge(_Table):
    """Five ages for each cause of leaving."""

    home: ByAge
    kinship: ByAge
    adopted: ByAge
    other: ByAge


class ByCauseAndDuration(_Table):
    """One number between duration edges, for each cause of leaving."""

    home: list[Rate]
    kinship: list[Rate]
    adopted: list[Rate]
    other: list[Rate]


class Exits(_Table):
    """How children cease to be looked after."""

    under18_share: Share
    duration_edges_days: list[Annotated[float, Field(gt=0, le=10_000)]]
    rates: ByCauseAndAge
    factors: ByCauseAndDuration


class History(_Table):
    """Years before the origin, the last one first."""

    returned_home: list[Count]
    kinship: list[Count]
    infant_starts: list[Count]
    home_exit_share_by_age: SharesByAge


class LaterYear(_Table):
    """Published counts kept for checks."""

    year: Year
    looked_after: Count
    started: Count
    ceased: Count


class AuthorityFile(_Table):
    """An authority's published facts and the flows fitted to them."""

    name: Text
    code: Text
    origin: Day
    source: Text
    stock: Stock
    entries: Entries
    exits: Exits
    history: History
    later: list[LaterYear] = []
