"""What is to be known, and how well, as a planner writes it: '5 looked_after_on:2020-03-31'."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal, did_you_mean
from sfpc_sim.study.kinds import kind_of, split_name
from sfpc_sim.study.precision import Aim

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

HOW = "Write how near and to what, as in '5 looked_after_on:2020-03-31' or '2% under_on:2020-03-31'."


def read_aims(texts: Sequence[str]) -> tuple[Aim, ...]:
    """Read aims as they were written; a percent sign divides by a hundred.

    Raises
    ------
    Refusal : one has no number above zero, or no outcome
    """
    aims: list[Aim] = []
    problems: list[Problem] = []
    for text in texts:
        amount, _, outcome = text.strip().partition(" ")
        within = _number(amount)
        if within is None or not outcome.strip():
            problems.append(Problem(f'--within "{text}"', "is not a number above 0 and an outcome.", HOW))
        else:
            aims.append(Aim(within, outcome.strip()))
    if problems:
        raise Refusal(problems)
    return tuple(aims)


def refuse_unmeasured(aims: Sequence[Aim], outcomes: Collection[str]) -> None:
    """Refuse aims at outcomes there are not, or that have no mean to be near to.

    Parameters
    ----------
    outcomes : as the columns of a table of replications name them, with those derived from them

    Raises
    ------
    Refusal : naming all of them
    """
    problems = [
        Problem(f'--within "{aim.within:g} {aim.outcome}"', fault, remedy)
        for index, aim in enumerate(aims)
        for fault, remedy in _faults(aim, outcomes, [each.outcome for each in aims[:index]])
    ]
    if problems:
        raise Refusal(problems)


def _number(text: str) -> float | None:
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _examples(outcomes: Collection[str]) -> str:
    """Name a few outcomes of hundreds, and where the others are."""
    dated = [outcome for outcome in outcomes if split_name(outcome)[1]]
    plain = [outcome for outcome in outcomes if ":" not in outcome and kind_of(outcome) == "mean"]
    some = " or ".join([*dated[:1], *plain[:1]])
    return f"Name one, as {some}; all are in summary.csv of any run: measure, then a colon and `on` where it has one."


def _faults(aim: Aim, outcomes: Collection[str], before: Sequence[str]) -> Iterator[tuple[str, str]]:
    if aim.outcome not in outcomes:
        near = get_close_matches(aim.outcome, outcomes, n=1, cutoff=0.6)
        yield "no such outcome is measured.", did_you_mean(aim.outcome, near) if near else _examples(outcomes)
    elif kind_of(aim.outcome) == "quantity":
        yield "a time that may not come has no mean.", "Aim at a chance, as all_posts_by_plan, or a mean."
    elif kind_of(aim.outcome) == "chance" and aim.within >= 0.5:
        yield "a chance lies between 0 and 1.", f"For {aim.within:g} points write '{aim.within:g}% {aim.outcome}'."
    elif aim.outcome in before:
        yield "the outcome is named twice.", "Keep the narrower one."
