"""Whether a result was reproduced, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.study.reproduce import Reproduction

SHOWN = 3  # differences, before the rest are counted
LETTERS = 12  # of a digest


def reproduced_line(found: Sequence[Reproduction]) -> str:
    """Say in one line whether a result, with its alternatives, came out as it is stored, and where not."""
    wrong = [each for each in found if not each.holds]
    if wrong:
        return f"DIFFERS in {'; '.join(map(_where, wrong))}.{_unlike(wrong[0])}"
    counted = ", ".join(f"{_replications(each)} ({each.drift})" for each in found)
    if all(each.is_same for each in found):
        return f"Reproduced bit for bit: {counted} replications{_digest(found[0])}.{_unlike(found[0])}"
    largest = max(difference.largest for each in found for difference in each.differing)
    return f"Reproduced to 1e-9, the largest difference {largest:.1g}: {counted} replications.{_unlike(found[0])}"


def _replications(each: Reproduction) -> str:
    return count(each.compared) if each.made_digest else f"the first {count(each.compared)} of {count(each.stored)}"


def _digest(each: Reproduction) -> str:
    return f", digest {each.stored_digest[:LETTERS]}" if each.made_digest else ""


def _where(each: Reproduction) -> str:
    said = [str(difference) for difference in each.differing[:SHOWN]]
    if len(each.differing) > SHOWN:
        said.append(f"{count(len(each.differing) - SHOWN)} more columns")
    if each.was_changed:
        told, there = each.said_digest[:LETTERS], each.stored_digest[:LETTERS]
        said.append(f"the stored tables themselves, whose digest is {there} and in the manifest {told}")
    return f"{', '.join(said) or 'which columns there are'} ({each.drift})"


def _unlike(each: Reproduction) -> str:
    return f" Not as then: {'; '.join(each.unlike)}." if each.unlike else ""
