"""`sfpc export` as a user meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from toy_plan import toy_plan, toy_world
from typer.testing import CliRunner

from sfpc_sim.cli.app import app
from sfpc_sim.errors import Refusal
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return run(toy_plan(), replications=20, results_folder=tmp_path, workers=1, simulate=toy_world)


def export(*arguments: object) -> str:
    """Run the command; a refusal comes through."""
    done = CliRunner().invoke(app, ["export", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_everything_at_once_says_what_it_wrote(folder: Path, tmp_path: Path):
    """A workbook and both kinds of tidy files, in folders that were not there."""
    said = export(folder, "--xlsx", tmp_path / "new" / "toy.xlsx", "--csv", tmp_path / "c", "--parquet", tmp_path / "p")
    assert "Workbook: " in said
    assert "replications.csv.gz" in said
    assert "replications.parquet" in said
    assert openpyxl.load_workbook(tmp_path / "new" / "toy.xlsx").sheetnames[0] == "Cover"
    assert (tmp_path / "c" / "datapackage.json").is_file()
    assert (tmp_path / "p" / "datapackage.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nothing is asked for"),
        (["--xlsx", "toy.xls"], "does not end in .xlsx"),
        (["--csv", "same", "--parquet", "same"], "Name two folders"),
    ],
)
def test_what_cannot_be_meant_is_refused(folder: Path, arguments: list[str], told: str):
    """Before anything is read or written."""
    with pytest.raises(Refusal, match=told):
        export(folder, *arguments)


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path):
    """The refusal names it."""
    with pytest.raises(Refusal, match="is not a results folder"):
        export(tmp_path, "--xlsx", tmp_path / "toy.xlsx")
