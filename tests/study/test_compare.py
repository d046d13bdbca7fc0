"""Paired differences, and what must not be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.scenario import Target
from sfpc_sim.study.compare import compare
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path


def result(folder: Path, replications: int = 60, **changes: Any) -> Result:
    plan = toy_plan(**changes)
    return open_result(run(plan, replications=replications, results_folder=folder, workers=1, simulate=toy_world))


def test_a_scenario_differs_from_itself_by_exactly_zero(tmp_path: Path) -> None:
    """Not by about zero."""
    one = result(tmp_path)
    table = compare(one, one)
    happened = table[table["pairs"] > 0]
    assert (happened[["difference", "ci_low", "ci_high", "p10", "p50", "p90"]] == 0).all().all()


def test_differences_are_taken_within_replications(tmp_path: Path) -> None:
    """The interval of a paired difference is that of the differences, over the shared replications."""
    one, two = result(tmp_path), result(tmp_path, replications=50, evidence="no-effect", name="other")
    row = compare(one, two).set_index("measure").loc["entries_avoided"]
    own = one.replications["entries_avoided"].head(50)
    assert row["pairs"] == 50
    assert row["difference"] == pytest.approx(-own.mean())
    assert row["second_mean"] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 8}, "the seed differs: 7 and 8"),
        ({"end": date(2020, 3, 30)}, "the last day differs: 2020-03-31 and 2020-03-30"),
        ({"target": Target(1000, date(2020, 3, 31))}, "the target's date differs"),
        ({"target": Target(900, date(2019, 3, 31))}, "the target differs: 1000 and 900"),
        (
            {"authority": replace(toy_plan().authority, name="Elsewhere")},
            "differs: Toytown and Elsewhere",
        ),
    ],
)
def test_unlike_plans_are_refused_with_the_reason(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    """Their differences would mean something else than the plans."""
    with pytest.raises(Refusal, match=words):
        compare(result(tmp_path), result(tmp_path, **change))


def test_results_of_other_code_are_refused(tmp_path: Path) -> None:
    """A difference would mix the plan with the program."""
    one = result(tmp_path)
    parts = one.manifest["digest_parts"] | {"code": "other"}
    two = Result(one.folder, one.manifest | {"digest_parts": parts}, one.replications, {})
    with pytest.raises(Refusal, match=r"different versions \(code\)"):
        compare(one, two)


def test_the_summary_tells_chances_means_and_quantities_apart(tmp_path: Path) -> None:
    """Chances of missing and meeting add up; what did not happen is later than the horizon."""
    one = result(tmp_path)
    table = summarise(one)
    own = table[table["drift"] == "damped"].set_index(["measure", "on"])
    meets, misses = own.loc[("under_on", "2019-03-31")], own.loc[("not_under_on", "2019-03-31")]
    assert meets["statistic_kind"] == "chance"
    assert meets["mean"] == (one.replications["looked_after_on:2019-03-31"] < 1000).mean()
    assert meets["mean"] + misses["mean"] == pytest.approx(1)
    assert meets["ci_low"] == pytest.approx(1 - misses["ci_high"])
    late = own.loc[("in_post_day:res/2", "")]
    assert late["statistic_kind"] == "quantity"
    assert late["p90"] == np.inf
    assert np.isnan(late["mean"])
    # Day 183 is 1 October 2017: of two posts only the first is ever that early.
    share = (one.replications["in_post_day:res/1"] < 184).mean() / 2
    assert own.loc[("share_of_posts_by_plan", "")]["mean"] == pytest.approx(share)
    assert set(table["drift"]) == {"damped", "walk", "stationary"}


def test_a_folder_without_a_finished_run_is_refused(tmp_path: Path) -> None:
    """With what to do instead."""
    with pytest.raises(Refusal, match="is not a results folder"):
        open_result(tmp_path)
