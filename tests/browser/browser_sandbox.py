"""A headless browser that resolves no name, and writes down whatever a page asks of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CONTRAST = "color-contrast"  # of forced colours the checker reads the page's own instead: looked at otherwise
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}


@dataclass
class Opened:
    """A page, and what it did that a page should not do."""

    page: Page
    asked: list[str] = field(default_factory=list)  # addresses but its own file
    said: list[str] = field(default_factory=list)  # console, errors, dialogs


@dataclass(frozen=True)
class Sandbox:
    """Opens files, each in a context of its own."""

    browser: Browser

    @contextmanager
    def open(self, file: Path, *, policy: bool = True, width: int = 1200, **context: Any) -> Iterator[Opened]:
        """Open a file; without its content policy only to put a checker into it."""
        viewport = {"width": width, "height": 900}
        made = self.browser.new_context(viewport=viewport, bypass_csp=not policy, **context)  # type: ignore[arg-type]
        try:
            opened = Opened(made.new_page())
            own = file.as_uri()

            def judge(route: Any) -> None:
                if route.request.url.partition("#")[0] == own:
                    route.continue_()
                else:
                    opened.asked.append(route.request.url)
                    route.abort()

            def dismiss(dialog: Any) -> None:
                opened.said.append(f"dialog: {dialog.message}")
                dialog.dismiss()

            made.route("**/*", judge)
            opened.page.on("console", lambda message: opened.said.append(message.text))
            opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
            opened.page.on("dialog", dismiss)
            opened.page.goto(own)
            yield opened
        finally:
            made.close()

    def findings(self, file: Path, **context: Any) -> list[str]:
        """Give what axe finds against WCAG 2.0 to 2.2, A and AA, in words; nothing is the only good answer."""
        forced = {"rules": {CONTRAST: {"enabled": False}}} if context.get("forced_colors") else {}
        with self.open(file, policy=False, **context) as opened:
            found = Axe().run(opened.page, options=RULES | forced).response["violations"]
        return [
            f"{each['id']}: {each['help']}: {len(each['nodes'])} times, first {each['nodes'][0]['html'][:200]}"
            for each in found
        ]


@contextmanager
def open_sandbox(chromium: str) -> Iterator[Sandbox]:
    """Start the browser that is installed; none is downloaded."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            yield Sandbox(browser)
        finally:
            browser.close()
