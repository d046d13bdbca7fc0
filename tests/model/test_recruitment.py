"""The life of a post."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from small_plans import (
    SCENARIOS,
    a_leader,
    a_plan,
    a_post,
    a_team,
    as_many_as_counted,
    live_on,
    lived,
    populated,
    put_in_post,
    the_2017_plan,
)

from sfpc_sim.inputs.loading import load
from sfpc_sim.model import delivery, partner_effects, recruitment, strain
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.populate import populate
from sfpc_sim.model.world import make_world

ALWAYS_FILLED = {"fill_chance_upper": 1.0, "fill_chance_upper_tight": 1.0, "offer_declined_chance": 0.0}
CERTAIN_STAGES = {
    "consultation_weeks": 5,
    "advert_live_weeks": 3,
    "selection_weeks": 4,
    "restart_gap_weeks": 4,
    "checks_days": 10,
    "notice_upper_weeks": 8,
    "internal_release_weeks": 4,
}
NOBODY_LEAVES = {"turnover_per_year": 1e-9}
TOPICS = ("recruitment", "leadership", "partners")
APPROVED = (date(2017, 6, 23) - date(2017, 4, 1)).days


def test_a_post_is_filled_after_its_stages_one_after_another():
    """With nothing left to chance a post is filled on the day the stages add up to."""
    plan = a_plan([a_post()], **ALWAYS_FILLED, **CERTAIN_STAGES, **NOBODY_LEAVES, internal_share=0.0)

    world = lived(plan)

    advertised = APPROVED + 5 * 7
    assert world.ledger.events == [
        (advertised, "advertised", "post", 0.0),
        (advertised + (3 + 4 + 8) * 7 + 10, "in_post", "post", 0.0),
        (advertised + (3 + 4 + 8) * 7 + 10, "team_started", "team", 0.0),
    ]


def test_mean_time_to_fill_matches_its_closed_form():
    """With constant chances the mean time to fill is that of a geometric number of rounds."""
    fill, declined, internal, worlds = 0.6, 0.1, 0.4, 3000
    chances = {"fill_chance_upper": fill, "offer_declined_chance": declined, "internal_share": internal}
    plan = a_plan([a_post()], **CERTAIN_STAGES, **NOBODY_LEAVES, **chances, fill_chance_upper_tight=fill)

    days = [lived(plan, n).staff.first_day("post") - APPROVED for n in range(1, worlds + 1)]

    success = fill * (1 - declined)
    round_days, gap = (3 + 4) * 7, 4 * 7
    expected = 5 * 7 + round_days / success + gap * (1 / success - 1) + internal * 28 + (1 - internal) * (10 + 56)
    error = np.std(days) / math.sqrt(worlds)
    assert np.mean(days) == pytest.approx(expected, abs=3 * error)


def test_a_failed_round_is_followed_by_another_with_its_own_luck():
    """A post that nobody could be appointed to is readvertised, and does not fail for ever."""
    chance = {"fill_chance_upper": 0.5, "fill_chance_upper_tight": 0.5, "offer_declined_chance": 0.0}
    plan = a_plan([a_post()], **CERTAIN_STAGES, **NOBODY_LEAVES, **chance)

    worlds = [lived(plan, n) for n in range(1, 101)]

    failed = [len(world.ledger.days_of("round_failed", "post")) for world in worlds]
    assert all(len(w.ledger.days_of("advertised", "post")) == n + 1 for w, n in zip(worlds, failed, strict=True))
    assert all(len(world.ledger.days_of("in_post", "post")) == 1 for world in worlds)
    assert set(failed) >= {0, 1, 2, 3}


def test_a_round_advertised_in_the_tight_market_has_the_other_chance():
    """From 2021 social work grades meet the tight market; lower grades do not."""
    posts = [a_post("upper"), a_post("lower", grade="PO2")]
    chances = {"fill_chance_upper_tight": 0.0, "fill_chance_lower": 1.0, "offer_declined_chance": 0.0}
    plan = a_plan(posts, **chances, programme={"recruitment_from": date(2021, 1, 1)})

    world = lived(plan)

    assert world.ledger.days_of("in_post", "upper") == []
    assert len(world.ledger.days_of("in_post", "lower")) >= 1


def test_an_internal_appointment_opens_a_chain_of_vacancies_at_home():
    """Somebody's own post falls vacant on their first day, and filling it from within opens the next."""
    plan = a_plan(
        [a_post()], **ALWAYS_FILLED, **CERTAIN_STAGES, **NOBODY_LEAVES, internal_share=1.0, home_chain_posts=3
    )

    world = lived(plan)

    first_day = APPROVED + (5 + 3 + 4 + 4) * 7
    within, outside = (3 + 4 + 4) * 7, (3 + 4 + 8) * 7 + 10
    assert [e for e in world.ledger.events if e.what.startswith("home_vacancy")] == [
        (first_day, "home_vacancy_opened", "post", 1.0),
        (first_day + within, "home_vacancy_filled", "post", within),
        (first_day + within, "home_vacancy_opened", "post", 2.0),
        (first_day + 2 * within, "home_vacancy_filled", "post", within),
        (first_day + 2 * within, "home_vacancy_opened", "post", 3.0),
        (first_day + 2 * within + outside, "home_vacancy_filled", "post", outside),
    ]
    measured = recruitment.measures(world)
    assert (measured["home_vacancies"], measured["home_vacancy_days"]) == (3.0, 2 * within + outside)


