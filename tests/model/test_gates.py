"""Rules over simulated facts: gates that open or not, and what is judged when a world is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import (
    GivenChildren,
    a_duty,
    a_joint_role,
    a_leader,
    a_partner,
    a_plan,
    a_post,
    a_team,
    acting_up,
    live_on,
    lived,
    populated,
    put_in_post,
)

from sfpc_sim.inputs.governance import Gate, Requirement, Risk
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.measures import MEASURES
from sfpc_sim.inputs.partners import ImprovementPartnership
from sfpc_sim.inputs.rules import parse_rule
from sfpc_sim.model import gates, strain
from sfpc_sim.model.facts import FACTS, holds, value_of
from sfpc_sim.model.home_duties import refresh

MONTH = 365.25 / 12
LATE = {"recruitment_from": date(2022, 3, 1)}  # nobody is recruited: posts are filled by hand
TEAMS = [a_team(), a_team("other")]
POSTS = [a_post("one"), a_post("two"), a_post("half", "other", fte=0.5), a_post("quarter", "other", fte=0.25)]


def a_gate(rule, key="gate", on=date(2018, 6, 30), reviews=1, **other):
    given = {"every_months": 3, "deployment": None, "holds": "opens", "fails": "stays", "months": 12,
             "away_share": 0.5} | other  # fmt: skip
    return Gate(key, key, parse_rule(rule), on, reviews=reviews, **given)


def the_plan(*asked, **other):
    return replace(a_plan(POSTS, TEAMS, programme=LATE), gates=asked, **other)


def measured(world, text):
    """Give what a rule's left side comes to in a world, now."""
    (name,) = parse_rule(f"{text} >= 0").names()
    return value_of(world, name)


def test_a_gate_opens_at_the_end_of_the_day_of_the_first_review_at_which_its_rule_holds():
    """Two of four posts are filled in time for the second review: the money is three months late."""
    plan = the_plan(a_gate("posts_filled_share >= 70%", reviews=4))
    world = populated(plan)
    put_in_post(world, "one", 0.0)
    put_in_post(world, "two", plan.day(date(2018, 9, 1)))

    live_on(world)

    day = plan.day(date(2018, 7, 1))
    assert world.gates_opened == {"gate": day + 3 * MONTH}
    assert world.ledger.days_of("gate_fails", "gate") == [day]
    told = gates.measures(world)
    assert (told["gate_passed:gate"], told["gate_day:gate"], told["gate_late:gate"]) == (1.0, day + 3 * MONTH, 1.0)


def test_posts_planned_for_a_later_year_do_not_count_as_empty_today():
    """A plan that adds hubs for 2020 does not lose its grant's gated part in 2018 for it."""
    later = a_team("other", planned_in_post_on=date(2020, 4, 1))
    plan = replace(a_plan(POSTS, [a_team(), later], programme=LATE), gates=(a_gate("posts_filled_share >= 70%"),))
    world = populated(plan)
    put_in_post(world, "one", 0.0)
    put_in_post(world, "two", 0.0)

    live_on(world)

    assert world.gates_opened == {"gate": plan.day(date(2018, 7, 1))}
    assert measured(world, "posts_filled_share on 2018-06-30") == 1.0
    assert measured(world, "posts_filled_share on 2020-06-30") == pytest.approx(2 / 2.75)
    assert np.isnan(measured(world, "posts_filled_share of other on 2018-06-30"))


def test_a_gate_that_fails_at_every_review_stays_shut():
    """It is asked as often as the plan says and no more; what comes later opens nothing."""
    plan = the_plan(a_gate("posts_filled_share >= 70%", reviews=3))
    world = populated(plan)
    put_in_post(world, "one", 0.0)
    put_in_post(world, "two", plan.day(date(2019, 2, 1)))

    live_on(world)

    assert world.gates_opened == {}
    assert len(world.ledger.days_of("gate_fails", "gate")) == 3
    told = gates.measures(world)
    assert told["gate_passed:gate"] == 0.0
    assert np.isnan(told["gate_day:gate"])


