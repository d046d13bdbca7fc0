"""What this result cannot bear, from the run itself: read before any number."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.failed import failed_lines
from sfpc_sim.outputs.paperwork.markdown import field
from sfpc_sim.outputs.sections.own_history import assumed_outside_lines, own_history_lines
from sfpc_sim.outputs.sections.provenance import provenance_line
from sfpc_sim.outputs.sections.thought_experiment import assumed_lines
from sfpc_sim.outputs.words import count, percent
from sfpc_sim.study.holm import p_of_chance, told_from_zero
from sfpc_sim.study.signing import signing_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sfpc_sim.outputs.estimates_by_name import Estimates
    from sfpc_sim.study.result import Result

    Facts = dict[str, Any]

# What `sfpc validate` compares with published figures is flows of children; no check there looks at these.
NEVER_VALIDATED = "leaders' load and turnover, recruitment, money, the programme's effects, other authorities' uptake"
THOUGHT_EXPERIMENTS = (
    ("leaders_leave", False, "leaders never leave"),
    ("strain_harms_practice", False, "strain does not harm practice"),
    ("evidence", "council-hope", "effects are what would have to be true for the council's hope, not evidence"),
    ("evidence", "no-effect", "the programme has no effect"),
)


def limits(result: Result, estimates: Estimates, today: date) -> Iterator[str]:
    """List what a reader should know before using a number, the gravest first."""
    facts = result.facts
    yield from failed_lines(result)
    yield provenance_line(result.manifest)
    yield from own_history_lines(facts, result.replications)
    yield from assumed_outside_lines(facts)
    yield drifts_limit(result, estimates)
    yield evidence_limit(facts)
    yield from _signing(result, today)
    yield from (line.strip() for line in assumed_lines(facts))
    yield from (f"A thought experiment: {words}." for key, value, words in THOUGHT_EXPERIMENTS if facts[key] == value)
    if facts["programme"]["enabled"] and facts["programme"]["posts_filled"] == "on-plan":
        yield "A thought experiment: every post is filled on the planned day and nobody leaves."
    if not facts["pandemic"] and facts["end"] >= "2020-04-01":
        yield "The plan runs past March 2020 without the pandemic."
    if facts["not_asked"]:
        yield f"Not asked, being about days after the plan's end: {'; '.join(facts['not_asked'])}."
    yield (
        f"Never held against published figures: {NEVER_VALIDATED}. What `sfpc validate` found for this version: "
        f"{field('date and checks that do not hold')}"
    )


def drifts_limit(result: Result, estimates: Estimates) -> str:
    """Tell the chance under each drift, and whether the same futures answer otherwise under another."""
    on = result.facts["target"]["on"]
    found = {drift: estimates("under_on", on, drift) for drift in estimates.drifts()}
    found = {drift: each for drift, each in found.items() if each.there}
    if len(found) < 2:
        return "How rates wander was assumed in one way only: the other two drifts have no answer in this result."
    told = "; ".join(f"{drift} {each.known(percent)}" for drift, each in found.items())
    verdict = "DISAGREE, future by future" if _disagree(result) else "cannot be told apart by these replications"
    return f"Chance of meeting the target by how rates wander ({told}): the drifts {verdict}."


def _disagree(result: Result) -> bool:
    """Tell whether any two drifts differ beyond chance: paired, as futures of one number share their luck."""
    on, limit = result.facts["target"]["on"], result.facts["target"]["children_under"]
    counts = [each.replications[f"looked_after_on:{on}"] for each in (result, *result.alternatives.values())]
    under = [(count < limit).astype(float) for count in counts]
    differences = [(one - two).dropna().to_numpy() for one, two in combinations(under, 2)]
    return any(told_from_zero([p_of_chance(each) for each in differences]))


def evidence_limit(facts: Facts) -> str:
    """Tell how many assumptions have no published evidence."""
    grades = Counter(each["source"]["grade"] for each in facts["register"]["assumptions"])
    total = sum(grades.values())
    return (
        f"{count(grades['D'])} of {count(total)} assumptions ({percent(grades['D'] / total)}) have no published "
        "evidence (grade D)."
    )


def _signing(result: Result, today: date) -> Iterator[str]:
    signings = signing_of(result.manifest)
    standing = Counter(standing_of(signings.get(each["name"]), today) for each in _assumptions(result))
    yield (
        f"Sign-off of {count(standing.total())} assumptions: {count(standing['signed'])} signed, "
        f"{count(standing['unsigned'])} unsigned, {count(standing['OVERDUE'])} overdue for review."
    )


def _assumptions(result: Result) -> list[Facts]:
    found: list[Facts] = result.facts["register"]["assumptions"]
    return found
