"""Which outcomes a question may be asked of: means and chances that a plan measures."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal, did_you_mean
from sfpc_sim.study.kinds import kind_of, split_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def refuse_outcomes(names: Sequence[str], measured: Collection[str]) -> None:
    """Refuse outcomes that are not measured, that have no mean, or that are named twice.

    Raises
    ------
    Refusal : naming all of them
    """
    found = ((name, fault_of(name, measured, names[:index])) for index, name in enumerate(names))
    problems = [Problem(f'--outcome "{name}"', *fault) for name, fault in found if fault]
    if problems:
        raise Refusal(problems)


def fault_of(name: str, measured: Collection[str], before: Collection[str]) -> tuple[str, str] | None:
    """Say what is wrong with an outcome and what to write instead; None for one that can be asked of.

    Parameters
    ----------
    measured : as the columns of a table of replications name them, with those derived from them
    before : the outcomes that were named before it
    """
    if name not in measured:
        near = get_close_matches(name, measured, n=1, cutoff=0.6)
        return "no such outcome is measured.", did_you_mean(name, near) if near else _examples(measured)
    if kind_of(name) == "quantity":
        return "a time that may not come has no mean.", "Ask of a chance, as all_posts_by_plan, or of a mean."
    if name in before:
        return "the outcome is named twice.", "Name it once."
    return None


def _examples(measured: Collection[str]) -> str:
    """Name a few outcomes of hundreds, and where the others are."""
    dated = [name for name in measured if split_name(name)[1]]
    plain = [name for name in measured if ":" not in name and kind_of(name) == "mean"]
    some = " or ".join([*dated[:1], *plain[:1]])
    return f"Name one, as {some}; all are in summary.csv of any run: measure, then a colon and `on` where it has one."
