"""Where scenarios live, and how a new one begins."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.beginning import new_scenario
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import find_scenario, shipped_folder


def test_a_new_scenario_says_nothing_but_where_it_comes_from(folder):
    path = new_scenario("my-plan", "innovation-2017", folder)

    assert set(tomllib.loads(path.read_text())) == {"sfpc", "extends", "title", "question"}
    mine, parent = load("my-plan"), load("innovation-2017")
    assert (mine.name, mine.posts, mine.register) == ("my-plan", parent.posts, parent.register)
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("parent", sorted(path.stem for path in shipped_folder().glob("*.toml")))
def test_its_examples_can_be_used_as_they_are(folder, parent):
    """Of whichever plan: none says what the plan says already, or changes a post that it has not."""
    path = new_scenario("my-plan", parent, folder)
    examples = [line.removeprefix("# ") for line in path.read_text().splitlines()[2:]]
    path.write_text("\n".join(examples))

    mine, theirs = load(path), load(parent)
    assert mine.target.children_under == theirs.target.children_under + 100
    assert (mine.evidence, mine.drift) != (theirs.evidence, theirs.drift)
    assert len(mine.posts) == len(theirs.posts) + bool(theirs.posts)


def test_an_example_recruits_before_the_posts_are_planned_to_be_filled(folder):
    """A week later as a rule, a week earlier where that would be too late."""
    late = 'sfpc = 1\nextends = "innovation-2017"\n[programme]\nrecruitment_from = 2017-09-28\n'
    (folder / "late.toml").write_text(late)

    assert "# recruitment_from = 2017-06-30\n" in new_scenario("a", "innovation-2017", folder).read_text()
    assert "# recruitment_from = 2017-09-21\n" in new_scenario("b", "late", folder).read_text()


def test_a_file_is_never_written_over(folder):
    path = new_scenario("my-plan", "innovation-2017", folder)
    path.write_text("mine")

    with pytest.raises(Refusal, match="exists already"):
        new_scenario("my-plan", "innovation-2017", folder)
    assert path.read_text() == "mine"


def test_a_parent_elsewhere_is_named_by_its_way_from_the_new_file(folder):
    path = new_scenario("my-plan", "./no-programme.toml", folder / "sub")

    assert tomllib.loads(path.read_text())["extends"] == "../no-programme.toml"


@pytest.mark.parametrize("name", ["", "a/b", "../a", ".hidden", 'a"b', "a\0b", "innovation-2017"])
def test_an_unusable_name_is_refused(folder, name):
    before = sorted(folder.rglob("*"))
    with pytest.raises(Refusal):
        new_scenario(name, "innovation-2017", folder)
    assert sorted(folder.rglob("*")) == before


def test_an_unknown_parent_is_refused(folder):
    with pytest.raises(Refusal, match="Did you mean"):
        new_scenario("my-plan", "inovation-2017", folder)
    assert not (folder / "my-plan.toml").exists()


def test_a_parent_at_fault_is_refused_with_its_own_faults(folder):
    (folder / "bad.toml").write_text('sfpc = 1\nextends = "innovation-2017"\ntarget = 3\n')
    with pytest.raises(Refusal, match=r'bad.toml:3: "target" must be a table'):
        new_scenario("my-plan", "bad", folder)
    assert not (folder / "my-plan.toml").exists()


def test_a_folder_that_cannot_be_written_is_refused(folder):
    (folder / "file").write_text("")
    with pytest.raises(Refusal, match="cannot be written"):
        new_scenario("my-plan", "innovation-2017", folder / "file")


def test_names_are_found_here_then_in_scenarios_then_among_the_shipped(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()

    assert find_scenario("no-programme") == shipped_folder() / "no-programme.toml"
    (tmp_path / "scenarios" / "no-programme.toml").touch()
    assert find_scenario("no-programme") == Path("scenarios/no-programme.toml")
    (tmp_path / "no-programme.toml").touch()
    assert find_scenario("no-programme") == Path("no-programme.toml")
    assert find_scenario("scenarios/no-programme.toml") == Path("scenarios/no-programme.toml")
