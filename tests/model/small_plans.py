"""Small plans for the model's tests: a few posts and leaders, over the shipped register."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.beliefs import belief_of
from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.register import register_of
from sfpc_sim.inputs.scenario import (
    ActingUp,
    Authority,
    CostTable,
    Deployment,
    Duty,
    Grade,
    Grant,
    JointRole,
    Leader,
    Money,
    Partner,
    Post,
    Programme,
    Scenario,
    Target,
    Team,
)
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import life_edges
from sfpc_sim.model.populate import populate
from sfpc_sim.model.staff import Spell
from sfpc_sim.model.time_account import Account, account_of
from sfpc_sim.model.world import World, make_world

if TYPE_CHECKING:
    from collections.abc import Sequence

SCENARIOS = Path(__file__).parents[2] / "scenarios"
START = date(2017, 4, 1)

NOWHERE = Authority("Nowhere", "", START, "", (), 0, (), (), (), (), (), (), (), (), (), 0.0, 0.0, 0.0, ())


@dataclass
class GivenChildren:
    """Children as a table says: so many in care from each day on, alike in every place, and so many entries a day."""

    looked_after: Sequence[tuple[float, int]]
    entries_per_day: float = 1.0

    def looked_after_on(self, day: float, place: int = 0) -> int:
        """Count children looked after on a day."""
        return next((count for since, count in reversed(self.looked_after) if since <= day), 0)

    def entries_until(self, day: float) -> int:
        """Count entries from the start to a day."""
        return int(day * self.entries_per_day)


def as_many_as_counted(plan: Scenario) -> GivenChildren:
    """Give children who never change in number."""
    return GivenChildren([(plan.first_day, sum(plan.authority.stock_by_age))])


@lru_cache
def _entries(evidence: str | None) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for path in sorted((SCENARIOS / "assumptions").glob("*.toml")):
        entries |= tomllib.loads(path.read_text())
    if evidence:
        overlay = tomllib.loads((SCENARIOS / f"assumptions/evidence/{evidence}.toml").read_text())
        entries |= {name: entries[name] | entry for name, entry in overlay.items()}
    entries.pop("correlations", None)
    return entries


def the_register(evidence: str | None = None, **fixed: float):
    """Read the shipped register; what is named here is held at one value, in the file's own unit."""
    entries = dict(_entries(evidence))
    for name, value in fixed.items():
        low, high = entries[name]["bounds"]
        bounds = [min(low, value), max(high, value)]
        entries[name] = entries[name] | {"belief": {"fixed": {"value": value}}, "bounds": bounds}
    return register_of(Document("register", {"assumptions": entries}))


def believing(plan: Scenario, **beliefs: dict[str, Any] | float) -> Scenario:
    """Put other beliefs into a plan's register, as a file would write them but in days; a number holds it there."""
    unknown = beliefs.keys() - plan.register.by_name.keys()
    assert not unknown, f"no such assumption: {unknown}"
    tables = {name: b if isinstance(b, dict) else {"fixed": {"value": b}} for name, b in beliefs.items()}
    assumptions = tuple(
        replace(a, belief=belief_of(tables[a.name], (-1e9, 1e9))) if a.name in tables else a
        for a in plan.register.assumptions
    )
    return replace(plan, register=Register(assumptions, plan.register.correlations))


def a_leader(key: str = "head", tier: str = "head", working_days: float = 20.0, **other: Any) -> Leader:
    return Leader(key, key, tier, working_days, **other)


def a_duty(leaders: Sequence[str] = ("head",), **other: Any) -> Duty:
    """Make a monthly board of the plan's own beliefs, with or without the programme, unless said otherwise."""
    given = {
        "key": "board", "each": 0, "working_days": "board_working_days", "priority": "governance", "every_months": None,
        "interval": None, "per_year": None, "starts": None, "ends": None, "programme": False,
    } | other  # fmt: skip
    if not any(given[rhythm] for rhythm in ("every_months", "interval", "per_year")):
        given["every_months"] = 1
    return Duty(title=given["key"], leaders=tuple(leaders), **given)


def a_deployment(**other: Any) -> Deployment:
    given = {
        "key": "lent", "leader": "director", "to": "programme-director", "starts": date(2018, 1, 1),
        "ends": date(2019, 1, 1), "away_share": 1.0,
    } | other  # fmt: skip
    return Deployment(**given)


