"""Pictures: what they say, what they draw, and that their tables hold the same numbers."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_plan import MONTHS, toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.outputs.drawing import BLUE, GREY, INK, LIGHT_BLUE
from sfpc_sim.outputs.found import Found, found_in
from sfpc_sim.outputs.pictures.break_even import break_even_picture
from sfpc_sim.outputs.pictures.chance import chance_picture
from sfpc_sim.outputs.pictures.children import children_picture
from sfpc_sim.outputs.pictures.differences import differences_picture
from sfpc_sim.outputs.pictures.drivers import drivers_picture
from sfpc_sim.outputs.pictures.every import PICTURES, pictures_of
from sfpc_sim.outputs.pictures.labels import WIDTH, label, labels
from sfpc_sim.outputs.pictures.money import money_picture
from sfpc_sim.outputs.pictures.partners import partners_picture
from sfpc_sim.outputs.pictures.recruitment import recruitment_picture
from sfpc_sim.outputs.pictures.strain import CELL_EDGE, STEPS, strain_picture
from sfpc_sim.outputs.pictures.time_to_fill import time_to_fill_picture
from sfpc_sim.outputs.words import count, percent, thousands
from sfpc_sim.study.by_month import by_month, chance_below_by_month, futures_by_month
from sfpc_sim.study.compare import compare
from sfpc_sim.study.effects import FOLLOWED, effect_row, effects_table, write_effects
from sfpc_sim.study.estimates import chance_interval
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.model.replication import Replication
    from sfpc_sim.outputs.pictures.picture import Picture
    from sfpc_sim.outputs.table import Table

    Facts = dict[str, Any]

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://nowhere.invalid")',
    "\u202eright to left\u202c",
    "W" * 10_000,
    "a word " * 1_500,
    "\N{FAMILY}\N{ZERO WIDTH JOINER}\N{ROCKET}",
    "quotes \" and ' and & and ]]>",
    "\x00\x07",
)


@pytest.fixture(scope="module")
def found(result: Result) -> Found:
    return found_in(result)


def world_with_money(scenario: Any, number: int) -> Replication:
    """Spend, a year that no grant pays for, and children who would have been looked after."""
    made = toy_world(scenario, number)
    stock = made.monthly["looked_after"]
    fewer = 20 * np.random.Generator(np.random.Philox(key=[5, number])).random()
    months = {"counterfactual_looked_after": stock + fewer, "spend_gbp_so_far": np.arange(MONTHS) * (1e4 + number)}
    spent = {"unfunded_gbp:2019": 3.64e5 + 1e3 * number, "spend_gbp:2019": 3.64e5, "council_gbp:2019": 3e5}
    return replace(made, measures=made.measures | spent, monthly=made.monthly | months)


@pytest.fixture(scope="module")
def with_money(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder: Path = tmp_path_factory.mktemp("money")
    made = run(toy_plan(), replications=60, results_folder=folder, workers=1, alternatives=False,
               simulate=world_with_money)  # fmt: skip
    return found_in(open_result(made))


def drawn(picture: Picture | None) -> Picture:
    assert picture is not None
    return picture


def column(table: Table, head: str) -> list[Any]:
    return [row[table.heads.index(head)] for row in table.rows]


def with_facts(found: Found, **changes: Any) -> Found:
    """Give the same tables with other facts, as a plan that calls things otherwise."""
    manifest = found.result.manifest | {"facts": found.facts | changes}
    return replace(found, result=replace(found.result, manifest=manifest))


def day(found: Found, days: float) -> date:
    return date.fromisoformat(found.facts["start"]) + timedelta(days=math.floor(days))


def test_the_chance_is_the_summarys_to_the_last_bit_and_its_message_carries_the_interval(found: Found) -> None:
    """On 31 March the monthly table and the yearly measure are one number, under every drift."""
    picture, on = chance_picture(found), found.facts["target"]["on"]
    met = found.estimates("under_on", on)
    assert picture.title.endswith(f"is {met.known(percent)}")
    row = next(row for row in picture.table.rows if row[0] == date.fromisoformat(on))
    monthly = chance_below_by_month(found.result, "looked_after", 1000).loc[on]
    assert list(row[1:4]) == [monthly["mean"], monthly["ci_low"], monthly["ci_high"]]
    for drift in found.estimates.drifts()[1:]:
        alternative = found.result.alternatives[drift]
        mean = chance_below_by_month(alternative, "looked_after", 1000).loc[on, "mean"]
        assert row[picture.table.heads.index(f"Chance, {drift} drift")] == mean


def test_a_confidence_interval_is_never_a_band_and_a_range_of_futures_is(found: Found) -> None:
    """The two pictures of children look as unlike as what they tell."""
    assert '"type": "area"' in children_picture(found).chart.to_json()
    assert '"type": "area"' not in chance_picture(found).chart.to_json()


def test_the_fan_holds_the_quantiles_of_every_31_march(found: Found) -> None:
    """And the children's message the summary's numbers."""
    picture, futures = children_picture(found), futures_by_month(found.result, "looked_after")
    for row in picture.table.rows:
        assert list(row[1:6]) == futures.loc[str(row[0])].tolist()
    counted = found.estimates("looked_after_on", found.facts["target"]["on"])
    assert f"{count(counted.p10)} to {count(counted.p90)} children" in picture.title


def test_recruitment_gives_the_dates_of_the_summary_and_says_what_comes_after_the_end(found: Found) -> None:
    """The toy's team is complete after its end in one future in three."""
    picture, started = drawn(recruitment_picture(found)), found.estimates("team_started_day:res")
    assert math.isinf(started.p90)
    expected = (date(2017, 10, 1), day(found, started.p10), day(found, started.p50), "after Mar 2020")
    assert picture.table.rows == (("RES Team", *expected),)
    share = found.estimates("share_of_posts_by_plan")
    assert picture.title.startswith(f"{percent(share.mean)} of posts are filled by 1 Oct 2017")
    assert "p90 after the end" in picture.svg()


