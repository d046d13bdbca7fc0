"""Running until the answer is known well enough: the same answer from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from toy_plan import failing_world, toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.study.compare import compare
from sfpc_sim.study.precision import Aim, look_ahead
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise
from sfpc_sim.study.within import compare_within, run_within

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.study.result import Result

CHILDREN = "looked_after_on:2020-03-31"
BUDGET = 400


def within(folder: Path, *aims: Aim, **options: Any) -> Result:
    options = {"budget": BUDGET, "workers": 1, "simulate": toy_world} | options
    return run_within(toy_plan(), aims, results_folder=folder, **options)


def aim(folder: Path, replications: int) -> Aim:
    """Aim so that about so many replications are needed."""
    table = open_result(run(toy_plan(), replications=200, results_folder=folder, workers=1, simulate=toy_world))
    return Aim(1.96 * float(table.replications[CHILDREN].std()) / np.sqrt(replications), CHILDREN)


def test_the_answer_is_as_near_as_was_asked_and_costs_little_more(tmp_path: Path) -> None:
    """The interval of the replications that count is the summary's own; the look-ahead was simulated too."""
    asked = aim(tmp_path / "trial", 60)
    result = within(tmp_path / "new", asked)
    precision = result.precision
    assert precision is not None
    assert precision.met
    row = summarise(result).set_index(["measure", "on", "drift"]).loc[("looked_after_on", "2020-03-31", "damped")]
    assert row["replications"] == precision.replications == len(result.replications)
    assert (row["ci_high"] - row["ci_low"]) / 2 <= asked.within
    held = len(open_result(result.folder).replications)
    assert precision.replications + look_ahead(precision.replications) <= held < 3 * precision.replications


def test_the_answer_depends_on_nothing_but_the_luck(tmp_path: Path) -> None:
    """Workers, sizes of tasks, and what was there before: fewer, or far more than are needed."""
    asked = aim(tmp_path / "200", 60)
    made = [within(tmp_path / "1", asked), within(tmp_path / "2", asked, workers=2, chunk_size=7)]
    options: dict[str, Any] = {"workers": 1, "simulate": toy_world, "alternatives": False}
    for held in (13, 250):
        run(toy_plan(), replications=held, results_folder=tmp_path / f"{held}", **options)
        made.append(within(tmp_path / f"{held}", asked))
    assert len({result.precision for result in made}) == 1
    made.append(within(tmp_path / "200", asked))
    for result in made[1:]:
        pd.testing.assert_frame_equal(summarise(result), summarise(made[0]), check_exact=True)
        assert (result.folder / "summary.csv").read_bytes() == (made[0].folder / "summary.csv").read_bytes()


def test_a_spent_budget_is_said_and_what_was_there_beyond_it_is_not_used(tmp_path: Path) -> None:
    """The numbers are those of the budget; how many would be needed is foreseen."""
    asked = aim(tmp_path, 150)
    result = within(tmp_path, asked, budget=50)
    precision = result.precision
    assert precision is not None
    assert not precision.met
    assert precision.replications == len(result.replications) == 50
    assert 75 < precision.reached[0].needed < 300


def test_every_aim_is_met_together(tmp_path: Path) -> None:
    """The slowest decides, and two need more than the slower one alone."""
    slow, easy = aim(tmp_path / "trial", 60), Aim(0.4, "under_on:2020-03-31")
    both, alone = within(tmp_path / "both", slow, easy).precision, within(tmp_path / "alone", slow).precision
    assert both is not None
    assert alone is not None
    assert both.replications > alone.replications
    assert all(each.half_width <= each.aim.within for each in both.reached)


def test_what_failed_is_no_gap(tmp_path: Path) -> None:
    """The rule goes on with those that succeeded."""
    asked = Aim(aim(tmp_path / "trial", 40).within, CHILDREN)
    result = within(tmp_path / "new", asked, simulate=failing_world)
    assert result.precision is not None
    assert result.failures
    assert result.precision.replications == len(result.replications) < result.replications.index.max()


def test_two_plans_are_compared_until_their_difference_is_known(tmp_path: Path) -> None:
    """Of the paired differences, which need far fewer than either plan alone; a folder serves as well as a plan."""
    other = toy_plan(evidence="no-effect", name="other")
    options: dict[str, Any] = {"workers": 1, "simulate": toy_world, "alternatives": False}
    asked = Aim(1.0, "entries_avoided")
    one, two = compare_within(toy_plan(), other, [asked], budget=BUDGET, results_folder=tmp_path, **options)
    precision = one.precision
    assert precision is not None
    assert precision.met
    assert precision == two.precision
    row = compare(one, two).set_index("measure").loc["entries_avoided"]
    assert row["pairs"] == precision.replications
    assert row["ci_high"] - row["ci_low"] <= 2 * asked.within
    again, _ = compare_within(one.folder, two.folder, [asked], **options)
    assert again.precision is not None
    assert again.precision.replications == precision.replications


def test_plans_that_never_differed_are_not_called_equal(tmp_path: Path) -> None:
    """The difference of a chance has the comparison's own interval, to both sides of zero."""
    other = toy_plan(evidence="no-effect", name="other")
    options: dict[str, Any] = {"workers": 1, "simulate": toy_world, "alternatives": False}
    aims = [Aim(0.05, "under_on:2020-03-31")]
    one, two = compare_within(toy_plan(), other, aims, budget=BUDGET, results_folder=tmp_path, **options)
    assert one.precision is not None
    assert one.precision.met
    row = compare(one, two).set_index(["measure", "on"]).loc[("under_on", "2020-03-31")]
    reached = one.precision.reached[0]
    assert (reached.low, reached.high) == pytest.approx((row["ci_low"], row["ci_high"]))
    assert reached.low < 0 < reached.high
    assert reached.told_from_zero is False


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Aim(5, "looked_after_on:2020-03-30"), 'Did you mean "looked_after_on:'),
        (Aim(5, "happiness"), "Name one, as looked_after_on:2018-03-31 or entries_avoided; all are in summary.csv"),
        (Aim(5, "in_post_day:res/1"), "a time that may not come"),
        (Aim(2, "under_on:2020-03-31"), "'2% under_on:2020-03-31'"),
    ],
)
def test_an_aim_at_nothing_is_refused_before_anything_is_simulated(tmp_path: Path, wrong: Aim, words: str) -> None:
    """With a near name, and no folder."""
    with pytest.raises(Refusal, match="--within") as refusal:
        within(tmp_path / "new", wrong)
    assert words in str(refusal.value)
    assert not (tmp_path / "new").exists()
