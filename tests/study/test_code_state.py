"""Which commit a result's code is, and whether the tree was clean; never a reason to fail."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from sfpc_sim.study.manifest import git_state

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Commit a package of one file, beside another folder."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "First")
    return folder


def test_a_clean_tree_is_clean_whatever_lies_beside_the_package(package: Path) -> None:
    (package.parent / "notes.txt").write_text("mine")
    assert git_state(package) == {"commit": git(package, "rev-parse", "HEAD"), "dirty": False}


@pytest.mark.parametrize("name", ["__init__.py", "new.py"])
def test_a_changed_or_a_new_file_of_the_package_is_uncommitted(package: Path, name: str) -> None:
    (package / name).write_text("x = 1\n")
    assert git_state(package) == {"commit": git(package, "rev-parse", "HEAD"), "dirty": True}


def test_without_git_or_a_checkout_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package; and a machine without Git, or with one that cannot be run."""
    (tmp_path / "__init__.py").write_text("")
    assert git_state(tmp_path) is None
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "git").write_text("not a program\n")
    (broken / "git").chmod(0o755)
    for path in (str(broken), os.devnull):
        monkeypatch.setenv("PATH", path)
        git_state.cache_clear()
        assert git_state(tmp_path) is None
