"""A run's tidy table of estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toy_plan import toy_plan, toy_world

from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.estimates import mean_interval
from sfpc_sim.study.kinds import SHARES
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path


def test_no_mean_share_is_said_to_be_below_none_or_above_all(tmp_path: Path) -> None:
    """Of few futures Student's t would say so: what cannot be is left out of the interval."""
    found = open_result(run(toy_plan(), replications=3, results_folder=tmp_path, workers=1, simulate=toy_world))
    table = summarise(found)
    shares = table[table["unit"].isin(SHARES) & (table["drift"] == found.drift)].set_index("measure")
    by_t = mean_interval(with_derived(found.replications, found.facts)["share_of_posts_by_plan"].to_numpy())
    assert by_t[1] < 0.0 or by_t[2] > 1.0
    mean, low, high = shares.loc["share_of_posts_by_plan", ["mean", "ci_low", "ci_high"]].to_list()
    assert (mean, low, high) == (by_t[0], max(by_t[1], 0.0), min(by_t[2], 1.0))
