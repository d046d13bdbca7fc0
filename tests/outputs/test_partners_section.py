"""What is said of other authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from made_up_estimates import chance, estimates, spread

from sfpc_sim.outputs.sections.partners import partner_lines

if TYPE_CHECKING:
    from sfpc_sim.study.result import Result

FACTS: dict[str, Any] = {
    "start": "2020-01-01",
    "end": "2025-03-31",
    "partners": [
        {"key": "early", "title": "Earlytown", "planned_launch": "2019-06-01", "launched": True},
        {"key": "late", "title": "Latetown", "planned_launch": "2020-04-01", "launched": False},
    ],
    "improvement": [{"key": "plan", "title": "Improvement of Southtown", "recommendations": 44}],
    "centre": {"events_from": "2020-01-31", "authorities": 151},
}


def test_planned_and_simulated_launches_stand_side_by_side() -> None:
    """With training, judgements, and one that was under way before the plan."""
    found = estimates(
        launched_day__early=spread(-100, -100, -100),
        trained_share__early=spread(0.9, 1, 1),
        launched_day__late=spread(91, 290, float("inf")),
        trained_share__late=spread(0.1, 0.5, 0.9),
        judged_inadequate__late=chance(0.05, 0.03, 0.07),
    )
    early, late = partner_lines(FACTS, found)[1:]
    assert early.split("  ")[1:3] == ["Earlytown", "Jun 2019"]
    assert "under way" in early
    assert "Latetown   Apr 2020  Apr 2020 | Oct 2020 | after Mar 2025  10% | 50% | 90%   " in late
    assert late.endswith("5.0% (CI 3.0% to 7.0%)")


def test_partners_children_are_told_with_and_without(result: Result, text: str) -> None:
    """The difference is taken within each future."""
    avoided = result.replications["entries_avoided"].mean()  # the toy's partner avoids as many children
    line = next(line for line in text.splitlines() if line.startswith("  Northtown") and "500 (CI" in line)
    assert f"  {avoided:.1f} (CI " in line


def test_the_load_of_five_partners_says_of_how_many_futures_it_speaks(result: Result, text: str) -> None:
    """Its chance is over those in which five were active at once."""
    over_full = result.replications["programme_over_full_with_five"].dropna()
    assert 100 < over_full.size < 200
    words = " ".join(text.split())
    assert f"{over_full.mean():.0%} (CI " in words
    assert f"over the {over_full.size} of 300 futures" in words


def test_recommendations_and_reach_are_told(text: str) -> None:
    """Red, amber and green at the end; events, visits, authorities."""
    assert "Improvement of Southtown, 44 recommendations: red 1 | 1 | 1, amber 34 | 34 | 34, green 9 | 9 | 9" in text
    assert "30 | 30 | 30 events, 25 | 25 | 25 visits, reaching 100 | 100 | 100 of 151 other authorities" in text


def test_a_plan_that_supports_nobody_says_nothing() -> None:
    """The section is left out."""
    nobody = {"start": "2020-01-01", "end": "2025-03-31", "centre": None}
    assert partner_lines(nobody, estimates(entries=spread(1, 2, 3))) == []
