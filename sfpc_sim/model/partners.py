"""The life of an authority that adopts the model (Executive Board, 25 November 2019, 7.2-7.14).

A stepped roll-out: each partner is launched on its planned date unless its grant is late, it slips, or
the core team still has its hands full with the one before. Stages ask for leaders month by month; a
stage that waits for leaders is late. People are trained at the trainers' pace. A partner may be
judged inadequate or lose its director: its stages pause and ask for more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL, SKILLS
from sfpc_sim.inputs.partners import STAGES
from sfpc_sim.model.home_duties import FULL_POST_DAYS_PER_MONTH
from sfpc_sim.model.leadership import ask, until_done
from sfpc_sim.model.months import DAYS_PER_MONTH
from sfpc_sim.model.once import once
from sfpc_sim.model.shocks import Shocks, shocks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import simpy

    from sfpc_sim.inputs.scenario import Leader, Partner
    from sfpc_sim.model.desk import Task
    from sfpc_sim.model.world import World

    Process = Generator[simpy.Event, object, None]

SKILL_OF_STAGE = {
    "engage": "strategy", "diagnose": "practice", "design": "strategy",
    "implement": "learning", "embed": "practice", "sustain": "strategy",
}  # fmt: skip
ACTIVE = STAGES[:-1]  # once it only sustains, a partner is no longer one of those supported at a time
FIRST_WAVE = (date(2020, 3, 23), date(2020, 7, 31))  # a launch planned in it waits


@dataclass(slots=True)
class Partnership:
    """One partner in one world: where it is, whom it has trained, and what befalls it."""

    partner: Partner
    shocks: Shocks  # the same with and without a programme
    people: float  # to be trained
    trained: float = 0.0
    launched_day: float = float("inf")
    stage: str | None = None
    stage_days: dict[str, float] = field(default_factory=dict)  # first day of each stage
    coverage: list[float] = field(default_factory=list)  # trained share at each month's end, the lead-in included
    leader_fte: float = 0.0  # leaders' support while it is at its most intense
    visits: list[tuple[float, float]] = field(default_factory=list)  # (day, leaders' working days asked for)


def populate(world: World) -> None:
    """Start every partner's life, one after another, and their training."""
    for partner in world.scenario.partners:
        people = partner.children / 1000 * world.draw["people_to_train_per_thousand_children"]
        world.partnerships[partner.key] = Partnership(partner, shocks_of(world, partner.authority.code), people)
    if world.scenario.programme.enabled and world.partnerships:
        before = None
        for partnership in world.partnerships.values():
            before = world.env.process(life(world, partnership, before))
        world.each_month(train(world))


def life(world: World, partnership: Partnership, before: simpy.Process | None) -> Process:
    """Live a partnership.

    planned -> (late, slipped, waiting for the one before) -> launched -> engage -> diagnose -> design
    -> implement -> embed -> sustain

    The process ends, as far as the next partner is concerned, when the core team's hands are free again.
    """
    yield world.env.timeout(max(ready_day(world, partnership.partner) - world.env.now, 0.0))
    if before is not None and before.is_alive:
        yield before
    partnership.launched_day = world.env.now
    world.ledger.note(world.env.now, "launched", partnership.partner.key)
    world.env.process(_stages(world, partnership))
    yield world.env.timeout(world.draw.of("launch_gap_days", partnership.partner.key))


def ready_day(world: World, partner: Partner) -> float:
    """Give the day a partner could be launched: planned, unless its grant is late, it slips or a pandemic holds it."""
    scenario, draw = world.scenario, world.draw
    planned = scenario.day(partner.planned_launch)
    if partner.launched:
        return planned
    late = max(draw.of("grant_approval_days", partner.key) - draw["grant_asked_ahead_days"], 0.0)
    slip = draw.of("launch_slip_days", partner.key)
    if scenario.pandemic and FIRST_WAVE[0] <= partner.planned_launch <= FIRST_WAVE[1]:
        slip += draw["pandemic_launch_slip_days"]
    return planned + late + slip


