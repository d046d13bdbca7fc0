"""Where a latest count stands, and what a run makes of it: told, warned of, refused; the same however it is cut up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.scenario import DRIFTS, LatestCount, Target
from sfpc_sim.model.latest_count import tolerance, usual_stock
from sfpc_sim.outputs.comparison import comparison_text
from sfpc_sim.outputs.text import as_text, summary_sections
from sfpc_sim.study.compare import SAME, compare
from sfpc_sim.study.digest import digest_parts
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.standing import FARTHEST_TOLERANCES, LOOKED_AT, standing_of, tell_standing
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.result import Result

SEPTEMBER = date(2017, 9, 30)


def leeds(looked_after: int = 1_290, **settings: object) -> Scenario:
    """Make a year of the innovation plan that knows of a count after six months."""
    year = {"end": date(2018, 3, 31), "target": Target(1000, date(2018, 3, 31)), "requirements": (), "risks": ()}
    count = LatestCount(SEPTEMBER, looked_after, "Leeds, return of September 2017")
    return replace(load("innovation-2017"), **({"latest_count": count} | year | settings))


def ran(plan: Scenario, folder: Path, **settings: object) -> Result:
    """Run eight futures of a plan."""
    return open_result(run(plan, replications=8, results_folder=folder, alternatives=False, **settings))


def test_a_count_is_placed_among_counts_of_that_day():
    stocks = np.arange(1, 1_001)
    inside, outside = standing_of(900, stocks), standing_of(1_003, stocks)

    assert (inside.fewer, inside.missed_by, inside.is_outside) == (0.899, 0, False)
    assert (inside.low, inside.high) == pytest.approx((26, 975), abs=0.1)
    assert (outside.fewer, outside.missed_by, outside.is_outside) == (1.0, 3, True)
    assert inside.words("30 Sep 2017") == (
        "Without the latest count, 90% of futures have fewer than 900 children looked after on 30 Sep 2017; the middle"
        " 95% have 26 to 975."
    )
    assert "The count lies outside this range. Check that the authority file" in outside.words("30 Sep 2017")


def test_before_a_run_it_is_told_in_words_and_again_in_the_summary(tmp_path):
    said: list[str] = []
    result = ran(leeds(1_336), tmp_path, workers=1, on_notice=said.append)
    text = as_text(summary_sections(result, summarise(result)))

    assert len(said) == 1
    assert "of futures have fewer than 1,336 children looked after on 30 Sep 2017; the middle 95%" in said[0]
    assert "The count lies outside this range." in said[0]
    opening, below = text.split("\n\n", 1)
    assert "Every future passes through the count of 30 Sep 2017: 1,336 looked after, give or take 6" in opening
    assert "(Leeds, return of" in opening
    assert "Where the latest count stands\n  Without the latest count, " in below
    assert f"the first of {result.replications['worlds_tried'].mean():.1f} tried" in below
    # What the summary knows are the same worlds that the notice looked at, those of them that were asked for.
    plain = ran(leeds(latest_count=None), tmp_path, workers=1)
    first = result.replications[f"first_world_looked_after_on:{SEPTEMBER}"]
    assert (
        first == plain.monthly(["counterfactual_looked_after"])["counterfactual_looked_after"].to_numpy()[5::12]
    ).all()
    assert "latest count" not in as_text(summary_sections(plain, summarise(plain)))


def test_a_run_that_goes_on_tells_it_no_more(tmp_path):
    said: list[str] = []
    for replications in (2, 3):
        run(leeds(), replications=replications, results_folder=tmp_path, alternatives=False, workers=1,
            on_notice=said.append)  # fmt: skip
    assert len(said) == 1


def test_a_count_that_no_future_comes_near_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(Refusal) as refusal:
        ran(leeds(1_500), tmp_path / "none", workers=1)

    (problem,) = refusal.value.problems
    assert problem.place == "innovation-2017: latest_count"
    assert f"the nearest of {LOOKED_AT} futures under damped drift misses the 1,500 children looked after on" in (
        problem.fault
    )
    assert "authority file is up to date" in problem.remedy
    assert not (tmp_path / "none").exists()


def test_a_count_that_an_alternative_drift_misses_is_refused_only_where_that_is_run():
    """As far above the highest future of all drifts as is still near: the others, whose highest is lower, miss it."""
    highest = {
        drift: max(usual_stock(replace(leeds(), drift=drift), number) for number in range(1, LOOKED_AT + 1))
        for drift in DRIFTS
    }
    drift = max(highest, key=highest.__getitem__)
    count = highest[drift] + FARTHEST_TOLERANCES * tolerance(highest[drift])
    missed = [each for each in DRIFTS if count - highest[each] > FARTHEST_TOLERANCES * tolerance(count)]
    said: list[str] = []
    plan = replace(leeds(count), drift=drift)
    tell_standing(plan, said.append, alternatives=False)
    with pytest.raises(Refusal) as refusal:
        tell_standing(plan, said.append, alternatives=True)

    assert len(said) == 1
    assert missed
    told = zip(missed, refusal.value.problems, strict=True)
    assert all(f"under {each} drift" in problem.fault for each, problem in told)
    assert all(each.remedy.endswith("Or write --no-alternatives.") for each in refusal.value.problems)


def test_the_tables_are_the_same_for_one_and_two_workers_and_after_a_resume(tmp_path):
    """To the last bit; a run that goes on proves it by simulating a replication again."""
    for name, workers in (("one", 1), ("two", 2), ("again", 1)):
        if name == "again":
            run(leeds(), replications=3, results_folder=tmp_path / name, alternatives=False, on_notice=list)
        ran(leeds(), tmp_path / name, workers=workers, on_notice=list)
    manifests = [json.loads(path.read_text()) for path in tmp_path.glob("*/*/manifest.json")]
    assert len(manifests) == 3
    assert len({manifest["canonical_digest"] for manifest in manifests}) == 1
    assert manifests[0]["facts"]["latest_count"]["looked_after"] == 1_290


def test_the_count_its_date_and_its_source_are_part_of_a_results_name():
    plan = leeds()
    count = plan.latest_count
    others = [
        None,
        replace(count, looked_after=1_291),
        replace(count, on=date(2017, 9, 29)),
        replace(count, source="x"),
    ]
    plans = [plan, *(replace(plan, latest_count=other) for other in others)]
    assert len({digest_parts(each)["scenario"] for each in plans}) == 5


def test_plans_are_compared_in_the_same_worlds_and_told_where_they_are_not(tmp_path):
    """A plan without the programme meets the same; one whose teams serve other areas meets some others."""
    plan = leeds()
    without = replace(plan, name="without", programme=replace(plan.programme, enabled=False))
    teams = tuple(replace(team, cluster=team.cluster and f"North of {team.cluster}") for team in plan.teams)
    elsewhere = replace(plan, name="elsewhere", teams=teams)
    first, second, third = (ran(each, tmp_path, workers=1, on_notice=list) for each in (plan, without, elsewhere))

    same, other = compare(first, second), compare(first, third)
    assert same.set_index("measure").loc["worlds_tried", "verdict"] == SAME
    assert (first.replications["worlds_tried"] > 1).any()
    assert "different worlds" not in comparison_text(first, second, same)
    differ = int((first.replications["worlds_tried"] != third.replications["worlds_tried"]).sum())
    assert differ
    assert f"But in {differ} of them the plans pass through the latest count in different worlds" in comparison_text(
        first, third, other
    )


def test_a_plan_with_a_count_is_not_compared_with_one_that_has_another_or_none(tmp_path):
    one, none = (ran(leeds(latest_count=count), tmp_path, workers=1, on_notice=list)
                 for count in (leeds().latest_count, None))  # fmt: skip
    with pytest.raises(Refusal, match="the latest count differs: 1290 and none") as refusal:
        compare(one, none)
    assert "the latest count's date differs: 2017-09-30 and none" in str(refusal.value)
