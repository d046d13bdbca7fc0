"""Strain by role and month, what moves it, and what it does to practice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import (
    GivenChildren,
    a_deployment,
    a_duty,
    a_joint_role,
    a_leader,
    a_plan,
    a_post,
    acting_up,
    believing,
    live_on,
    lived,
    populated,
)

from sfpc_sim.model import delivery, strain
from sfpc_sim.model.leadership import ask

PER_WORKING_DAY = 365.25 / 12 / 20.0  # calendar days to each working day of a leader with 20 a month
HOME = ("director", "deputy", "other", "head")


def test_months_above_the_limits_are_counted():
    """A year of joint role is a year above red and one run; without it no month is above amber."""
    plan = a_plan(joint_roles=[a_joint_role()], home_duties_share=0.8, joint_role_head_share=0.5, joint_role_months=12)

    measured = strain.measures(lived(plan))

    assert measured["months_above_amber:head"] == 12.0
    assert measured["months_above_red:head"] == 12.0
    assert measured["longest_red_run:head"] == 12.0
    assert measured["red_three_months_running:head"] == 1.0
    assert measured["red_three_months_running:director level"] == 0.0  # a head is not at that level
    assert measured["mean_utilisation:head"] == pytest.approx(0.8 + 0.5 * 12 * 30.4375 / 1826, rel=0.01)
    assert np.isnan(measured["panel_wait_days"])


def test_two_red_months_are_not_three_running():
    """Red in May and June, calm in July, red in August: a run of two."""
    world = populated(a_plan(leaders=[a_leader("director", "director")], home_duties_share=0.8))
    for day in (date(2017, 5, 1), date(2017, 6, 1), date(2017, 8, 1)):
        live_on(world, day)
        ask(world, ["director"], "review", 8.0, "governance")
    live_on(world)

    measured = strain.measures(world)

    assert [measured[f"{name}:director"] for name in ("months_above_red", "longest_red_run")] == [3.0, 2.0]
    assert measured["red_three_months_running:director level"] == 0.0
    assert strain.monthly(world)["director_level_red_run"][:7].tolist() == [0.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0]


def test_backlog_is_reported_apart_and_never_asked_for_twice():
    """Thirty days asked for in May make May red and no month after it, however long they wait to be done."""
    world = live_on(populated(a_plan(home_duties_share=0.8)), date(2017, 5, 1))
    ask(world, ["head"], "review", 30.0, "governance")
    live_on(world)

    monthly = strain.monthly(world)

    assert monthly["utilisation:head"][1] == pytest.approx(0.8 + 30.0 * PER_WORKING_DAY / 31)
    assert monthly["utilisation:head"][2:].tolist() == pytest.approx([0.8] * 58)
    unmet = monthly["unmet_days:head"]
    assert unmet[1] == pytest.approx(30.0 - 0.2 * 31 / PER_WORKING_DAY)
    assert np.all(np.diff(unmet[1:10]) <= 0.0)
    assert unmet[0] == unmet[-1] == 0.0
    assert strain.measures(world)["backlog_days:head"] == 0.0


def test_work_done_slowly_leaves_no_unmet_days_behind():
    """Asked of somebody at half speed, done at full speed: when the desk is clear nothing is unmet."""
    world = populated(a_plan(home_duties_share=0.2))
    world.leadership["head"].change(speed=0.5)
    ask(world, ["head"], "review", 10.0, "governance")
    live_on(world, date(2017, 4, 5))
    world.leadership["head"].change(speed=1.0)

    assert strain.monthly(live_on(world))["unmet_days:head"][-1] == pytest.approx(0.0, abs=1e-9)


def test_waits_are_told_by_kind_from_asking_to_beginning_or_to_a_panels_end():
    """By hand: a board at once, a partner behind it, a panel behind both."""
    world = populated(a_plan(home_duties_share=0.5))
    for kind, priority in (("board", "governance"), ("partner north", "programme"), ("recruitment panel", "programme")):
        ask(world, ["head"], kind, 1.0, priority)
    live_on(world)

    measured = strain.measures(world)

    each = 2.0 * PER_WORKING_DAY
    waits = [measured[f"{kind}_wait_days"] for kind in ("home_task", "partner_task", "panel")]
    assert waits == pytest.approx([0.0, each, 3 * each])


COUNCIL = (
    a_leader("director", "director", covered_by=("deputy", "other")),
    a_leader("deputy", "deputy", covered_by=("head", "other")),
    a_leader("other", "deputy", covered_by=("head",)),
    a_leader("head", covered_by=("other",)),
    a_leader("programme-director", "director", working_days=11.0, post="programme-director-1"),
)
SETTING = {
    "acting_up_initial_speed": 0.7, "acting_up_ramp_months": 12, "mentored_ramp_ratio": 0.5, "relief_share": 0.3,
    "mentoring_working_days_per_month": 2.0, "leader_turnover_per_year": 0.4, "director_change_per_year": 0.4,
    "home_duties_caseload_elasticity": 0.6, "vacancy_working_days_per_month": 0.5, "joint_role_deputy_share": 0.4,
    "internal_share": 0.8,
}  # fmt: skip


def the_council(**fixed):
    """Give a council in which every mechanism of leadership acts at once."""
    posts = [
        a_post("programme-director-1", grade="Director", filled_by="lent"),
        a_post("relief", relieves="head"),
        *(a_post(f"worker-{n}") for n in range(8)),
    ]
    plan = a_plan(posts, leaders=COUNCIL, joint_roles=[a_joint_role("deputy")], **(SETTING | fixed))
    plan = replace(plan, leaders_leave=True, authority=replace(plan.authority, stock_by_age=(200,) * 5))
    return replace(
        plan,
        duties=(
            a_duty(["director", "deputy"], key="inspection", interval="inspection_interval_days", priority="statutory",
                   working_days="inspection_working_days"),
            a_duty(["deputy", "head"], key="board", programme=True),
        ),
        deployments=(a_deployment(),),
        acting_up=(acting_up("director", "deputy", mentor="programme-director"),
                   acting_up("deputy", "head", mentor="director")),
    )  # fmt: skip


MORE_CHILDREN = GivenChildren([(0.0, 1000), (300.0, 1300)])


def mean(plan, roles=HOME, name="mean_utilisation", worlds=12):
    """Give a measure summed over roles, averaged over worlds on common luck."""
    told = [strain.measures(lived(plan, n, MORE_CHILDREN)) for n in range(1, worlds + 1)]
    return np.mean([sum(each[f"{name}:{role}"] for role in roles) for each in told])


def without_cover(plan):
    return replace(plan, leaders=tuple(replace(leader, covered_by=()) for leader in plan.leaders))


def without_mentors(plan):
    return replace(plan, acting_up=tuple(replace(entry, mentor=None) for entry in plan.acting_up))


def disbelieving(name):
    """Give a switch that holds one assumption at nothing, or at no difference if it is a speed."""
    return lambda plan: believing(plan, **{name: 1.0 if name.endswith("speed") else 0.0})


def without(**parts):
    """Give a switch that takes parts of a plan away."""
    return lambda plan: replace(plan, **parts)


# What is switched off, how, whom it acts on, which measure tells, and whether strain then falls (-1) or rises (+1).
SWITCHES = {
    "turnover": (without(leaders_leave=False), HOME, "mean_utilisation", -1),
    "strained leaders leave sooner": (disbelieving("strain_turnover_effect"), HOME, "months_above_red", -1),
    "cover": (without_cover, ("head", "other"), "mean_utilisation", -1),
    "slowness of who acts up": (disbelieving("acting_up_initial_speed"), HOME, "unmet_days", -1),
    "mentoring, for the mentored": (without_mentors, ("director",), "unmet_days", +1),
    "mentoring, for the mentor": (without_mentors, ("programme-director",), "mean_utilisation", -1),
    "relief": (disbelieving("relief_share"), ("head",), "mean_utilisation", +1),
    "joint roles": (without(joint_roles=()), ("deputy",), "mean_utilisation", -1),
    "deployment": (without(deployments=(), acting_up=()), HOME, "mean_utilisation", -1),
    "inspections": (lambda plan: replace(plan, duties=plan.duties[1:]), ("director",), "months_above_red", -1),
    "boards": (lambda plan: replace(plan, duties=plan.duties[:1]), ("deputy", "head"), "mean_utilisation", -1),
    "caseload": (disbelieving("home_duties_caseload_elasticity"), HOME, "mean_utilisation", -1),
    "vacancies": (disbelieving("vacancy_working_days_per_month"), ("head",), "mean_utilisation", -1),
    "panels": (disbelieving("panel_working_days"), ("head",), "mean_utilisation", -1),
    "the programme": (
        lambda plan: replace(plan, programme=replace(plan.programme, enabled=False)),
        ("deputy",),
        "mean_utilisation",
        -1,
    ),
}


@pytest.mark.parametrize("mechanism", SWITCHES)
def test_switching_a_mechanism_off_moves_strain_in_the_direction_it_should(mechanism):
    """The same worlds with and without it, in the mean over them."""
    switch, roles, name, direction = SWITCHES[mechanism]
    plan = the_council()

    change = mean(switch(plan), roles, name) - mean(plan, roles, name)

    assert change * direction > 0.0
    if name == "mean_utilisation":
        assert abs(change) > 0.001


RED_YEAR = {"joint_role_director_share": 0.5, "joint_role_months": 12, "home_duties_share": 0.8, "dilution_chance": 1.0}


def a_red_year(**fixed):
    """Make a director red from July 2017 to June 2018; the full dose of a year harms by a tenth, nine months later."""
    beliefs = RED_YEAR | {"dilution_entry_ratio": 1.1, "dilution_lag_months": 9, "dilution_full_dose": 12} | fixed
    return a_plan(leaders=[a_leader("director", "director")], joint_roles=[a_joint_role("director")], **beliefs)


def harm_by_month(plan, replication=1):
    """Give entries relative to usual on each month's first day, and the children who go home."""
    world = populated(plan, replication)
    result = []
    for number in range(1, 60):
        live_on(world, date(2017 + (3 + number) // 12, (3 + number) % 12 + 1, 1))
        day = world.env.now
        result.append((delivery.entry_ratios(world, day)[0, 0], delivery.exit_ratios(world, day)[0]))
    return np.array(result).T


def test_harm_comes_with_a_lag_and_goes_when_the_red_months_are_a_year_and_the_lag_away():
    """Twelve red months from July 2017: by hand a twelfth of the harm more each month from May 2018 on, then less."""
    entries, home = harm_by_month(a_red_year())

    # On 1 May 2018 the year that ended nine months ago holds July 2017 alone.
    dose = np.concatenate([np.zeros(12), np.arange(1, 13), np.arange(11, -1, -1), np.zeros(23)])
    assert entries.tolist() == pytest.approx((1 + 0.1 * dose / 12).tolist())
    assert home.tolist() == pytest.approx((1 / (1 + 0.1 * dose / 12)).tolist())


@pytest.mark.parametrize(
    "plan",
    [
        a_red_year(joint_role_director_share=0.1),
        a_red_year(dilution_chance=0.0),
        replace(a_red_year(), strain_harms_practice=False),
        replace(a_red_year(joint_role_head_share=0.5), leaders=(a_leader("director", "head"),)),
    ],
    ids=["not red", "no chance", "switched off", "not at director level"],
)
def test_there_is_no_harm_to_the_last_bit(plan):
    """Without red months at director level, without the chance, or with the switch off, everything stays as usual."""
    entries, home = harm_by_month(plan)

    assert np.array_equal(entries, np.ones(59))
    assert np.array_equal(home, np.ones(59))


def test_the_no_effect_evidence_knows_no_harm():
    """Neither help nor harm, in any world."""
    leaders, roles = [a_leader("director", "director")], [a_joint_role("director")]
    given = {"joint_role_director_share": 0.5, "joint_role_months": 12, "home_duties_share": 0.8}
    plan = a_plan(leaders=leaders, joint_roles=roles, evidence="no-effect", **given)

    for replication in range(1, 6):
        assert np.array_equal(harm_by_month(plan, replication)[0], np.ones(59))


def test_whether_strain_harms_at_all_is_one_throw_a_world():
    """With a chance of a quarter about a quarter of worlds know harm, in plan and counterfactual alike."""
    plan = a_red_year(dilution_chance=0.25)

    harmed = []
    for n in range(1, 81):
        world = live_on(populated(plan, n), date(2019, 4, 1))
        harmed.append(strain.harm_ratio(world) > 1.0)

    assert 0.1 < np.mean(harmed) < 0.4
