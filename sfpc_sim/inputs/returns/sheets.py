"""Files of a return as they come: found by name, unpacked, decoded, cut into cells."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, refuse
from sfpc_sim.inputs.separators import OTHER_SEPARATORS

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.returns.findings import Findings

NEEDED = {
    "episodes": ("CHILD", "DECOM", "RNE", "LS", "PLACE", "DEC", "REC"),
    "header": ("CHILD", "DOB"),
    "uasc": ("CHILD", "DUC"),
}
_ENDINGS = (".csv", ".csv.gz")
_GZIP = b"\x1f\x8b"
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_/ ]?((?:20)?\d\d)(?!\d))?(?![\d])")


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One file: cells as text, blank ones empty. Row 1 is the line of column names."""

    name: str
    kind: str  # a key of NEEDED
    columns: dict[str, int]
    rows: list[tuple[int, list[str]]]  # (row number, cells), blank rows left out

    def cells(self, column: str) -> list[str]:
        """Give a column, or blanks if the file has none of that name."""
        at = self.columns.get(column)
        return [""] * len(self.rows) if at is None else [cells[at] for _, cells in self.rows]


def read_sheets(folder: Path, findings: Findings) -> list[Sheet]:
    """Read every header, episodes and uasc file of a folder, in order of their names.

    Raises
    ------
    Refusal
        With every file that cannot be read and every column that is missing.
    """
    if not folder.is_dir():
        raise refuse(str(folder), "is not a folder.", "Name the folder that holds the header and episodes files.")
    files = sorted(path for path in folder.iterdir() if path.name.casefold().endswith(_ENDINGS))
    named = [(path, kind) for path in files for kind in NEEDED if kind in path.name.casefold()]
    findings.notes.extend(f"{path.name}: not read (no .csv or .csv.gz)." for path in _other_endings(folder, files))
    for kind in ("episodes", "header"):
        if kind not in {found for _, found in named}:
            fault = f"holds no {kind} file (.csv or .csv.gz)."
            findings.problems.append(Problem(str(folder), fault, f"Give it a name such as 2019-{kind}.csv."))
    sheets = [sheet for path, kind in named if (sheet := _read(path, kind, findings))]
    findings.refuse_if_any()
    return sheets


def _other_endings(folder: Path, files: list[Path]) -> list[Path]:
    """Find what a return was perhaps meant by: a workbook that is left in the folder would be missed in silence."""
    others = sorted(path for path in folder.iterdir() if path not in files)
    return [path for path in others if any(kind in path.name.casefold() for kind in NEEDED)]


def years_in(text: str) -> tuple[int, bool] | None:
    """Read a return year: the year, and whether the text itself says that it ends then (2018-19)."""
    for found in _YEARS.finditer(text):
        first, second = int(found[1]), found[2]
        if second and int(second) % 100 == (first + 1) % 100:
            return first + 1, True
        return first, False
    return None


def _read(path: Path, kind: str, findings: Findings) -> Sheet | None:
    text = _text(path, findings)
    if text is None:
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:  # its message is left out: it can quote the cell
        fault = "is not CSV: a cell has a quotation mark that is never closed, or one inside quotes."
        findings.problems.append(Problem(path.name, fault, "Save the file as CSV again."))
        return None
    filled = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(rows, start=1)]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if len(filled) < (1 if kind == "uasc" else 2):
        fault = "is empty." if not filled else "holds column names and no rows."
        findings.problems.append(Problem(path.name, fault, "Give the file as it was returned."))
        return None
    heads = filled[0][1]
    called = [words for mark, words in OTHER_SEPARATORS.items() if mark in heads[0]]
    if len(heads) == 1 and called:
        fault = f"has {called[0]} between its columns."
        findings.problems.append(Problem(path.name, fault, "Save the file as CSV with commas."))
        return None
    columns = _columns(path.name, kind, *filled[0], findings)
    findings.rows_read[path.name] = len(filled) - 1
    needed = {name: columns[name] for name in NEEDED[kind] if name in columns}
    return Sheet(path.name, kind, columns, _squared(path.name, filled[1:], len(filled[0][1]), needed, findings))


def _columns(file: str, kind: str, row: int, cells: list[str], findings: Findings) -> dict[str, int]:
    """Find the columns; each that is needed must be there, once."""
    names = [_plain(cell) for cell in cells]
    columns = {name: at for at, name in reversed(list(enumerate(names)))}
    findings.problems.extend(_missing(file, row, name, columns) for name in NEEDED[kind] if name not in columns)
    findings.problems.extend(
        Problem(f"{file}:{row}", f"There are two columns {name}.", "Keep the one that was returned.")
        for name in (*NEEDED[kind], "LA", "YEAR")
        if names.count(name) > 1
    )
    return columns


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().upper())


def _missing(file: str, row: int, name: str, columns: dict[str, int]) -> Problem:
    # A file without a line of names has a child's row there: nothing of it may be repeated.
    is_names = any(name in columns for names in NEEDED.values() for name in names)
    near = get_close_matches(name, columns, n=1, cutoff=0.7) if is_names else []
    remedy = f'Did you mean it by "{near[0]}"?' if near else "Add it; the first line must name the columns."
    return Problem(f"{file}:{row}", f"There is no column {name}.", remedy)


def _squared(
    file: str, rows: list[tuple[int, list[str]]], width: int, needed: dict[str, int], findings: Findings
) -> list[tuple[int, list[str]]]:
    """Fill short rows with blanks and drop those with too many cells: nobody knows which column they mean."""
    kept = []
    for number, cells in rows:
        if any(cells[width:]):
            findings.add("ragged", file, number, "CHILD")
        else:
            if cut := [name for name, at in needed.items() if at >= len(cells)]:
                findings.add("short", file, number, cut[0])
            kept.append((number, cells[:width] + [""] * (width - len(cells))))
    return kept


def _text(path: Path, findings: Findings) -> str | None:
    try:
        raw = path.read_bytes()
        if raw.startswith(_GZIP):
            raw = gzip.decompress(raw)
            findings.notes.append(f"{path.name}: unpacked (gzip).")
    except OSError as error:
        fault = f"cannot be read: {error.strerror or 'not a whole gzip file'}."
        findings.problems.append(Problem(path.name, fault, "Give the file as it was returned."))
        return None
    except (EOFError, zlib.error):
        findings.problems.append(Problem(path.name, "is a damaged gzip file.", "Pack it again."))
        return None
    text = _decoded(raw, path.name, findings)
    if text is None or "\0" in text:
        findings.problems.append(Problem(path.name, "is not a text file.", "Save it as CSV (UTF-8)."))
        return None
    return text


def _decoded(raw: bytes, name: str, findings: Findings) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.notes.append(f"{name}: read as UTF-16.")
        return _try(raw, "utf-16")
    if raw.startswith(b"\xef\xbb\xbf"):
        findings.notes.append(f"{name}: byte-order mark left out.")
    text = _try(raw, "utf-8-sig")
    if text is None:
        findings.notes.append(f"{name}: not UTF-8, read as Windows-1252.")
        text = _try(raw, "cp1252")
    return text


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
