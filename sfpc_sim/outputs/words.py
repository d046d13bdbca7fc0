"""Numbers as a planner reads them.

A confidence interval is written "1,301 (CI 1,297 to 1,305)", a range of futures
"1,150 | 1,298 | 1,461": never alike.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import isinf, isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def count(value: float) -> str:
    """Write a number of children, entries or futures: "1,301"."""
    return "-" if isnan(value) else f"{round(value):,}"


def decimal(value: float) -> str:
    """Write a number with one decimal: "12.4"."""
    return "-" if isnan(value) else f"{round(value, 1) + 0.0:,.1f}"  # never "-0.0"


def thousands(value: float) -> str:
    """Write pounds in thousands: "£1,884k"."""
    if isnan(value):
        return "-"
    return f"{'-' if round(value / 1000) < 0 else ''}£{abs(round(value / 1000)):,}k"


def percent(share: float) -> str:
    """Write a chance, with decimals where it is small or near certain: "57%", "1.4%", "0.05%"."""
    if isnan(share):
        return "-"
    from_certain = min(share, 1 - share)
    decimals = 0 if from_certain == 0 or from_certain >= 0.1 else 1 if from_certain >= 0.01 else 2
    return f"{100 * share:.{decimals}f}%"


def whole_percent(share: float) -> str:
    """Write a share that may pass one: "101%"."""
    return f"{100 * share:.0f}%"


def interval(write: Callable[[float], str], mean: float, low: float, high: float) -> str:
    """Write an estimate with how well it is known: "1,301 (CI 1,297 to 1,305)"."""
    return f"{write(mean)} (CI {write(low)} to {write(high)})"


def futures(write: Callable[[float], str], p10: float, p50: float, p90: float) -> str:
    """Write how far futures range: "1,150 | 1,298 | 1,461"."""
    return " | ".join(write(value) for value in (p10, p50, p90))


def on_date(when: date) -> str:
    """Write a date: "12 Jan 2018"."""
    return f"{when.day} {when:%b %Y}"


def day_from(start: date, end: date, day: float) -> str:
    """Write the date of a day counted from the start; infinity is later than the end."""
    if isnan(day):
        return "-"
    return f"after {end:%b %Y}" if isinf(day) else on_date(start + timedelta(days=int(day)))


def financial_year(april: int) -> str:
    """Write a financial year by its April: "2017/18"."""
    return f"{april}/{(april + 1) % 100:02d}"


def in_ascii(text: str) -> str:
    """Write the same for a terminal that knows no other characters."""
    for character, plain in (("£", "GBP "), ("·", "-"), ("–", "-"), ("—", "-"), ("’", "'")):  # noqa: RUF001
        text = text.replace(character, plain)
    return text.encode("ascii", "replace").decode()
