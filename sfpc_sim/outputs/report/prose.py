"""How the report's sentences write estimates, so that the two kinds of range never look alike.

How well a number is known is written "0.80% (CI 0.35% to 1.6%)"; how far futures range "8 in 10 futures lie between
1,137 and 1,493".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sfpc_sim.outputs.estimates_by_name import Estimate

KEY = (
    '"CI a to b": how well the number beside it is known; more simulated futures narrow it. "8 in 10 futures": how far'
    " the futures themselves range; more of them do not narrow that."
)
HOW_TO_READ = (
    '"CI a to b" and "known to" say how well the number beside it is known, with 95% confidence; more simulated futures'
    " narrow it.",
    '"8 in 10 futures lie between a and b", and P10, P50 and P90 in tables, say how far futures range: one in ten lies'
    " below P10, half below P50, one in ten above P90. That is life's uncertainty and ours about the inputs; more"
    " simulated futures do not narrow it.",
    "Totals are worked out inside each future and then summarised, so the parts of a total need not add up to it.",
)


def eight_in_ten(estimate: Estimate, write: Callable[[float], str]) -> str:
    """Say how far futures range."""
    low, high = write(estimate.p10), write(estimate.p90)
    return f"8 in 10 futures have the same, {low}" if low == high else f"8 in 10 futures lie between {low} and {high}"


def unfolded(lines: Iterable[str]) -> list[str]:
    """Put sentences that were folded for a terminal back on one line each; continuations stand further in."""
    sentences: list[str] = []
    for line in lines:
        if line.startswith("    ") and sentences:
            sentences[-1] += f" {line.strip()}"
        else:
            sentences.append(line.strip())
    return sentences


def listed(names: list[str]) -> str:
    """List names with "and" before the last."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
