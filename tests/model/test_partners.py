"""The life of a partner authority: launch, stages, training, and what it does to its children."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from small_plans import a_leader, a_partner, a_plan, a_post, believing, live_on, lived, put_in_post
from small_rollout import INF, JUDGED, LEADERS, TRAINERS, a_roll_out, spared

from sfpc_sim.inputs.partners import STAGES
from sfpc_sim.model import partner_measures
from sfpc_sim.model.leadership import ask
from sfpc_sim.model.partners import able_leaders, ready_day
from sfpc_sim.model.shocks import Shocks

MONTH = 365.25 / 12
STAGE_MONTHS = {"engage": 2, "diagnose": 2, "design": 3, "implement": 8, "embed": 5}  # of twenty


def stages(partnership) -> list[float]:
    return [partnership.stage_days[stage] for stage in STAGES if stage in partnership.stage_days]


def as_planned(launch: float) -> list[float]:
    return [launch + MONTH * sum(list(STAGE_MONTHS.values())[:n]) for n in range(len(STAGES))]


def test_a_partner_goes_through_its_stages_as_planned_when_nothing_is_late():
    """Launched on the planned day, five stages of twenty months in all, and sustained from then on."""
    world = live_on(spared(a_roll_out()))

    launch = world.scenario.day(date(2018, 1, 1))
    partnership = world.partnerships["partner"]
    assert partnership.launched_day == launch
    assert stages(partnership) == pytest.approx(as_planned(launch))
    assert world.ledger.days_of("launched", "partner") == [launch]


@pytest.mark.parametrize(
    ("late", "days"),
    [({"grant_approval_weeks": 50}, 77.0), ({"launch_slip_months": 3}, 3 * MONTH), ({"grant_approval_weeks": 20}, 0.0)],
    ids=["grant", "slip", "grant in time"],
)
def test_a_launch_waits_for_its_grant_and_for_what_holds_it_up(late, days):
    """By the weeks the grant takes longer than foreseen, and by the slip; an early grant brings nothing forward."""
    world = spared(a_roll_out(**late))

    assert ready_day(world, world.scenario.partners[0]) == pytest.approx(world.scenario.day(date(2018, 1, 1)) + days)


@pytest.mark.parametrize(("launch", "slips"), [(date(2020, 4, 1), True), (date(2020, 10, 1), False)])
def test_a_launch_planned_in_the_first_wave_is_put_off_if_there_is_a_pandemic(launch, slips):
    """A launch of autumn is not, and none is without a pandemic."""
    plan = a_roll_out(a_partner(planned_launch=launch), pandemic_launch_slip_months=4)
    days = [ready_day(spared(each), each.partners[0]) for each in (plan, replace(plan, pandemic=True))]

    assert days == pytest.approx([plan.day(launch), plan.day(launch) + 4 * MONTH * slips])


def test_the_next_partner_waits_until_the_core_teams_hands_are_free_again():
    """Launches planned a month apart come four months apart, and in order even where the first one slips."""
    north = a_partner("north", date(2018, 1, 1))
    plan = a_roll_out(north, a_partner("south", date(2018, 2, 1)), a_partner("west", date(2020, 1, 1)))
    world = live_on(spared(plan))

    launched = [each.launched_day for each in world.partnerships.values()]
    assert launched == pytest.approx([275.0, 275.0 + 4 * MONTH, plan.day(date(2020, 1, 1))])


def test_a_partner_under_way_before_the_plan_starts_goes_on_in_the_lead_in():
    """Its launch is as it was, whatever grants and slips there are; its months are counted from the plan's start."""
    early = a_partner(planned_launch=date(2016, 6, 1), launched=True)
    plan = a_roll_out(early, grant_approval_weeks=60, launch_slip_months=6)
    plan = replace(plan, authority=replace(plan.authority, origin=date(2016, 3, 31)))

    world = live_on(spared(plan))

    assert stages(world.partnerships["partner"]) == pytest.approx(as_planned(plan.day(date(2016, 6, 1))))
    monthly = partner_measures.monthly(world)
    assert {name: values.size for name, values in monthly.items()} == dict.fromkeys(monthly, 60)
    assert monthly["partners_active"][:3].tolist() == [1.0] * 3