@pytest.mark.parametrize(("filled", "opens"), [(date(2018, 6, 30), True), (date(2018, 7, 1), False)])
def test_a_review_counts_who_is_there_at_the_end_of_its_day(filled, opens):
    """Who starts on the day of the review counts, who starts on the next does not."""
    plan = the_plan(a_gate("vacancies < 4"))
    world = populated(plan)
    put_in_post(world, "one", plan.day(filled))

    live_on(world)

    assert bool(world.gates_opened) is opens


def test_a_review_at_a_months_end_sees_the_month_that_has_just_closed():
    """A joint role makes June the first red month: it is red for the review of 30 June, and green shares are there."""
    role = replace(a_joint_role(), start=date(2018, 6, 1))
    plan = a_plan(joint_roles=[role], home_duties_share=0.8, joint_role_head_share=0.5, joint_role_months=12)
    kirklees = ImprovementPartnership("kirklees", "Kirklees", "Elsewhere", date(2018, 6, 1), 44)
    asked = (
        a_gate("longest_red_run of head = 1", "run"),
        a_gate("utilisation of head > 125%", "utilisation"),
        a_gate("recommendations_green_share of kirklees >= 0", "green"),
        a_gate("months_red of head on 2018-06-30 = 1", "dated"),
        a_gate("months_red of head = 1", "day before", on=date(2018, 6, 29)),
    )
    world = lived(replace(plan, gates=asked, improvement=(kirklees,)))

    assert sorted(world.gates_opened) == ["dated", "green", "run", "utilisation"]


def test_the_last_review_may_fall_on_the_last_day():
    """It is held before the world ends."""
    world = lived(the_plan(a_gate("vacancies = 4", on=date(2022, 3, 31))))

    assert world.gates_opened == {"gate": world.scenario.horizon_days}


def test_a_contract_runs_to_the_end_of_its_last_day():
    """On that day the post is filled, on the next it is not: a review of either day sees so."""
    asked = (
        a_gate("vacancies = 3", "last", on=date(2018, 6, 30)),
        a_gate("vacancies = 3", "next", on=date(2018, 7, 1)),
    )
    world = populated(the_plan(*asked))
    put_in_post(world, "one", 0.0, left=world.scenario.day(date(2018, 7, 1)))

    assert list(live_on(world).gates_opened) == ["last"]


def test_one_gate_may_ask_for_another():
    """The second opens only because the first has, on an earlier day."""
    first = a_gate("vacancies = 4", "first", on=date(2018, 3, 31))
    second = a_gate("gate_passed of first = 1", "second")
    never = a_gate("gate_passed of second = 1", "never", on=date(2018, 4, 30))

    assert list(lived(the_plan(first, second, never)).gates_opened) == ["first", "second"]


def test_without_the_programme_no_gate_is_asked():
    """There is nothing to decide, and nothing is told of it."""
    plan = the_plan(a_gate("vacancies = 4"))
    world = lived(replace(plan, programme=replace(plan.programme, enabled=False)))

    assert world.gates_opened == {}
    assert gates.measures(world) == {}


def test_risks_and_the_chances_of_requirements_are_judged_at_the_end():
    """A risk has come true or not in each world; a requirement's rules are answered one by one."""
    risks = (
        Risk("vacant", "Vacant", parse_rule("vacancies on 2018-03-31 = 4"), 3),
        Risk("led", "Led", parse_rule("acting_up_roles > 0"), 2),
    )
    asked = "chance(children_looked_after on 2020-03-31 < 1000) >= 50% and chance(entries_to_care > 10) < 10%"
    requirement = Requirement("target", "Target", parse_rule(asked, chances=True))
    plan = replace(the_plan(), risks=risks, requirements=(requirement,))

    told = gates.measures(lived(plan, care=GivenChildren([(0.0, 1200), (500.0, 900)])))

    assert told == {"risk:vacant": 1.0, "risk:led": 0.0, "chance:target 0": 1.0, "chance:target 1": 1.0}


