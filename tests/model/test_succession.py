"""Roles created and abolished, leaders who leave, and who follows them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import a_deployment, a_duty, a_leader, a_plan, acting_up, days_of, live_on, lived, populated

from sfpc_sim.model import strain
from sfpc_sim.model.leadership import ask

LEADERS = (
    a_leader("director", "director", covered_by=("deputy", "other")),
    a_leader("deputy", "deputy", covered_by=("other",)),
    a_leader("other", "deputy", covered_by=("deputy",)),
)
NEVER, AT_ONCE = 1e-9, 1e9
STAGES = {"advert_live_weeks": 4, "selection_weeks": 4, "internal_share_director": 0.0, "checks_days": 10,
          "notice_director_weeks": 12, "fill_chance_director": 1.0, "offer_declined_chance": 0.0}  # fmt: skip
EMPTY_DAYS = (4 + 4) * 7 + 10  # what recruitment takes beyond the leaver's own notice


def the_plan(leaders=LEADERS, **fixed):
    """Let leaders leave; nobody does unless a test says so."""
    beliefs = {"home_duties_share": 0.6, "director_change_per_year": NEVER, "leader_turnover_per_year": NEVER,
               "acting_up_initial_speed": 0.5, "acting_up_ramp_months": 6, "interim_chance": 0.0} | STAGES  # fmt: skip
    return replace(a_plan(leaders=leaders, **(beliefs | fixed)), leaders_leave=True)


def events(world, *what):
    return [(event.what, event.who) for event in world.ledger.events if event.what in what]


def test_a_leader_serves_notice_and_the_role_is_empty_for_what_recruitment_takes_longer():
    """Resigned at once: twelve weeks of notice, then nobody for the rest of the stages, then somebody slow."""
    world = populated(the_plan(director_change_per_year=AT_ONCE))

    live_on(world, date(2017, 8, 31))

    left, started = (world.ledger.days_of(what, "director")[0] for what in ("leader_left", "leader_started"))
    assert left == pytest.approx(12 * 7)
    assert started - left == pytest.approx(EMPTY_DAYS)
    director = world.leadership["director"]
    assert (director.present_share, director.speed) == (1.0, 0.5)
    assert days_of(world, "director").absent == pytest.approx(EMPTY_DAYS * director.contracted_rate)


def test_while_a_role_is_empty_its_work_is_shared_out():
    """Without an interim both deputies do half of the director's 0.6 besides their own."""
    world = live_on(populated(the_plan(director_change_per_year=AT_ONCE)), date(2017, 8, 15))

    shares = [world.leadership[key].block_share for key in ("director", "deputy", "other")]
    assert shares == pytest.approx([0.0, 0.9, 0.9])


def test_an_interim_comes_from_who_covers_the_role_and_goes_back_when_it_is_filled():
    """The deputy acts, slowly; the other deputy does the deputy's work; then all is as before."""
    world = populated(the_plan(director_change_per_year=AT_ONCE, interim_chance=1.0))

    live_on(world, date(2017, 7, 15))
    assert world.leadership.acting == {"director": "deputy"}
    shares = [world.leadership[key].block_share for key in ("director", "deputy", "other")]
    assert shares == pytest.approx([0.6 / 0.5, 0.0, 1.2])

    live_on(world, date(2017, 9, 30))
    assert world.leadership.acting == {}
    assert [time.present_share for time in world.leadership.times.values()] == [1.0] * 3
    assert world.leadership["other"].block_share == pytest.approx(0.6)


