"""Which year a row was returned for: a column or the file's name, and what such a label means.

Some systems label the year from April 2017 to March 2018 as 2018, others as 2017. The dates tell.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem
from sfpc_sim.inputs.returns.sheets import years_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sfpc_sim.inputs.returns.findings import Findings
    from sfpc_sim.inputs.returns.sheets import Sheet

BEGINS = 0.2  # share of rows dated in the year after the label from which the label names the year that begins
STRAYS = 0.05  # share of rows that may lie outside either way
COLUMN = "YEAR"


def last_day(year: int) -> int:
    """Give the day number of a return's last day, 31 March of the year it ends in."""
    return date(year, 3, 31).toordinal()


def labels_of(sheet: Sheet, findings: Findings) -> list[tuple[int, bool] | None]:
    """Give each row's label and whether it says by itself when the year ends; header rows may have none."""
    if COLUMN in sheet.columns:
        labels = [years_in(cell) for cell in sheet.cells(COLUMN)]
        for (row, _), label in zip(sheet.rows, labels, strict=True):
            if label is None and sheet.kind == "episodes":
                fault = f"Column {COLUMN} holds no year."
                findings.problems.append(Problem(f"{sheet.name}:{row}", fault, "Write the year the return ends in."))
        return labels
    named = years_in(sheet.name)
    if named is None and sheet.kind == "episodes":
        fault = f"has no year in its name and no column {COLUMN}."
        findings.problems.append(Problem(sheet.name, fault, "Name the file 2019-episodes.csv, or add the column."))
    return [named] * len(sheet.rows)


def shift_of(dated: Iterable[tuple[tuple[int, bool], int]], findings: Findings) -> int:
    """Find how many years after its label a return ends: 0, or 1 where labels name the year that begins.

    Parameters
    ----------
    dated : label and latest date of each row
    """
    plain = [(label, day) for (label, says_itself), day in dated if not says_itself]
    if not plain:
        return 0
    later = sum(day > last_day(label) for label, day in plain) / len(plain)
    much_later = sum(day > last_day(label + 1) for label, day in plain) / len(plain)
    if later <= STRAYS:
        return 0
    if later >= BEGINS and much_later <= STRAYS:
        first = min(label for label, _ in plain)
        findings.notes.append(f"Years are labelled by their April: {first} is the year to 31 March {first + 1}.")
        return 1
    fault = f"{later:.0%} of rows are dated after 31 March of their return's year."
    findings.problems.append(Problem("the return", fault, "Check the years in file names or in the column YEAR."))
    return 0


def last_run(years: Iterable[int], until: int | None, findings: Findings) -> list[int]:
    """Give the unbroken run of years that ends with `until`: what lies before a missing year is not fitted."""
    known = sorted(set(years))
    last = known[-1] if until is None else until
    if last not in known:
        fault = f"holds no return for the year to March {last}."
        findings.problems.append(Problem("the return", fault, f"Use --until with one of: {_list(known)}."))
        return []
    run = [last]
    while run[0] - 1 in known:
        run.insert(0, run[0] - 1)
    before = [year for year in known if year < run[0]]
    if len(run) < 2:
        fault = f"holds one return only, to March {last}, without the one before."
        findings.problems.append(Problem("the return", fault, f"Add the return of {last - 1}: two years are needed."))
    elif before:
        findings.notes.append(
            f"The return of {run[0] - 1} is missing: rates are of {run[0]} to {last}; "
            f"{_list(before)} tell only when children came."
        )
    return run


def _list(years: list[int]) -> str:
    return ", ".join(map(str, years))
