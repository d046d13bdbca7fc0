"""`sfpc batch DESIGN` and `sfpc rank` as a user meets them: interrupted, done again, ranked."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from command import sfpc
from short_plan import PLAN
from toy_plan import toy_plan, toy_world

from sfpc_sim.inputs.design_points import Point
from sfpc_sim.study.crew import open_crew
from sfpc_sim.study.interrupted import RunInterrupted
from sfpc_sim.study.points import outlook, run_points

if TYPE_CHECKING:
    from pathlib import Path

    import sfpc_sim

DESIGN = """sfpc = 1
plan = "short.toml"
design = "grid"
replications = 6
[factors."posts.res-coordinator.count"]
values = [1, 2]
"""


@pytest.fixture
def levers(tmp_path: Path) -> Path:
    """Give a folder with a short plan and a design over it."""
    (tmp_path / "short.toml").write_text(PLAN)
    (tmp_path / "levers.toml").write_text(DESIGN)
    return tmp_path


def test_a_design_is_simulated_ranked_and_ranked_again_from_its_folders(levers: Path) -> None:
    """The second time nothing is missing; `rank` of the folders in the table says the same."""
    done = sfpc("batch", "levers.toml", "--json", "--workers", "1", cwd=levers)
    assert done.returncode == 0, done.stderr
    assert "2 plans x 6 replications" in done.stderr
    found = json.loads(done.stdout)
    assert (found["pairs"], {each["plan"] for each in found["plans"]}) == (6, {"short-p001", "short-p002"})
    with (levers / "results" / "levers.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["posts.res-coordinator.count"] for row in rows] == ["1", "2"]
    again = sfpc("batch", "levers.toml", "--json", "--workers", "1", cwd=levers)
    assert "2 plans, all simulated already." in again.stderr
    ranked = sfpc("rank", *(row["folder"] for row in rows), "--json", cwd=levers)
    assert json.loads(ranked.stdout) == json.loads(again.stdout) == found


def test_faults_are_told_before_anything_is_simulated(levers: Path) -> None:
    """A value no plan can have, an outcome nobody measures: exit code 2, no folder."""
    (levers / "levers.toml").write_text(DESIGN.replace("[1, 2]", "[1, -2]"))
    done = sfpc("batch", "levers.toml", cwd=levers)
    assert (done.returncode, done.stdout, "levers.toml, point 2:" in done.stderr) == (2, "", True)
    (levers / "levers.toml").write_text(DESIGN)
    done = sfpc("batch", "levers.toml", "--by", "entrees", cwd=levers)
    assert (done.returncode, "Did you mean" in done.stderr) == (2, True)
    assert not (levers / "results").exists()


def test_an_interrupted_batch_goes_on_within_the_plan_it_was_in(tmp_path: Path) -> None:
    """What was kept is not simulated again, and the tables are those of a batch never interrupted."""
    points = [Point(toy_plan(name=f"toy-p00{i}", replications=12), {"i": i}) for i in (1, 2, 3)]

    def run_all(folder: Path, stop_at: int | None = None) -> list[tuple[int, int]]:
        told: list[tuple[int, int]] = []

        def tell(done: int, total: int) -> None:
            told.append((done, total))
            if stop_at and done >= stop_at:
                raise KeyboardInterrupt

        with open_crew("serial", None) as crew:
            ahead = outlook(points, folder, toy_world)
            run_points(points, ahead, crew=crew, results_folder=folder, on_progress=tell, simulate=toy_world)
        return told

    with pytest.raises(RunInterrupted, match="are kept in"):
        run_all(tmp_path / "stopped", stop_at=15)
    left = sum(outlook(points, tmp_path / "stopped", toy_world).missing)
    assert 12 < left < 24
    told = run_all(tmp_path / "stopped")
    assert (told[0], told[-1]) == ((0, left), (left, left))
    run_all(tmp_path / "whole")
    for table in (tmp_path / "whole").glob("*/replications.parquet"):
        assert table.read_bytes() == (tmp_path / "stopped" / table.relative_to(tmp_path / "whole")).read_bytes()


def test_a_plan_that_always_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    """It is told by name; the others have results."""
    points = [Point(toy_plan(name=f"toy-p00{i}", replications=5, seed=i), {"i": i}) for i in (1, 2, 3)]
    with open_crew("serial", None) as crew:
        ahead = outlook(points, tmp_path, fails_for_two)
        done = run_points(points, ahead, crew=crew, results_folder=tmp_path, simulate=fails_for_two)
    assert [folder.name[:8] for folder in done.folders] == ["toy-p001", "toy-p003"]
    assert list(done.lost) == ["toy-p002"]
    assert "two never works" in done.lost["toy-p002"]


def fails_for_two(scenario: sfpc_sim.Scenario, number: int) -> sfpc_sim.Replication:
    """Live the toy world, in which the second plan's every future fails."""
    if scenario.seed == 2:
        raise ValueError("two never works")
    return toy_world(scenario, number)