def test_a_stage_that_waits_for_leaders_is_late():
    """Half a director's post a month for a director with a fifth of it free: every stage is late, none is skipped."""
    busy = a_roll_out(home_duties_share=0.8, partner_leader_fte=0.5, leaders=LEADERS[:1])
    free = live_on(spared(a_roll_out())).partnerships["partner"]
    late = live_on(spared(busy)).partnerships["partner"]

    assert late.launched_day == free.launched_day
    behind = [a - b for a, b in zip(stages(late), stages(free), strict=False)]
    assert behind[0] == 0.0
    assert all(before < after for before, after in pairwise(behind))
    assert behind[1] == pytest.approx(2 * (0.5 / 0.2 * 18.3 / 20.0 - 1) * MONTH)


def test_a_partner_judged_inadequate_pauses_and_then_asks_for_more_as_a_crisis():
    """The visit due after the judgement waits until day 750; from then on each asks for twice the days."""
    plain, judged = (spared(a_roll_out(), **shocks) for shocks in ({}, {"partner": JUDGED}))
    live_on(plain)
    live_on(judged, date(2019, 4, 20))  # day 749
    for _ in range(2):
        ask(judged, ["deputy"], "other work", 3.0, "programme")
    live_on(judged)

    as_usual, visits = (dict(world.partnerships["partner"].visits) for world in (plain, judged))
    due = min(day for day in as_usual if day >= 500.0)
    assert [day for day in visits if day < 500.0] == [day for day in as_usual if day < 500.0]
    later = [(day, days) for day, days in visits.items() if 500.0 <= day < 1500.0]
    usual = [(day, days) for day, days in as_usual.items() if day >= due][: len(later)]
    assert np.array(later) == pytest.approx(np.array(usual) * (1.0, 2.0) + (750.0 - due, 0.0))
    assert judged.ledger.days_of("paused", "partner") == [due]
    # A crisis is heard before other programme work that was asked for sooner.
    order = [wait.kind for wait in judged.leadership["deputy"].waits if wait.asked_day >= 749.0]
    assert order[:3] == ["other work", "partner partner", "other work"]


def test_the_loss_of_a_director_pauses_a_partner_too():
    """Ninety days from the day the director left: the stage ends that much later."""
    left = Shocks(INF, INF, INF, 0.0, (275.0 + 2.5 * MONTH,), 90.0)
    world = live_on(spared(a_roll_out(), partner=left))

    behind = np.array(stages(world.partnerships["partner"])) - as_planned(275.0)
    assert behind == pytest.approx([0.0, 0.0, *[90.0 - 0.5 * MONTH] * 4])


def trained(trainers: int, **fixed):
    """Give a partner's coverage at each month's end with so many trainers in post from the first day on."""
    world = spared(a_roll_out(posts=TRAINERS, **fixed))
    for post in TRAINERS[:trainers]:
        put_in_post(world, post.key, 0.0)
    live_on(world)
    return world, np.array(world.partnerships["partner"].coverage)


def test_three_trainers_train_faster_than_one_and_coverage_never_passes_one():
    """A thousand people at fifty a month each from the design stage on: twenty months for one, seven for three."""
    plan = {"programme": {"recruitment_from": date(2022, 3, 1)}}
    for trainers, months in ((1, 20), (3, 7)):
        world, coverage = trained(trainers, **plan)
        designing = world.partnerships["partner"].stage_days["design"]
        first = int(np.argmax(coverage > 0))
        assert world.scenario.day(date(2017, 5, 1)) + first * MONTH == pytest.approx(designing + MONTH / 2, abs=MONTH)
        assert int(np.argmax(coverage == 1.0)) - first == months - 1
        assert coverage.max() == 1.0
    assert trained(0, **plan)[1].max() == 0.0