def acting_up(role: str, leader: str, starts: date = date(2018, 1, 1), ends: date = date(2021, 1, 1), mentor=None):
    return ActingUp(f"{role} by {leader}", role, leader, starts, ends, mentor)


def a_partner(key: str = "partner", planned_launch: date = date(2018, 1, 1), **other: Any) -> Partner:
    authority = replace(NOWHERE, name=key, code=key)
    given = {"title": key, "register": Register(()), "children": 50_000, "launched": False} | other
    return Partner(key, authority=authority, planned_launch=planned_launch, **given)


def a_team(key: str = "team", delivers: str = "none", **other: Any) -> Team:
    given = {"strand": "strand", "cluster": None, "managers": (), "panel_leader": "head"} | other
    return Team(key, key, delivers=delivers, **given)


def a_post(key: str = "post", team: str = "team", grade: str = "PO3", **other: Any) -> Post:
    return Post(key, key, team, grade, **({"fte": 1.0, "social_worker": False} | other))


MONEY = Money(
    2017,
    (Grade("PO3", (30_000.0, 31_000.0, 32_000.0), 1),),
    (CostTable("strand", "Strand", (20_000.0, 40_000.0), (1_000.0, 2_000.0), (500.0, 1_000.0)),),
    2017,
    10,
    (Grant("grant", "A grant", 1e6, 0.0, None, 2017, 3, date(2020, 3, 31), ("strand",)),),
    36_400.0,
    agency_cover=False,
)
PROGRAMME = Programme(
    enabled=True, recruitment_from=date(2017, 6, 23), planned_in_post_on=date(2017, 10, 1), posts_filled="simulated"
)


def a_plan(posts=(), teams=None, leaders=None, joint_roles=(), *, evidence=None, programme=None, **fixed) -> Scenario:
    """Make a plan of five years from April 2017; `fixed` holds assumptions at one value."""
    return Scenario(
        name="small",
        title="A small plan",
        question="",
        start=START,
        end=date(2022, 3, 31),
        seed=1,
        replications=1,
        target=Target(1000, date(2020, 3, 31)),
        evidence=evidence or "published",
        drift="damped",
        pandemic=False,
        programme=replace(PROGRAMME, **(programme or {})),
        authority=NOWHERE,
        posts=tuple(posts),
        teams=tuple(teams or (a_team(),)),
        leaders=tuple(leaders or (a_leader(),)),
        joint_roles=tuple(joint_roles),
        money=MONEY,
        register=the_register(evidence, **fixed),
        plugins=(),
        overlaid={},
        leaders_leave=False,
    )


def a_joint_role(leader: str = "head", start: date = date(2017, 7, 1)) -> JointRole:
    return JointRole(leader, "Elsewhere", start)


def populated(plan: Scenario, replication: int = 1, care: GivenChildren | None = None) -> World:
    """Make a world in which everybody but the children is alive and no day has passed."""
    world = make_world(plan, replication, Mechanisms())
    world.care = care or as_many_as_counted(plan)
    populate(world)
    return world


def lived(plan: Scenario, replication: int = 1, care: GivenChildren | None = None) -> World:
    """Live one world to its horizon."""
    return live_on(populated(plan, replication, care))


def live_on(world: World, until: date | None = None) -> World:
    """Live a world on to the start of a day, or to the end of its horizon's last instant."""
    day = world.scenario.horizon_days if until is None else world.scenario.day(until)
    world.env.run(until=world.env.process(_wait(world, day)))
    return world


def _wait(world: World, day: float):
    """Wait month by month, as the children do: whatever happens at the day itself has happened then."""
    for end in [end for end in life_edges(world.scenario) if world.env.now < end < day] + [day]:
        yield world.env.timeout(end - world.env.now)
    yield world.env.timeout(0.0)


def put_in_post(world: World, post: str, day: float, *, left: float = float("inf"), newly_qualified: bool = False):
    """Put somebody in post by hand, with a ramp of 100 days."""
    return world.staff.arrive(Spell(post, day, newly_qualified, 100.0, left))


def days_of(world: World, role: str) -> Account:
    """Add up a role's working days from the first day until now."""
    account = account_of([world.leadership[role]], np.array([world.scenario.first_day, world.env.now]))
    return Account(*(float(days[0, 0]) for days in account))


@lru_cache
def the_2017_plan(**programme: Any) -> Scenario:
    """Read the shipped plan, with leaders who stay."""
    plan = load("innovation-2017")
    return replace(plan, leaders_leave=False, programme=replace(plan.programme, **programme))
