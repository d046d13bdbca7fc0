"""A folder of returns in, episodes by child out: each episode once, as its last return tells it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, did_you_mean
from sfpc_sim.inputs.returns.children import read_births, read_unaccompanied
from sfpc_sim.inputs.returns.codes import STARTS
from sfpc_sim.inputs.returns.rows import Episode, episode_rows
from sfpc_sim.inputs.returns.sheets import read_sheets
from sfpc_sim.inputs.returns.years import last_day, last_run, shift_of

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.returns.findings import Findings
    from sfpc_sim.inputs.returns.sheets import Sheet

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 .,'&-]{1,60}|\d{3}")  # an authority's name or code; no date


@dataclass(frozen=True, slots=True, repr=False)
class Returns:
    """One authority's returns, joined. Days are day numbers."""

    episodes: dict[str, list[Episode]]  # by child, in order of their start
    births: dict[str, int]  # of children whose date of birth is known
    unaccompanied: dict[str, int]  # child to the day the status ceased, 0 while it lasts
    years: list[int]  # fitted: an unbroken run of years to March
    returned: frozenset[int]  # every year a return is held of, to `years[-1]`
    rows: int  # of episodes files


def read_returns(folder: Path, authority: str, until: int | None, findings: Findings) -> Returns:
    """Read and join an authority's returns.

    Raises
    ------
    Refusal
        With every problem at once; never with what a cell of a child's row holds.
    """
    sheets = _of_authority(read_sheets(folder, findings), authority, findings)
    rows = [row for sheet in sheets if sheet.kind == "episodes" for row in episode_rows(sheet, findings)]
    births, in_header = read_births(sheets, findings)
    alone = read_unaccompanied(sheets, findings)
    findings.refuse_if_any()
    shift = shift_of(((row.label, row.latest) for row in rows), findings)
    years = {row: row.label[0] + (0 if row.label[1] else shift) for row in rows}
    _refuse_two_files(years, findings)
    run = last_run(years.values(), until, findings)
    findings.refuse_if_any()
    dated = [row.dated(year, last_day(year)) for row, year in years.items() if year <= run[-1]]
    if left := len(rows) - len(dated):
        findings.counts[f"rows of returns after {run[-1]}, not used"] = left
    if orphans := sum(row.child not in in_header for row in rows):
        findings.counts["episode rows whose child is in no header"] = orphans
    episodes = _joined(_in_time(dated, findings), findings)
    known = _with_ages(episodes, births, in_header, findings)
    return Returns(episodes, known, alone, run, frozenset(row.year for row in dated), len(dated))


def _of_authority(sheets: list[Sheet], authority: str, findings: Findings) -> list[Sheet]:
    """Keep the authority's own rows where a column LA tells several apart."""
    found = Counter(cell for sheet in sheets for cell in sheet.cells("LA") if cell)
    mine = {name for name in found if name.casefold() == authority.casefold()}
    if not found:
        return sheets
    if not mine:
        children = {cell for sheet in sheets for cell in sheet.cells("CHILD")}
        names = [name for name in found if _NAME.fullmatch(name) and name not in children][:20]
        fault = f'holds no rows of "{authority}" in its column LA.'
        findings.problems.append(Problem("the return", fault, did_you_mean(authority, names)))
        findings.refuse_if_any()
    for sheet in (sheet for sheet in sheets if "LA" in sheet.columns):
        _keep_rows_of(mine, sheet, findings, alone=mine == set(found))
    return sheets


def _keep_rows_of(mine: set[str], sheet: Sheet, findings: Findings, *, alone: bool) -> None:
    """Leave out rows of other authorities, and rows of nobody where there are others."""
    named = list(zip(sheet.rows, sheet.cells("LA"), strict=True))
    if others := sum(bool(la) and la not in mine for _, la in named):
        findings.counts[f"{sheet.name}: rows of other authorities, left out"] = others
    if not alone:
        for (row, _), la in named:
            if not la:
                findings.add("no_authority", sheet.name, row, "LA")
    sheet.rows[:] = [row for row, la in named if la in mine or (alone and not la)]


def _refuse_two_files(years: dict[Episode, int], findings: Findings) -> None:
    files = defaultdict(set)
    for row, year in years.items():
        files[year].add(row.file)
    for year, names in sorted(files.items()):
        if len(names) > 1:
            fault = f"holds two episodes files of the year {year}: {', '.join(sorted(names))}."
            findings.problems.append(Problem("the return", fault, "Keep one of them in the folder."))


def _in_time(rows: list[Episode], findings: Findings) -> list[Episode]:
    """Leave out what cannot have been known when a return was made."""
    kept = []
    for row in rows:
        if row.began > row.last_day:
            findings.add("after_year", row.file, row.row, "DECOM")
            continue
        if row.ended is not None and row.ended > row.last_day + 91:  # returns are made by the end of June
            findings.add("end_after_year", row.file, row.row, "DEC")
            row.ended = None
        if row.ended is not None and row.ended <= last_day(row.year - 1):
            findings.add("before_year", row.file, row.row, "DEC")
        kept.append(row)
    return kept


def _joined(rows: list[Episode], findings: Findings) -> dict[str, list[Episode]]:
    """Take each episode from its last return, once, children and episodes in order."""
    latest: dict[tuple[str, int], Episode] = {}
    starts: set[tuple[str, int]] = set()
    joined = 0
    for row in sorted(rows, key=lambda row: (row.year, row.row)):
        key = row.child, row.began
        former = latest.get(key)
        if former is not None and former.year == row.year:
            findings.add("doubled" if row.says == former.says else "repeated", row.file, row.row, "DECOM")
            if STARTS in {former.reason, row.reason}:  # a first episode that ended on its day, and what came after
                starts.add(key)
            if (former.ended or row.last_day + 1000) > (row.ended or row.last_day + 1000):
                continue
        if former is not None:
            joined += former.year < row.year
            row.first_year = former.first_year
        latest[key] = row
    for key in starts:
        latest[key].reason = STARTS
    if joined:
        findings.counts["rows joined with the same episode in an earlier return"] = joined
    episodes: dict[str, list[Episode]] = {}
    for row in sorted(latest.values(), key=lambda row: (row.child, row.began)):
        episodes.setdefault(row.child, []).append(row)
    return episodes


def _with_ages(
    episodes: dict[str, list[Episode]], births: dict[str, int], in_header: set[str], findings: Findings
) -> dict[str, int]:
    """Keep dates of birth that fit the child's episodes; report children whose age is not known."""
    known = {}
    for child, rows in episodes.items():
        first = rows[0]
        if child not in in_header:
            findings.add("no_header", first.file, first.row, "CHILD")
        elif child in births and births[child] > first.began:
            findings.add("born_later", first.file, first.row, "DECOM")
        elif child in births:
            known[child] = births[child]
    return known
