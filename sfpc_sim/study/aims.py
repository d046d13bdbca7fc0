"""What is to be known, and how well, as a planner writes it: '5 looked_after_on:2020-03-31'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.study.kinds import kind_of
from sfpc_sim.study.outcome_names import fault_of
from sfpc_sim.study.precision import Aim

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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
    names = [aim.outcome for aim in aims]
    found = ((aim, _fault(aim, outcomes, names[:index])) for index, aim in enumerate(aims))
    problems = [Problem(f'--within "{aim.within:g} {aim.outcome}"', *fault) for aim, fault in found if fault]
    if problems:
        raise Refusal(problems)


def _number(text: str) -> float | None:
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _fault(aim: Aim, outcomes: Collection[str], before: Collection[str]) -> tuple[str, str] | None:
    wide = aim.outcome in outcomes and kind_of(aim.outcome) == "chance" and aim.within >= 0.5
    if wide:
        return "a chance lies between 0 and 1.", f"For {aim.within:g} points write '{aim.within:g}% {aim.outcome}'."
    return fault_of(aim.outcome, outcomes, before)
