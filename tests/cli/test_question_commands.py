"""`sfpc drivers` and `sfpc uncertainty` as a user meets them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command import sfpc
from short_plan import PLAN

from sfpc_sim.inputs.loading import load
from sfpc_sim.study.drivers import target_outcomes
from sfpc_sim.study.within import outcomes_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("command", ["drivers", "uncertainty"])
def test_an_outcome_that_is_not_measured_is_refused_with_the_nearest(command: str, tmp_path: Path) -> None:
    """Exit code 2, no traceback; nothing is simulated or written."""
    done = sfpc(command, "innovation-2017", "--outcome", "entries_avoidd", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such outcome is measured." in done.stderr
    assert "entries_avoided" in done.stderr
    done = sfpc(command, "innovation-2017", "--outcome", "last_res_team_started_day", cwd=tmp_path)
    assert (done.returncode, "has no mean" in done.stderr) == (2, True)
    assert not list(tmp_path.iterdir())


def test_a_target_that_is_not_for_a_31_march_is_what_is_asked_and_answered(tmp_path: Path) -> None:
    """It is measured, in the summary it is the target, and it is what drivers are asked for if nothing else is."""
    path = tmp_path / "september.toml"
    path.write_text('title = "September"\n' + PLAN.replace("on = 2018-03-31", "on = 2017-09-30"))
    plan = load(path)
    assert set(target_outcomes(plan)) <= set(outcomes_of(plan))
    done = sfpc("run", "september.toml", "-n", "2", "--workers", "1", "--no-alternatives", cwd=tmp_path)
    assert "fewer than 1,000 children looked after on 30 Sep 2017.\n" in done.stdout, done.stderr
    assert "on 30 Sep 2017 (target)" in done.stdout


def test_unlike_plans_have_no_paired_difference(tmp_path: Path) -> None:
    """Two authorities' programmes of other years are refused with every reason."""
    done = sfpc("uncertainty", "innovation-2017", "--against", "sfpc-2020", cwd=tmp_path)
    assert (done.returncode, "the first day differs" in done.stderr) == (2, True)


@pytest.mark.slow
def test_both_answer_for_a_shipped_plan_cut_short(tmp_path: Path) -> None:
    """One year of it: effects are kept with the plan's results, shares are of chance and assumptions."""
    (tmp_path / "short.toml").write_text('title = "Short"\n' + PLAN)
    done = sfpc("drivers", "short.toml", "-n", "4", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "entries_origin_per_year" in done.stdout
    assert "chance, not ignorance" in done.stdout
    assert next((tmp_path / "results").glob("short-*/effects.csv"))
    done = sfpc("uncertainty", "short.toml", "-n", "20", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [row["coordinate"] for row in json.loads(done.stdout)["indices"]][::9] == ["chance", "all other assumptions"]
