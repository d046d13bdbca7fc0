"""`sfpc report` as a user meets it."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest  # noqa: TC002 (its fixtures are annotated)
from toy_plan import toy_plan, toy_world
from typer.testing import CliRunner

from sfpc_sim.cli.app import app
from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.extras import install_command, libraries
from sfpc_sim.inputs.scenario import Target
from sfpc_sim.outputs.report import html
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


def made(into: Path, **changes: Any) -> Path:
    """Run a changed toy plan."""
    return run(toy_plan(**changes), replications=30, results_folder=into, workers=1, simulate=toy_world)


def test_it_says_where_the_report_is_and_how_large(tmp_path: Path) -> None:
    folder = made(tmp_path)
    done = CliRunner().invoke(app, ["report", str(folder)])
    written = folder / "report.html"
    assert done.exit_code == 0
    assert done.output == f"Report: {written} ({written.stat().st_size / 1000:,.0f} kB)\n"
    assert written.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_second_plan_is_told_beside_the_first(tmp_path: Path) -> None:
    folders = made(tmp_path), made(tmp_path, name="toy-walk", title="Walking", drift="walk")
    done = CliRunner().invoke(app, ["report", *map(str, folders), "-o", str(tmp_path / "board.html")])
    assert done.exit_code == 0
    assert "<title>A toy plan, beside Walking</title>" in (tmp_path / "board.html").read_text("utf-8")


def test_nothing_is_written_of_plans_that_cannot_be_compared(tmp_path: Path) -> None:
    folders = made(tmp_path), made(tmp_path, name="far", target=Target(900, date(2019, 3, 31)))
    done = CliRunner().invoke(app, ["report", *map(str, folders), "-o", str(tmp_path / "board.html")])
    assert isinstance(done.exception, Refusal)
    assert "the target differs" in str(done.exception)
    assert not list(tmp_path.glob("board*"))


def test_two_runs_of_one_plan_are_noted(tmp_path: Path) -> None:
    """An asterisk takes the run before the plan was changed along."""
    folders = made(tmp_path), made(tmp_path, title="A toy plan, changed")
    done = CliRunner().invoke(app, ["report", *map(str, folders), "-o", str(tmp_path / "board.html")])
    assert done.exit_code == 0
    assert f"Several results are of toy: {folders[0]} (" in done.stderr
    alone = CliRunner().invoke(app, ["report", str(folders[0]), "-o", str(tmp_path / "board.html")])
    assert "Several results" not in alone.stderr


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(made(tmp_path)), "-o", str(tmp_path / "nowhere" / "board.html")])
    assert isinstance(done.exception, Refusal)
    assert "cannot be written: No such file or directory. Name another file with -o." in str(done.exception)


def test_a_missing_library_is_named_with_what_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path)
    html._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    done = CliRunner().invoke(app, ["report", str(folder)])
    assert isinstance(done.exception, Refusal)
    assert str(done.exception).endswith(f"Install it: {install_command(libraries('report'))}")
    assert not (folder / "report.html").exists()