def test_two_partners_share_the_trainers_and_train_people_of_their_own_once_they_implement():
    """Each has half of one trainer's pace; from implementing on its own trainers add a fifth of its people a year."""
    partners = (a_partner("north"), a_partner("south"))
    plan = a_roll_out(
        *partners, posts=TRAINERS, launch_gap_months=0, partner_trainer_pace_share=0.2,
        programme={"recruitment_from": date(2022, 3, 1)},
    )  # fmt: skip
    world = spared(plan)
    put_in_post(world, "trainer-0", 0.0)
    live_on(world)

    north, south = (np.diff(world.partnerships[key].coverage) for key in ("north", "south"))
    assert north.tolist() == south.tolist()
    pace = [round(float(each), 6) for each in dict.fromkeys(np.round(north[north > 0], 6))]
    assert pace[:2] == pytest.approx([25 / 1000, 25 / 1000 + 0.2 / 12], abs=1e-6)


PROGRAMME = a_leader("programme-director", "director", post="programme-director-1", working_days=11.0)


def test_a_stage_is_the_programme_roles_work_and_homes_only_when_those_are_too_busy():
    """With nobody there, or with more than a month of work ahead of them, who has the stage's skill is asked too."""
    plan = a_roll_out(leaders=(*LEADERS, PROGRAMME), posts=[a_post("programme-director-1")], partner_patience_days=30)
    world = spared(replace(plan, programme=replace(plan.programme, recruitment_from=date(2022, 3, 1))))
    role = world.leadership["programme-director"]

    assert able_leaders(world, "design") == ["director"]
    assert able_leaders(world, "implement") == ["deputy"]
    role.change(present_share=1.0)
    assert able_leaders(world, "design") == ["programme-director"]
    ask(world, ["programme-director"], "other work", 12.0, "programme")  # the role has 11 days a month
    live_on(world, plan.start)
    assert able_leaders(world, "implement") == ["programme-director", "deputy"]


def test_without_anybody_at_director_level_a_stage_asks_who_is_there():
    """A small authority's one head supports the partner."""
    world = live_on(spared(a_roll_out(leaders=[a_leader()])))

    assert [wait.kind for wait in world.leadership["head"].waits][:2] == ["partner partner"] * 2


def test_the_last_partner_leaves_all_before_it_as_they_were():
    """Whether a third one joins or not moves nobody's launch, and no stage while leaders are free."""
    partners = [a_partner(key, date(2018 + n, 1, 1)) for n, key in enumerate(("north", "south", "west"))]
    plan = a_plan(leaders=LEADERS, home_duties_share=0.3, partner_leader_fte=0.02)

    for n in range(1, 6):
        three, two = (lived(replace(plan, partners=tuple(partners[:count])), n).partnerships for count in (3, 2))
        for key in ("north", "south"):
            assert three[key].shocks == two[key].shocks
            assert three[key].launched_day == two[key].launched_day
            assert three[key].stage_days == pytest.approx(two[key].stage_days, abs=3.0)


def test_measures_say_when_partners_were_launched_and_how_many_were_active_at_once():
    """Two overlap for a year; what did not happen is not a number."""
    north, south = a_partner("north", date(2018, 1, 1)), a_partner("south", date(2021, 9, 1))
    plan = a_roll_out(north, a_partner("west", date(2018, 7, 1)), south)
    world = live_on(spared(plan))

    measured = partner_measures.measures(world)

    assert measured["launched_day:north"] == 275.0
    assert measured["most_partners_active"] == 2.0
    assert np.isnan(measured["sustain_from_day:south"])
    assert np.isnan(measured["programme_over_full_with_five"])
    active = partner_measures.monthly(world)["partners_active"]
    assert active.sum() == pytest.approx(20 + 20 + 7, abs=1.0)


def test_five_partners_at_once_may_ask_for_more_than_the_programme_roles_hold():
    """A quarter of a post each is above 0.6 of a post for five of them, a tenth is not."""
    partners = [a_partner(f"p{n}", date(2018, 1, 1)) for n in range(5)]
    plan = a_roll_out(*partners, leaders=(*LEADERS, PROGRAMME), launch_gap_months=0, home_duties_share=0.2)
    for fte, over in ((0.25, 1.0), (0.05, 0.0)):
        measured = partner_measures.measures(live_on(spared(believing(plan, partner_leader_fte=fte))))
        assert measured["programme_over_full_with_five"] == over
