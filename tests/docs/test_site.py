"""The site is built without a warning, its pages need nobody else, and what they name is there."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import sfpc_sim
from sfpc_sim.cli.app import app

ROOT = Path(__file__).parent.parent.parent
FEW_WORLDS = "40"  # futures behind the validation page here; the site's own number is docs/_extensions/pictures.py's
FETCHED = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "link": "href",
}


class Links(HTMLParser):
    """What a page fetches by itself, where it leads, and the places in it that one can be led to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.leads: list[str] = []
        self.places: set[str] = set()
        self.equations = 0
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag fetches, where it leads and what it is called."""
        said = dict(attrs)
        if where := said.get(FETCHED.get(tag, "")):
            self.fetched.append(where)
        if tag == "a" and said.get("href"):
            self.leads.append(str(said["href"]))
        if said.get("id"):
            self.places.add(str(said["id"]))
        self.equations += tag == "math"


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Build as docs/conf.py says, every warning an error."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-D", f"validation_worlds={FEW_WORLDS}"]
    done = subprocess.run(
        [*command, "-b", "html", "-d", str(out / "kept"), str(ROOT / "docs"), str(out / "html")],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out / "html"


@pytest.fixture(scope="session")
def pages(site):
    return {page: Links(page) for page in sorted(site.rglob("*.html"))}


@pytest.mark.slow
def test_no_page_fetches_anything_from_elsewhere(site, pages):
    assert len(pages) > 20
    for page, links in pages.items():
        assert not [where for where in links.fetched if urlsplit(where).netloc], page
    for style in site.rglob("*.css"):
        words = style.read_text(encoding="utf-8")
        assert not re.findall(r"(?:url\(\s*['\"]?|@import\s+['\"]?)(?:https?:)?//", words), style


@pytest.mark.slow
def test_every_link_inside_the_site_leads_somewhere(site, pages):
    for page, links in pages.items():
        for link in links.leads:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.exists(), f"{page.relative_to(site)}: {link}"
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in pages[target].places, f"{page.relative_to(site)}: {link}"


@pytest.mark.slow
def test_equations_are_drawn_by_the_browser_alone(site, pages):
    assert pages[site / "model.html"].equations > 60
    assert not list(site.rglob("*mathjax*"))
    assert not [page for page in pages if "MathJax" in page.read_text(encoding="utf-8")]


@pytest.mark.slow
def test_the_reference_has_every_public_name_and_every_command(site, pages):
    names = pages[site / "reference" / "python.html"].places
    commands = pages[site / "reference" / "commands.html"].places
    words = {each.callback.__name__ for each in app.registered_commands if each.callback and not each.name}

    assert {f"sfpc_sim.{name}" for name in sfpc_sim.__all__} <= {_home(name) for name in names}
    assert len(words) > 20
    assert {f"sfpc-{word.replace('_', '-')}" for word in words} <= commands
    assert "sfpc-fit-ssda903" in commands


def _home(name: str) -> str:
    """Give a name as the package has it, wherever it lives."""
    return f"sfpc_sim.{name.rpartition('.')[2]}" if name.startswith("sfpc_sim.") else name


@pytest.mark.slow
def test_pictures_are_described_in_words(site):
    page = (site / "validation.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<figure class="picture"><svg[^>]*role="img" aria-label="([^"]+)"', page)

    assert len(pictures) > 10
    assert all(len(words) > 60 for words in pictures)


def test_the_page_of_the_model_names_files_and_numbers_that_are_there():
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    plans = [sfpc_sim.load(name) for name in ("innovation-2017", "sfpc-2020")]
    register = {name for plan in plans for name in sfpc_sim.assumptions(plan)["name"]}
    settings = {"code", "damped", "walk", "stationary", "published"}

    files = set(re.findall(r"`(sfpc_sim/\S+?\.py)`", page))
    numbers = set(re.findall(r"`([a-z_0-9]+)`", page)) - settings

    assert len(files) > 15
    assert not [name for name in files if not (ROOT / name).exists()]
    assert len(numbers) > 40
    assert not numbers - register
