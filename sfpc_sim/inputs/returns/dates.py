"""Dates as returns write them: dd/mm/yyyy or yyyy-mm-dd, one style a file, unless every cell is plain by itself."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem

if TYPE_CHECKING:
    from sfpc_sim.inputs.returns.findings import Findings
    from sfpc_sim.inputs.returns.sheets import Sheet

BLANK, UNREADABLE = 0, -1
_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _MIDNIGHT)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + _MIDNIGHT)
_YEARS = range(1970, 2100)
_PLAIN = ("dd/mm/yyyy", "yyyy-mm-dd")


def read_dates(sheet: Sheet, columns: tuple[str, ...], findings: Findings) -> dict[str, list[int]]:
    """Read a file's date columns as day numbers; blank and unreadable cells as `BLANK` and `UNREADABLE`."""
    cells = {column: sheet.cells(column) for column in columns}
    _refuse_mixed(sheet, cells, findings)
    return {column: [_day(cell) for cell in values] for column, values in cells.items()}


def _day(cell: str) -> int:
    if not cell:
        return BLANK
    if iso := _ISO.fullmatch(cell):
        year, month, day = map(int, iso.groups())
    elif found := _DAY_FIRST.fullmatch(cell):
        day, month, year = map(int, found.groups())
    else:
        return UNREADABLE
    try:
        return date(year, month, day).toordinal() if year in _YEARS else UNREADABLE
    except ValueError:
        return UNREADABLE


def _refuse_mixed(sheet: Sheet, cells: dict[str, list[str]], findings: Findings) -> None:
    """Refuse a file whose dates may mean more than one day: styles mixed, or the month before the day."""
    found: dict[str, list[tuple[int, str]]] = {}
    open_ones = 0
    for column, values in cells.items():
        for (row, _), cell in zip(sheet.rows, values, strict=True):
            style, is_open = _style(cell)
            open_ones += is_open
            if style:
                found.setdefault(style, []).append((row, column))
    if set(found) <= {_PLAIN[0]} or set(found) <= {_PLAIN[1]}:
        return
    if set(found) <= set(_PLAIN) and not open_ones:
        findings.notes.append(f"{sheet.name}: two styles of dates, each date plain by itself.")
        return
    usual = max(found, key=lambda style: len(found[style]))
    if len(found) == 1:
        row, column = found[usual][0]
        fault = f"Dates are written {usual}; column {column} is the first to show it."
        findings.problems.append(Problem(f"{sheet.name}:{row}", fault, f"Write {' or '.join(_PLAIN)}."))
    for style in found.keys() - {usual}:
        for row, column in sorted(found[style]):
            fault = f"Column {column} has a date written {style} where others are written {usual}."
            remedy = f"Write {usual if usual in _PLAIN else _PLAIN[0]} throughout the file."
            findings.problems.append(Problem(f"{sheet.name}:{row}", fault, remedy))


def _style(cell: str) -> tuple[str, bool]:
    """Tell how a date is written, and whether day and month could be exchanged; "" for what is no date."""
    iso, day_first = _ISO.fullmatch(cell), _DAY_FIRST.fullmatch(cell)
    if iso:
        return ("yyyy-dd-mm" if int(iso[3]) <= 12 < int(iso[2]) else _PLAIN[1]), False
    if day_first:
        day, month = int(day_first[1]), int(day_first[2])
        return ("mm/dd/yyyy" if day <= 12 < month else _PLAIN[0]), day <= 12 and day != month
    return "", False
