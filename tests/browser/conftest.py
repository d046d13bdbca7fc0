"""Pages, and a Chromium that reaches nothing but them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from browser_pages import Pages
from browser_sandbox import Sandbox, open_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give a page's file by its name, written when it is first asked for."""
    return Pages(tmp_path_factory.mktemp("pages")).file


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Give a browser that resolves no name and is closed with the module: its loop is no other test's business."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: install the package chromium")
    with open_sandbox(CHROMIUM) as opened:
        yield opened
