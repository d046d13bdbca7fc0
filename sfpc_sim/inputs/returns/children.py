"""Who the children are, as far as rates need it: dates of birth, and who came unaccompanied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.inputs.returns.dates import BLANK, UNREADABLE, read_dates
from sfpc_sim.inputs.returns.years import COLUMN as YEAR

if TYPE_CHECKING:
    from sfpc_sim.inputs.returns.findings import Findings
    from sfpc_sim.inputs.returns.sheets import Sheet


def read_births(sheets: list[Sheet], findings: Findings) -> tuple[dict[str, int], set[str]]:
    """Give each child's date of birth where headers agree on one, and all children that stand in a header."""
    births: dict[str, int] = {}
    without: dict[str, list[tuple[str, int]]] = {}  # where a child stands without one
    disputed: set[str] = set()
    for sheet in (sheet for sheet in sheets if sheet.kind == "header"):
        days = read_dates(sheet, ("DOB",), findings)["DOB"]
        listed: set[tuple[str, str]] = set()
        for (row, _), child, year, day in zip(sheet.rows, sheet.cells("CHILD"), sheet.cells(YEAR), days, strict=True):
            if not child:
                findings.add("no_child", sheet.name, row, "CHILD")
                continue
            if (child, year) in listed:
                findings.add("listed_twice", sheet.name, row, "CHILD")
            listed.add((child, year))
            if day in {BLANK, UNREADABLE}:
                without.setdefault(child, []).append((sheet.name, row))
            elif births.setdefault(child, day) != day and child not in disputed:
                findings.add("births_differ", sheet.name, row, "DOB")
                disputed.add(child)
    for child, places in without.items():
        for file, row in places if child in births else places[:1]:
            findings.add("birth_elsewhere" if child in births else "no_birth", file, row, "DOB")
    return {child: day for child, day in births.items() if child not in disputed}, births.keys() | without.keys()


def read_unaccompanied(sheets: list[Sheet], findings: Findings) -> dict[str, int]:
    """Give unaccompanied children and the day each one's status ceased, 0 while it lasts."""
    files = [sheet for sheet in sheets if sheet.kind == "uasc"]
    alone: dict[str, int] = {}
    for sheet in files:
        days = read_dates(sheet, ("DUC",), findings)["DUC"]
        for (row, _), child, day in zip(sheet.rows, sheet.cells("CHILD"), days, strict=True):
            if day == UNREADABLE:
                findings.add("no_day", sheet.name, row, "DUC")
            if child:
                alone[child] = max(day, 0)
    if not files:
        findings.notes.append("No uasc file: unaccompanied children count with the others.")
    return alone
