"""From staff in post to entry ratios."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_plans import a_plan, a_post, a_team, lived, populated, put_in_post, the_2017_plan

from sfpc_sim.inputs.scenario import EXIT_CAUSES
from sfpc_sim.model import delivery
from sfpc_sim.model.staff import Spell

TEAMS = (
    a_team("east", "res", cluster="East", managers=("manager",)),
    a_team("west", "res", cluster="West", managers=("manager",)),
    a_team("managers"),
)
POSTS = (
    a_post("manager", "managers", "PO6"),
    a_post("east-1", "east", social_worker=True),
    a_post("east-2", "east", social_worker=True),
    a_post("west-1", "west", social_worker=True),
)
LATER = 400.0  # a day on which every ramp is over


def two_res_teams(**fixed):
    return populated(a_plan(POSTS, TEAMS, **fixed))


def fill(world, day=0.0, **left):
    for post in world.scenario.posts:
        put_in_post(world, post.key, day, left=left.get(post.key.replace("-", "_"), float("inf")))


def test_nothing_acts_before_a_team_has_started():
    """Half a team delivers nothing; the rest of the city never gains from RES."""
    world = two_res_teams(res_entry_ratio=0.8, conference_entry_ratio=1.0)
    put_in_post(world, "manager", 0.0)
    put_in_post(world, "east-1", 0.0)
    put_in_post(world, "west-1", 0.0)

    ratios = delivery.entry_ratios(world, LATER)

    assert delivery.clusters(world.scenario) == ("East", "West")
    assert ratios.tolist() == [[1.0] * 5, [1.0] * 5, [pytest.approx(0.8)] * 5]


def test_a_team_grows_through_its_programme():
    """Productivity rises from the first day and is full after twenty weeks."""
    world = two_res_teams()
    fill(world, 10.0)

    grown = [delivery.cluster_productivity(world, day).get("East", 0.0) for day in (9.0, 10.0, 80.0, 150.0, 151.0)]

    assert grown[0] == 0.0
    assert 0.0 < grown[1] < grown[2] < grown[3] == grown[4] == 1.0


def test_a_vacant_social_workers_post_weakens_its_own_team_only():
    """With one of two workers gone the team does half as much."""
    world = two_res_teams(team_ramp_weeks=1, team_ramp_midpoint_weeks=0.5)
    fill(world, 0.0, east_1=100.0)

    assert delivery.cluster_productivity(world, LATER) == {"East": 0.5, "West": 1.0}


def test_a_shared_managers_loss_dents_both_teams():
    """While the manager's post is vacant both teams keep only a share of their effect."""
    world = two_res_teams()
    fill(world, 0.0, manager=200.0)
    put_in_post(world, "manager", 300.0)

    whole, dented, again = (delivery.cluster_productivity(world, day) for day in (199.0, 250.0, 350.0))

    assert whole == again == {"East": 1.0, "West": 1.0}
    assert all(0.4 <= share <= 0.8 for share in dented.values())
    assert dented["East"] != dented["West"]  # each team bears it in its own way


def test_who_joins_a_running_team_has_a_ramp_of_their_own():
    """A later joiner starts at the initial share and is full after 100 days."""
    world = two_res_teams(general_ramp_initial_share=0.4)
    fill(world, 0.0, west_1=200.0)
    put_in_post(world, "west-1", 300.0)

    growth = [delivery.cluster_productivity(world, day).get("West", 0.0) for day in (250.0, 300.0, 350.0, 400.0)]
    assert growth == pytest.approx([0.0, 0.4, 0.7, 1.0])


def test_newly_qualified_founders_grow_through_their_first_year():
    """The team's programme does not shorten the assessed and supported year."""
    world = two_res_teams()
    put_in_post(world, "manager", 0.0)
    put_in_post(world, "west-1", 0.0, newly_qualified=True)

    halfway = delivery.cluster_productivity(world, 26 * 7.0)["West"]
    assert halfway == pytest.approx(0.8)
    assert delivery.cluster_productivity(world, 365.0)["West"] == 1.0


def test_conferences_reach_the_newly_offered_families_of_productive_teams():
    """One family in twenty has its risk cut to 0.8: entries fall by a hundredth, in the clusters."""
    world = two_res_teams(res_entry_ratio=1.0, conference_entry_ratio=0.8, conference_new_offer_share=0.05)
    fill(world)

    assert delivery.entry_ratios(world, LATER)[:, 0].tolist() == pytest.approx([1.0, 0.99, 0.99])


def test_rethink_acts_on_adolescents_in_the_whole_city():
    """With one of two facilitators in post half the effect is there; coordinators carry none of it."""
    posts = [a_post("senior", "rethink", "PO6"), a_post("facilitator", "rethink", "PO4"), a_post("c", "rethink", "C1")]
    world = populated(a_plan(posts, [a_team("rethink", "rethink")], rethink_entry_ratio=0.9))
    put_in_post(world, "senior", 0.0)
    put_in_post(world, "c", 0.0)

    assert delivery.entry_ratios(world, LATER).tolist() == [[1.0, 1.0, 1.0, pytest.approx(0.95), 1.0]]


