"""A published file as text: opened, unpacked, decoded and split into cells, or refused with row and column.

Rows are counted as a spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd

from sfpc_sim.errors import Problem, Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MOST_SHOWN = 20  # problems of one kind; a table that is wrong throughout need not say so a thousand times
_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = 'Save it again as "CSV UTF-8".'


@dataclass(frozen=True, slots=True)
class Table:
    """A file's cells as text, stripped; `cells.index` is the row in a spreadsheet."""

    name: str
    cells: pd.DataFrame

    def place(self, row: int, column: str = "") -> str:
        """Say where a cell is."""
        return f"{self.name}, row {row}" + (f', column "{column}"' if column else "")


def read_words(path: Path) -> tuple[str, tuple[str, ...]]:
    """Read a file's text, unpacked and decoded; what had to be guessed comes beside it."""
    if not path.is_file():
        raise refuse(str(path), "is not there.", "Give a file or folder of published tables.")
    raw = _unpacked(path)
    if raw.startswith(_UTF16):
        return _decoded(path, raw, "utf-16"), (f"{path.name} is UTF-16; read as such.",)
    if b"\0" in raw:
        raise refuse(path.name, "is no text: it holds null bytes.", _SAVE)
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _decoded(path, raw, "cp1252"), (f"{path.name} is not UTF-8; read as Windows-1252.",)


def header_of(path: Path, text: str) -> tuple[str, ...]:
    """Give a table's column names, in small letters; none where the file is empty."""
    try:
        first = next(csv.reader(StringIO(text)), [])
    except csv.Error as error:
        raise refuse(f"{path.name}, row 1", f"is no header of columns ({error}).", _SAVE) from None
    names = tuple(name.strip().casefold() for name in first)
    return names if any(names) else ()


def cells_of_text(path: Path, text: str) -> Table:
    """Split a table with a header into cells."""
    columns = header_of(path, text)
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise refuse(f"{path.name}, row 1", f'has the column "{twice[0]}" twice.', "Leave one of them out.")
    try:
        rows = list(csv.reader(StringIO(text), strict=True))[1:]
    except csv.Error as error:
        raise refuse(path.name, f"is not a table of cells: {error}.", _SAVE) from None
    _refuse_ragged(path.name, rows, len(columns))
    filled = [(number, row) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    if not filled:
        raise refuse(path.name, "holds a header and nothing under it.", "Give a table with rows.")
    wide = [row + [""] * (len(columns) - len(row)) for _, row in filled]
    frame = pd.DataFrame(wide, columns=list(columns), index=[number for number, _ in filled], dtype=object)
    return Table(path.name, frame.apply(lambda column: column.str.strip()))


def all_problems(problems: Sequence[Problem], place: str) -> Refusal:
    """Make one refusal of many problems; of very many the first and their number."""
    shown = list(problems[:MOST_SHOWN])
    if len(problems) > MOST_SHOWN:
        shown.append(Problem(place, f"has {len(problems) - MOST_SHOWN} more such problems.", "Mend those above first."))
    return Refusal(shown)


def _unpacked(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refuse(str(path), f"cannot be read ({error.strerror}).", "Give a file that can.") from None
    if not raw.startswith(_GZIP):
        if path.suffix.casefold() == ".gz":
            raise refuse(path.name, "ends in .gz and is not gzip.", "Name it .csv if it is a plain table.")
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):
        raise refuse(path.name, "is gzip that cannot be unpacked to its end.", "Fetch or pack it again.") from None


def _decoded(path: Path, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(path.name, f"is neither UTF-8 nor {encoding} (byte {error.start}).", _SAVE) from None


def _refuse_ragged(name: str, rows: list[list[str]], columns: int) -> None:
    """Refuse rows with more cells than the header; shorter ones end in blanks."""
    problems = [
        Problem(f"{name}, row {number}", f"has {len(row)} cells and the header {columns}.",
                "Put quotation marks round text that holds a comma.")
        for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row[columns:])
    ]  # fmt: skip
    if problems:
        raise all_problems(problems, name)
    for row in rows:
        del row[columns:]