def test_time_to_fill_pools_posts_and_futures_and_counts_from_the_start_of_recruitment(found: Found) -> None:
    """A post that is not filled by the end waits without end; none is left out."""
    picture = drawn(time_to_fill_picture(found))
    days = found.result.replications[["in_post_day:res/1", "in_post_day:res/2"]].to_numpy().ravel() - 83
    later = np.sort(np.where(np.isnan(days), np.inf, days))
    everyone = picture.table.rows[0]
    assert everyone[:2] == ("All posts", 2.0)
    assert everyone[3] == later[math.ceil(0.5 * later.size) - 1]
    assert everyone[4] == "after the end"
    on_plan = with_facts(found, programme=found.facts["programme"] | {"posts_filled": "on-plan"})
    assert time_to_fill_picture(on_plan) is None


def test_every_cell_of_the_heat_strip_is_the_mean_over_its_months_and_futures(found: Found) -> None:
    """And is written in the picture."""
    picture = drawn(strain_picture(found))
    used = by_month(found.result, "utilisation:director").iloc[:, :3].to_numpy()
    director = next(row for row in picture.table.rows if row[0] == "Director")
    assert director[1] == pytest.approx(used.mean(), rel=1e-12)
    assert f">{round(100 * used.mean())}<" in picture.svg()
    assert picture.table.heads[:3] == ("Role", "Apr 2017", "Jul 2017")


def test_partners_give_launches_and_the_stages_that_were_measured(found: Found) -> None:
    """The message is the last launch of all; a partner under way has no date."""
    picture = drawn(partners_picture(found))
    launched = found.estimates("launched_day:northtown")
    assert picture.table.rows[0][:3] == ("Northtown", date(2017, 10, 1), day(found, launched.p10))
    assert "planned was 1 Oct 2017" in picture.title
    under_way = [each | {"launched": True} for each in found.facts["partners"]]
    assert partners_picture(with_facts(found, partners=under_way, improvement=[])) is None


def test_without_partners_an_improvement_plan_is_drawn(found: Found) -> None:
    """Its recommendations by colour, against how many there are."""
    picture = drawn(partners_picture(with_facts(found, partners=[])))
    assert picture.title == (
        "Improvement of Southtown: 9 to 9 of 44 recommendations are green by Mar 2020 in 80 of 100 futures"
    )
    assert [row[1:4] for row in picture.table.rows] == [("green", 9.0, 9.0), ("amber", 34.0, 34.0), ("red", 1.0, 1.0)]


