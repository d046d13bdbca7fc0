"""What a spreadsheet's cell can hold: texts without control characters, and numbers with every digit."""

from __future__ import annotations

import re

MOST_UNITS = 32_767  # of UTF-16 that a cell holds
CUT = " [cut here: a cell holds no more]"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def cell_text(text: str) -> str:
    """Give a text as a cell can hold it; what it cannot hold becomes a replacement mark, what is too long is cut."""
    text = _CONTROL.sub("\ufffd", text)
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_UNITS:
        return text
    return units[: 2 * (MOST_UNITS - len(CUT))].decode("utf-16-le", "ignore") + CUT


class Exact(float):
    """A number that is written with all its digits: XlsxWriter formats with sixteen, of which the last may be wrong."""

    def __format__(self, _: str) -> str:
        return repr(float(self))
