"""Names of rows in a picture: on one line each, no two alike, whatever a scenario calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.words import cut, seen

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 48


def label(text: str, width: int = WIDTH) -> str:
    """Cut a text to one line without characters that nobody sees; one long word is cut anywhere."""
    return cut(seen(text), width)


def labels(titles: Sequence[str], width: int = WIDTH) -> list[str]:
    """Label rows: titles that are alike once they are cut are numbered."""
    shown: list[str] = []
    for title in titles:
        first = label(title, width)
        number = sum(each.partition(" #")[0] == first for each in shown) + 1
        shown.append(first if number == 1 else f"{first} #{number}")
    return shown
