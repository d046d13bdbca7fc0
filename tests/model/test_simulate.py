"""One world and its counterfactual: what the programme changes, and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from small_care import fixed, live, spells

from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.scenario import Post, Scenario, Team
from sfpc_sim.model.simulate import simulate
from sfpc_sim.model.spells import FIRST, Cohort
from sfpc_sim.study.hope import with_ratio

CHILDREN = ("looked_after", "entries", "exits")
NUMBERS = range(1, 13)


def children_of(measures: dict[str, float], prefix: str = "") -> dict[str, float]:
    """Give the measures of children of a plan, or with a prefix of its counterfactual."""
    return {name: measures[prefix + name] for name in measures if f"counterfactual_{name}" in measures}


def first_entries(cohort: Cohort, first: float = 0.0, end: float = np.inf, *, area: int | None = None) -> set[int]:
    """Give the keys of children who entered for the first time, in a period or ever, in an area or anywhere."""
    rows = np.flatnonzero(cohort.entered[: cohort.size] & (cohort.kind[: cohort.size] == FIRST))
    rows = rows[(cohort.entry_day[rows] >= first) & (cohort.entry_day[rows] < end)]
    rows = rows if area is None else rows[cohort.area[rows] == area]
    return set(cohort.key[rows].tolist())


@pytest.mark.parametrize("name", ["innovation-2017", "innovation-2017-on-plan"])
def test_without_effect_exactly_nothing_is_avoided(name):
    """In every replication, every month's children are those of the counterfactual, posts filled or not."""
    plan = load(name, evidence="no-effect")
    for number in NUMBERS:
        world = simulate(plan, number)
        assert world.measures["entries_avoided"] == 0.0
        assert world.measures["placement_years_avoided"] == 0.0
        assert children_of(world.measures) == children_of(world.measures, "counterfactual_")
        for column in CHILDREN:
            assert np.array_equal(world.monthly[column], world.monthly[f"counterfactual_{column}"])


@pytest.mark.parametrize("evidence", ["published", "council-hope"])
def test_no_programme_is_every_plans_counterfactual(evidence):
    """Leeds without the programme is what the plan is compared with, world for world."""
    plan, without = load("innovation-2017", evidence=evidence), load("no-programme")
    for number in NUMBERS:
        ours, usual = simulate(plan, number), simulate(without, number)
        assert children_of(ours.measures, "counterfactual_") == children_of(usual.measures)
        for column in CHILDREN:
            assert np.array_equal(ours.monthly[f"counterfactual_{column}"], usual.monthly[column])
            assert np.array_equal(usual.monthly[f"counterfactual_{column}"], usual.monthly[column])
        assert usual.measures["entries_avoided"] == 0.0


def test_what_happens_to_posts_does_not_depend_on_what_is_believed_of_effects():
    """Evidence moves children, not staff: the same days in post, the same spend."""
    worlds = [simulate(load("innovation-2017", evidence=e), 3).measures for e in ("published", "no-effect")]
    staff = [{k: v for k, v in w.items() if k.startswith(("in_post_day", "team_started", "spend_gbp"))} for w in worlds]

    assert len(staff[0]) > 40
    assert str(staff[0]) == str(staff[1])  # as text, because a post that stays empty has no day


def only_for_the_better(plan: Scenario, **values: float) -> Scenario:
    """Take from a plan what else moves children: staff missed where they came from, and strained leaders."""
    return replace(fixed(plan, moved_staff_debit=0.0, **values), strain_harms_practice=False)


def test_a_stronger_effect_prevents_the_same_children_and_more():
    """Nobody who stays at home under a weak effect enters under a strong one: plans share their candidates."""
    plan = only_for_the_better(load("innovation-2017-on-plan"), conference_entry_ratio=0.9)
    for number in (1, 2, 3):
        usual, weak, strong = (first_entries(live(with_ratio(plan, ratio), number)) for ratio in (1.0, 0.9, 0.5))
        assert strong < weak < usual
        assert len(usual - strong) > 50


def test_a_stronger_effect_moves_nobodys_days():
    """Without Futures, whose places follow the families, the strong plan's spells are some of the weak one's."""
    plan = only_for_the_better(load("innovation-2017-on-plan"))
    for number in (1, 2):
        weak, strong = (
            spells(live(fixed(with_ratio(plan, ratio), futures_recurrence_ratio=1.0), number)) for ratio in (0.95, 0.6)
        )
        assert strong.items() < weak.items()


def test_staff_moved_into_the_teams_are_missed_where_they_came_from():
    """With the debit, more children of the rest of the city enter than without it, and none of the clusters'."""
    plan = with_ratio(replace(load("innovation-2017-on-plan"), strain_harms_practice=False), 0.5)
    for number in (1, 2, 3):
        without, debited = (live(fixed(plan, moved_staff_debit=debit), number) for debit in (0.0, 1.0))
        entered = [(first_entries(each, area=0), first_entries(each, area=1)) for each in (without, debited)]
        assert entered[0][0] < entered[1][0]
        assert entered[0][1] == entered[1][1]


