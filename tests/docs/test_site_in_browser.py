"""The built pages in Chromium, which resolves no name: nothing runs out of a phone's width, and axe finds nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from test_site import site  # noqa: F401 (a fixture: built once for all)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
LOOKS = {"desk": (1200, "light"), "desk, dark": (1200, "dark"), "phone": (320, "light")}
IN_THE_DARK = ("index", "tutorial", "model", "validation", "commands")  # colours are the theme's, the same on all pages


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser that is closed with the module: its loop is no other test's business."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: install the package chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_the_site_is_accessible_and_alone(browser: Browser, site: Path, look: str) -> None:  # noqa: F811
    width, scheme = LOOKS[look]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked, found, wide = [], {}, []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    files = [file for file in sorted(site.rglob("*.html")) if scheme == "light" or file.stem in IN_THE_DARK]
    for file in files:
        page.goto(file.as_uri())
        if page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            wide.append(file.name)
        violations = Axe().run(page, options=RULES).response["violations"]
        found |= {f"{file.name}: {each['id']}": each["nodes"][0]["html"][:200] for each in violations}
    context.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    assert (found, wide) == ({}, [])