def test_who_leaves_is_replaced_without_another_consultation():
    """The replacement is advertised on the day the post falls vacant."""
    world = lived(a_plan([a_post()], **ALWAYS_FILLED, turnover_per_year=1.0))

    left = world.ledger.days_of("left", "post")
    assert left
    assert set(left) <= set(world.ledger.days_of("advertised", "post"))
    spells = world.staff.spells["post"]
    assert all(a.left_day < b.in_post_day for a, b in pairwise(spells))


@pytest.mark.parametrize("days_before", [-1, 60])
def test_nobody_starts_when_the_work_a_post_was_made_for_is_over(days_before):
    """Found a day too late for the first time, or to follow somebody, nobody is put in post, not even from within."""
    found = APPROVED + (5 + 3 + 4 + 4) * 7
    ends = date(2017, 4, 1) + timedelta(days=found + days_before)
    plan = a_plan(
        [a_post(contract_ends=ends)], **ALWAYS_FILLED, **CERTAIN_STAGES, internal_share=1.0, turnover_per_year=20
    )

    world = lived(plan, 5)

    spells = world.staff.spells.get("post", [])
    assert (len(spells) > 0) is (days_before > 0)
    assert all(spell.in_post_day < plan.day(ends) for spell in spells)
    assert len(world.ledger.days_of("advertised", "post")) == len(spells) + 1


def test_stays_are_exponential_with_the_turnover_hazard():
    """The share still in post after a year is exp(-hazard)."""
    plan = a_plan([a_post()], **ALWAYS_FILLED, turnover_per_year=0.3, programme={"posts_filled": "on-plan"})

    stays = [lived(plan, n).staff.spells["post"][0] for n in range(1, 1501)]

    stayed = np.mean([spell.left_day - spell.in_post_day > 365.25 for spell in stays])
    assert stayed == pytest.approx(math.exp(-0.3), abs=3 * math.sqrt(0.25 / 1500))


def test_posts_filled_on_plan_are_filled_on_the_planned_day():
    """On plan the first person is in post on the very day, in every world."""
    plan = the_2017_plan(posts_filled="on-plan")

    measured = recruitment.measures(lived(plan))

    assert {v for k, v in measured.items() if k.startswith("in_post_day:")} == {plan.day(date(2017, 10, 1))}
    assert measured["fte_in_post_on_plan"] == 36.5


def test_without_a_programme_nobody_is_recruited():
    """No programme, no process: the clock never has anything to do."""
    world = lived(the_2017_plan(enabled=False))

    assert world.ledger.events == []
    assert recruitment.measures(world)["fte_in_post_on_plan"] == 0.0
    assert math.isnan(recruitment.measures(world)["in_post_day:res-manager-east-1"])


def test_a_res_team_waits_for_its_manager_and_all_its_social_workers():
    """The twenty weeks begin on the first day everybody is there at once, not when each has once been."""
    team = a_team("res", "res", cluster="Here", managers=("manager",))
    posts = [a_post("manager", "managers"), a_post("one", "res", social_worker=True)]
    posts += [a_post("two", "res", social_worker=True), a_post("helper", "res", "PO2")]
    world = populated(a_plan(posts, [team, a_team("managers")]))

    assert put_in_post(world, "one", 10.0, left=50.0) == []
    assert put_in_post(world, "manager", 20.0) == ["managers"]
    assert put_in_post(world, "two", 60.0) == []  # the first had left by then
    assert put_in_post(world, "one", 90.0) == ["res"]
    assert world.staff.team_started_day == {"managers": 20.0, "res": 90.0}


def test_a_team_that_was_complete_once_stays_started():
    """Losing somebody weakens a team that has started; it does not start again."""
    world = populated(a_plan([a_post()]))
    put_in_post(world, "post", 10.0, left=20.0)

    assert put_in_post(world, "post", 40.0) == []
    assert world.staff.team_started_day == {"team": 10.0}


