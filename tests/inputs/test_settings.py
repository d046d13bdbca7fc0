"""`settings_of`: every value of a plan, and the file and line that set it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim.inputs.comments import comment_in
from sfpc_sim.inputs.differing import differences
from sfpc_sim.inputs.keys import keys_at, keys_like, known_keys
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.nearest import nearest
from sfpc_sim.inputs.settings import DEFAULT, Setting, leaves, matching, settings_of

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = sorted(shipped_folder().glob("*.toml"))
MINE = """\
sfpc = 1
extends = "innovation-2017"
title = "Mine"

[posts.res-coordinator]
count = 2    # one fewer than the council's

[assumptions.advert_live_weeks]
belief = { fixed = { value = 3 } }
source = { ref = "Our own adverts", grade = "B" }
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Setting]:
    """Give the values of a plan that changes two things, by key."""
    path = tmp_path_factory.mktemp("plans") / "mine.toml"
    path.write_text(MINE)
    return {each.key: each for each in settings_of(load(path, drift="walk"))}


def test_the_line_that_won_is_named(mine: dict[str, Setting]) -> None:
    """A plan's own line, its parent's, a flag, a default, the register's; weeks of a file are days."""
    count = mine["posts.res-coordinator.count"]
    assert (count.value, count.unit, count.place) == (2, "posts", "mine.toml:6")
    assert count.source == "one fewer than the council's"
    assert mine["posts.res-coordinator.grade"].place.startswith("innovation-2017.toml:")
    assert mine["drift"].place == "--drift"
    assert mine["leaders_leave"].place == DEFAULT
    advert = mine["assumptions.advert_live_days"]
    assert (advert.value, advert.unit, advert.place) == ({"p10": 21.0, "p50": 21.0, "p90": 21.0}, "days", "mine.toml:9")
    assert (advert.source, advert.grade) == ("Our own adverts", "B")
    assert mine["assumptions.selection_days"].place.startswith("assumptions/recruitment.toml:")
    assert mine["assumptions.res_entry_ratio"].place.startswith("evidence/published.toml:")
    assert mine["authority.stock.by_age"].place.startswith("authorities/leeds-2017.toml:")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_place_is_true(path: Path) -> None:
    """The line that is named says the key; nothing is told twice, and nothing the plan says is left out."""
    scenario = load(path)
    settings = settings_of(scenario)
    keys = [each.key for each in settings]
    assert len(set(keys)) == len(keys)
    said = {".".join(map(str, at)) for at, _ in leaves(scenario.overlaid["scenario"])}
    assert said <= set(keys)
    assert {f"assumptions.{each.name}" for each in scenario.register.assumptions} <= set(keys)
    lines: dict[str, list[str]] = {}
    for each in settings:
        file, _, number = each.place.rpartition(":")
        if not number.isdigit() or each.key.startswith("plugins."):
            assert each.place == DEFAULT
            continue
        if file not in lines:
            lines[file] = next(shipped_folder() / at / file for at in ("", "assumptions") if
                                (shipped_folder() / at / file).is_file()).read_text("utf-8").splitlines()  # fmt: skip
        line = lines[file][int(number) - 1]
        parts = ["belief"] if isinstance(each.value, dict) else each.key.split(".")
        assert any(part in line for part in parts), (each.key, each.place, line)


@given(
    st.text(st.characters(blacklist_categories=["Cc", "Cs"])),
    st.text(st.characters(blacklist_categories=["Cc", "Cs"])),
)
def test_a_comment_is_told_from_a_value(value: str, comment: str) -> None:
    """Whatever signs stand in either."""
    line = f"key = '{value.replace(chr(39), '#')}' #{comment}"
    assert comment_in(line) == comment.strip()
    assert comment_in(line.rpartition("#")[0].split("#")[0]) == ""


def test_an_end_of_a_key_or_an_assumption_in_weeks_is_enough(mine: dict[str, Setting]) -> None:
    """As one types it."""
    settings = list(mine.values())
    assert [each.key for each in matching(settings, "advert_live_weeks")] == ["assumptions.advert_live_days"]
    assert [each.key for each in matching(settings, "children_under")] == ["target.children_under"]
    assert len(matching(settings, "posts.res-coordinator")) == 7
    assert matching(settings, "posts.res") == []
    assert nearest("res-cordinator", ["res-coordinator", "res-support"], "") == 'Did you mean "res-coordinator"?'
    assert nearest("zzz", ["res-coordinator"], "List them.") == "List them."


def test_order_is_no_difference_and_a_post_more_is(tmp_path: Path) -> None:
    """Tables are matched by key, wherever they stand; the later plan's line is named."""
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    posts = [f'[posts.extra-{n}]\ntitle = "Extra"\nteam = "lrpc"\ngrade = "PO1"\nfte = 1.0\ncount = {n}\n'
             'social_worker = false\n' for n in (1, 2)]  # fmt: skip
    head = 'sfpc = 1\nextends = "innovation-2017"\ntitle = "More"\n'
    one.write_text(head + posts[0] + posts[1])
    two.write_text(head + posts[1] + posts[0])
    before, after = settings_of(load(one)), settings_of(load(two))
    assert differences(before, after).found == ()
    two.write_text(head + posts[1])
    found = differences(settings_of(load(two)), before)
    assert {each.key.rpartition(".")[0] for each in found.found} == {"posts.extra-1"}
    assert all(each.before is None for each in found.found)
    assert {each.place.partition(":")[0] for each in found.found} == {"one.toml", DEFAULT}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 2)), st.dictionaries(st.text(max_size=3), st.integers(0, 2)))
def test_what_differs_and_what_is_the_same_is_everything(a: dict[str, int], b: dict[str, int]) -> None:
    """Both ways round."""
    one, two = ([Setting(key, value, "", "", exact=value) for key, value in each.items()] for each in (a, b))
    there, back = differences(one, two), differences(two, one)
    assert {each.key for each in there.found} == {each.key for each in back.found}
    assert there.same == back.same == sum(key in b and b[key] == value for key, value in a.items())
    assert there.same + len(there.found) == len({*a, *b})


def test_every_key_of_a_file_means_something() -> None:
    """Whatever a plan or an authority's file may say is described; pounds and dates have their unit."""
    assert [str(key) for key in known_keys() if not key.meaning or not key.takes] == []
    assert [str(key) for key in known_keys() if key.path[-1].endswith("_gbp") and key.unit != "pounds"] == []
    assert [str(key) for key in known_keys() if "2018-02-28" in key.takes and key.unit != "date"] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_key_that_is_written_is_known(path: Path) -> None:
    """By the place where it stands."""
    values = tomllib.loads(path.read_text("utf-8"))
    written = [at for at, _ in leaves(values) if "belief" not in at and not re.match(r"\d", str(at[-1]))]
    assert [at for at in written if not keys_at(at)] == []
    assert [str(key) for key in keys_like("children_under")] == ["target.children_under"]
