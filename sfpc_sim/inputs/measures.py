"""What a rule may name, and what is wrong with a rule that names something else."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.errors import did_you_mean
from sfpc_sim.inputs.rule_tree import Assumed, Measured

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from sfpc_sim.inputs.rule_tree import Rule

SUBJECTS = {  # a kind of subject, and what to call one
    "partner": "partner authority",
    "team": "team",
    "leader": "leader",
    "improvement": "improvement partnership",
    "grant": "grant",
    "gate": "gate",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact of a simulated future at a day's end, and the kind of subject it is of; None: of the whole plan."""

    meaning: str
    unit: str
    of: str | None = None
    whole: bool = False  # of the whole plan too: of the home authority, of all teams, of all money


MEASURES: dict[str, Measure] = {
    "children_looked_after": Measure("Children looked after", "children", "partner", whole=True),
    "entries_to_care": Measure("Starts to be looked after, since the plan's start", "children"),
    "posts_filled_share": Measure("Full-time equivalents in post over those due by then", "share", "team", whole=True),
    "fte_in_post": Measure("Full-time equivalents in post", "full-time equivalents"),
    "vacancies": Measure("Posts that nobody holds", "posts"),
    "utilisation": Measure("Work over days available, in the last month that had ended by the day", "share", "leader"),
    "months_red": Measure("Months so far with a utilisation above red_utilisation", "months", "leader"),
    "months_amber": Measure("Months so far with a utilisation above amber_utilisation", "months", "leader"),
    "longest_red_run": Measure("Most red months running so far", "months", "leader"),
    "director_level_red_run": Measure("Most red months running so far of any leader at director level", "months"),
    "partners_launched": Measure("Partner authorities launched so far", "authorities"),
    "partners_active": Measure("Partner authorities being supported", "authorities"),
    "recommendations_green_share": Measure("Recommendations that have turned green", "share", "improvement"),
    "spend_gbp": Measure("Spent since the plan's start", "pounds", "grant", whole=True),
    "grant_balance_gbp": Measure("Received and not yet spent", "pounds", "grant"),
    "gate_passed": Measure("1 once the gate's rule has held at a review, 0 before", "1 or 0", "gate"),
    "acting_up_roles": Measure("Roles held by somebody who acts up", "roles"),
}


class Fault(NamedTuple):
    """Something a rule asks for that nobody can answer: at which character, what, and what to write instead."""

    position: int
    fault: str
    remedy: str


def faults_of(
    rule: Rule, subjects: Mapping[str, Collection[str]], assumptions: Collection[str], start: date, end: date
) -> Iterator[Fault]:
    """Yield everything in a rule that can be read and not answered.

    Parameters
    ----------
    rule : as parsed
    subjects : the keys of each kind in `SUBJECTS`; a kind left out has none
    assumptions : the names in the register
    start, end : first and last day the rule may look at
    """
    for used in rule.names():
        for fault, remedy in _faults(used, subjects, assumptions, start, end):
            place = f'The rule cannot be answered at character {used.position}, "{used}"'
            yield Fault(used.position, f"{place}: {fault}.", remedy)


def _faults(
    used: Measured | Assumed,
    subjects: Mapping[str, Collection[str]],
    assumptions: Collection[str],
    start: date,
    end: date,
) -> Iterator[tuple[str, str]]:
    if used.name in MEASURES and isinstance(used, Measured):
        yield from _subject_faults(used, subjects)
        if used.on is not None and not start <= used.on <= end:
            yield f"{used.on} is outside the period {start} to {end}", "Write a date within it."
    elif used.name not in assumptions:
        near = get_close_matches(used.name, assumptions)  # a hundred names would help nobody
        yield "there is no such measure or assumption", did_you_mean(used.name, [*MEASURES, *near])
    elif isinstance(used, Measured):
        yield "an assumption has neither a subject nor a date", f"Write {used.name} alone."


def _subject_faults(used: Measured, subjects: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    measure = MEASURES[used.name]
    if measure.of is None:
        if used.subject is not None:
            yield f'"{used.name}" is of the whole plan', f'Leave "of {used.subject}" out.'
        return
    noun, known = SUBJECTS[measure.of], subjects.get(measure.of, ())
    if used.subject is None and not measure.whole:
        yield f"it does not say of which {noun}", f"Write {used.name} of {min(known, default='...')}, for example."
    elif used.subject is not None and used.subject not in known:
        yield f'there is no {noun} "{used.subject}"', did_you_mean(used.subject, known)
