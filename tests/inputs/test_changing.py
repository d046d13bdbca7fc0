"""A plan changed in code is what a file that extends it would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.changing import change
from sfpc_sim.inputs.loading import load
from sfpc_sim.study.plain import facts_of

BELIEF = {"belief": {"triangular": {"low": 3, "mode": 4, "high": 6}}, "source": {"ref": "ours", "grade": "C"}}
FILE = """sfpc = 1
extends = "innovation-2017"
evidence = "no-effect"
[programme]
recruitment_from = 2017-09-01
[posts.res-coordinator]
count = 2
[assumptions.advert_live_weeks]
belief = { triangular = { low = 3, mode = 4, high = 6 } }
source = { ref = "ours", grade = "C" }
"""
SAME = {
    "evidence": "no-effect",
    "programme.recruitment_from": date(2017, 9, 1),
    "posts.res-coordinator.count": np.int64(2),
    "assumptions.advert_live_weeks": BELIEF,
}


def refusal(*args, **options):
    with pytest.raises(Refusal) as caught:
        change(*args, **options)
    return str(caught.value)


def test_a_change_in_code_says_what_a_file_would(folder):
    (folder / "own.toml").write_text(FILE)
    plan = load("innovation-2017")
    before = facts_of(plan)

    changed = change(plan, SAME, name="own")

    assert facts_of(changed) == facts_of(load(folder / "own.toml"))
    assert facts_of(plan) == before  # the old one stays as it was


def test_changes_go_over_flags_and_over_each_other():
    plan = load("innovation-2017", seed=5, until=date(2020, 12, 31), replications=50)

    once = change(plan, {"run.seed": 6, "posts.res-coordinator.count": 2, "target.on": date(2019, 3, 31)})
    twice = change(once, {"posts.res-coordinator.count": 3})

    assert (once.seed, once.replications, once.end) == (6, 50, date(2020, 12, 31))
    assert [sum(post.key.startswith("res-coordinator-") for post in each.posts) for each in (once, twice)] == [2, 3]
    assert (twice.seed, twice.target.on) == (6, date(2019, 3, 31))


def test_every_wrong_change_is_named_at_once_with_the_nearest_right_one():
    wrong = {
        "posts.res-cordinator.count": 2,
        "target.children_undr": 900,
        "assumptions.advert_live_wekks": BELIEF,
        "assumptions.offer_to_acceptance_weeks": {"belief": BELIEF["belief"]},
        "no key": 1,
        "extends": "no-programme",
    }

    told = refusal(load("innovation-2017"), wrong)

    assert 'change "posts.res-cordinator.count": There is no "res-cordinator" in posts.' in told
    assert 'Did you mean "res-coordinator"?' in told
    assert 'change "target.children_undr"' in told
    assert 'Did you mean "children_under"?' in told
    assert 'Did you mean "advert_live_weeks"?' in told
    assert "has no source" in told
    assert 'change "no key": This is not a key.' in told
    assert 'change "extends": "extends" belongs to a file.' in told


def test_a_change_that_changes_nothing_is_refused_unless_it_is_a_point_of_a_grid():
    plan = load("innovation-2017")
    same = {"run.seed": plan.seed}
    believed = change(plan, {"assumptions.advert_live_weeks": BELIEF})

    assert "this changes nothing" in refusal(plan, same)
    assert facts_of(change(plan, same, may_repeat=True)) == facts_of(plan)
    assert "this changes nothing" in refusal(believed, {"assumptions.advert_live_weeks": BELIEF})
    again = change(believed, {"assumptions.advert_live_weeks": BELIEF}, may_repeat=True)
    assert facts_of(again) == facts_of(believed)


def test_a_key_may_be_a_table_of_its_own_for_something_new():
    plan = load("innovation-2017")
    post = {"title": "Extra coordinator", "team": "lrpc", "grade": "PO3", "fte": 1.0, "count": 1}
    post["social_worker"] = False

    assert {post.title for post in change(plan, {"posts.extra": post}).posts} >= {"Extra coordinator"}


def test_a_plan_that_no_file_gave_cannot_be_changed():
    plan = replace(load("innovation-2017"), read_from=None)

    assert "was not loaded from a file" in refusal(plan, {"run.seed": 1})
