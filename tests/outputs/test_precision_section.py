"""What a planner reads of how near an answer is."""

from __future__ import annotations

import numpy as np
import pytest

from sfpc_sim.outputs.sections.precision import precision_lines
from sfpc_sim.study.precision import Aim, Followed, Precision, judge


def precision(within: float, outcome: str, values: np.ndarray, *, paired: bool = False) -> Precision:
    kind = "chance" if outcome.startswith("under") else "mean"
    return judge([Followed(Aim(within, outcome), values, kind, paired)], values.size)  # type: ignore[arg-type]


def children(spread: float = 40.0, size: int = 400) -> np.ndarray:
    return 1300 + spread * np.random.default_rng(1).standard_normal(size)


def test_it_says_the_rule_the_number_and_what_nearer_takes() -> None:
    """And what more futures would not bring."""
    decided = precision(10, "looked_after_on:2020-03-31", children())
    said = " ".join(" ".join(precision_lines(decided, 400)).split())
    number = decided.replications
    assert (
        f"Met at {number} futures, of at most 400. 400 are there; every number here is of the first {number}." in said
    )
    assert "within 9.9 children; asked for 10. Half of that takes about 210 futures in all." in said
    assert "Rule: the first number of futures, 10 at the least, at which no interval reaches farther than asked" in said
    assert "More futures narrow intervals, not how far futures range" in said
    assert "Holm" not in said


def test_a_spent_budget_says_how_many_it_takes() -> None:
    """Foreseen from the spread, to two figures."""
    said = " ".join(precision_lines(precision(1, "entries", children()), 400))
    assert "NOT met: all 400 futures that there may be are spent." in said
    assert "That takes about 5,200 futures in all." in " ".join(said.split())


@pytest.mark.parametrize(
    ("outcome", "values", "words"),
    [
        ("under_on:2020-03-31", np.zeros(300), "under_on:2020-03-31: 0.0% (CI 0.0% to 4.0%), within 2.0 points"),
        (
            "spend_gbp:2019",
            1e6 + 1000 * children(),
            "spend_gbp:2019: 2,296,717 (CI 2,293,134 to 2,300,300), within 3,583 pounds",
        ),
        ("leaders_left", np.full(300, 3.0), "leaders_left: the same in all futures, so nothing says how near that is."),
    ],
)
def test_every_unit_has_its_figures(outcome: str, values: np.ndarray, words: str) -> None:
    """Chances in points, pounds without pence, and nothing pretended of what never varied."""
    assert words in " ".join(" ".join(precision_lines(precision(0.02, outcome, values), 300)).split())


def test_a_difference_says_whether_it_can_be_told_from_zero() -> None:
    """And counts pairs."""
    decided = precision(5, "entries", children() - 1300, paired=True)
    said = " ".join(" ".join(precision_lines(decided, decided.replications, "pairs")).split())
    assert f"Met at {decided.replications} pairs, of at most 400. entries: " in said
    assert "told from 0 (Holm)" in said