def test_money_gives_the_years_of_the_summary_and_who_pays(with_money: Found) -> None:
    """What is spent so far on 31 March is the monthly table's."""
    picture, estimates = drawn(money_picture(with_money)), with_money.estimates
    total = estimates("total_spend_gbp")
    assert picture.title.startswith(f"{thousands(total.p10)} to {thousands(total.p90)} is spent by Mar 2020")
    council = estimates("total_council_gbp")  # not "of it": a grant's other purposes may be in what the council pays
    assert picture.title.endswith(f"the council itself pays {thousands(council.p10)} to {thousands(council.p90)}")
    spent = estimates("spend_gbp", "2018")
    row = next(row for row in picture.table.rows if row[0] == "2018/19")
    assert row[2:5] == (spent.p10, spent.p50, spent.p90)
    so_far = futures_by_month(with_money.result, "spend_gbp_so_far").loc["2019-03-31"]
    assert list(row[-3:]) == [so_far["p10"], so_far["p50"], so_far["p90"]]
    assert column(picture.table, "Report's tables") == [101_000.0, 202_000.0, None]


def test_break_even_is_judged_within_each_future(with_money: Found) -> None:
    """Placement-years avoided in the year, times the report's price, against what no grant pays in that same future."""
    picture = drawn(break_even_picture(with_money))
    fewer = by_month(with_money.result, "counterfactual_looked_after") - by_month(with_money.result, "looked_after")
    avoided = fewer.loc[:, fewer.columns >= "2019-04-01"].mean(axis=1)
    even = int((avoided * 36_400 >= with_money.result.replications["unfunded_gbp:2019"]).sum())
    assert 0 < even < 60
    assert column(picture.table, "Chance to break even") == [even / 60]
    assert (column(picture.table, "CI from")[0], column(picture.table, "CI to")[0]) == chance_interval(even, 60)
    assert column(picture.table, "Avoided, P50")[0] == pytest.approx(avoided.median(), rel=1e-12)
    assert picture.title.startswith(f"In 2019/20 the programme pays for itself in {percent(even / 60)} (CI ")


def test_the_tornado_is_drawn_of_effects_that_are_kept_with_the_result(with_money: Found) -> None:
    """Beliefs stand at its bars, weak evidence is said in words, and without effects there is none."""
    assert drivers_picture(with_money) is None
    usual, noise = np.arange(60.0), np.random.default_rng(1).random(60)
    row = effect_row("toy_rate", "world", "looked_after_on:2019-03-31", FOLLOWED, usual, usual + noise, usual - noise)
    write_effects(with_money.result.folder, effects_table([row]))
    try:
        picture = drawn(drivers_picture(with_money))
    finally:
        (with_money.result.folder / "effects.csv").unlink()
    swing = -2 * noise.mean()
    assert column(picture.table, "Swing") == [pytest.approx(swing)]
    assert picture.title.startswith(f"toy_rate moves looked after on 31 Mar 2019, children most: {swing:.1f} (CI ")
    assert "toy_rate (weak evidence)" in picture.svg()
    assert "P10: 2" in picture.svg()


def test_nothing_is_drawn_of_what_a_plan_does_not_have(found: Found) -> None:
    """Without a programme there are children, their chance and the leaders."""
    bare = with_facts(found, programme=found.facts["programme"] | {"enabled": False})
    assert [picture.name for picture in pictures_of(bare)] == ["children", "chance", "strain"]
    assert [picture.name for picture in pictures_of(found, ["strain", "chance"])] == ["chance", "strain"]


