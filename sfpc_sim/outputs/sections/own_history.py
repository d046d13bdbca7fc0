"""A warning in words where the middle of the futures lies outside the authority's own years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.words import count
from sfpc_sim.study.assumed_history import assumed_outside
from sfpc_sim.study.own_history import MARGIN, MARGIN_PER_YEAR, outside_own_history

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sfpc_sim.study.own_history import Outside

    Facts = dict[str, Any]


def own_history_lines(facts: Facts, replications: pd.DataFrame) -> list[str]:
    """Tell each count whose middle is out, at the first and at the last year that it is."""
    found = list(outside_own_history(facts, replications))
    lines = [
        _line([each for each in found if each.what == what]) for what in dict.fromkeys(each.what for each in found)
    ]
    if lines:
        lines.append(
            f"  The range of the authority's own years is widened by {MARGIN:.0%}, and by "
            f"{MARGIN_PER_YEAR:.0%} for each year ahead. Such an answer may be right, but none was seen there yet."
        )
    return lines


def _line(found: Sequence[Outside]) -> str:
    """Tell the year that is farthest out, and since when."""
    worst = max(found, key=lambda each: each.beyond)
    side, when = "more" if worst.above else "fewer", "on 31 March" if worst.is_stock else "in the year to March"
    return (
        f"  {worst.what}: half of all futures have {side} than {count(worst.middle)} {when} {worst.year}; from "
        f"{worst.first} to {worst.last} it was {count(worst.low)} to {count(worst.high)} "
        f"({worst.beyond:.0%} beyond; out since {found[0].year})."
    )


def assumed_outside_lines(facts: Facts) -> list[str]:
    """Warn of an assumption whose middle no year of the authority's own has come near."""
    return [
        f"  {each.name}: its middle, {count(each.middle)} {each.what} a year, lies outside the {count(each.low)} to"
        f" {count(each.high)} of the authority's own years {each.first} to {each.last} (widened by {MARGIN:.0%})."
        for each in assumed_outside(facts)
    ]
