"""The commonest slips of who first writes TOML: a date, thousands, and quotes as one writes them in letters."""

from __future__ import annotations

import re
from datetime import date

_WORDS = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|#.*""")
_CURLY = re.compile("[\u201c\u201d\u201e\u2018\u2019]")
_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d/.-])")
_THOUSANDS = re.compile(r"=\s*([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?![\d,])")


def slip_remedy(line: str) -> str:
    """Say what to write instead, if a line that is not valid TOML has one of these slips outside its texts."""
    bare = _WORDS.sub('""', line)
    if _CURLY.search(bare):
        return "Write straight quotes (\") instead of Word's curly ones."
    if day := _DATE.search(bare):
        return f"Write a date as year-month-day, without quotation marks: {_year_first(*map(int, day.groups()))}."
    if thousands := _THOUSANDS.search(bare):
        number = thousands[1]
        return f"Write a number without commas: {number.replace(',', '')} or {number.replace(',', '_')}."
    return ""


def _year_first(day: int, month: int, year: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # no such day, or the month first: which one is not ours to guess
        return "for example 2018-02-28"