def test_futures_places_are_caseloads_of_who_is_in_post():
    """Two practitioners, one of them new, support one and 0.4 caseloads; the coordinator none."""
    posts = [a_post("lead", "futures", "PO6"), a_post("worker", "futures"), a_post("helper", "futures", "C1", fte=0.5)]
    fixed = {"futures_caseload": 8, "general_ramp_initial_share": 0.4, "futures_recurrence_ratio": 0.6}
    world = populated(a_plan(posts, [a_team("futures", "futures")], **fixed))
    put_in_post(world, "lead", 0.0)
    put_in_post(world, "helper", 0.0)
    put_in_post(world, "worker", LATER)

    assert delivery.futures_places(world, 0.0) == pytest.approx(8 * 0.4)
    assert delivery.futures_places(world, LATER) == pytest.approx(8 * 1.4)
    assert delivery.recurrence_ratio(world) == pytest.approx(0.6)


@pytest.mark.parametrize("day", [0.0, 300.0, 500.0, 1800.0])
def test_without_effect_every_ratio_is_exactly_one(day):
    """The no-effect evidence leaves entries as they are, to the last bit."""
    plan = the_2017_plan()
    object_of_study = a_plan(plan.posts, plan.teams, plan.leaders, evidence="no-effect")

    world = lived(object_of_study)

    assert np.array_equal(delivery.entry_ratios(world, day), np.ones((7, 5)))
    assert delivery.recurrence_ratio(world) == 1.0


def test_without_a_programme_every_ratio_is_exactly_one():
    """Nobody in post, no effect and no places."""
    world = lived(the_2017_plan(enabled=False))

    assert np.array_equal(delivery.entry_ratios(world, 1000.0), np.ones((7, 5)))
    assert delivery.futures_places(world, 1000.0) == 0.0


def test_staff_moved_into_teams_are_missed_in_the_rest_of_the_city():
    """Two thirds of the teams were moved: two clusters' effect of a fifth is, by so much, missing elsewhere."""
    teams = tuple(replace(team, moved_fte=3.0) if team.delivers == "res" else team for team in TEAMS)
    beliefs = {
        "res_entry_ratio": 0.8,
        "conference_entry_ratio": 1.0,
        "moved_staff_debit": 1.0,
        "res_cluster_share": 0.7,
    }
    world = populated(a_plan(POSTS, teams, **beliefs))
    assert delivery.entry_ratios(world, LATER)[0].tolist() == [1.0] * 5  # nobody is missed before they work elsewhere
    fill(world)

    children = np.array([0.8, 0.1, 0.1])  # of the rest of the city and of each cluster
    ratios = delivery.entry_ratios(world, LATER)[:, 0]

    assert ratios[0] == pytest.approx(1 + 0.2 * (6 / 9) * 2 * 0.1 / 0.8)
    assert 1 - children @ ratios == pytest.approx(0.2 * 0.2 * (1 - 6 / 9))  # what the new three add to the city


def test_hubs_lower_entries_in_the_rest_of_the_city_by_workers_for_its_demand():
    """Eight clusters' demand asks for twelve workers; three of them do a quarter of the effect, twelve all of it."""
    hub = a_team("hub", "res-city", managers=("manager",))
    beliefs = {"res_entry_ratio": 0.8, "conference_entry_ratio": 1.0, "res_cluster_share": 0.7}
    for workers, share in ((3, 0.25), (12, 1.0), (24, 1.0)):
        posts = [a_post(f"hub-{n}", "hub", social_worker=True) for n in range(workers)]
        world = populated(a_plan((*POSTS, *posts), (*TEAMS, hub), **beliefs))
        fill(world)
        assert delivery.entry_ratios(world, LATER)[0].tolist() == pytest.approx([1 - 0.2 * share] * 5)


def test_kinship_posts_raise_special_guardianship_and_going_home_as_far_as_they_are_filled():
    """With one of two posts in full work half of either effect is there; adoption and other exits are as they were."""
    posts = [a_post("manager", "kin", "Dir 45%"), a_post("coordinator", "kin", "PO2")]
    beliefs = {"kinship_exit_ratio": 1.2, "lifelong_links_home_ratio": 1.1}
    world = populated(a_plan(posts, [a_team("kin", "kinship")], **beliefs))
    assert delivery.exit_ratios(world, LATER).tolist() == [1.0] * 4
    put_in_post(world, "manager", 0.0)

    ratios = dict(zip(EXIT_CAUSES, delivery.exit_ratios(world, LATER).tolist(), strict=True))

    assert ratios == pytest.approx({"home": 1.05, "kinship": 1.1, "adopted": 1.0, "other": 1.0})


def test_a_settled_team_notices_who_leaves_and_who_comes():
    """A team that was looked at month after month halves on the day one of two leaves, and grows with who follows."""
    world = two_res_teams(team_ramp_weeks=1, team_ramp_midpoint_weeks=0.5, general_ramp_initial_share=0.5)
    fill(world, 0.0)
    looked = [delivery.cluster_productivity(world, day)["East"] for day in (LATER, LATER + 30.0, LATER + 60.0)]

    world.staff.leave(world.staff.spells["east-1"][0], LATER + 60.0)
    looked += [delivery.cluster_productivity(world, LATER + day)["East"] for day in (30.0, 60.0)]
    world.staff.arrive(Spell("east-1", LATER + 80.0, newly_qualified=False, ramp_days=40.0))
    looked += [delivery.cluster_productivity(world, LATER + day)["East"] for day in (80.0, 100.0, 120.0, 900.0)]

    assert looked == pytest.approx([1.0, 1.0, 1.0, 1.0, 0.5, 0.75, 0.875, 1.0, 1.0])
