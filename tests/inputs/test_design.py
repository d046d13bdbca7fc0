"""A design file becomes plans; what is wrong with any of them is told before one is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from short_plan import PLAN

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.design_file import read_design
from sfpc_sim.inputs.design_points import points_of, values_of
from sfpc_sim.inputs.loading import load
from sfpc_sim.study.points import refuse_incomparable

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.design_file import Design

COUNT, ENABLED = "posts.res-coordinator.count", "programme.enabled"
CUBE = """design = "latin-hypercube"
points = 20
seed = 3
[factors."posts.res-coordinator.count"]
low = 1
high = 4
[factors."target.children_under"]
low = 900.0
high = 1100.0
"""


def design_of(folder: Path, text: str) -> Design:
    (folder / "short.toml").write_text(PLAN)
    path = folder / "levers.toml"
    path.write_text('sfpc = 1\nplan = "short.toml"\n' + text)
    return read_design(path)


def values(**factors: str) -> str:
    return "".join(f'[factors."{name}"]\nvalues = {each}\n' for name, each in factors.items())


def test_a_grid_has_every_combination_and_one_at_a_time_leaves_the_others_at_their_first(tmp_path: Path) -> None:
    factors = values(**{COUNT: "[1, 2, 3]", ENABLED: "[true, false]"})
    grid = values_of(design_of(tmp_path, f'design = "grid"\n{factors}'))
    assert [(each[COUNT], each[ENABLED]) for each in grid] == [(c, e) for c in (1, 2, 3) for e in (True, False)]
    star = values_of(design_of(tmp_path, f'design = "one-factor-at-a-time"\n{factors}'))
    assert [(each[COUNT], each[ENABLED]) for each in star] == [(1, True), (2, True), (3, True), (1, False)]


def test_a_hypercube_is_the_same_for_a_seed_and_spreads_every_factor_evenly(tmp_path: Path) -> None:
    points = values_of(design_of(tmp_path, CUBE))
    assert points == values_of(design_of(tmp_path, CUBE))
    assert points != values_of(design_of(tmp_path, CUBE.replace("seed = 3", "seed = 4")))
    assert sorted(each[COUNT] for each in points) == [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5
    tenths = sorted(int((each["target.children_under"] - 900) / 10) for each in points)
    assert tenths == list(range(20))


def test_points_that_rounding_makes_equal_are_simulated_once(tmp_path: Path) -> None:
    only_count = CUBE.partition('[factors."target')[0]
    assert sorted(each[COUNT] for each in values_of(design_of(tmp_path, only_count))) == [1, 2, 3, 4]


def test_points_are_plans_with_names_of_their_own(tmp_path: Path) -> None:
    design = design_of(tmp_path, 'design = "grid"\n' + values(**{COUNT: "[1, 2]"}))
    points = points_of(load(tmp_path / "short.toml"), design, "levers.toml")
    assert [each.scenario.name for each in points] == ["short-p001", "short-p002"]
    posts = [sum(post.key.startswith("res-coordinator") for post in each.scenario.posts) for each in points]
    assert posts == [1, 2]


def test_faults_of_all_points_are_told_at_once_and_each_once(tmp_path: Path) -> None:
    factors = values(**{COUNT: "[1, -1, 2]", "programme.enabld": "[true, false]"})
    design = design_of(tmp_path, f'design = "grid"\n{factors}')
    with pytest.raises(Refusal) as refused:
        points_of(load(tmp_path / "short.toml"), design, "levers.toml")
    said = str(refused.value)
    assert "levers.toml, point 1:" in said
    assert "programme.enabled" in said or '"enabled"' in said
    assert "-1" in said
    assert len(refused.value.problems) == 2


def test_a_grid_too_large_is_refused_with_its_size(tmp_path: Path) -> None:
    many = str(list(range(40)))
    design = design_of(tmp_path, 'design = "grid"\n' + values(**{COUNT: many, "target.children_under": many}))
    with pytest.raises(Refusal, match="1,600 points"):
        points_of(load(tmp_path / "short.toml"), design, "levers.toml")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('design = "gird"\n[factors.a]\nvalues = [1]\n', 'Did you mean "grid"'),
        ('design = "grid"\n[factors.a]\nlow = 1\nhigh = 2\n', "needs values"),
        ('design = "grid"\nseed = 1\n[factors.a]\nvalues = [1]\n', "of a latin-hypercube only"),
        ('design = "grid"\n[factors.a]\nvalues = [1, 1]\n', "a value twice"),
        ('design = "latin-hypercube"\n[factors.a]\nvalues = [1]\n', '"points" is missing'),
        ('design = "latin-hypercube"\npoints = 5\nseed = 1\n[factors.a]\nlow = 3\nhigh = 1\n', "not below high"),
        ('design = "grid"\n', '"factors" is missing'),
    ],
)
def test_a_design_that_cannot_be_used_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(Refusal, match=fault):
        design_of(tmp_path, text)


def test_points_that_could_not_be_ranked_are_refused_before_any_is_simulated(tmp_path: Path) -> None:
    design = design_of(tmp_path, 'design = "grid"\n' + values(**{"target.children_under": "[1000, 990]"}))
    with pytest.raises(Refusal, match="the target differs"):
        refuse_incomparable(points_of(load(tmp_path / "short.toml"), design, "levers.toml"))
