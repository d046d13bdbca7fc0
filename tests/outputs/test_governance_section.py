"""What is said of gates, requirements and risks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from made_up_estimates import chance, estimates, spread
from toy_plan import toy_plan

from sfpc_sim.inputs.rules import parse_rule
from sfpc_sim.outputs.estimates_by_name import ABSENT, Estimate
from sfpc_sim.outputs.sections.governance import gate_lines, rating, requirement_lines, risk_lines, score, verdict
from sfpc_sim.study.plain import facts_of

if TYPE_CHECKING:
    from sfpc_sim.study.result import Result

NOW, LATER = "vacancies < 1", "entries_to_care < 100"


def known(mean: float, low: float, high: float) -> Estimate:
    """Give a chance with its interval."""
    return ABSENT._replace(mean=mean, ci_low=low, ci_high=high, replications=1000)


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (known(0.6, 0.55, 0.65), "met"),
        (known(0.4, 0.35, 0.45), "not met"),
        (known(0.52, 0.48, 0.56), "cannot be told"),
        (known(0.48, 0.44, 0.52), "cannot be told"),
        (ABSENT, "cannot be told"),
    ],
)
def test_a_requirement_is_judged_by_its_chances_whole_interval(estimate: Estimate, said: str) -> None:
    """Met, not met, or cannot be told where the interval straddles."""
    assert verdict(parse_rule(f"chance({NOW}) >= 50%", chances=True), [estimate]) == said


def test_two_chances_are_judged_together() -> None:
    """A requirement that fails on one of them for certain is not met, however little is known of the other."""
    both = parse_rule(f"chance({NOW}) >= 50% and chance({LATER}) >= 50%", chances=True)
    either = parse_rule(f"chance({NOW}) >= 50% or chance({LATER}) >= 50%", chances=True)
    fails, open_, holds = known(0.1, 0.05, 0.15), known(0.5, 0.45, 0.55), known(0.9, 0.85, 0.95)
    assert [verdict(both, [first, open_]) for first in (fails, holds)] == ["not met", "cannot be told"]
    assert [verdict(either, [first, open_]) for first in (fails, holds)] == ["cannot be told", "met"]
    # Each alone would leave it as it is; both together would not.
    below = known(0.49, 0.45, 0.53)
    assert verdict(both, [below, below]) == "cannot be told"


def test_a_requirement_is_told_with_its_estimate(result: Result, text: str) -> None:
    """Its chances are those of the run."""
    share = result.replications["chance:target 0"].mean()
    assert f"  Requirement not met: The target is likelier met than missed; chance {share:.0%} (CI " in text
    assert f"rule: {result.facts['requirements'][0]['rule']}" in " ".join(text.split())  # of what, by when, at least
    facts = {"requirements": [{"key": "target", "title": "T", "rule": f"chance({NOW}) >= 0.5"}]}
    assert requirement_lines(facts, estimates(entries=spread(1, 2, 3))) == [
        f"  Requirement cannot be told: T; chance not simulated; rule: chance({NOW}) >= 0.5"
    ]


def test_a_gate_is_told_by_its_reviews_own_days() -> None:
    """The rule is asked when the day is over, so the clock stands at the next one; no opening is never."""
    gate = {"key": "progress", "title": "Progress", "holds": "opens", "reviews": 4}
    facts = {"start": "2017-04-01", "end": "2022-03-31", "gates": [gate]}
    found = estimates(
        gate_passed__progress=chance(0.85, 0.82, 0.87),
        gate_day__progress=spread(456.0, 456.0 + 91.3125, float("inf")),
        gate_late__progress=chance(0.2, 0.18, 0.22),
    )
    said = "  Progress: opens 85% (CI 82% to 87%), on 30 Jun 2018 | 29 Sep 2018 | never"
    assert gate_lines(facts, found) == [f"{said}; opened three months late or more 20%", "    (CI 18% to 22%)"]
    once = gate | {"holds": "extends", "reviews": 1}
    assert gate_lines(facts | {"gates": [once]}, found) == [said.replace("opens", "extends the deployment")]


@pytest.mark.parametrize(
    ("probability", "impact", "points", "word"),
    [
        (0.0, 5, 5, "medium"),
        (0.0499, 1, 1, "low"),
        (0.05, 2, 4, "low"),
        (0.2, 3, 9, "medium"),
        (0.5, 3, 12, "high"),
        (0.7999, 4, 16, "very high"),
        (0.8, 5, 25, "very high"),
        (1.0, 2, 10, "high"),
    ],
)
def test_risks_are_scored_by_hand(probability: float, impact: int, points: int, word: str) -> None:
    """Probability band times impact."""
    assert (score(probability, impact), rating(score(probability, impact))) == (points, word)


def test_the_register_lists_the_highest_score_first() -> None:
    """One line a risk; a score and a rating are ranges where the probability's interval reaches into another band."""
    impacts = {"rare": 2, "even": 4, "sure": 4, "unknown": 5}
    risks = [{"key": key, "title": f"Something {key}", "impact": impact} for key, impact in impacts.items()]
    found = estimates(
        risk__rare=chance(0.01, 0.005, 0.02), risk__sure=chance(0.9, 0.85, 0.95), risk__even=chance(0.51, 0.47, 0.54)
    )
    lines = risk_lines({"risks": risks}, found)
    assert lines[:4] == [
        "  score       rating             probability              impact",
        "  20          very high          90% (CI 85% to 95.0%)    4       Something sure",
        "  16 (12-16)  high to very high  51% (CI 47% to 54%)      4       Something even",
        "  2           low                1.0% (CI 0.50% to 2.0%)  2       Something rare",
    ]


def test_the_bands_printed_are_the_bands_used(text: str) -> None:
    """In words under the register."""
    words = " ".join(text.split())
    for band, least in enumerate((0.05, 0.2, 0.5, 0.8), start=1):
        assert f"{band}: below {least:.0%}" in words
        assert (score(least - 1e-9, 1), score(least, 1)) == (band, band + 1)
    for word, least in {"low": 1, "medium": 5, "high": 10, "very high": 16}.items():
        assert f"{word} from {least}" in words.lower()
        assert rating(least) == word
        assert least == 1 or rating(least - 1) != word


def test_facts_carry_rules_as_text_that_reads_back() -> None:
    """So a manifest can be read by people, and the summary by whoever has only the manifest."""
    plan = toy_plan()
    facts = json.loads(json.dumps(facts_of(plan)))
    assert facts["risks"][1]["rule"] == "director_level_red_run >= 3"
    assert parse_rule(facts["gates"][0]["rule"]) == plan.gates[0].rule
    assert parse_rule(facts["requirements"][0]["rule"], chances=True) == plan.requirements[0].rule
