"""Names of rows in a picture: on one line each, no two alike, whatever a scenario calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from sfpc_sim.outputs.words import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 48
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control characters, marks that turn the direction of writing, halves


def label(text: str, width: int = WIDTH) -> str:
    """Cut a text to one line without characters that nobody sees; one long word is cut anywhere."""
    seen = " ".join("".join(" " if category(letter) in UNSEEN else letter for letter in text).split())
    shown = cut(seen, width)
    return shown if shown != "..." else f"{seen[: width - 4]} ..."


def labels(titles: Sequence[str], width: int = WIDTH) -> list[str]:
    """Label rows: titles that are alike once they are cut are numbered."""
    shown: list[str] = []
    for title in titles:
        first = label(title, width)
        number = sum(each.partition(" #")[0] == first for each in shown) + 1
        shown.append(first if number == 1 else f"{first} #{number}")
    return shown
