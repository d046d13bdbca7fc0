"""What the shipped plans read like: the real model, a few futures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sfpc_sim.inputs.loading import load
from sfpc_sim.outputs.comparison import comparison_text
from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.pictures.every import PICTURES, pictures_of
from sfpc_sim.outputs.text import as_text, summary_sections
from sfpc_sim.study.compare import compare
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FUTURES = 8


@pytest.fixture(scope="module")
def result_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Result]:
    folder: Path = tmp_path_factory.mktemp("shipped")
    return lambda name: open_result(
        run(load(name), replications=FUTURES, results_folder=folder, workers=1, alternatives=False)
    )


@pytest.mark.parametrize(("plan", "most_lines"), [("innovation-2017", 120), ("sfpc-2020", 141)])
def test_a_shipped_plan_is_told_on_two_pages(result_of: Callable[[str], Result], plan: str, most_lines: int) -> None:
    """Every section, no line wider than a page, every measure with its unit."""
    result = result_of(plan)
    table = summarise(result)
    lines = as_text(summary_sections(result, table)).splitlines()
    assert len(lines) <= most_lines
    assert max(map(len, lines)) <= 120
    assert not any("nan" in line for line in lines)
    for heading in ("Posts", "Leaders", "Other authorities", "Money", "Gates, requirements and the risk register"):
        assert any(line.startswith(heading) for line in lines)
    assert sum(line.startswith("  Requirement ") for line in lines) == len(result.facts["requirements"])
    assert list(table[table["unit"] == ""]["measure"].unique()) == []


def test_the_two_director_options_are_compared_in_one_screen(result_of: Callable[[str], Result]) -> None:
    """Months red by role, a red run, the day the programme is led, cost and children (25 November 2019, 7.18-7.21)."""
    external, deployed = result_of("sfpc-2020-external"), result_of("sfpc-2020")
    lines = comparison_text(external, deployed, compare(external, deployed)).splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 120
    roles = ("director", "deputy-safeguarding", "deputy-learning", "programme-director", "professional-lead")
    wanted = [f"Months red: {role}" for role in roles]
    wanted += ["Red 3 running: director level", "Red 3 running: director", "Red 3 running: programme-director"]
    wanted += ["Programme Director from", "Spend, all years", "Spend 2020/21", "Looked after on 31 Mar 2024"]
    _, _, same = " ".join(" ".join(lines).split()).partition("No difference in any pair: ")
    for label in wanted:
        assert label in same or any(line.startswith(f"  {label} ") and "(CI " in line for line in lines), label


@pytest.mark.parametrize(("plan", "without"), [("innovation-2017", {"drivers"}), ("sfpc-2020", {"drivers"})])
def test_every_picture_of_a_shipped_plan_is_small_and_says_numbers(
    result_of: Callable[[str], Result], plan: str, without: set[str]
) -> None:
    """All but the tornado, which needs `sfpc drivers`; one set under 200 kB."""
    pictures = pictures_of(found_in(result_of(plan)))
    assert {picture.name for picture in pictures} == set(PICTURES) - without
    assert sum(len(picture.svg()) for picture in pictures) < 200_000
    for picture in pictures:
        words = f"{picture.title} {picture.description} {picture.reading}"
        assert re.search(r"\d", picture.title)
        assert not re.search(r"\b(nan|inf|None)\b| - ", words), words
        assert len(picture.table.written()) == len(picture.table.rows) > 0