def test_another_post_leaves_the_dates_of_all_others_unchanged():
    """Nothing couples posts whose panels are held by different leaders."""
    plan = the_2017_plan()
    extra = a_team("extra", panel_leader="somebody-else")
    larger = replace(
        plan,
        posts=(a_post("new", "extra"), *plan.posts),
        teams=(extra, *plan.teams),
        leaders=(a_leader("somebody-else"), *plan.leaders),
    )

    for replication in range(1, 6):
        before, after = lived(plan, replication), lived(larger, replication)
        assert after.staff.spells.pop("new")
        assert after.staff.spells == before.staff.spells


def test_a_strand_is_consulted_once():
    """Posts of one strand are first advertised on the same day."""
    world = lived(the_2017_plan())
    teams = {team.key: team.strand for team in world.scenario.teams}

    first = {(teams[post.team], world.ledger.days_of("advertised", post.key)[0]) for post in world.scenario.posts}
    assert len(first) == len({strand for strand, _ in first}) == 4


def test_the_month_end_count_is_who_is_in_post_then():
    """Half-time posts count half, and somebody who left on the last day is no longer there."""
    world = populated(a_plan([a_post("whole"), a_post("half", fte=0.5)]))
    put_in_post(world, "whole", 0.0, left=45.0)
    put_in_post(world, "half", 31.0)

    assert recruitment.monthly(world)["fte_in_post"][:3].tolist() == [1.0, 0.5, 0.5]


class Listener:
    """Hands every question on to a draw, and remembers at which kind of address it was asked."""

    def __init__(self, draw):
        self.draw, self.worldwide, self.addressed = draw, set(), set()

    def __getitem__(self, name):
        self.worldwide.add(name)
        return self.draw[name]

    def of(self, name, entity, attempt=0):
        """Give a number that belongs to one entity."""
        self.addressed.add(name)
        return self.draw.of(name, entity, attempt)

    def of_many(self, name, entities, attempts=0):
        """Give numbers that belong to many entities."""
        self.addressed.add(name)
        return self.draw.of_many(name, entities, attempts)

    def assumption(self, name):
        """Give an entry of the register, of which nothing is drawn."""
        return self.draw.assumption(name)


def test_every_number_is_asked_for_at_the_level_the_register_gives_it():
    """What the register calls a world's number is drawn once a world, a post's number once a post; none lies idle."""
    worldwide, addressed, level = set(), set(), {}
    for plan in map(load, ("innovation-2017", "sfpc-2020-pandemic", "sfpc-2020-external", "redesign-2010")):
        level |= {assumption.name: assumption.level for assumption in plan.register.assumptions}
        for replication in range(1, 6):
            world = make_world(plan, replication, Mechanisms())
            world.draw = listener = Listener(world.draw)
            world.care = as_many_as_counted(plan)
            ask_for_everything(world)
            worldwide |= listener.worldwide
            addressed |= listener.addressed

    assert {level[name] for name in worldwide} == {"world"}
    assert {level[name] for name in addressed} == {"team", "entity"}
    topics = [tomllib.loads((SCENARIOS / f"assumptions/{topic}.toml").read_text()) for topic in TOPICS]
    named = {re.sub("_(weeks|months)$", "_days", name) for topic in topics for name in topic}
    assert named - worldwide - addressed == set()


def ask_for_everything(world):
    """Live a world and measure it."""
    populate(world)
    live_on(world)
    for day in range(0, 1800, 30):
        delivery.entry_ratios(world, day)
        delivery.futures_places(world, day)
    delivery.exit_ratios(world, 1800)
    delivery.recurrence_ratio(world)
    partner_effects.entry_ratios(world, 1800)
    partner_effects.exit_ratios(world, 1800)
    strain.measures(world)


@pytest.mark.slow
def test_stage_inputs_alone_reach_what_happened():
    """Rethink's six facilitators in January 2018 and the last RES team in July 2018 lie between p10 and p90."""
    plan = replace(the_2017_plan(), duties=(), improvement=(), centre=None, gates=())
    facilitators = [post.key for post in plan.posts if post.team == "rethink"]
    res = [team.key for team in plan.teams if team.delivers == "res"]
    never = float("inf")

    worlds = [lived(plan, n).staff for n in range(1, 301)]

    all_six = np.array([max(staff.first_day(key) for key in facilitators) for staff in worlds])
    last_team = np.array([max(staff.team_started_day.get(key, never) for key in res) for staff in worlds])
    by_plan = np.mean([[staff.first_day(p.key) <= plan.day(date(2017, 10, 1)) for p in plan.posts] for staff in worlds])
    low, high = np.quantile(all_six, [0.1, 0.9], method="lower")
    assert low < plan.day(date(2018, 2, 1))
    assert high > plan.day(date(2018, 1, 1))
    low, high = np.quantile(last_team, [0.1, 0.9], method="lower")
    assert low < plan.day(date(2018, 8, 1))
    assert high > plan.day(date(2018, 7, 1))
    assert by_plan < 0.1
