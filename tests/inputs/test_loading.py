"""Files in, a scenario out."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from datetime import date

import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load

SOURCE = 'source = { ref = "ours", grade = "D" }\n'


def test_the_plan_of_2017_has_the_posts_of_table_1(folder):
    scenario = load("innovation-2017")

    assert sum(post.fte for post in scenario.posts) == 36.5
    assert Counter(post.grade for post in scenario.posts) == {
        "PO6": 8,
        "PO4": 4,
        "PO3": 15,
        "PO2": 3,
        "PO1": 1,
        "C1": 6,
    }
    teams = {team.key: team for team in scenario.teams}
    by_strand = Counter()
    for post in scenario.posts:
        by_strand[teams[post.team].strand] += post.fte
    assert by_strand == {"res": 20, "rethink": 8, "post-removal": 3.5, "lrpc": 5}


def test_six_teams_share_three_managers_and_thirteen_social_workers(folder):
    scenario = load("innovation-2017")

    res = [team for team in scenario.teams if team.delivers == "res"]
    workers = Counter(post.team for post in scenario.posts if post.social_worker)
    assert Counter(team.managers for team in res) == {
        ("res-manager-east-1",): 2,
        ("res-manager-south-1",): 2,
        ("res-manager-west-1",): 2,
    }
    assert sorted(workers[team.key] for team in res) == [2, 2, 2, 2, 2, 3]


def test_the_councils_tables_add_up_to_what_it_asked_for(folder):
    tables = load("innovation-2017").money.tables

    years = [sum(t.pay_gbp[y] + t.other_gbp[y] + t.fixed_gbp[y] for t in tables) for y in range(4)]
    assert years == [943_000, 1_884_000, 1_935_000, 1_977_000]
    assert sum(years[:3]) == 4_762_000  # the report rounds to 4.763 million


def test_the_middle_of_the_grades_costs_what_evidence_7_2_says(folder):
    scenario = load("innovation-2017")

    points = {grade.name: grade.points_gbp for grade in scenario.money.grades}
    middle = sum(post.fte * sum(points[post.grade]) / len(points[post.grade]) for post in scenario.posts)
    assert middle == pytest.approx(1_256_000, rel=0.001)


def test_a_child_says_only_what_differs(folder):
    parent, child = load("innovation-2017"), load("innovation-2017-three-months-late")

    assert child.name == "innovation-2017-three-months-late"
    assert child.programme.recruitment_from == date(2017, 9, 23)
    assert child.programme.planned_in_post_on == parent.programme.planned_in_post_on
    assert (child.posts, child.money, child.register) == (parent.posts, parent.money, parent.register)


@pytest.mark.parametrize("name", ["innovation-2017-on-plan", "no-programme"])
def test_the_other_shipped_scenarios_load(folder, name):
    assert load(name).name == name


def test_lists_are_replaced_whole_and_tables_merged(plan):
    scenario = load(plan("[grades.PO6]\npoints_gbp = [1, 2]\n"))

    grade = next(grade for grade in scenario.money.grades if grade.name == "PO6")
    assert (grade.points_gbp, grade.start_point) == ((1.0, 2.0), 1)


def test_a_new_belief_replaces_the_whole_belief_in_either_unit(plan):
    in_weeks = "[assumptions.advert_live_weeks]\nbelief = { uniform = { low = 2, high = 3 } }\n" + SOURCE
    in_days = "[assumptions.advert_live_days]\nbelief = { uniform = { low = 14, high = 21 } }\n" + SOURCE

    middles = [load(plan(text)).register["advert_live_days"].belief.quantile(0.5) for text in (in_weeks, in_days)]
    assert middles == [17.5, 17.5]


def test_an_evidence_set_is_laid_over_the_register(folder):
    believed = load("innovation-2017").register["res_entry_ratio"]
    denied = load("innovation-2017", evidence="no-effect").register["res_entry_ratio"]

    assert believed.belief.quantile(0.75) == pytest.approx(0.96)
    assert [denied.belief.quantile(u) for u in (0.001, 0.5, 0.999)] == [1.0, 1.0, 1.0]
    assert denied.place.startswith("evidence/no-effect.toml:")


def test_flags_stand_in_for_the_file(folder):
    scenario = load("innovation-2017", drift="walk", seed=7, replications=3, until=date(2020, 3, 31))

    assert (scenario.drift, scenario.seed, scenario.replications) == ("walk", 7, 3)
    assert scenario.end == date(2020, 3, 31)
    assert scenario.overlaid["scenario"]["run"] == {"seed": 7, "replications": 3}


@pytest.mark.parametrize(
    ("flags", "place"),
    [
        ({"evidence": "hope"}, "--evidence"),
        ({"drift": "wandering"}, "--drift"),
        ({"seed": -1}, "--seed"),
        ({"replications": 0}, "--replications"),
        ({"until": date(2016, 1, 1)}, "--until"),
    ],
)
def test_a_wrong_flag_is_refused_by_its_name(folder, flags, place):
    with pytest.raises(Refusal) as refusal:
        load("innovation-2017", **flags)
    assert {problem.place for problem in refusal.value.problems} == {place}


def test_what_the_files_say_can_be_written_as_json_and_sent_to_a_worker(folder):
    scenario = load("innovation-2017")

    overlaid = json.loads(json.dumps(scenario.overlaid))
    assert overlaid["scenario"]["period"] == {"start": "2017-04-01", "end": "2022-03-31"}
    assert set(overlaid["assumptions"]) == {assumption.name for assumption in scenario.register.assumptions}
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_a_path_to_anywhere_finds_the_shipped_parent(tmp_path, folder):
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    (elsewhere / "mine.toml").write_text('sfpc = 1\nextends = "../innovation-2017.toml"\n[run]\nseed = 5\n')
    (elsewhere / "authorities").symlink_to(folder / "authorities")

    assert load(elsewhere / "mine.toml").seed == 5


def test_notepads_byte_order_mark_and_line_ends_are_no_obstacle(plan):
    path = plan("[run]\nseed = 5\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert load(path).seed == 5


def test_a_new_belief_needs_a_source_of_its_own(plan):
    """Otherwise an invented number would keep the source and grade of the one it replaces."""
    with pytest.raises(Refusal) as refusal:
        load(plan("[assumptions.res_entry_ratio]\nbelief = { fixed = { value = 0.3 } }\n"))
    (problem,) = refusal.value.problems
    assert problem.fault == 'The new belief of "res_entry_ratio" has no source.'
    assert "source = {" in problem.remedy
