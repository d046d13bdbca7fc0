"""Numbers as a planner reads them.

A confidence interval is written "1,301 (CI 1,297 to 1,305)", a range of futures
"1,150 | 1,298 | 1,461": never alike.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import floor, isinf, isnan
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PAGE, NARROWEST, NAME = 120, 20, 100  # characters a line, a label, and a name within a line
GLUE = "\N{NO-BREAK SPACE}"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # kinds of characters: control, format, halves, private, none


def count(value: float) -> str:
    """Write a number of children, entries or futures: "1,301"."""
    return "-" if isnan(value) else f"{round(value):,}"


def decimal(value: float) -> str:
    """Write a number with one decimal: "12.4"."""
    return "-" if isnan(value) else f"{round(value, 1) + 0.0:,.1f}"  # never "-0.0"


def figure(value: float) -> str:
    """Write a number of any size with four digits, or all before the decimal point: "0.01235", "12.35", "6,948,000"."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def thousands(value: float) -> str:
    """Write pounds in thousands: "£1,884k"."""
    if isnan(value):
        return "-"
    return f"{'-' if round(value / 1000) < 0 else ''}£{abs(round(value / 1000)):,}k"


def percent(share: float) -> str:
    """Write a chance, with decimals where it is small or near certain: "57%", "1.4%", "0.05%", "<0.01%"."""
    if isnan(share):
        return "-"
    from_certain = round(min(share, 1 - share), 9)  # 1 - 0.9 is not quite 0.1
    decimals = 0 if from_certain == 0 or from_certain >= 0.1 else 1 if from_certain >= 0.01 else 2
    written = f"{100 * share:.{decimals}f}%"
    return {"0.00%": "<0.01%", "100.00%": ">99.99%"}.get(written, written)  # neither never nor certain


def whole_percent(share: float) -> str:
    """Write a share that may pass one: "101%"."""
    return "-" if isnan(share) else f"{100 * share:.0f}%"


def interval(write: Callable[[float], str], mean: float, low: float, high: float) -> str:
    """Write an estimate with how well it is known: "1,301 (CI 1,297 to 1,305)"."""
    return f"{write(mean)} (CI {write(low)} to {write(high)})"


def futures(write: Callable[[float], str], p10: float, p50: float, p90: float) -> str:
    """Write how far futures range: "1,150 | 1,298 | 1,461"."""
    return " | ".join(write(value) for value in (p10, p50, p90))


def on_date(when: date) -> str:
    """Write a date: "12 Jan 2018"."""
    return f"{when.day} {when:%b %Y}"


def in_month(when: date) -> str:
    """Write a month: "Jan 2018"."""
    return f"{when:%b %Y}"


def on_day(iso: str, write: Callable[[date], str] = on_date) -> str:
    """Write a date of a scenario's facts, where dates are text."""
    return write(date.fromisoformat(iso))


def day_from(start: date, end: date, day: float, write: Callable[[date], str] = on_date) -> str:
    """Write the date of a day counted from the start; infinity is later than the end."""
    if isnan(day):
        return "-"
    return f"after {in_month(end)}" if isinf(day) else write(start + timedelta(days=floor(day)))


def dates_of(facts: Mapping[str, Any], write: Callable[[date], str] = on_date) -> Callable[[float], str]:
    """Make a writer of days counted from a scenario's start."""
    start, end = (date.fromisoformat(facts[key]) for key in ("start", "end"))
    return lambda day: day_from(start, end, day, write)


def financial_year(april: int) -> str:
    """Write a financial year by its April: "2017/18"."""
    return f"{april}/{(april + 1) % 100:02d}"


def seen(text: str) -> str:
    """Give a text as one line of what can be seen: no control character, nor a mark that turns the line around."""
    return " ".join("".join(" " if category(letter) in UNSEEN else letter for letter in text).split())


def cut(text: str, width: int) -> str:
    """Cut a text between words to a width, a word that is too long for it anywhere."""
    short = shorten(text, width, placeholder=" ...")
    return f"{text.lstrip()[: width - 4]} ..." if short == "..." else short


def folded(text: str, indent: str = "  ") -> list[str]:
    """Fold a sentence into lines that fit the page, the later ones further in; intervals and ranges stay whole."""
    glued = re.sub(r"\(CI [^)]*\)| \| ", lambda found: found[0].replace(" ", GLUE), text)
    lines = wrap(glued, PAGE, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
    return [line.replace(GLUE, " ") for line in lines]


def in_columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay rows of cells out under heads, each column as wide as it must be; an empty column is left out.

    Returns
    -------
    The heads' line and one a row, all two characters in; nothing without rows.
    """
    if not rows:
        return []
    columns = [(head, *cells) for head, *cells in zip(heads, *rows, strict=True) if any(cells)]
    widths = [max(map(len, column)) for column in columns]
    lines = zip(*columns, strict=True)
    return ["  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines]


def side_by_side(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Lay labels and values out in two columns, read downwards, or in one where the page is too narrow for two."""
    widest = max((len(value) for _, value in pairs), default=0)
    room = (PAGE - 8) // 2 - widest
    if room < NARROWEST:
        return in_columns(("", ""), [(cut(label, PAGE - 4 - widest), value) for label, value in pairs])[1:]
    cells, half = [(cut(label, room), value) for label, value in pairs], (len(pairs) + 1) // 2
    right = [*cells[half:], ("", "")]  # one more than is there, for an odd number
    return in_columns(("",) * 4, [a + b for a, b in zip(cells[:half], right, strict=False)])[1:]
