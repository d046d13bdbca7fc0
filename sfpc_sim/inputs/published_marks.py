"""What a cell of a published table says: a count, a year, or a mark in place of a count.

A mark is never zero: it says why no number stands there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.published_files import Table

    Floats = NDArray[np.float64]

# The marks of the Department's files, and what spreadsheets make of an empty cell.
MARKS = {
    "c": "suppressed", "*": "suppressed", "s": "suppressed", "low": "too low to show", "k": "rounds to zero",
    "x": "not available", "z": "not applicable", ":": "not available", "..": "not available", ".": "not applicable",
    "-": "not available", "u": "unreliable", "": "blank", "na": "blank", "n/a": "blank", "nan": "blank",
    "null": "blank",
}  # fmt: skip
HIDDEN = frozenset({"c", "*", "s", "low", "k"})  # a small count that nobody may see
_COUNT = re.compile(r"(\d{1,9}|\d{1,3}(,\d{3}){1,3})(\.0*)?")
_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][-+]?\d+)?")
_PERIOD = re.compile(r"(\d{4})(?:\s*[-/]?\s*(\d{2}))?")
FIRST_CENSUS, LAST_YEAR = 1900, 2100


def read_counts(table: Table, column: str, problems: list[Problem]) -> tuple[Floats, NDArray[np.object_]]:
    """Read a column of whole numbers; give values, NaN for a mark, and the marks, "" for a number.

    What is neither is added to the problems.
    """
    text = table.cells[column]
    small = text.str.casefold()
    numbers = text.map(lambda cell: _COUNT.fullmatch(cell) is not None).to_numpy(bool)
    marks = np.where(numbers, "", small.where(small != "", "blank").to_numpy(object))
    wrong = ~numbers & ~small.isin(list(MARKS)).to_numpy(bool)
    for row, cell in text[wrong].items():
        problems.append(Problem(table.place(int(str(row)), column), _fault(cell), _REMEDY))
    values = np.full(len(text), np.nan)
    values[numbers] = text[numbers].str.replace(",", "").astype(float)
    return values, marks


_REMEDY = 'Write a whole number, or a mark such as "c" (suppressed), "x" (not available) or "z" (not applicable).'


def _fault(cell: str) -> str:
    if not _NUMBER.fullmatch(cell):
        return f'"{cell[:40]}" is no count.'
    if cell.startswith("-"):
        return f"{cell} is negative: children are counted."
    return f"{cell} is no whole number of children."


def read_years(table: Table, column: str, problems: list[Problem]) -> NDArray[np.int64]:
    """Read years to 31 March: "2024", "202324" and "2023/24" all end in 2024; 0 where it is none."""
    known = {cell: _year_ending(cell) for cell in table.cells[column].unique()}
    years = table.cells[column].map(known).to_numpy(np.int64)
    for row in table.cells.index[years == 0]:
        cell = str(table.cells.at[row, column])
        fault = f'"{cell[:40]}" is no year.'
        problems.append(Problem(table.place(int(row), column), fault, 'Write the year it ends in, "2024" or "202324".'))
    return years


def _year_ending(cell: str) -> int:
    found = _PERIOD.fullmatch(cell.removesuffix(".0"))
    if not found:
        return 0
    year = int(found[1])
    if found[2] is not None:
        year += 1
        if year % 100 != int(found[2]):
            return 0
    return year if FIRST_CENSUS <= year <= LAST_YEAR else 0


def why_missing(mark: str) -> str:
    """Say in words why no number stands in a cell."""
    return MARKS.get(mark, "blank" if mark == "blank" else mark)


def years_in_words(years: Sequence[int]) -> str:
    """Say years with runs drawn together: "2011, 2014 to 2017"."""
    ordered = sorted(set(years))
    runs: list[list[int]] = []
    for year in ordered:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in runs)
