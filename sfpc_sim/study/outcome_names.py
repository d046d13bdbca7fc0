"""Which outcomes a question may be asked of: means and chances that a plan measures."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal, did_you_mean
from sfpc_sim.study.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

WHERE = "Name one as in summary.csv of any run: measure, then a colon and `on` where it has one."


def refuse_outcomes(names: Sequence[str], measured: Collection[str]) -> None:
    """Refuse outcomes that are not measured, that have no mean, or that are named twice.

    Raises
    ------
    Refusal : naming all of them
    """
    problems = []
    for index, name in enumerate(names):
        place = f'--outcome "{name}"'
        if name not in measured:
            near = get_close_matches(name, measured, n=1, cutoff=0.6)
            problems.append(Problem(place, "no such outcome is measured.", did_you_mean(name, near) if near else WHERE))
        elif kind_of(name) == "quantity":
            remedy = "Ask of a chance, as all_posts_by_plan, or a mean."
            problems.append(Problem(place, "a time that may not come has no mean.", remedy))
        elif name in names[:index]:
            problems.append(Problem(place, "the outcome is named twice.", "Name it once."))
    if problems:
        raise Refusal(problems)
