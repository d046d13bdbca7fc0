"""`sfpc plot`, and the same pictures in a notebook, as a user meets them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from toy_plan import toy_plan, toy_world
from typer.testing import CliRunner

import sfpc_sim
from sfpc_sim.cli.app import app
from sfpc_sim.errors import Refusal
from sfpc_sim.outputs.pictures.every import PICTURES
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path

DRAWN = ["chance", "children", "partners", "recruitment", "strain", "time-to-fill"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("plot")
    return run(toy_plan(), replications=12, results_folder=place, workers=1, alternatives=False, simulate=toy_world)


def plot(*arguments: object) -> str:
    return CliRunner().invoke(app, ["plot", *map(str, arguments)], catch_exceptions=False).output


def test_every_picture_is_a_file_with_its_words(folder: Path, tmp_path: Path) -> None:
    """What it says stands on the screen and in the text beside it; PNG only when asked for."""
    output = plot(folder, "-o", tmp_path)
    assert sorted(path.stem for path in tmp_path.glob("*.svg")) == DRAWN
    assert not list(tmp_path.glob("*.png"))
    title, description, reading = (tmp_path / "chance.txt").read_text("utf-8").strip().split("\n\n")
    assert f"{title}\n  {tmp_path / 'chance.svg'}" in output
    assert description.startswith("A line from ")
    assert "95%" in reading


def test_one_picture_of_two_results_and_their_differences(folder: Path, tmp_path: Path) -> None:
    """A folder each, numbered as they were named; what a plan does not have is said."""
    options = ("--picture", "strain", "--picture", "differences", "--picture", "money", "--png", "-o", tmp_path)
    output = plot(folder, folder, *options)
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.png"))
    assert files == ["1-toy/strain.png", "2-toy/strain.png", "differences.png"]
    assert "there is nothing to tell: money" in output


def test_unknown_pictures_are_refused_all_at_once(folder: Path) -> None:
    """With the nearest name; differences want two results."""
    with pytest.raises(Refusal, match='Did you mean "strain"') as refusal:
        plot(folder, "--picture", "strian", "--picture", "differences")
    assert len(refusal.value.problems) == 2
    assert "needs two results" in str(refusal.value)


def test_a_notebook_draws_the_same(folder: Path) -> None:
    """Names are completed; a result with pictures is a result as before."""
    result = sfpc_sim.open_result(folder)
    assert dir(result.plot) == sorted(name.replace("-", "_") for name in PICTURES)
    assert result.plot.time_to_fill().title.startswith("Half of posts are filled within")
    assert result.plot.money() is None
    assert "vega" in str(result.plot.chance()._repr_mimebundle_())
    assert len(sfpc_sim.summarise(result)) > 50
    with pytest.raises(AttributeError, match=r"no picture 'pie'. There are: break_even, chance"):
        result.plot.pie()


def test_without_the_extra_a_refusal_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is worked out."""
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(Refusal, match=r"altair is not installed.* install altair jinja2 vl-convert-python xlsxwriter"):
        plot(folder)
    with pytest.raises(Refusal, match=r"altair is not installed.* install altair jinja2 vl-convert-python xlsxwriter"):
        sfpc_sim.open_result(folder).plot.children()