@pytest.mark.parametrize("name", list(PICTURES))
def test_an_svg_speaks_and_fetches_nothing(name: str, found: Found, with_money: Found) -> None:
    """It is well-formed, named and described, without script, style sheet, link or address."""
    picture = PICTURES[name](with_money if name in ("money", "break-even") else found)
    if picture is None:
        assert name == "drivers"
        return
    root = ET.fromstring(picture.svg())
    assert root.get("role") == "img"
    assert (root.get("aria-label") or "").startswith(picture.title[:40])
    kinds = {element.tag.partition("}")[2] for element in root.iter()}
    assert kinds <= {"svg", "title", "rect", "g", "path", "text", "line", "defs", "clipPath", "tspan"}
    assert not [key for element in root.iter() for key in element.attrib if "href" in key or key.startswith("on")]
    assert len(picture.svg()) < 80_000
    assert all(len(row) == len(picture.table.columns) for row in picture.table.rows)
    assert picture.png().startswith(b"\x89PNG")


@given(st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), max_size=6))
def test_labels_are_one_short_line_each_and_no_two_alike(titles: list[str]) -> None:
    """Whatever a scenario calls its teams; nothing unseen is left to turn the line around."""
    shown = labels(titles)
    assert len(set(shown)) == len(titles)
    assert all(len(each) <= WIDTH + len(" #99") for each in shown)
    assert all(each.isprintable() for each in shown)


@settings(max_examples=10)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40)))
def test_hostile_titles_do_not_blow_up_a_picture(found: Found, title: str) -> None:
    """The picture stays as wide, well-formed and silent as with a plain title."""
    facts = found.facts
    hostile = with_facts(
        found,
        teams=[each | {"title": title} for each in facts["teams"]],
        leaders=[each | {"title": title} for each in facts["leaders"]],
        partners=[each | {"title": title} for each in facts["partners"]],
    )
    assert ET.fromstring(replace(children_picture(hostile), title=title).svg()) is not None
    for draw in (recruitment_picture, strain_picture, partners_picture):
        picture = drawn(draw(hostile))
        root = ET.fromstring(picture.svg())
        assert float(root.get("width") or 0) < 1_100
        assert not [element for element in root.iter() if element.tag.endswith("script")]
        assert len(picture.title) < 300


def test_a_long_word_is_cut_where_it_must_be() -> None:
    """Words are cut between words where there are any."""
    assert label("W" * 100, 20) == "W" * 16 + " ..."
    assert label("one two three four five six", 20) == "one two three ..."
    assert labels(["A", "A", "A\u202e"]) == ["A", "A #2", "A #3"]


def test_text_and_edges_can_be_read() -> None:
    """WCAG 2.2: text 4.5:1 on its cell, edges that are needed 3:1 on white."""
    assert all(contrast(fill, ink) >= 4.5 for _, fill, ink in STEPS)
    assert all(contrast("white", edge) >= 3 for edge in (BLUE, INK, GREY, CELL_EDGE))
    assert contrast(LIGHT_BLUE, BLUE) >= 3  # a bar's edge against its inside


def contrast(one: str, two: str) -> float:
    """Give the contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    number = "#ffffff" if colour == "white" else colour
    parts = [int(number[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_plans_side_by_side_are_the_paired_differences(with_money: Found, tmp_path: Path) -> None:
    """Each in its own panel; nought is in every panel; unlike plans are refused."""
    other = toy_plan(name="toy-without", evidence="no-effect")
    made = run(
        other, replications=60, results_folder=tmp_path, workers=1, alternatives=False, simulate=world_with_money
    )
    second = found_in(open_result(made))
    picture = drawn(differences_picture([with_money, second]))
    table = compare(with_money.result, second.result).set_index(["measure", "on"])
    expected = table.loc[("partners_children_fewer", "")]
    assert expected["difference"] < 0 < expected["first_mean"]
    row = next(row for row in picture.table.rows if row[0] == "Children fewer in partners at the end")
    assert row[1:8] == (
        "toy-without",
        *expected[["first_mean", "second_mean", "difference", "ci_low", "ci_high", "pairs"]],
    )
    assert picture.title.startswith("Children fewer in partners at the end, toy-without against toy: fewer: -")
    assert picture.chart.to_json().count('"at": 0') == len({row[0] for row in picture.table.rows})
    unlike = with_facts(second, start="2016-04-01")
    with pytest.raises(Refusal, match="the first day differs"):
        differences_picture([with_money, unlike])