def test_somebody_new_settles_in_over_six_months_and_only_they():
    """Step by step from half speed to full; the next one begins at half speed again."""
    world = populated(the_plan(director_change_per_year=AT_ONCE))
    speeds = []
    for month in range(1, 25):
        live_on(world, date(2017 + (3 + month) // 12, (3 + month) % 12 + 1, 1))
        speeds.append(world.leadership["director"].speed)
    assert len(world.ledger.days_of("leader_started", "director")) >= 3
    assert set(np.round(speeds, 9)) <= {1.0, *(round(0.5 + 0.5 * step / 6, 9) for step in range(7))}
    assert speeds.count(0.5) >= 2


def test_holders_stay_for_an_exponential_time_at_the_roles_hazard():
    """Of directors at 0.4 a year exp(-0.4) are there after a year, exp(-0.15) of the deputies at 0.15."""
    plan = the_plan(director_change_per_year=0.4, leader_turnover_per_year=0.15)

    worlds = [lived(plan, n) for n in range(1, 301)]

    for key, hazard in (("director", 0.4), ("deputy", 0.15)):
        notice = 12 * 7
        left = [(world.ledger.days_of("leader_left", key) or [math.inf])[0] - notice for world in worlds]
        stayed, law = np.mean(np.array(left) > 365.25), math.exp(-hazard)
        assert stayed == pytest.approx(law, abs=3.5 * math.sqrt(law * (1 - law) / len(worlds)))


def test_strained_leaders_leave_sooner():
    """On the same luck, a director red every month stays a shorter time in every world that lets them go at all."""
    calm = the_plan(director_change_per_year=0.3, strain_turnover_effect=1.5)
    red = replace(calm, duties=(a_duty(["director"]),))
    red = replace(red, register=the_plan(director_change_per_year=0.3, strain_turnover_effect=1.5,
                                         board_working_days=10.0).register)  # fmt: skip

    sooner = []
    for n in range(1, 41):
        days = [lived(plan, n).ledger.days_of("leader_left", "director") or [math.inf] for plan in (calm, red)]
        sooner.append((days[0][0], days[1][0]))

    assert all(strained <= unstrained for unstrained, strained in sooner)
    assert sum(strained < unstrained for unstrained, strained in sooner) > 20


def test_who_is_lent_or_acts_up_does_not_leave_before_they_are_back():
    """Even at a hazard that lets everybody else go at once; afterwards they go."""
    programme = a_leader("programme-director", "director", post="none")
    plan = the_plan([*LEADERS, programme], leader_turnover_per_year=AT_ONCE, director_change_per_year=AT_ONCE)
    lent = a_deployment(to="Elsewhere", starts=date(2017, 4, 1), ends=date(2019, 1, 1))
    chain = (acting_up("director", "deputy", starts=date(2017, 4, 1)),)
    world = lived(replace(plan, deployments=(lent,), acting_up=chain))

    home = world.scenario.day(date(2019, 1, 1))
    assert world.ledger.days_of("leader_left", "other")[0] < home
    assert min(world.ledger.days_of("leader_left", "director")) > home
    assert min(world.ledger.days_of("leader_left", "deputy")) > home


def test_who_serves_notice_is_not_asked_to_act_up():
    """Both resign in one month: nobody acts for the director whose deputy is going too."""
    leaders = (a_leader("director", "director", covered_by=("deputy",)), a_leader("deputy", "deputy"), a_leader("head"))
    plan = the_plan(leaders, director_change_per_year=AT_ONCE, leader_turnover_per_year=AT_ONCE, interim_chance=1.0)

    world = live_on(populated(plan), date(2017, 8, 15))

    assert len(events(world, "leader_left")) == 3
    assert events(world, "acting_up") == []


def test_two_who_cover_each_other_may_both_be_gone_and_are_both_replaced():
    """Their panels are held by whoever is there, however far from the role."""
    ring = (
        a_leader("one", "chief-officer", covered_by=("two",)),
        a_leader("two", "chief-officer", covered_by=("one",)),
        a_leader("chief", "director"),
    )
    failing = {"fill_chance_director": 0.3, "restart_gap_weeks": 1}
    for n in range(1, 21):
        world = lived(the_plan(ring, leader_turnover_per_year=AT_ONCE, **failing), n)
        assert all(len(world.ledger.days_of("leader_started", key)) >= 2 for key in ("one", "two"))


OLD_AND_NEW = (
    a_leader("old", "chief-officer", ends=date(2017, 9, 30), covered_by=("new",)),
    a_leader("new", "deputy", starts=date(2017, 10, 1)),
    a_leader("elder", "director"),
)


def test_a_role_that_is_created_takes_over_what_is_kept_of_one_that_is_abolished():
    """Until the last day 0.6 is the old role's; from the next day four fifths of it are the new one's."""
    plan = the_plan(OLD_AND_NEW, abolished_role_kept_work_share=0.8)
    world = populated(plan)

    live_on(world, date(2017, 9, 30))
    assert [world.leadership[key].present_share for key in ("old", "new")] == [1.0, 0.0]
    live_on(world, date(2017, 10, 1))
    assert [world.leadership[key].present_share for key in ("old", "new")] == [0.0, 1.0]
    assert [world.leadership[key].block_share for key in ("old", "new")] == pytest.approx([0.0, 0.48])
    live_on(world)
    old, new = (days_of(world, key) for key in ("old", "new"))
    assert old.blocks == pytest.approx(0.6 * 183 * world.leadership["old"].contracted_rate)
    assert new.blocks == pytest.approx(0.48 * (1826 - 183) * world.leadership["new"].contracted_rate)


def test_nobody_is_appointed_to_a_role_that_is_gone():
    """The holder resigned and the role is abolished before a successor is there: it stays empty, nobody acts in it."""
    leaders = (replace(OLD_AND_NEW[0], covered_by=("elder",)), OLD_AND_NEW[2])
    for ends in (date(2017, 5, 15), date(2017, 8, 15)):  # during notice, and while somebody acts up
        plan = the_plan((replace(leaders[0], ends=ends), leaders[1]), interim_chance=1.0)
        plan = replace(plan, register=the_plan(leader_turnover_per_year=AT_ONCE, interim_chance=1.0).register)
        world = live_on(populated(plan), date(2017, 8, 16))
        assert world.leadership["old"].present_share == 0.0
        assert world.leadership.acting == {}
        live_on(world)
        assert world.ledger.days_of("leader_started", "old") == []
        assert "old" in world.leadership.vacant


def test_a_task_for_a_role_that_does_not_exist_yet_is_not_lost():
    """Asked of a deputy who begins in October, a board of June is done by whoever is there."""
    world = populated(the_plan(OLD_AND_NEW))
    live_on(world, date(2017, 6, 1))
    ask(world, ["new"], "board", 1.0, "governance")

    live_on(world, date(2017, 8, 1))

    done = [key for key, time in world.leadership.times.items() for wait in time.waits if wait.kind == "board"]
    assert done in (["old"], ["elder"])


def test_leaders_who_stay_are_a_switch():
    """With turnover switched off nobody leaves, whatever the hazard."""
    plan = replace(the_plan(director_change_per_year=AT_ONCE), leaders_leave=False)

    assert strain.measures(lived(plan))["leaders_left"] == 0.0
