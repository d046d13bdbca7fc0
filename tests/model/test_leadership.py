"""Home duties, cover, and who is asked."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from small_plans import (
    SCENARIOS,
    GivenChildren,
    a_duty,
    a_joint_role,
    a_leader,
    a_plan,
    a_post,
    believing,
    days_of,
    live_on,
    lived,
    populated,
    the_2017_plan,
)

from sfpc_sim.inputs.loading import load
from sfpc_sim.model import strain
from sfpc_sim.model.leadership import ask
from sfpc_sim.model.months import life_edges
from sfpc_sim.model.time_account import account_of

A_DAY_A_PANEL = {"panel_working_days": 1.0, "home_duties_share": 0.8}
PER_WORKING_DAY = 365.25 / 12 / 20.0  # calendar days to each working day of a leader with 20 a month
SHIPPED = sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def at(world, day, happen):
    """Let something happen on a day."""

    def process():
        yield world.env.timeout(day - world.env.now)
        happen()

    world.env.process(process())


def test_home_duties_alone_fill_every_month_alike():
    """A leader of whom nothing else is asked is as busy every month as their home duties make them."""
    world = lived(a_plan(home_duties_share=0.8))

    assert strain.monthly(world)["utilisation:head"].tolist() == pytest.approx([0.8] * 60)


def test_utilisation_adds_home_duties_joint_role_and_panels():
    """By hand: 0.8 at home, half of every day elsewhere from 16 July, two panels of a day in May's working days."""
    plan = a_plan(
        joint_roles=[a_joint_role(start=date(2017, 7, 16))],
        **A_DAY_A_PANEL,
        joint_role_head_share=0.5,
        joint_role_months=12,
    )
    world = populated(plan)
    for day in (date(2017, 5, 1), date(2017, 5, 31)):
        at(world, plan.day(day), lambda: ask(world, ["head"], "recruitment panel", 1.0, "programme"))

    utilisation = strain.utilisation_by_month(live_on(world))["head"]

    last_month = (plan.day(date(2017, 7, 16)) + 12 * 30.4375 - plan.day(date(2018, 7, 1))) / 31 * 0.5
    in_may = 0.8 + 2 * PER_WORKING_DAY / 31
    expected = [0.8, in_may, 0.8, 0.8 + 0.5 * 16 / 31, *[1.3] * 11, 0.8 + last_month, *[0.8] * 44]
    assert utilisation.tolist() == pytest.approx(expected)


def test_an_offer_waits_for_a_slow_panel_but_not_twice():
    """Selection and booking the panel run side by side: the offer comes when the slower is done."""
    stages = {"advert_live_weeks": 3, "selection_weeks": 4, "consultation_weeks": 5, "internal_share": 1.0}
    certain = {"fill_chance_upper": 1.0, "offer_declined_chance": 0.0, "internal_release_weeks": 4}
    days = {}
    for work in (0.0, 0.5, 5.0):
        plan = a_plan([a_post()], **stages, **certain, home_duties_share=0.8, panel_working_days=work)
        days[work] = lived(plan).staff.first_day("post")

    assert days[0.5] == days[0.0]
    assert days[5.0] == pytest.approx(days[0.0] + 5.0 / 0.2 * PER_WORKING_DAY - 4 * 7)


def test_joint_roles_come_with_the_programme():
    """Without the programme nobody is asked for more than home duties."""
    plan = replace(the_2017_plan(enabled=False), duties=())

    for leader, utilisation in strain.utilisation_by_month(lived(plan)).items():
        assert np.ptp(utilisation) == pytest.approx(0.0)
        assert 0.75 <= utilisation[0] <= 0.95, leader


@pytest.mark.slow
def test_inspections_and_incidents_are_within_the_anchor_not_on_top_of_it():
    """Over many worlds without a programme each leader's mean utilisation is that of the anchor's belief."""
    plan = the_2017_plan(enabled=False)
    anchor = np.mean(plan.register["home_duties_share"].belief.quantiles((np.arange(1000) + 0.5) / 1000))

    worlds = [strain.measures(lived(plan, n)) for n in range(1, 101)]

    for leader in plan.leaders:
        means = [measured[f"mean_utilisation:{leader.key}"] for measured in worlds]
        error = np.std(means, ddof=1) / math.sqrt(len(means))
        assert np.mean(means) == pytest.approx(anchor, abs=3.5 * error), leader.key


@pytest.mark.slow
def test_the_spell_in_kirklees_pushes_director_or_deputy_above_amber():
    """In most worlds there are months above 0.9 for one of them, as the Executive Board was told; without it fewer."""
    plan = load("innovation-2017")

    def months_above(plan):
        """Count months above amber of the spell's first year, of whichever of the two has more."""
        worlds = [strain.utilisation_by_month(lived(plan, n)) for n in range(1, 41)]
        both = [[world[key][3:15] for world in worlds] for key in ("director", "deputy-safeguarding")]
        return np.max(np.sum(np.array(both) > 0.9, axis=2), axis=0)

    spell, without = months_above(plan), months_above(replace(plan, joint_roles=()))
    assert np.mean(spell > 0) > 0.8
    assert np.mean(spell) > np.mean(without) + 3


def test_home_duties_are_sized_anew_each_april_by_the_children_then_in_care():
    """A quarter more children from the first autumn on weigh from the next April: by an eighth at elasticity 0.5."""
    plan = a_plan(home_duties_share=0.8, home_duties_caseload_elasticity=0.5)
    plan = replace(plan, authority=replace(plan.authority, stock_by_age=(200,) * 5))

    world = lived(plan, care=GivenChildren([(0.0, 1000), (183.0, 1250)]))

    assert strain.utilisation_by_month(world)["head"].tolist() == pytest.approx([0.8] * 12 + [0.9] * 48)