def _stages(world: World, partnership: Partnership) -> Process:
    """Go through the stages; each lasts its share of the support, or longer where leaders keep it waiting."""
    partner, draw = partnership.partner, world.draw
    support_months = draw.of("support_days", partner.key) / DAYS_PER_MONTH
    partnership.leader_fte = draw.of("partner_leader_fte", partner.key)
    for stage in STAGES:
        partnership.stage = stage
        partnership.stage_days[stage] = world.env.now
        world.ledger.note(world.env.now, f"stage_{stage}", partner.key)
        months = max(round(support_months * draw[f"stage_{stage}_share"]), 1) if stage in ACTIVE else None
        tasks: list[Task] = []
        for _ in range(months or _months_left(world)):
            yield from _pause(world, partnership)
            tasks.append(_visit(world, partnership, stage))
            yield world.env.timeout(DAYS_PER_MONTH)
        for task in tasks if stage in ACTIVE else ():
            yield from until_done(task)


def _months_left(world: World) -> int:
    return int((world.scenario.horizon_days - world.env.now) // DAYS_PER_MONTH)


def _pause(world: World, partnership: Partnership) -> Process:
    """Wait while a judgement or the loss of a director keeps the partner from going on."""
    until = partnership.shocks.paused_until(world.env.now)
    while until > world.env.now:
        world.ledger.note(world.env.now, "paused", partnership.partner.key, until - world.env.now)
        yield world.env.timeout(until - world.env.now)
        until = partnership.shocks.paused_until(world.env.now)


def _visit(world: World, partnership: Partnership, stage: str) -> Task:
    """Ask a leader for a month of a stage; an inadequate partner asks for more, and as a crisis."""
    draw, partner = world.draw, partnership.partner
    days = partnership.leader_fte * FULL_POST_DAYS_PER_MONTH * draw[f"stage_{stage}_intensity"]
    crisis = partnership.shocks.is_inadequate(world.env.now)
    if crisis:
        days *= 1.0 + draw["inadequate_extra_demand"]
    partnership.visits.append((world.env.now, days))
    return ask(world, able_leaders(world, stage), f"partner {partner.key}", days, "crisis" if crisis else "programme")


def able_leaders(world: World, stage: str) -> list[str]:
    """Name the roles that can do a stage's work: programme roles, and home's once those are too busy or not there.

    A stage wants somebody at director level with its skill; programme roles lead all of them.
    """
    leaders, leadership = world.scenario.leaders, world.leadership
    programme = leadership.present(_programme_roles(leaders))
    if programme and programme[0].load_days <= world.draw["partner_patience_days"]:
        return [time.key for time in programme]
    return [time.key for time in programme] + _skilled(leaders)[SKILL_OF_STAGE[stage]]


@once
def _programme_roles(leaders: tuple[Leader, ...]) -> list[str]:
    return [leader.key for leader in leaders if leader.post]


@once
def _skilled(leaders: tuple[Leader, ...]) -> dict[str, list[str]]:
    """List who at home has each skill: at director level if anybody is, and all of these if nobody has it."""
    home = [each for each in leaders if not each.post]
    level = [each for each in home if each.tier in DIRECTOR_LEVEL] or home
    everybody = [each.key for each in level]
    return {skill: [each.key for each in level if skill in each.skills] or everybody for skill in SKILLS}


def train(world: World) -> Callable[[float, float], None]:
    """Give what trains partners' people in a month: Leeds' trainers shared out, each one's own from implementing on."""
    draw = world.draw

    def month(_: float, end: float) -> None:
        ready = [each for each in world.partnerships.values() if _may_train(each, end)]
        if ready:
            shared = _trainers(world) * draw["trainer_pace_people_per_month"] / len(ready)
            for each in ready:
                own = draw["partner_trainer_pace_share"] * each.people / 12 if "implement" in each.stage_days else 0.0
                each.trained = min(each.trained + shared + own, each.people)
        for each in world.partnerships.values():
            each.coverage.append(each.trained / each.people)

    return month


def _may_train(partnership: Partnership, day: float) -> bool:
    """Tell whether a partner's people can be trained: from designing on, unless the partner pauses."""
    paused = partnership.shocks.paused_until(day) > day
    return "design" in partnership.stage_days and partnership.trained < partnership.people and not paused


def _trainers(world: World) -> float:
    """Count full-time trainers in post."""
    day = world.env.now
    return sum(post.fte for post in world.scenario.posts if post.trainer and world.staff.in_post(post.key, day))
