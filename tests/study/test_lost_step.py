"""Where two plans lost step is found, named and counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sfpc_sim.inputs.loading import load
from sfpc_sim.study.digest import digest_parts
from sfpc_sim.study.lost_step import FUTURES, LEAST_SHARE, lost_step
from sfpc_sim.study.manifest import read_manifest, write_manifest
from sfpc_sim.study.result import Result
from sfpc_sim.study.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario


def finished(scenario: Scenario, folder: Path, futures: int = 8) -> Result:
    """Write what a finished run says of itself; what it measured is not looked at."""
    folder.mkdir()
    write_manifest(Store(folder, scenario.start), scenario, digest_parts(scenario))
    return Result(folder, read_manifest(folder), pd.DataFrame(index=pd.RangeIndex(1, futures + 1)), {})


def test_a_plan_never_loses_step_with_itself(tmp_path: Path) -> None:
    """Nor with one that asks the same and pays more."""
    plan = load("innovation-2017")
    money = replace(plan.money, average_placement_gbp_per_year=2 * plan.money.average_placement_gbp_per_year)
    trace = lost_step(finished(plan, tmp_path / "one"), finished(replace(plan, money=money), tmp_path / "two"))
    assert trace is not None
    assert (trace.futures, trace.parted) == (FUTURES, ())


def test_leaders_who_stay_part_from_leaders_who_leave_where_they_leave(tmp_path: Path) -> None:
    """How long each stays is asked under the first plan only; children keep step."""
    plan = load("innovation-2017")
    stays = finished(replace(plan, leaders_leave=False), tmp_path / "stays", futures=3)
    trace = lost_step(finished(plan, tmp_path / "leaves"), stays)
    assert trace is not None
    assert trace.futures == 3
    (leaving,) = (each for each in trace.parted if each.purpose == "how long a leader stays")
    assert (leaving.both, leaving.second_only) == (0, 0)
    assert leaving.first_only == leaving.asked > 0
    assert all(each.by_one >= LEAST_SHARE * each.asked for each in trace.parted)
    weights = [each.by_one * (each.by_one / each.asked) for each in trace.parted]
    assert weights == pytest.approx(sorted(weights, reverse=True))
    assert "a spell of care" not in {each.purpose for each in trace.parted}


@pytest.mark.parametrize("key", ["code", "kernel"])
def test_another_version_s_result_is_not_lived_again(key: str, tmp_path: Path) -> None:
    """What it asked of luck cannot be known here."""
    one = finished(load("innovation-2017"), tmp_path / "one")
    parts = one.manifest["digest_parts"] | {key: "other"}
    other = replace(one, manifest=one.manifest | {"digest_parts": parts})
    assert lost_step(one, other) is None
    assert lost_step(other, one) is None


def test_futures_in_other_worlds_are_passed_over(tmp_path: Path) -> None:
    """Where the latest count led the plans apart everything differs, and nothing is told by that."""
    plan = load("innovation-2017")
    one, two = (finished(plan, tmp_path / name) for name in ("one", "two"))
    tried = [1, 2, 1, 1, 3, 1, 1, 1]
    one, two = (
        replace(each, replications=pd.DataFrame({"worlds_tried": worlds}, index=each.replications.index))
        for each, worlds in ((one, tried), (two, [2, 2, 2, 2, 3, 2, 2, 2]))
    )
    trace = lost_step(one, two)
    assert trace is not None
    assert trace.futures == 2
