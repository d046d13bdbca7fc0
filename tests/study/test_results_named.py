"""Who names no results folder is told which ones were perhaps meant."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.study.manifest import MANIFEST_NAME, refuse_other_folder

if TYPE_CHECKING:
    from pathlib import Path

OLDEST_FIRST = ("late-1111", "late-2222", "soon-3333", "late-4444", "late-5555")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Make the folder of some results, made one after the other, and one folder that is none."""
    for second, name in enumerate(OLDEST_FIRST):
        (tmp_path / name).mkdir()
        (tmp_path / name / MANIFEST_NAME).write_text("{}")
        os.utime(tmp_path / name / MANIFEST_NAME, (second, second))
    (tmp_path / "late-none").mkdir()
    (tmp_path / "late-1111" / "summary.csv").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("late-...", ["late-5555", "late-4444", "late-2222"]),
        ("late-*", ["late-5555", "late-4444", "late-2222"]),
        ("soon", ["soon-3333"]),
        (".", ["late-5555", "late-4444", "soon-3333"]),
        ("late-1111/summary.csv", ["late-1111"]),
    ],
)
def test_the_newest_results_of_such_a_name_are_told(results: Path, named: str, meant: list[str]) -> None:
    """As the guides write it, with what a shell did not fill in, cut short, the folder above, or a file in it."""
    with pytest.raises(Refusal) as refused:
        refuse_other_folder(results / named)
    (problem,) = refused.value.problems
    assert problem.remedy == f"Did you mean {' or '.join(str(results / name) for name in meant)}?"


@pytest.mark.parametrize("named", ["other-...", "late-none", "nowhere/late-..."])
def test_where_there_is_none_like_it_nothing_is_guessed(results: Path, named: str) -> None:
    with pytest.raises(Refusal, match="Name one that `sfpc run` made"):
        refuse_other_folder(results / named)
