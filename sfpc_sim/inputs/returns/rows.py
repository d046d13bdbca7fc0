"""Rows of an episodes file: dates and codes read, each fault noted with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.inputs.returns import codes
from sfpc_sim.inputs.returns.dates import BLANK, UNREADABLE, read_dates
from sfpc_sim.inputs.returns.years import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.returns.findings import Findings
    from sfpc_sim.inputs.returns.sheets import Sheet


@dataclass(slots=True, repr=False, eq=False)
class Episode:
    """One stretch with the same placement and legal status. Its text shows nothing: it is about a child."""

    child: str
    began: int
    ended: int | None
    reason: str  # RNE; unknown codes are blank
    legal_status: str
    placement: str
    ceased: str  # REC
    file: str
    row: int
    label: tuple[int, bool]
    year: int = 0  # the return it stands in, by the March it ends in; once joined, the last one
    first_year: int = 0  # the first return it stands in
    last_day: int = 0  # of that return

    @property
    def latest(self) -> int:
        """Give the last day the row speaks of."""
        return max(self.began, self.ended or 0)

    @property
    def says(self) -> tuple[object, ...]:
        """Give what the row says of the child, to compare with another of the same day."""
        return self.ended, self.reason, self.legal_status, self.placement, self.ceased

    def dated(self, year: int, last_day: int) -> Episode:
        """Note the return the row stands in."""
        self.year, self.first_year, self.last_day = year, year, last_day
        return self


def episode_rows(sheet: Sheet, findings: Findings) -> Iterator[Episode]:
    """Read one episodes file."""
    days = read_dates(sheet, ("DECOM", "DEC"), findings)
    labels = labels_of(sheet, findings)
    identifiers = frozenset(child.upper() for child in sheet.cells("CHILD"))
    of_code = {column: _codes(sheet, column, identifiers, findings) for column in codes.KNOWN}
    for at, ((row, _), child) in enumerate(zip(sheet.rows, sheet.cells("CHILD"), strict=True)):
        began, label = days["DECOM"][at], labels[at]
        fault = _unusable(child, began)
        if fault or label is None:
            if fault:
                findings.add(*fault[:1], sheet.name, row, fault[1])
            continue
        ended = _end(began, days["DEC"][at], sheet.name, row, findings)
        ceased = of_code["REC"][at]
        if ended is None and ceased not in {"", codes.CONTINUES}:
            findings.add("reason_open", sheet.name, row, "REC")
        yield Episode(
            child, began, ended, of_code["RNE"][at], of_code["LS"][at], of_code["PLACE"][at], ceased,
            sheet.name, row, label,
        )  # fmt: skip


def _unusable(child: str, began: int) -> tuple[str, str] | None:
    """Name what makes a row say nothing: kind of fault and column."""
    if not child:
        return "no_child", "CHILD"
    if began == BLANK:
        return "no_start", "DECOM"
    return ("not_a_start", "DECOM") if began == UNREADABLE else None


def _end(began: int, ended: int, file: str, row: int, findings: Findings) -> int | None:
    if ended == BLANK:
        return None
    if ended == UNREADABLE:
        findings.add("not_an_end", file, row, "DEC")
        return None
    if ended < began:
        findings.add("ends_first", file, row, "DEC")
        return None
    return ended


def _codes(sheet: Sheet, column: str, identifiers: frozenset[str], findings: Findings) -> list[str]:
    """Read codes in capitals, blanks as they are; an unknown one is noted and counts as blank."""
    known, result = codes.KNOWN[column], []
    for (row, _), cell in zip(sheet.rows, sheet.cells(column), strict=True):
        code = cell.upper()
        if code and code not in known:
            named = codes.nameable(code, identifiers)
            kind = "unknown_reason" if column == "REC" else "unknown_code"
            findings.add(kind, sheet.name, row, column, code=named, hint=codes.nearest(named, column))
            code = ""
        elif not code and column != "REC":
            findings.add("no_code", sheet.name, row, column)
        result.append(code)
    return result