def test_a_period_that_begins_in_the_middle_of_a_month_counts_its_working_days_in_part():
    """A panel weighs more in half a month than in a whole one."""
    plan = replace(a_plan(home_duties_share=0.8), start=date(2017, 4, 16))
    world = populated(replace(plan, authority=replace(plan.authority, origin=date(2017, 4, 15))))
    ask(world, ["head"], "recruitment panel", 1.0, "programme")

    utilisation = strain.utilisation_by_month(live_on(world))["head"]

    assert utilisation[:2] == pytest.approx([0.8 + PER_WORKING_DAY / 15, 0.8])


def test_a_lead_in_is_lived_through_and_not_reported():
    """From the day after the stock was counted leaders work; the plan's months begin with the plan."""
    plan = a_plan(home_duties_share=0.8, joint_roles=[a_joint_role(start=date(2016, 7, 1))], joint_role_months=12)
    plan = believing(plan, joint_role_head_share=0.5)
    plan = replace(plan, authority=replace(plan.authority, origin=date(2016, 3, 31)))

    world = lived(plan)

    assert plan.first_day == -365.0
    assert len(world.leadership.red["head"]) == 12 + 60
    assert len(world.leadership.months["head"]) == 60
    assert world.leadership.red["head"] == [False] * 3 + [True] * 12 + [False] * 57
    assert strain.measures(world)["longest_red_run:head"] == 3.0


def test_a_joint_role_of_before_the_stock_was_counted_ends_when_it_would_have():
    """Begun a year before the first day, for eighteen months, it has six months left."""
    plan = a_plan(joint_roles=[a_joint_role(start=date(2016, 4, 1))], joint_role_months=18, joint_role_head_share=0.5)

    assert strain.measures(lived(plan))["months_above_red:head"] in {6.0, 7.0}


def test_a_vacancy_at_home_asks_for_its_managers_days_until_it_is_filled():
    """An internal appointment leaves a post empty behind: half a day a month, from the first day to the last."""
    certain = {"fill_chance_upper": 1.0, "fill_chance_upper_tight": 1.0, "offer_declined_chance": 0.0}
    plan = a_plan(
        [a_post()], **certain, internal_share=1.0, home_chain_posts=1, turnover_per_year=1e-9, home_duties_share=0.8,
        vacancy_working_days_per_month=0.5, panel_working_days=0.0,
    )  # fmt: skip
    world = lived(plan)

    opened, filled = (world.ledger.days_of(f"home_vacancy_{what}", "post")[0] for what in ("opened", "filled"))
    account = days_of(world, "head")
    expected = 0.8 + 0.5 / 20.0 * (filled - opened) / plan.horizon_days
    assert account.asked_blocks / account.supplied == pytest.approx(expected)
    assert world.leadership["head"].home_share == pytest.approx(0.8)


def test_a_filled_post_relieves_its_leader():
    """A whole post at a fifth takes 3.66 of a month's days off, and none before it is filled or after it is left."""
    fixed = {"home_duties_share": 0.8, "relief_share": 0.2, "turnover_per_year": 1.0, "internal_share": 0.0}
    plan = a_plan([a_post(relieves="head")], **fixed)
    world = lived(plan)

    spells = world.staff.spells["post"]
    days = sum(min(spell.left_day, plan.horizon_days) - spell.in_post_day for spell in spells)
    account = days_of(world, "head")
    expected = 0.8 - 0.2 * 18.3 / 20.0 * days / plan.horizon_days
    assert len(spells) > 1
    assert account.asked_blocks / account.supplied == pytest.approx(expected)


@cache
def shipped(name):
    """Read a shipped scenario in which whoever is new to a role is as fast as anybody."""
    return believing(load(name), acting_up_initial_speed=1.0)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_books_of_every_leaders_days_close_in_every_shipped_scenario(name):
    """Days supplied are used, idle or absent; days used for tasks are the work asked for that is not still waiting."""
    for replication in range(1, 4):
        world = lived(shipped(name), replication)
        days = world.scenario.horizon_days - world.scenario.first_day
        for key, time in world.leadership.times.items():
            account = days_of(world, key)
            assert account.supplied == pytest.approx(time.leader.working_days_per_month * 12 / 365.25 * days)
            used = account.blocks + account.tasks
            assert used + account.idle + account.absent == pytest.approx(account.supplied), key
            assert min(account.blocks, account.tasks, account.idle, account.absent, time.backlog) >= -1e-6
            assert account.tasks == pytest.approx(time.asked_task_days - time.handed_on_days - time.backlog, abs=1e-6)
            monthly = account_of([time], life_edges(world.scenario))
            assert [each.sum() for each in monthly] == pytest.approx(list(account), abs=1e-6)


def test_one_leaders_tasks_do_not_move_anothers():
    """A board of one leader more or less leaves every day of all who share nothing with them as it was."""
    leaders = [a_leader("one"), a_leader("two")]
    plan = replace(a_plan(leaders=leaders), duties=(a_duty(["one"], key="incidents", per_year="visits_per_year"),))
    larger = replace(plan, duties=(a_duty(["two"], key="board"), *plan.duties))

    before, after = lived(plan), lived(larger)

    assert after.leadership["one"].waits == before.leadership["one"].waits != []
    assert len(after.leadership["two"].waits) > 50
