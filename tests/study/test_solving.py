"""What it would take: a known crossing is found and certified, and what is not there is said not to be."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.levers import lever_of
from sfpc_sim.inputs.loading import load
from sfpc_sim.model.replication import Replication
from sfpc_sim.study.run import run
from sfpc_sim.study.seeking import Tried, seek
from sfpc_sim.study.solve import solve
from sfpc_sim.study.store import Store

STEPS = 100
ROOT = 50  # where half of the futures hold
SPREAD = 25.0  # steps
HALF = "chance(children_looked_after on 2020-03-31 < 1000) >= 50%"


def rule_of_marks(seed, *, futures=100, root=ROOT):
    """Give a world of futures that each hold from a step of their own on, half of them from the root."""
    marks = root + SPREAD * np.random.default_rng(seed).standard_normal(futures)
    return lambda step: pd.Series((marks <= step).astype(float), index=range(1, futures + 1))


def world_of_ratio(scenario, number):
    """Look after 800 children and 400 more times the entries ratio, give or take 100: half are under 1,000 at 0.5."""
    ratio = scenario.thought_experiment.entries_ratio if scenario.thought_experiment else 1.0
    stock = 800 + 400 * ratio + 100 * np.random.Generator(np.random.Philox(key=[3, number])).standard_normal()
    return Replication(number, {"chance:solve 0": float(stock < 1000)}, {"looked_after": np.full(60, stock)})


@pytest.fixture(scope="module")
def plan():
    return load("innovation-2017")


def test_the_answer_is_the_first_step_that_is_enough():
    """Among all steps tried one by one, the answer is the first as wanted, and its interval is where 95% hold it."""
    held = rule_of_marks(4)
    found = seek(held, STEPS, 0.5)
    chances = [held(step).mean() for step in range(STEPS + 1)]
    assert found.answer == next(step for step, chance in enumerate(chances) if chance >= 0.5)
    bounds = [Tried(step, held(step)).interval for step in range(STEPS + 1)]
    assert found.not_enough == max(step for step, (_, high) in enumerate(bounds) if high < 0.5)
    assert found.enough == min(step for step, (low, _) in enumerate(bounds) if low >= 0.5)
    assert found.not_enough < found.answer < found.enough
    assert len(found.tried) < 20


def test_a_lever_that_works_downwards_gives_the_mirrored_answer():
    """Turning a lever round turns its answer round."""
    up = seek(rule_of_marks(4), STEPS, 0.3)
    held = rule_of_marks(4)
    down = seek(lambda step: held(STEPS - step), STEPS, 0.3)
    assert not down.rises
    assert (down.answer, down.enough, down.not_enough) == tuple(
        STEPS - step for step in (up.answer, up.enough, up.not_enough)
    )


def test_out_of_reach_is_said_only_where_it_is_certain():
    """Far beyond the bound is out of reach; just beyond, few futures cannot tell."""
    far, near = (seek(rule_of_marks(1, root=root), STEPS, 0.5) for root in (300, 103))
    assert far.answer is None
    assert far.out_of_reach
    assert near.answer is None
    assert not near.out_of_reach
    assert near.best.step == STEPS


def test_it_holds_everywhere():
    """A rule that holds at both bounds and between them needs no lever."""
    found = seek(rule_of_marks(1, root=-200), STEPS, 0.5)
    assert found.holds_everywhere
    assert found.answer is None


def test_a_chance_that_turns_is_said_to_turn():
    """A lever that helps up to the middle and harms beyond is not told as one that does not help."""
    marks = rule_of_marks(2, futures=200, root=30)
    found = seek(lambda step: marks(min(step, STEPS - step)), STEPS, 0.5)
    assert found.answer is None
    assert not found.out_of_reach
    assert found.wrong_way is not None


def test_noise_alone_is_no_turn():
    """A flat chance with luck of its own at every step is said to turn in few studies."""
    rng = np.random.default_rng(5)
    flat = [seek(lambda _: pd.Series(rng.integers(0, 2, 100).astype(float)), STEPS, 0.99).wrong_way for _ in range(200)]
    assert sum(turn is not None for turn in flat) <= 10 + 3 * sqrt(200 * 0.05 * 0.95)


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [0.5, 0.2])
def test_the_interval_covers_the_true_crossing(wanted):
    """Over 1,500 studies the certified interval holds the true lever in 95% or more, and is not merely everything."""
    from scipy.special import ndtri  # noqa: PLC0415

    true, studies = ROOT + SPREAD * ndtri(wanted), 1500
    found = [seek(rule_of_marks(seed), STEPS, wanted) for seed in range(studies)]
    covered = np.mean([each.not_enough <= true <= each.enough for each in found])
    assert covered >= 0.95 - 3 * sqrt(0.95 * 0.05 / studies)
    assert covered <= 0.99
    assert np.median([each.enough - each.not_enough for each in found]) < 20


def test_a_toy_plan_returns_its_known_root(plan, tmp_path):
    """Through files, schema and results folders: half are under 1,000 at a ratio of 0.5."""
    solved = solve(
        plan, replications=200, results_folder=tmp_path, simulate=world_of_ratio, workers=1, on_notice=lambda _: None
    )
    value, found = solved.lever.value, solved.found
    assert abs(value(found.answer) - 0.5) <= 0.05
    assert value(found.enough) <= 0.5 <= value(found.not_enough)
    table = solved.table()
    assert table["chance"].is_monotonic_decreasing
    assert (table["replications"] == 200).all()


def test_asking_for_the_opposite_gives_the_other_side(plan, tmp_path):
    """At most half over 1,000 is at least half not over: the chances shown are those of the rule as written."""
    solved = solve(
        plan, until=HALF.replace(">=", "<="), replications=100, results_folder=tmp_path, simulate=world_of_ratio,
        workers=1, on_notice=lambda _: None,
    )  # fmt: skip
    assert solved.found.rises
    assert solved.table()["chance"].iloc[0] > 0.9
    assert (solved.table()["ci_low"] <= solved.table()["chance"]).all()


def test_done_again_it_simulates_nothing(plan, tmp_path):
    """Every value has an ordinary results folder, so the same question goes on from what is there."""
    options = {"results_folder": tmp_path, "workers": 1, "on_notice": lambda _: None, "replications": 40}
    first = solve(plan, simulate=world_of_ratio, **options)
    simulated = []
    again = solve(plan, simulate=world_of_ratio, on_progress=lambda done, _: simulated.append(done), **options)
    assert again.answer() == first.answer()
    assert Store(first.folders[0], plan.start).held()
    assert all(done % 40 == 0 for done in simulated)


@pytest.mark.parametrize(
    ("lever", "bounds", "said"),
    [
        ("thought_experiment.entry_ratio", {}, 'Did you mean "entries_ratio"?'),
        ("assumptions.res_entry_ration", {}, 'Did you mean "res_entry_ratio"?'),
        ("posts.res-coordinator.count", {}, "Give --from and --to"),
        ("posts.res-coordinator.count", {"low": 1, "high": 2.5}, "whole numbers"),
        ("programme.enabled", {}, "is not a number"),
        ("programme.recruitment_from", {}, "is not a number"),
        ("thought_experiment.entries_ratio", {"low": 0.8, "high": 0.2}, "smaller one first"),
        ("", {}, "not a key"),
    ],
)
def test_a_lever_that_is_none_is_refused(plan, lever, bounds, said):
    """With the near name, or what is missing."""
    with pytest.raises(Refusal, match="lever") as caught:
        lever_of(plan, lever, **bounds)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("children_looked_after < 1000", "inside a chance"),
        ("chance(children_looked_after < 1000) > chance(vacancies = 0)", "not one chance compared"),
        ("chance(children_looked_after < 1000) >= 100%", "between 0% and 100%"),
        ("chance(children_looked_aftr < 1000) >= 50%", "children_looked_after"),
        ("chance(children_looked_after on 2030-03-31 < 1000) >= 50%", "after the plan's end"),
    ],
)
def test_a_rule_that_asks_for_no_one_chance_is_refused(plan, tmp_path, until, said):
    """Before anything is simulated."""
    with pytest.raises(Refusal, match="--until") as caught:
        solve(plan, until=until, results_folder=tmp_path)
    assert said in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_bound_no_plan_can_have_is_refused_first(plan, tmp_path):
    """Not after an hour at the other values."""
    with pytest.raises(Refusal, match="at most 1"):
        solve(plan, high=1.5, results_folder=tmp_path)


@pytest.mark.slow
def test_leeds_would_have_needed_far_fewer_entries(plan, tmp_path):
    """The teams' whole effect at its bound does not do it; some two fifths to three fifths fewer entries do."""
    options = {"replications": 100, "results_folder": tmp_path, "workers": 2, "on_notice": lambda _: None}
    res = solve(plan, "assumptions.res_entry_ratio", **options)
    assert res.found.out_of_reach
    fewer = solve(plan, **options)
    assert 0.35 <= 1 - fewer.lever.value(fewer.found.answer) <= 0.60


def test_results_of_a_value_are_those_of_the_plan_changed_by_hand(plan, tmp_path):
    """A folder of the search is the folder of an ordinary run: nothing about a value hangs on the search."""
    options = {"workers": 1, "on_notice": lambda _: None, "simulate": world_of_ratio, "replications": 20}
    solved = solve(plan, low=0.2, high=0.8, results_folder=tmp_path, **options)
    from sfpc_sim.inputs.changing import change  # noqa: PLC0415

    asked = {"requirements.solve": {"title": "What is asked of the lever", "rule": HALF}}
    by_hand = change(plan, {"thought_experiment.entries_ratio": 0.2} | asked)
    assert run(by_hand, results_folder=tmp_path / "solve", alternatives=False, **options) == solved.folders[0]