def test_what_has_not_come_yet_makes_no_rule_hold():
    """Asked in 2018 of 2019, a comparison is false whichever way it is put."""
    below, above = "children_looked_after on 2019-03-31 < 5000", "children_looked_after on 2019-03-31 >= 0"

    assert lived(the_plan(a_gate(below, "below"), a_gate(above, "above"))).gates_opened == {}


def test_every_measure_a_rule_may_name_is_answered():
    """The language and the model know the same names."""
    assert FACTS.keys() == MEASURES.keys()


def test_measures_are_answered_for_whom_they_are_asked():
    """Shares by team and in all, children at home and in a partner's care, leaders by role."""
    plan = replace(a_plan(POSTS, TEAMS, programme=LATE, home_duties_share=0.8), partners=(a_partner(),))
    world = populated(plan, care=GivenChildren([(0.0, 700), (100.0, 800)]))
    put_in_post(world, "one", 0.0)
    put_in_post(world, "half", 0.0)
    world.env.run(until=200.0)

    texts = (
        "posts_filled_share", "posts_filled_share of other", "fte_in_post", "vacancies", "partners_launched",
        "children_looked_after", "children_looked_after of partner", "children_looked_after on 2017-05-01",
        "entries_to_care on 2017-05-01", "utilisation of head", "months_amber of head", "acting_up_roles",
    )  # fmt: skip
    assert [measured(world, text) for text in texts] == pytest.approx(
        [1.5 / 2.75, 0.5 / 0.75, 1.5, 2, 0, 800, 800, 700, 31, 0.8, 0, 0]
    )


def test_acting_up_is_counted_by_the_day():
    """One role is acted in while the director is lent."""
    leaders = [a_leader("director", "director"), a_leader("deputy", "deputy")]
    plan = replace(a_plan(leaders=leaders), acting_up=(acting_up("director", "deputy", ends=date(2019, 1, 1)),))
    world = populated(plan)
    world.leadership.away["director"]["elsewhere"] = 1.0
    refresh(world)
    world.env.run(until=1000.0)

    days = ("2017-12-31", "2018-06-01", "2019-01-31")
    assert [measured(world, f"acting_up_roles on {day}") for day in days] == [0.0, 1.0, 0.0]


def test_director_level_runs_are_the_longest_of_any_at_that_level():
    """A head's red months do not count, a deputy's do."""
    leaders = [a_leader("director", "director"), a_leader("deputy", "deputy"), a_leader("head")]
    roles = [replace(a_joint_role(key), partner=key) for key in ("deputy", "head")]
    plan = a_plan(
        leaders=leaders, joint_roles=roles, home_duties_share=0.8, joint_role_deputy_share=0.5,
        joint_role_head_share=0.5, joint_role_months=14,
    )  # fmt: skip
    world = lived(plan)

    run = strain.measures(world)["longest_red_run:deputy"]
    assert run >= 14
    assert measured(world, "director_level_red_run") == run
    assert holds(world, parse_rule("director_level_red_run on 2018-03-31 = 9"))


def test_the_innovation_grants_gate_is_asked_at_the_quarterly_reviews():
    """In each world of the shipped plan it has opened or failed four times; more worlds open it than not."""
    plan = load("innovation-2017")
    opened = 0
    for n in range(1, 31):
        world = lived(plan, n)
        failed = len(world.ledger.days_of("gate_fails", "satisfactory-progress"))
        assert ("satisfactory-progress" in world.gates_opened) or failed == 4
        opened += bool(world.gates_opened)
    assert opened > 15


def test_boards_and_reviews_take_leaders_time_with_the_programme():
    """A board every month and a review every quarter weigh on who sits on them and on nobody else."""
    leaders = [a_leader("director", "director"), a_leader("head")]
    plan = a_plan(leaders=leaders, home_duties_share=0.5, board_working_days=2.0)
    with_board = replace(plan, duties=(a_duty(["director"], programme=True),))

    before, after = strain.measures(lived(plan)), strain.measures(lived(with_board))

    assert after["mean_utilisation:director"] == pytest.approx(before["mean_utilisation:director"] + 0.1, rel=0.01)
    assert after["mean_utilisation:head"] == before["mean_utilisation:head"]
