"""A short plan that has been run once, for all tests of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command import sfpc
from short_plan import PLAN
from short_run import SMALL

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with one short plan that has been run."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "short.toml").write_text('title = "Short"\n' + PLAN)
    done = sfpc("run", "short.toml", *SMALL, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder
