"""The report: its numbers are the tables', it needs nothing else, and no name of a plan can harm it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import Page
from toy_plan import failing_world, toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.hidden import harmless
from sfpc_sim.inputs.scenario import Target
from sfpc_sim.outputs.comparison import near
from sfpc_sim.outputs.estimates_by_name import Estimates
from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.report.children import chance, children
from sfpc_sim.outputs.report.decision import LIKELY, VERY_LIKELY, colour_of
from sfpc_sim.outputs.report.html import told
from sfpc_sim.outputs.report.money import money
from sfpc_sim.outputs.report.page import report, write_report
from sfpc_sim.outputs.report.partners import partners
from sfpc_sim.outputs.report.section import Told
from sfpc_sim.outputs.report.squares import hundred_squares
from sfpc_sim.outputs.words import count, percent, thousands
from sfpc_sim.study.effects import FOLLOWED, effect_row, effects_table, write_effects
from sfpc_sim.study.estimates import mean_interval
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from sfpc_sim.outputs.report.section import Section

TODAY = date(2026, 11, 29)
OUTSIDE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)\S+")
HOSTILE = (
    '<script>alert("1")</script><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://nowhere.invalid/?"&A1,"look")',
    "\N{RIGHT-TO-LEFT OVERRIDE}desrever\N{POP DIRECTIONAL FORMATTING}\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}",
    "{{ 7 * 7 }} {% include 'page.html' %}",
    "\x00\x1b[31m\N{ROCKET}",
    "</title><a href='javascript:alert(1)'>",
)
LONG = "W" * 10_000


@pytest.fixture(scope="module")
def html(result: Result) -> str:
    return report([result], TODAY)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def estimates(result: Result, summary: pd.DataFrame) -> Estimates:
    return Estimates(summary, result.drift)


def ran(tmp_path: Path, replications: int = 60, **changes: Any) -> Result:
    """Run a changed toy plan."""
    world = changes.pop("world", toy_world)
    return open_result(
        run(toy_plan(**changes), replications=replications, results_folder=tmp_path, workers=1, simulate=world)
    )


def test_the_answer_and_its_interval_are_the_summarys(page: Page, estimates: Estimates, result: Result) -> None:
    """What the box says is what the tables hold, to the letter."""
    under = estimates("under_on", "2019-03-31")
    met = int((result.replications["looked_after_on:2019-03-31"] < 1000).sum())
    assert f"In {met} of {count(len(result.replications))} simulated futures Toytown has" in page.text["decision"]
    assert f"a chance of {under.known(percent)}." in page.text["decision"]
    rows = dict(row[:2] for row in page.tables["The numbers to note"])
    assert rows["Chance of fewer than 1,000 on 31 Mar 2019"] == under.known(percent)


def test_plans_side_by_side_have_their_numbers_to_note_side_by_side(tmp_path: Path) -> None:
    """Each in a column of its own, as its own summary has them."""
    results = [ran(tmp_path), ran(tmp_path, name="toy-walk", drift="walk")]
    heads, *rows = Page(report(results, TODAY)).tables["The numbers to note"]
    assert heads == ["What", "toy", "toy-walk"]
    chances = [Estimates(summarise(each), each.drift)("under_on", "2019-03-31").known(percent) for each in results]
    assert rows[0] == ["Chance of fewer than 1,000 on 31 Mar 2019", *chances]
    assert chances[0] != chances[1]


def test_every_section_tells_the_summarys_numbers(page: Page, estimates: Estimates) -> None:
    counted, spent = estimates("looked_after_on", "2019-03-31"), estimates("total_spend_gbp")
    assert f"8 in 10 futures lie between {count(counted.p10)} and {count(counted.p90)}" in page.text["children"]
    assert counted.known(count) in page.text["children"]
    assert estimates("share_of_posts_by_plan").known(percent) in page.text["recruitment"]
    assert percent(estimates("red_three_months_running:director level").mean) in page.text["strain"]
    assert f"{thousands(spent.p10)} to {thousands(spent.p90)} in 8 of 10 futures" in page.text["money"]
    assert estimates("placement_cost_avoided_gbp").known(thousands) in page.text["money"]
    missed = estimates("risk:missed")
    row = next(row for row in page.tables["Risk register, worst first"] if row[0] == "The target is missed")
    assert row[3:6] == [percent(missed.mean), percent(missed.ci_low), percent(missed.ci_high)]


def test_a_chance_in_the_box_is_judged_by_the_rule_that_is_printed(page: Page, estimates: Estimates) -> None:
    under = estimates("under_on", "2019-03-31")
    colours = {(False, False): "RED", (True, False): "AMBER", (True, True): "GREEN"}
    assert colours[under.mean >= LIKELY, under.mean >= VERY_LIKELY] == colour_of(under.mean)
    assert f"{colour_of(under.mean)} by this rule: green from a chance of 80%" in " ".join(
        page.text["decision"].split()
    )
    assert [colour_of(chance) for chance in (0.0, 0.499, 0.5, 0.799, 0.8, 1.0)] == [
        *["RED"] * 2, *["AMBER"] * 2, *["GREEN"] * 2,
    ]  # fmt: skip


def test_what_could_overturn_the_answer_stands_before_anything_else(page: Page) -> None:
    sections = [section for section in page.text if section]
    assert sections[:3] == ["decision", "limits", "children"]
    assert sections[-6:] == ["reading", "assumptions", "stress-des", "decisions", "data", "reproduce"]


@pytest.mark.parametrize(
    ("section", "weakest"),
    [(children, "res_entry_ratio"), (chance, "res_entry_ratio"), (chance, "dilution_chance"),
     (chance, "infant_entry_age_power"), (money, "advert_live_weeks"), (partners, "family_valued_entry_ratio")],
)  # fmt: skip
def test_no_section_shows_a_better_grade_than_the_weakest_it_leans_on(
    result: Result, section: Callable[[Told], Section | None], weakest: str
) -> None:
    """A chance rests on what teams do and not on the authority's own rates alone, spend on when posts are filled."""
    graded = [{"name": "own_rate", "source": {"grade": "A"}}, {"name": weakest, "source": {"grade": "D"}}]
    facts = result.facts | {"register": {"assumptions": graded}}
    found = found_in(replace(result, manifest=result.manifest | {"facts": facts}))
    shown = section(Told(found, toy_plan(), {}, None, (), TODAY))
    assert shown is not None
    assert "D" in {mark.weakest for mark in shown.evidence}


def test_the_page_needs_nothing_and_runs_nothing(html: str, page: Page) -> None:
    """No script, no handler, no address outside; the policy names the style's own hash and nothing else."""
    assert not [tag for tag, _ in page.tags if tag in ("script", "iframe", "object", "img", "form", "link", "base")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert all(str(at.get("href", "#")).startswith("#") for _, at in page.tags)
    policy = next(at["content"] for tag, at in page.tags if tag == "meta" and "http-equiv" in at)
    assert policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not OUTSIDE.findall(re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL).replace("xmlns:xlink", ""))
    assert len(html.encode()) < 400_000


def test_it_is_built_for_every_reader(page: Page) -> None:
    """Language, title, landmarks, headings in order, tables in focusable regions with a name, unique addresses."""
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert {"header", "nav", "main", "footer"} <= set(tags)
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    regions = [at for _, at in page.tags if at.get("class") == "scroll"]
    assert len(regions) >= tags.count("table")
    assert all(at["tabindex"] == "0" and at["role"] == "region" and at["aria-label"] for at in regions)
    addresses = [at["id"] for _, at in page.tags if "id" in at]
    assert len(addresses) == len(set(addresses))
    links = {str(at["href"])[1:] for tag, at in page.tags if tag == "a"}
    assert links <= set(addresses)


def test_an_interval_never_looks_like_a_range_of_futures(page: Page) -> None:
    """A range of futures is never in brackets after CI, and no terminal's "a | b | c" came along."""
    sections = {name: text for name, text in page.text.items() if name not in ("decisions", "assumptions")}
    assert not [name for name, text in sections.items() if " | " in text]


def test_two_writings_of_one_result_are_the_same_file(result: Result, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        write_report([result], tmp_path / name, TODAY)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "two.html"]


def test_a_plan_without_a_programme_has_no_section_of_what_it_has_not(tmp_path: Path) -> None:
    programme = replace(toy_plan().programme, enabled=False)
    alone = ran(tmp_path, programme=programme, partners=(), improvement=(), centre=None, risks=())
    there = Page(report([alone], TODAY)).text
    assert not {"recruitment", "partners", "money", "risks"} & set(there)
    assert {"children", "chance", "drivers", "left-out"} <= set(there)


def test_what_must_be_read_first_is_told_first(tmp_path: Path) -> None:
    """A draft, failures and uncommitted code stand above the box, and nowhere where nothing is wrong."""
    draft = ran(tmp_path, replications=40, world=failing_world)
    manifest = json.loads((draft.folder / "manifest.json").read_text("utf-8"))
    manifest["git"] = {"commit": "a" * 40, "dirty": True}
    text = report([replace(draft, manifest=manifest)], TODAY)
    first = text[: text.index('id="decision"')]
    assert "DRAFT: only 39 simulated futures" in first
    assert "1 of 40 replications under damped drift FAILED" in first
    assert "UNCOMMITTED" in first


def test_a_sound_result_has_no_warning(html: str, result: Result) -> None:
    dirty = (result.manifest.get("git") or {}).get("dirty")
    assert ("Read first" in html) == bool(dirty)


def test_what_matters_most_is_told_once_it_was_measured(tmp_path: Path) -> None:
    own = ran(tmp_path)
    assert "was not measured" in Page(report([own], TODAY)).text["drivers"]
    stock = own.replications["looked_after_on:2019-03-31"].to_numpy(float)
    row = effect_row("toy_rate", "world", "looked_after_on:2019-03-31", FOLLOWED, stock, stock - 5, stock + 5)
    write_effects(own.folder, effects_table([row]))
    told_now = Page(report([own], TODAY))
    assert "was not measured" not in told_now.text["drivers"]
    assert "toy_rate" in told_now.text["drivers"]
    assert "10.0 children (CI" in told_now.text["assumptions"]


def test_plans_side_by_side_are_paired_differences_from_the_first(result: Result, tmp_path: Path) -> None:
    """Means and differences over the same futures, and which input differs."""
    other = ran(tmp_path, replications=300, name="toy-walk", title="A toy plan that walks", drift="walk")
    page = Page(report([result, other], TODAY))
    one, two = (each.replications["looked_after_on:2019-03-31"] for each in (result, other))
    assert (one != two).any()
    assert "A toy plan that walks (toy-walk) has fewer than 1,000 children" in page.text["decision"]
    table = next(rows for caption, rows in page.tables.items() if caption.startswith("A toy plan that walks (B)"))
    assert table[0] == ["What", "A: toy", "B: toy-walk", "B less A"]
    shown = next(row for row in table if row[0] == "Looked after on 31 Mar 2019")
    assert shown[1:3] == [count(one.mean()), count(two.mean())]
    low, high = mean_interval((two - one).to_numpy(float))[1:]
    assert f"(CI {_signed(low)} to {_signed(high)})" in shown[3]
    assert "toy-walk beside toy" in page.text["side-by-side"]


def _signed(value: float) -> str:
    written = near(value)
    return written if written.startswith("-") else f"+{written}"


def test_plans_of_different_targets_are_refused_with_the_reason(result: Result, tmp_path: Path) -> None:
    other = ran(tmp_path, name="far", target=Target(900, date(2019, 3, 31)))
    with pytest.raises(Refusal, match="the target differs: 1000 and 900"):
        report([result, other], TODAY)


@pytest.mark.parametrize("name", [" ".join(HOSTILE), LONG])
def test_no_name_of_a_plan_harms_the_page(tmp_path: Path, name: str) -> None:
    """Titles, question, roles, teams, risks and sources are shown as text, and long ones whole in an annex."""
    plan = toy_plan()
    number = replace(
        plan.register.assumptions[0], meaning=name, source=replace(plan.register.assumptions[0].source, ref=name)
    )
    own = ran(
        tmp_path, title=name, question=name,
        teams=tuple(replace(each, title=name) for each in plan.teams),
        leaders=tuple(replace(each, title=name) for each in plan.leaders),
        risks=tuple(replace(each, title=name) for each in plan.risks),
        gates=tuple(replace(each, title=name) for each in plan.gates),
        register=replace(plan.register, assumptions=(number,)),
    )  # fmt: skip
    html = report([own], TODAY)
    page = Page(html)
    assert not [tag for tag, _ in page.tags if tag in ("script", "img", "base")]
    assert not [at for _, at in page.tags if any(key.startswith("on") for key in at)]
    assert all(str(at.get("href", "#")).startswith("#") for _, at in page.tags)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", re.sub("<svg.*?</svg>", "", html, flags=re.DOTALL))
    assert "{{ 7 * 7 }}" in page.text["decision"] or name == LONG
    if name == LONG:
        assert name in page.text["cut"]
        assert name not in page.text["decision"]
    assert len(html.encode()) < 400_000


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_told_as_text(text: str) -> None:
    """The words come back out of the mark-up, and the only mark-up is ours."""
    page = Page(f"<p>{told(text)}</p>")
    assert {tag for tag, _ in page.tags} <= {"p", "bdi", "code", "strong"}
    kept = [letter for letter in harmless(text) if letter.isalnum()]
    assert [letter for letter in page.text.get("", "") if letter.isalnum()] == kept


@given(st.floats(0, 1))
def test_as_many_squares_are_filled_as_futures_of_a_hundred(share: float) -> None:
    drawn, words = hundred_squares(share, "of this kind")
    assert drawn.count('fill="#12436D"') == round(100 * share)
    assert words.startswith(f"{round(100 * share)} of 100 squares")
