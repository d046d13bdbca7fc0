"""The box for the decision: the question, the answer in a sentence, a judgement by a printed rule, the numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from sfpc_sim.outputs.report.prose import KEY, unfolded
from sfpc_sim.outputs.report.squares import hundred_squares
from sfpc_sim.outputs.sections.governance import PROBABILITIES, requirement_lines
from sfpc_sim.outputs.table import Column, Table
from sfpc_sim.outputs.words import count, on_day, percent, thousands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sfpc_sim.outputs.estimates_by_name import Estimate
    from sfpc_sim.outputs.report.section import Told

# The bands of the report's risk register, where "likely" begins at one half and "very likely" at four fifths.
LIKELY, VERY_LIKELY = PROBABILITIES[2:]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the Board is asked to note, and what it rests on."""

    heading: str
    question: str
    answer: str
    squares: str
    squares_words: str
    colour: str
    rule: str
    sentences: tuple[str, ...]
    numbers: Table
    reading: str = KEY


def decision(told: Told, others: Sequence[Told] = (), beside: Iterable[str] = ()) -> Decision:
    """Answer the plan's question.

    Parameters
    ----------
    others : further plans, whose numbers stand beside the plan's own
    beside : what they do, a sentence each
    """
    facts, (chance, what) = told.facts, target_of(told)
    meeting = round(chance.mean * chance.replications)
    squares, shown = hundred_squares(chance.mean, f"that meet the target: {what}")
    return Decision(
        heading="What the Board is asked to note",
        question=facts["question"],
        answer=(
            f"In {count(meeting)} of {count(chance.replications)} simulated futures {facts['authority']['name']} has"
            f" {what}: a chance of {chance.known(percent)}."
        ),
        squares=squares,
        squares_words=shown,
        colour=colour_of(chance.mean),
        rule=_rule(chance),
        sentences=(*_also(told), *beside),
        numbers=_side_by_side(told, others),
    )


def _side_by_side(told: Told, others: Sequence[Told]) -> Table:
    """Lay the numbers to note out, a column a plan; a plan that has no such number has an empty cell there."""
    columns = [dict(_numbered(_numbers(each))) for each in (told, *others)]
    heads = [each.facts["name"] for each in (told, *others)] if others else ["Found"]
    rows = tuple((line[0], *(column.get(line) for column in columns)) for line in dict.fromkeys(chain(*columns)))
    return Table("The numbers to note", (Column("What"), *map(Column, heads)), rows)


def _numbered(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, int], str]]:
    """Tell lines of one name apart: two gates may have the same title."""
    seen: Counter[str] = Counter()
    for what, number in lines:
        seen[what] += 1
        yield (what, seen[what]), number


def colour_of(chance: float) -> str:
    """Judge a chance of meeting the target."""
    return "GREEN" if chance >= VERY_LIKELY else "AMBER" if chance >= LIKELY else "RED"


def _rule(chance: Estimate) -> str:
    """Print the rule, and say where the interval reaches into another colour."""
    reached = list(dict.fromkeys(colour_of(each) for each in (chance.ci_low, chance.ci_high)))
    unsure = f" The interval of the chance reaches from {reached[0]} to {reached[1]}." if len(reached) > 1 else ""
    return (
        f"by this rule: green from a chance of {percent(VERY_LIKELY)} to meet the target, amber from"
        f" {percent(LIKELY)}, red below.{unsure}"
    )


def target_of(told: Told) -> tuple[Estimate, str]:
    """Give the chance of the target and what it is; where an older result lacks it, of any month end up to then."""
    target, estimates = told.facts["target"], told.estimates
    under, when = estimates("under_on", target["on"]), f"on {on_day(target['on'])}"
    if not under.there:
        under, when = estimates("under_by_target"), f"on any month end up to {on_day(target['on'])}"
    return under, f"fewer than {target['children_under']:,} children looked after {when}"


def _also(told: Told) -> Iterator[str]:
    """Say what the chance is under other assumptions, and what the plan's own requirements came to."""
    estimates, on = told.estimates, told.facts["target"]["on"]
    own, *others = estimates.drifts()
    found = [(f"under {drift} drift", estimates("under_on", on, drift)) for drift in others]
    found.append((f"without the programme ({own} drift)", estimates("counterfactual_under_on", on)))
    shown = [f"{chance.known(percent)} {words}" for words, chance in found if chance.there]
    if shown:
        yield f"The same chance is {'; '.join(shown)}. How rates drift is not known, and is an assumption."
    yield from unfolded(requirement_lines(told.facts, estimates))


def _numbers(told: Told) -> Iterator[tuple[str, str]]:
    facts, estimates = told.facts, told.estimates
    on = facts["target"]["on"]
    under, counted = target_of(told)[0], estimates("looked_after_on", on)
    yield f"Chance of fewer than {facts['target']['children_under']:,} on {on_day(on)}", under.known(percent)
    if counted.there:
        yield f"Children looked after on {on_day(on)}", f"8 in 10 futures: {count(counted.p10)} to {count(counted.p90)}"
    strained = estimates("red_three_months_running:director level")
    if strained.there:
        yield "Chance that a leader at director level is over-committed three months running", strained.known(percent)
    for gate in facts["gates"]:
        passed = estimates(f"gate_passed:{gate['key']}")
        if passed.there:
            yield gate["title"], passed.known(percent)
    unfunded = estimates("total_unfunded_gbp")
    if unfunded.there and unfunded.mean:
        said = f"8 in 10 futures: {thousands(unfunded.p10)} to {thousands(unfunded.p90)}"
        yield "Left unfunded after grants end, all years", said
    council = estimates("total_council_gbp")
    if council.there and council.p90 and council.mean != unfunded.mean:
        said = f"8 in 10 futures: {thousands(council.p10)} to {thousands(council.p90)}"
        yield "Paid by the council, all years (what grants fail to pay included)", said
