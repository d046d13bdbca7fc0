"""Gates, requirements and the risk register: what rules over simulated facts came to."""

from __future__ import annotations

from itertools import product
from math import isinf
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.rules import parse_rule
from sfpc_sim.outputs.sections.other_target import other_target_lines
from sfpc_sim.outputs.words import PAGE, cut, dates_of, folded, in_columns, percent

if TYPE_CHECKING:
    from sfpc_sim.inputs.rules import Rule
    from sfpc_sim.outputs.estimates_by_name import Estimate, Estimates

    Facts = dict[str, Any]

MET, NOT_MET, NOT_TOLD = "met", "not met", "cannot be told"
DECISIONS = {"opens": "opens", **{does: f"{does} the deployment" for does in ("ends", "extends", "changes")}}
PROBABILITIES = (0.05, 0.2, 0.5, 0.8)  # a probability's band, from 1 to 5, is one more than how many of them it reaches
RATINGS = ((16, "very high"), (10, "high"), (5, "medium"), (1, "low"))  # a score's rating is the first it reaches
RISKS = ("score", "rating", "probability", "impact")  # heads, before the risk itself
BANDS = (
    "Score: probability (1: below 5%, 2: below 20%, 3: below 50%, 4: below 80%, 5: from 80%) x impact. Low from 1,"
    " medium from 5, high from 10, very high from 16. Bands and impacts are assumptions (grade D)."
)


def governance_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell what gates, requirements and risks came to, and which were not asked."""
    titles = "; ".join(cut(title, PAGE) for title in facts.get("not_asked", ()))
    left_out = folded(f"Not asked, because it is about a day after the plan's end: {titles}") if titles else []
    return [
        *gate_lines(facts, estimates), *requirement_lines(facts, estimates), *risk_lines(facts, estimates),
        *(line for words in other_target_lines(facts) for line in folded(words)), *left_out,
    ]  # fmt: skip


def gate_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell how likely each gate's rule holds, when, and how late."""
    day, lines = dates_of(facts), []

    def when(clock: float) -> str:
        return "never" if isinf(clock) else day(clock - 1.0)  # asked when its day is over

    for gate in facts.get("gates", ()):
        passed, opened, late = (estimates(f"gate_{name}:{gate['key']}") for name in ("passed", "day", "late"))
        if passed.there:
            said = f"{DECISIONS[gate['holds']]} {passed.known(percent)}, on {opened.range(when)}"
            if gate["reviews"] > 1:
                said += f"; opened three months late or more {late.known(percent)}"
            lines += folded(f"{cut(gate['title'], PAGE)}: {said}")
    return lines


def requirement_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell for each requirement whether the estimated chances meet it."""
    lines = []
    for requirement in facts.get("requirements", ()):
        rule = parse_rule(requirement["rule"], chances=True)
        chances = [estimates(f"chance:{requirement['key']} {number}") for number in range(len(rule.chances()))]
        found = ", ".join(chance.known(percent) for chance in chances if chance.there) or "not simulated"
        said = f"Requirement {verdict(rule, chances)}: {cut(requirement['title'], PAGE)}; chance {found}"
        # The title alone may be read as what the chance is of, and gives no date.
        lines += folded(f"{said}; rule: {cut(requirement['rule'], PAGE)}")
    return lines


def verdict(rule: Rule, chances: list[Estimate]) -> str:
    """Say whether a requirement is met, if that is so wherever its chances lie within their intervals.

    Parameters
    ----------
    rule : compares chances with numbers
    chances : the estimates, in the order of `rule.chances()`
    """
    if not all(chance.there for chance in chances):
        return NOT_TOLD
    ends = [{chance.ci_low, chance.mean, chance.ci_high} for chance in chances]
    answers = {rule.is_met(dict(zip(rule.chances(), corner, strict=True)).__getitem__) for corner in product(*ends)}
    return NOT_TOLD if len(answers) > 1 else MET if answers.pop() else NOT_MET


def risk_lines(facts: Facts, estimates: Estimates) -> list[str]:
    """Tell each risk's probability, impact, score and rating, the highest score first."""
    rows = []
    for risk in facts.get("risks", ()):
        chance, impact = estimates(f"risk:{risk['key']}"), risk["impact"]
        if chance.there:
            scores = [score(probability, impact) for probability in (chance.mean, chance.ci_low, chance.ci_high)]
            told = (_score_words(*scores), rated(chance, impact), chance.known(percent), str(impact))
            rows.append((scores[0], chance.mean, told, risk["title"]))
    rows.sort(key=lambda row: row[:2], reverse=True)
    widths = [max(map(len, column)) for column in zip(RISKS, *(told for *_, told, _ in rows), strict=True)]
    room = PAGE - 2 - sum(width + 2 for width in widths)
    lines = in_columns((*RISKS, ""), [(*told, cut(title, room)) for *_, told, title in rows])
    return [*lines, *folded(BANDS)] if lines else []


def score(probability: float, impact: int) -> int:
    """Give probability band times impact, from 1 to 25 (June 2017 report, 4.6.1: both give the overall rating)."""
    return (1 + sum(probability >= least for least in PROBABILITIES)) * impact


def rating(points: int) -> str:
    """Give a score's rating."""
    return next(name for least, name in RATINGS if points >= least)


def rated(chance: Estimate, impact: int) -> str:
    """Write a risk's rating, both where the probability's interval reaches from one to another."""
    low, high = (rating(score(probability, impact)) for probability in (chance.ci_low, chance.ci_high))
    return low if low == high else f"{low} to {high}"


def _score_words(points: int, low: int, high: int) -> str:
    """Write the score, as a range where the probability's interval reaches into another band."""
    return f"{points}" if low == high else f"{points} ({low}-{high})"
