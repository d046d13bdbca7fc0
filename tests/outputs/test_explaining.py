"""`sfpc explain`: nothing that a user can meet is left unexplained."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.inputs.keys import known_keys
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.measures import MEASURES
from sfpc_sim.outputs.explaining import explained_names, explanations
from sfpc_sim.outputs.glossary import glossary
from sfpc_sim.study.kinds import CHANCES, QUANTITIES, UNITS
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path


def test_every_key_of_a_plan_is_explained() -> None:
    """By its whole path and by its last part."""
    assert [str(key) for key in known_keys() if not explanations(str(key))] == []
    assert [key.path[-1] for key in known_keys() if key.path[-1] != "NAME" and not explanations(key.path[-1])] == []


def test_every_measure_of_a_run_is_explained(tmp_path: Path) -> None:
    """As `summary.csv` writes it, its address included; and every measure there is."""
    result = open_result(run(toy_plan(), replications=5, results_folder=tmp_path, workers=1, simulate=toy_world))
    names = {*summarise(result)["measure"], *CHANCES, *QUANTITIES, *UNITS, *MEASURES}
    assert [name for name in sorted(names) if not explanations(name)] == []


@pytest.mark.parametrize("plan", ["innovation-2017", "sfpc-2020", "redesign-2010"])
def test_every_assumption_is_explained(plan: str) -> None:
    """With its source and grade; in weeks as in days."""
    for assumption in load(plan).register.assumptions:
        (told,) = [each for each in explanations(assumption.name) if "an assumption of grade" in each.heading]
        assert any(sentence.startswith("Source: ") for sentence in told.sentences)
    assert explanations("advert_live_weeks")[0].heading.startswith("advert_live_days: ")


def test_a_term_is_found_by_any_of_its_names() -> None:
    """No two terms share a name, all are in order, and each says something."""
    names = [name for term in glossary() for name in term.names]
    assert sorted(names) == sorted(set(names))
    titles = [term.name.lower() for term in glossary()]
    assert titles == sorted(titles)
    for word in ("care entry", "Looked After", "ceasing", "secondment", "time to fill", "utilisation", "replication",
                 "common random numbers", "p10", "CI", "evidence grade", "damped", "walk", "stationary",
                 "counterfactual", "nominal pounds", "STRESS-DES", "unfunded", "stranded", "stranded posts", "gated",
                 "gated money", "grade of pay", "PO3", "home posts empty behind moves", "home vacancies", "backfill",
                 "headroom", "placement-year", "recruitment panel", "home duties", "pairs", "correlation", "Kirklees",
                 "plan", "report's tables", "guardianship", "staying put"):  # fmt: skip
        assert explanations(word), word
    assert not [term.name for term in glossary() if len(term.meaning) < 40 or not re.search(r"[.:]$|\.$", term.meaning)]


def test_what_is_not_known_is_not_made_up() -> None:
    """Nor is a name offered that cannot be explained."""
    assert explanations("no such thing") == []
    assert [name for name in explained_names() if not explanations(name)] == []