def test_an_effect_acts_only_once_people_are_in_post():
    """Until the first RES team has started and the first facilitator is there, nothing is avoided."""
    plan = with_ratio(load("innovation-2017"), 0.2)
    for number in (1, 2, 3):
        world = simulate(plan, number)
        days = [v for k, v in world.measures.items() if k.startswith(("in_post_day:rethink", "in_post_day:futures"))]
        days += [v for k, v in world.measures.items() if k.startswith("team_started_day:res")]
        quiet = int(np.nanmin(days) // 31)  # whole months before
        assert quiet >= 3
        for column in CHILDREN:
            usual = world.monthly[f"counterfactual_{column}"]
            assert np.array_equal(world.monthly[column][:quiet], usual[:quiet])
        assert world.measures["entries_avoided"] > 50


def with_another_post(plan: Scenario, team: Team) -> Scenario:
    """Add a team of one post to a plan."""
    post = Post("another-1", "Another social worker", team.key, "PO3", 1.0, social_worker=True)
    return replace(plan, posts=(post, *plan.posts), teams=(team, *plan.teams), end=date(2020, 3, 31))


def in_post_days(measures: dict[str, float]) -> dict[str, str]:
    """Give the day each post is filled, as text so that a post that stays empty equals itself."""
    return {name: repr(day) for name, day in measures.items() if name.startswith("in_post_day:")}


@pytest.mark.parametrize(
    ("panel_leader", "panel_work"),
    [("deputy-learning", None), ("head-social-work", 0.0)],
    ids=["own leader", "no time"],
)
def test_another_post_changes_no_other_posts_days(panel_leader, panel_work):
    """Nothing couples posts but panels: with a leader of its own, or panels that take no time, a post is alone."""
    plan = load("innovation-2017")
    if panel_work is not None:
        plan = fixed(plan, panel_working_days=panel_work)
    assert not any(team.panel_leader == "deputy-learning" for team in plan.teams)
    team = Team("another", "Another team", "res", "none", None, (), panel_leader)
    for number in range(1, 6):
        alone = in_post_days(simulate(replace(plan, end=date(2020, 3, 31)), number).measures)
        more = in_post_days(simulate(with_another_post(plan, team), number).measures)
        assert len(alone) == len(plan.posts)
        assert alone.items() < more.items()
        assert more.keys() - alone.keys() == {"in_post_day:another-1"}


def test_another_post_changes_no_childs_day():
    """Demand does not know who is employed: the counterfactual stays as it was."""
    plan = load("innovation-2017")
    team = Team("another", "Another team", "res", "none", None, (), "deputy-learning")
    alone, more = simulate(replace(plan, end=date(2020, 3, 31)), 1), simulate(with_another_post(plan, team), 1)
    for column in CHILDREN:
        for prefix in ("", "counterfactual_"):
            assert np.array_equal(alone.monthly[prefix + column], more.monthly[prefix + column])


def test_the_pandemic_acts_from_april_2020_and_on_entries():
    """Until then every month is as it was; then some first entries do not happen, and a year later more do."""
    usual, pandemic = load("no-programme"), load("no-programme", pandemic=True)
    before = 36  # months to March 2020
    for number in (1, 2, 3):
        old, new = simulate(usual, number).monthly, simulate(pandemic, number).monthly
        for column in CHILDREN:
            assert np.array_equal(old[column][:before], new[column][:before])
        assert new["entries"][before : before + 12].sum() < old["entries"][before : before + 12].sum()

        worlds = [live(usual, number), live(pandemic, number)]
        aprils = [usual.day(date(year, 4, 1)) for year in range(2017, 2023)]
        entered = [[first_entries(world, *year) for world in worlds] for year in pairwise(aprils)]
        assert all(without == covid for without, covid in entered[:3])
        assert entered[3][1] < entered[3][0]
        assert entered[4][1] > entered[4][0]
        # A child who enters in both leaves on the same day: only entries are touched.
        without, covid = (spells(world) for world in worlds)
        assert all(without[address] == covid[address] for address in without.keys() & covid.keys())


def test_a_replication_is_its_address():
    """The same number gives the same world whatever ran before it; another number another one."""
    plan = replace(load("innovation-2017"), end=date(2018, 3, 31))
    first = simulate(plan, 5)
    simulate(plan, 6)
    again = simulate(plan, 5)

    assert str(first.measures) == str(again.measures)
    for column, values in first.monthly.items():
        assert np.array_equal(values, again.monthly[column], equal_nan=True), column
    assert not np.array_equal(simulate(plan, 6).monthly["entries"], first.monthly["entries"])
