"""Rows with their bounds, as words on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.bounds import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDE = 62


class Row(NamedTuple):
    """One measured number. A headline has a name, by which its bound and its place in the history are found."""

    label: str
    value: float
    unit: str
    note: str = ""
    name: str = ""


class LeftOut(NamedTuple):
    """What could not be measured here, and why."""

    label: str
    why: str


Rows = list[Row | LeftOut]


def lines(title: str, rows: Iterable[Row | LeftOut]) -> list[str]:
    """Write a block of the table."""
    return [f"\n{title}", *(_line(row) for row in rows)]


def _line(row: Row | LeftOut) -> str:
    if isinstance(row, LeftOut):
        return f"  {row.label:{WIDE}}  left out: {row.why}"
    text = f"  {row.label:{WIDE}}  {_figure(row.value):>9} {row.unit:5}"
    if row.name in BOUNDS:
        bound = BOUNDS[row.name]
        text += f"  {'met    ' if bound.is_met(row.value) else 'NOT MET'}  {bound!s:14}"
    return f"{text}  {row.note}".rstrip()


def _figure(value: float) -> str:
    """Write four figures, and whole numbers from a thousand on."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{3 if value < 1 else 2 if value < 100 else 1}f}"


def times(label: str, slow: float, quick: float, name: str = "", note: str = "") -> Row:
    """Make a row of a ratio from one run."""
    return Row(f"  {label}", slow / quick, "x", note, name)
