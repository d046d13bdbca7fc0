"""Small plans for the model's tests: a few posts and leaders, over the shipped register."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.register import register_of
from sfpc_sim.inputs.scenario import (
    Authority,
    CostTable,
    Grade,
    JointRole,
    Leader,
    Money,
    Post,
    Programme,
    Scenario,
    Target,
    Team,
)
from sfpc_sim.model import leadership, recruitment
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.staff import Spell
from sfpc_sim.model.world import World, make_world

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TOPICS = ("recruitment", "leadership", "effects", "money")
START = date(2017, 4, 1)

NOWHERE = Authority("Nowhere", "", START, "", (), 0, (), (), (), (), (), (), (), (), (), 0.0, 0.0, 0.0, ())


@lru_cache
def _entries(evidence: str | None) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for topic in TOPICS:
        entries |= tomllib.loads((SCENARIOS / f"assumptions/{topic}.toml").read_text())
    if evidence:
        overlay = tomllib.loads((SCENARIOS / f"assumptions/evidence/{evidence}.toml").read_text())
        entries |= {name: entries[name] | entry for name, entry in overlay.items()}
    return entries


def the_register(evidence: str | None = None, **fixed: float):
    """Read the shipped register; what is named here is held at one value, in the file's own unit."""
    entries = dict(_entries(evidence))
    for name, value in fixed.items():
        low, high = entries[name]["bounds"]
        bounds = [min(low, value), max(high, value)]
        entries[name] = entries[name] | {"belief": {"fixed": {"value": value}}, "bounds": bounds}
    return register_of(Document("register", {"assumptions": entries}))


def a_leader(key: str = "head", tier: str = "head", working_days: float = 20.0) -> Leader:
    return Leader(key, key, tier, working_days)


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
    date(2020, 3, 31),
    0.0,
    0.0,
    36_400.0,
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
    )


def a_joint_role(leader: str = "head", start: date = date(2017, 7, 1)) -> JointRole:
    return JointRole(leader, "Elsewhere", start)


def populated(plan: Scenario, replication: int = 1) -> World:
    """Make a world in which leaders and posts are alive and no day has passed."""
    world = make_world(plan, replication, Mechanisms())
    leadership.populate(world)
    recruitment.populate(world)
    return world


def lived(plan: Scenario, replication: int = 1) -> World:
    """Live one world to its horizon."""
    world = populated(plan, replication)
    world.env.run(until=plan.horizon_days)
    return world


def put_in_post(world: World, post: str, day: float, *, left: float = float("inf"), newly_qualified: bool = False):
    """Put somebody in post by hand, with a ramp of 100 days."""
    return world.staff.arrive(Spell(post, day, newly_qualified, 100.0, left))


@lru_cache
def the_2017_plan(**programme: Any) -> Scenario:
    """Read posts, teams, leaders and money of the shipped plan, without its care flows."""
    file = tomllib.loads((SCENARIOS / "innovation-2017.toml").read_text())
    numbered = ((key, group, i + 1) for key, group in file["posts"].items() for i in range(group["count"]))
    posts = [
        Post(f"{key}-{i}", g["title"], g["team"], g["grade"], g["fte"], g["social_worker"]) for key, g, i in numbered
    ]
    teams = [
        Team(key, **({"cluster": None} | t | {"managers": tuple(t["managers"])})) for key, t in file["teams"].items()
    ]
    leaders = [Leader(key, **table) for key, table in file["leaders"].items()]
    plan = a_plan(
        posts, teams, leaders, [JointRole(**role) for role in file["joint_roles"].values()], programme=programme
    )
    grades = tuple(Grade(k, tuple(g["points_gbp"]), g["start_point"]) for k, g in file["grades"].items())
    tables = tuple(
        CostTable(k, t["title"], *(tuple(t[column]) for column in ("pay_gbp", "other_gbp", "fixed_gbp")))
        for k, t in file["money"]["tables"].items()
    )
    settings = {key: value for key, value in file["money"].items() if key != "tables"}
    return replace(plan, money=Money(grades=grades, tables=tables, **settings))
