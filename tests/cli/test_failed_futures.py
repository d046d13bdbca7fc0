"""A future that failed is told by every command that reads a result, and ends it with a code of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from toy_plan import failing_world, toy_plan, toy_world
from typer.testing import CliRunner

from sfpc_sim.cli.app import app
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path

INCOMPLETE = 4


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Run two plans; in the first replication 17 fails."""
    place = tmp_path_factory.mktemp("failed")
    how = {"replications": 20, "results_folder": place, "workers": 1, "alternatives": False}
    return (
        run(toy_plan(), simulate=failing_world, **how),
        run(toy_plan(name="other", evidence="no-effect"), simulate=toy_world, **how),
    )


@pytest.mark.parametrize("command", ["compare", "rank", "plot", "export"])
def test_the_reader_of_figures_is_told(folders: tuple[Path, Path], tmp_path: Path, command: str) -> None:
    """How many of how many, and which was the first, beside what the figures are."""
    first, other = map(str, folders)
    arguments = {
        "compare": (first, other),
        "rank": (first, other),
        "plot": (first, "--picture", "children", "-o", str(tmp_path)),
        "export": (first, "--csv", str(tmp_path)),
    }[command]
    done = CliRunner().invoke(app, [command, *arguments], catch_exceptions=False)
    assert done.exit_code == INCOMPLETE, done.output
    assert "1 of 20 replications under damped drift FAILED" in done.stderr
    assert "The first is replication 17 (simulate, toy_plan.py:" in done.stderr
    if command == "export":
        (plan,) = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["plans"]
        assert (plan["replications"], plan["failed"]) == (19, 1)


def test_a_whole_result_ends_well(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Without a word of failures."""
    done = CliRunner().invoke(app, ["plot", str(folders[1]), "--picture", "children", "-o", str(tmp_path)])
    assert (done.exit_code, done.stderr) == (0, "")
