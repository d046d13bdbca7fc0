"""The validation page: offline, in words and figures, what fails as loud as what holds."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.outputs.sections.own_history import own_history_lines
from sfpc_sim.outputs.validation_page import validation_page
from sfpc_sim.study.validation.all_checks import all_checks
from sfpc_sim.study.validation.check import Check, Fan, Line

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

SVG = "{http://www.w3.org/2000/svg}"


def a_check(title: str, simulated: float, *, judged: bool = True) -> Check:
    lines = (Line("Under 1", simulated, 10.0, 8.0, 12.0, judged), Line("1 & <4", 9.0, 9.5, 7.5, 11.5, judged))
    return Check(title, "What is compared.", "% of leavers", lines, "2 points", "4 worlds", 'DfE, "table" & more', "A")


def a_fan() -> Check:
    quantiles = np.array([[900.0, 850.0], [950.0, 900.0], [1000.0, 1010.0], [1080.0, 1150.0], [1120.0, 1234.0]])
    fan = Fan(
        (2018, 2019), (0.025, 0.1, 0.5, 0.9, 0.975), quantiles, (2017, 2018, 2019), np.array([990.0, 1005.0, 1300.0])
    )
    lines = (Line("31 March 2018", 55.0, 1005.0, 2.5, 97.5), Line("31 March 2019", 99.0, 1300.0, 2.5, 97.5))
    return Check("Where it came out", "Words.", "% of futures below", lines, "95%", "100 worlds", "DfE", "A", fan)


@pytest.fixture(scope="module")
def page() -> str:
    checks = [a_check("Holds <well>", 10.5), a_check("Misses", 13.0), a_check("Told", 99.0, judged=False), a_fan()]
    return validation_page(checks, 100, 7)


def test_the_page_works_offline_and_without_scripts(page):
    """One file: no script, no picture or font or style from elsewhere; links lead into the page only."""
    assert "<script" not in page
    assert "@import" not in page
    assert 'src="' not in page
    assert all(part.startswith("#") for part in page.split('href="')[1:])


def test_what_fails_is_told_as_loudly_as_what_holds(page):
    """The head counts both, names each check with its verdict, and says which numbers were outside."""
    assert "1 of 3 checks hold; 2 do not" in page
    assert page.count("does NOT hold: Under 1") == 2  # in the head's table and in its own section
    assert "does NOT hold: 31 March 2019" in page
    assert "shown only" in page
    assert page.count('class="fails"') == 2


def test_each_number_stands_beside_what_was_published(page):
    """Simulated, published, difference, what was wanted and the verdict, with margin, sample, source and grade."""
    row = '<th scope="row">Under 1</th><td>13.0</td><td>10.0</td><td>+3.0</td><td>8.0 to 12.0</td>'
    assert row + '<td class="outside">OUTSIDE</td>' in page
    for words in ("2 points", "4 worlds", "DfE, &quot;table&quot; &amp; more", "Holds &lt;well&gt;"):
        assert words in page


def test_a_fan_tells_its_quantiles_and_where_each_year_fell(page):
    """p2.5 to p97.5, the published count and the percent of futures below it."""
    cells = "<td>850</td><td>900</td><td>1,010</td><td>1,150</td><td>1,234</td><td>1,300</td><td>99</td>"
    assert f'<th scope="row">31 March 2019</th>{cells}<td class="outside">OUTSIDE</td>' in page


def test_figures_are_drawn_and_told_in_words(page):
    """Each figure is a well-formed picture with a title and a label that say its numbers."""
    pictures = [ET.fromstring("<svg" + part.split("</svg>")[0] + "</svg>") for part in page.split("<svg")[1:]]

    assert len(pictures) == 4
    for picture in pictures:
        assert picture.get("role") == "img"
        assert picture.find(f"{SVG}title").text == picture.get("aria-label")
        assert len(picture.findall(f".//{SVG}path")) > 5
    assert "Under 1: simulated 13.0, published 10.0, OUTSIDE." in pictures[1].get("aria-label")
    assert "1 & <4" in pictures[0].get("aria-label")
    assert "95% of futures lie from 850 to 1234" in pictures[3].get("aria-label")


def test_grey_is_the_only_colour(page):
    """A page printed without colour loses nothing: every fill and stroke is a grey."""
    import re  # noqa: PLC0415

    for red, green, blue in re.findall(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})\b", page):
        assert red == green == blue


@pytest.mark.slow
def test_the_whole_page_is_made_from_what_ships():
    """Without any folder of tables: every check the page is for, each with a source and a grade."""
    told: list[str] = []
    checks = all_checks(20, seed=1, data=None, tell=told.append)
    made = validation_page(checks, 20, 1)

    for words in (
        "How long leavers had been in care, England, year to March 2018", "year to March 2024", "Ages on leaving care",
        "Reasons for leaving care", "Ages of children looked after on 31 March 2022", "Back in care after going home",
        "Unevenness of yearly starts and exits", "brothers and sisters", "from 31 March 2010", "from 31 March 2017",
        "from 31 March 2019, with the pandemic scenario", "31 March 2025",
    ):  # fmt: skip
        assert words in made, words
    assert all(check.source and check.grade and check.sample and check.margin for check in checks)
    assert len(told) == 2


def test_a_missing_extra_is_refused_by_name(monkeypatch):
    """Without the drawing library the command says what to install."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(Refusal, match=r"vl_convert is not installed.*\n?.*install altair jinja2 vl-convert-python"):
        validation_page([a_check("x", 10.0)], 100, 7)


def test_a_middle_outside_the_authoritys_own_years_is_said_in_words():
    """One line a count, at its farthest year, with the range that was published; silence where nothing is out."""
    published = [{"year": 2016, "looked_after": 1240, "started": 375, "ceased": 395},
                 {"year": 2017, "looked_after": 1300, "started": 420, "ceased": 410}]  # fmt: skip
    facts = {"authority": {"name": "Leeds", "origin": "2017-03-31", "published": published}}
    out = pd.DataFrame({"looked_after_on:2018-03-31": [1600.0], "looked_after_on:2019-03-31": [1950.0]})
    lines = own_history_lines(facts, out)

    assert lines[0].split(": ", 1) == [
        "  children looked after",
        "half of all futures have more than 1,950 on 31 March 2019; from 2016 to 2017 it was 1,240 to 1,300 "
        "(50% beyond; out since 2018).",
    ]
    assert "the authority's own years" in lines[1]
    assert not own_history_lines(facts, out.assign(**dict.fromkeys(out.columns, 1270.0)))
