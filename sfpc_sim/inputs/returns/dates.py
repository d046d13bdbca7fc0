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
    """Find two styles in one file: the month may then come first as well, where the day is no more than 12."""
    iso, day_first, open_ones = [], [], 0
    for column, values in cells.items():
        for (row, _), cell in zip(sheet.rows, values, strict=True):
            if _ISO.fullmatch(cell):
                iso.append((row, column))
            elif found := _DAY_FIRST.fullmatch(cell):
                day_first.append((row, column))
                open_ones += int(found[1]) <= 12 and found[1] != found[2]
    if not iso or not day_first:
        return
    if not open_ones:
        findings.notes.append(f"{sheet.name}: two styles of dates, each date plain by itself.")
        return
    fewer, style, others = (
        (iso, "yyyy-mm-dd", "dd/mm/yyyy") if len(iso) <= len(day_first) else (day_first, "dd/mm/yyyy", "yyyy-mm-dd")
    )
    for row, column in sorted(fewer):
        fault = f"Column {column} has a date written {style} where others are written {others}."
        findings.problems.append(Problem(f"{sheet.name}:{row}", fault, f"Write {others} throughout the file."))
