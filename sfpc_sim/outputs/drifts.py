"""How entry and exit rates may wander, in the words that text, report and picture share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "How entry and exit rates wander is not known."
_WORDS = {
    "damped": "they revert slowly to the authority's own level",
    "stationary": "they revert within a year or two",
    "walk": "they never revert",
}


def drifts_in_words(drifts: Iterable[str] = tuple(_WORDS)) -> str:
    """Say what each does, in the order given; one that has no words is left out."""
    told = "; ".join(f"{drift}: {_WORDS[drift]}" for drift in drifts if drift in _WORDS)
    return told.replace("; stationary: they revert", "; stationary:") + "."  # so that it fits into a line
