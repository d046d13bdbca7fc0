"""A folder with the shipped scenarios and a small made-up authority beside them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import shipped_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AUTHORITY = """\
name = "Madeup"
code = "E00000000"
origin = 2017-03-31
source = "Made up for a test"
[stock]
by_age = [71, 156, 261, 519, 246]
unaccompanied = 45
[entries]
by_age = [100, 80, 70, 110, 40]
groups_per_first_entry = [80, 60, 50, 90, 30]
expected_repeat_per_year = 60
first_entry_share = 0.85
[exits]
under18_share = 0.6
duration_edges_days = [14, 182, 730]
rates.home = [0.2, 0.2, 0.05, 0.05, 0.05]
rates.kinship = [0.1, 0.1, 0.05, 0.02, 0]
rates.adopted = [0.2, 0.3, 0.02, 0, 0]
rates.other = [0.02, 0.02, 0.02, 0.02, 0.1]
factors.home = [4, 2, 1, 0.3]
factors.kinship = [1, 1, 1, 0.3]
factors.adopted = [0, 1, 2, 0.3]
factors.other = [1, 1, 1, 1]
[history]
returned_home = [120, 120, 110]
kinship = [60, 50, 50]
infant_starts = [90, 90, 90]
home_exit_share_by_age = [0.15, 0.2, 0.2, 0.3, 0.15]
[[later]]
year = 2018
looked_after = 1267
started = 421
ceased = 410
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a working folder in which "innovation-2017" needs no fitted authority."""
    for path in shipped_folder().glob("*.toml"):
        shutil.copy(path, tmp_path)
    shutil.copytree(shipped_folder() / "plugins", tmp_path / "plugins")
    (tmp_path / "authorities").mkdir()
    (tmp_path / "authorities" / "leeds-2017.toml").write_text(AUTHORITY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def plan(folder: Path) -> Callable[[str], Path]:
    """Give a function that writes a plan over innovation-2017; what it says starts on line 3."""

    def write(text: str) -> Path:
        path = folder / "plan.toml"
        path.write_text(f'sfpc = 1\nextends = "innovation-2017"\n{text}')
        return path

    return write


@pytest.fixture
def problems(plan: Callable[[str], Path]) -> Callable[[str], list[Problem]]:
    """Give a function that writes such a plan and lists what is wrong with it."""

    def refused(text: str) -> list[Problem]:
        with pytest.raises(Refusal) as refusal:
            load(plan(text))
        assert all(problem.fault and problem.remedy for problem in refusal.value.problems)
        return list(refusal.value.problems)

    return refused


@pytest.fixture
def refuses(problems: Callable[[str], list[Problem]]) -> Callable[[str, int, str, str], None]:
    """Give a function that holds such a plan to be refused at a line, with a fault and a remedy."""

    def held(text: str, line: int, fault: str, remedy: str) -> None:
        found = problems(text)
        assert any(
            problem.place == f"plan.toml:{line}" and fault in problem.fault and remedy in problem.remedy
            for problem in found
        ), [str(problem) for problem in found]

    return held
