"""A scenario comes back from what its result's folder holds, or is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from toy_plan import toy_plan

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.plugins import read_plugin
from sfpc_sim.model.simulate import simulate
from sfpc_sim.study.chunk import stack
from sfpc_sim.study.digest import digest_parts
from sfpc_sim.study.manifest import read_manifest, write_manifest
from sfpc_sim.study.plain import facts_of
from sfpc_sim.study.restoring import restored
from sfpc_sim.study.store import Store
from sfpc_sim.study.worker import rows_digest

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario

SHIPPED = sorted(path.stem for path in shipped_folder().glob("*.toml"))
PLUGIN = """
from sfpc_sim.inputs.plugin_api import mechanism

@mechanism("res_effect")
def nothing(productivity, draw):
    return 1.0
"""


def written(scenario: Scenario, folder: Path) -> dict[str, Any]:
    """Write a manifest to disk, and read it back."""
    folder.mkdir(exist_ok=True)
    write_manifest(Store(folder, scenario.start), scenario, digest_parts(scenario))
    return read_manifest(folder)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_plan_comes_back(name: str, tmp_path: Path) -> None:
    """To the last number, through the disk."""
    plan = load(name)
    again = restored(tmp_path, written(plan, tmp_path))
    assert facts_of(again) == facts_of(plan)
    assert json.dumps(facts_of(again)) == json.dumps(facts_of(plan))
    assert again.posts == plan.posts
    assert again.requirements == plan.requirements


def test_what_comes_back_simulates_the_same(tmp_path: Path) -> None:
    """Types that only print alike would not."""
    plan = load("sfpc-2020")
    again = restored(tmp_path, written(plan, tmp_path))
    one, two = (rows_digest(stack([simulate(each, 3)])) for each in (plan, again))
    assert one == two


def test_a_plug_in_comes_back_with_its_text(tmp_path: Path) -> None:
    """And a folder without it, as older versions wrote them, is refused by the plug-in's name."""
    (tmp_path / "nothing.py").write_text(PLUGIN)
    plan = toy_plan(plugins=(read_plugin(tmp_path / "nothing.py", "nothing.py"),))
    manifest = written(plan, tmp_path)
    assert restored(tmp_path, manifest).plugins == plan.plugins
    for texts in ({}, {"nothing.py": PLUGIN + "\n"}):
        with pytest.raises(Refusal, match=r'does not hold the text of its plug-in "nothing\.py"'):
            restored(tmp_path, manifest | {"plugin_texts": texts})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda facts: facts | {"seed": 8}, "not the one that its digest names"),
        (lambda facts: facts | {"newer": 1}, r"cannot be read \('newer'\)"),
        (lambda facts: {k: v for k, v in facts.items() if k != "teams"}, r"cannot be read \('teams'\)"),
        (lambda facts: facts | {"start": "yesterday"}, "cannot be read"),
        (lambda facts: facts | {"posts": None}, "not the one that its digest names"),
    ],
)
def test_a_manifest_that_was_changed_is_refused(change: Any, words: str, tmp_path: Path) -> None:
    """By its digest, or because it cannot be read."""
    manifest = written(replace(toy_plan()), tmp_path)
    with pytest.raises(Refusal, match=words):
        restored(tmp_path, manifest | {"facts": change(manifest["facts"])})
