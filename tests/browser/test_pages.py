"""Every page that the package writes: alone, by keyboard, on a phone, in forced colours, printed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_sandbox import Sandbox

    Written = Callable[[str], Path]

LONGEST = 400_000  # bytes of a report
SCREENSHOTS = os.environ.get("SFPC_SCREENSHOTS")  # a folder to look at

FORCED = {"forced_colors": "active", "color_scheme": "dark", "reduced_motion": "reduce"}

every_page = pytest.mark.parametrize("name", PAGES)

# What is focused: a name to tell it by, how its outline is drawn, and whether it can be seen.
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    const name = at.getAttribute("href") || at.getAttribute("aria-label") || at.textContent.slice(0, 60);
    return [at.tagName, name, style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
            box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0];
}"""
OPEN = "() => document.querySelectorAll('details').forEach(each => each.open = true)"
STOPS = """() => [...document.querySelectorAll("a[href], summary, [tabindex='0']")]
    .filter(each => each.checkVisibility()).length"""
HIDDEN = """() => [...document.querySelectorAll("details > :not(summary)")]
    .filter(each => !each.closest("nav") && each.getBoundingClientRect().height === 0).length"""
# Texts whose colour stands out from what lies behind by less than 4.5 to 1.
FAINT = """() => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => parts(colour).slice(0, 3).map(each => each / 255)
        .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = at => {
        for (; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if ((parts(colour)[3] ?? 1) > 0) return colour;
        }
        return "rgb(0, 0, 0)";  // Canvas of the dark palette
    };
    return [...document.body.querySelectorAll("*")].filter(at => !at.closest("svg") && at.checkVisibility())
        .filter(at => [...at.childNodes].some(each => each.nodeType === 3 && each.textContent.trim()))
        .map(at => [at, ...[light(getComputedStyle(at).color), light(behind(at))].sort((a, b) => b - a)])
        .filter(([at, more, less]) => (more + 0.05) / (less + 0.05) < 4.5).map(([at]) => at.outerHTML.slice(0, 100));
}"""
# Row headings of more than a word that are squeezed to a few letters a line, on paper 180 mm wide.
SQUEEZED = """() => [...document.querySelectorAll("tbody th")]
    .filter(each => each.textContent.length > 12 && each.getBoundingClientRect().width < 50)
    .map(each => each.textContent)"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@every_page
def test_a_page_asks_for_nothing_and_says_nothing(sandbox: Sandbox, written: Written, name: str) -> None:
    """With its own policy on: no request, no script, no dialog, no complaint."""
    file = written(name)
    with sandbox.open(file) as opened:
        opened.page.wait_for_load_state("networkidle")
        assert (opened.asked, opened.said) == ([], [])
        assert opened.page.locator("script, iframe, object, embed, link, base, form").count() == 0
        assert opened.page.locator("h1").count() == 1
        for width in (1200, 375) if SCREENSHOTS else ():
            opened.page.set_viewport_size({"width": width, "height": 900})
            opened.page.screenshot(path=Path(str(SCREENSHOTS)) / f"{name}-{width}.png", full_page=True)
    assert file.stat().st_size < LONGEST or name == "essay"  # 10,000 characters, whole in an annex, many times


@every_page
def test_axe_finds_nothing(sandbox: Sandbox, written: Written, name: str) -> None:
    """WCAG 2.0 to 2.2, A and AA: on a desk, on a phone, in forced colours."""
    file = written(name)
    assert sandbox.findings(file) == []
    assert sandbox.findings(file, width=320) == []
    assert sandbox.findings(file, **FORCED) == []


@every_page
def test_in_forced_colours_every_text_stands_out_and_no_picture_is_lost(
    sandbox: Sandbox, written: Written, name: str
) -> None:
    """White on black is the harder palette: pictures keep their own ground, texts take the reader's colours."""
    with sandbox.open(written(name), **FORCED) as opened:
        assert opened.page.evaluate("() => getComputedStyle(document.body).color") == "rgb(255, 255, 255)"
        assert opened.page.evaluate(FAINT) == []
        grounds = "() => [...document.querySelectorAll('svg')].map(each => getComputedStyle(each).backgroundColor)"
        assert set(opened.page.evaluate(grounds)) <= {"rgb(255, 255, 255)"}


@every_page
def test_everything_is_reached_and_seen_by_keyboard(sandbox: Sandbox, written: Written, name: str) -> None:
    """Tab stops at each link, disclosure and scroll region, in view and outlined; Enter opens, Space closes."""
    with sandbox.open(written(name)) as opened:
        page = opened.page
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)[:2] == ["A", "#content"]
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "content"
        for summary in page.locator("summary").all()[:3]:
            summary.focus()
            page.keyboard.press("Enter")
            assert summary.evaluate("at => at.parentElement.open")
            page.keyboard.press("Space")
            assert not summary.evaluate("at => at.parentElement.open")
    with sandbox.open(written(name)) as opened:
        page = opened.page
        page.evaluate(OPEN)
        for _ in range(page.evaluate(STOPS)):
            page.keyboard.press("Tab")
            tag, what, outline, seen = page.evaluate(FOCUSED)
            assert tag != "BODY"
            assert seen, (tag, what)
            assert outline >= 2, (tag, what)


@every_page
@pytest.mark.parametrize("size", ["320 px", "400% text"])
def test_nothing_runs_out_of_a_narrow_page(sandbox: Sandbox, written: Written, name: str, size: str) -> None:
    """With all disclosures open; wide tables scroll inside their own region."""
    with sandbox.open(written(name), width=320 if size == "320 px" else 1280) as opened:
        if size != "320 px":
            opened.page.evaluate("() => document.documentElement.style.fontSize = '400%'")
        opened.page.evaluate(OPEN)
        assert opened.page.evaluate(OVERFLOW) <= 0


@every_page
def test_a_page_prints_whole_on_a4_with_its_structure(sandbox: Sandbox, written: Written, name: str) -> None:
    """What is disclosed on a screen stands on paper; the PDF is tagged and says its language."""
    with sandbox.open(written(name), width=680) as opened:
        opened.page.emulate_media(media="print")
        assert opened.page.evaluate(HIDDEN) == 0
        assert opened.page.evaluate(SQUEEZED) == []
        pdf = opened.page.pdf(format="A4", tagged=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) >= 2
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang (en-GB)" in pdf
