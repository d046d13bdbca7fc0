"""The workbook, as the Analysis Function asks for spreadsheets that everybody can read.

A cover, contents, notes, then one named table a sheet, the data dictionary last. Nothing is merged, frozen, filtered,
hidden or told by colour; the cursor is in A1. The one place that knows XlsxWriter.
"""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from math import isinf
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.extras import missing_library
from sfpc_sim.outputs.export.cells import Exact, cell_text
from sfpc_sim.outputs.export.front import cover_lines, note_lines, references
from sfpc_sim.outputs.export.sheets import sheets_of
from sfpc_sim.outputs.table import COUNT, TEXT, Column, Table
from sfpc_sim.study.tidy_files import whole_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sfpc_sim.outputs.export.sheet import Sheet
    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.table import Cell

FONT = {"font_name": "Arial", "font_size": 12}
TITLE_SIZE = 16
NARROWEST, WIDEST, COVER_WIDTH = 12, 60, 110  # characters a column
LINE_POINTS, TALLEST_POINTS = 15.75, 409.0  # a line's height, and the most Excel gives a row
LETTERS, BOLD_LETTERS = 1.1, 0.9  # that go into the room of a figure, by which columns are measured
CONTENTS, NOTES = "Contents", "Notes"
AFTER_THE_END = "after the last day"
LETTERS_OF_TITLE = 255  # that document properties hold
OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "in_memory": True,  # its own files would lie in the system's temporary folder, and fail in its own words
    "default_format_properties": FONT,
}  # fmt: skip


def write_workbook(founds: Sequence[Found], labels: Sequence[str], path: Path, today: date) -> None:
    """Write everything that is told of results as one workbook, whole or not at all.

    Parameters
    ----------
    founds, labels : results, and what each is called beside the others
    path : ends with .xlsx
    today : the day of writing

    Raises
    ------
    Refusal : the library is missing, or the file cannot be written or is open in Excel
    """
    library = _spreadsheet_library()
    sheets = sheets_of(founds, labels)
    with whole_files([path]) as (temporary,):
        content = BytesIO()
        book = _Book(library.Workbook(content, OPTIONS))
        lines = cover_lines(founds, labels, today)
        book.describe(lines[0], today)
        book.cover(lines)
        book.contents(sheets)
        book.notes(note_lines(founds, labels, today))
        for number, sheet in enumerate(sheets, start=1):
            book.table(sheet, f"Table {number}: {sheet.table.caption}", (*sheet.sentences, references(sheet)))
        book.close()
        temporary.write_bytes(content.getbuffer())


def _spreadsheet_library() -> Any:
    try:
        import xlsxwriter  # noqa: PLC0415
    except ImportError as error:
        fault = f"{error.name} is not installed, and workbooks need it."
        raise missing_library("workbook", fault, "report") from error
    return xlsxwriter


class _Book:
    """The workbook while it is written, with its few formats."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def describe(self, title: str, today: date) -> None:
        """Set what a file manager and a screen reader say of the file."""
        made = datetime.combine(today, time())
        self._book.set_properties({"title": cell_text(title)[:LETTERS_OF_TITLE], "created": made})
        self._book.set_custom_property("Language", "en-GB")

    def cover(self, lines: Sequence[str]) -> None:
        """Write the cover, one cell a line."""
        sheet = self._sheet("Cover", [COVER_WIDTH])
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, cell_text(line), self._title if row == 0 else self._wrapped)
            sheet.set_row(row, _points([line], [COVER_WIDTH]) + (TITLE_SIZE - LINE_POINTS) * (row == 0))

    def contents(self, sheets: Sequence[Sheet]) -> None:
        """Write a table of the sheets, each with a link to it."""
        rows = [(NOTES, "Notes"), *((each.name, each.table.caption) for each in sheets)]
        heads = (Column("Sheet"), Column("What it holds"))
        sentences = ("This sheet contains one table. Each sheet's name is a link to it.",)
        sheet, first = self._opened(CONTENTS, "Contents", sentences, Table("Contents", heads, tuple(rows)), "contents")
        for row, (name, _) in enumerate(rows, start=first):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self._format(underline=1, valign="top"), name)

    def notes(self, lines: Sequence[str]) -> None:
        """Write the notes that sheets refer to by number."""
        rows = tuple((float(number), line) for number, line in enumerate(lines, start=1))
        table = Table("Notes", (Column("Note", COUNT), Column("What it says")), rows)
        self._opened(NOTES, "Notes", ("This sheet contains one table.",), table, "notes")

    def table(self, sheet: Sheet, title: str, sentences: Sequence[str]) -> None:
        """Write one sheet of the tables."""
        self._opened(sheet.name, title, sentences, sheet.table, sheet.table_name)

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    @property
    def _title(self) -> Any:
        return self._format(bold=True, font_size=TITLE_SIZE)

    @property
    def _wrapped(self) -> Any:
        return self._format(text_wrap=True, valign="top")

    @property
    def _aside(self) -> Any:
        """A text among numbers stands where they stand."""
        return self._format(align="right", valign="top")

    def _head(self, column: Column) -> Any:
        """Give a head's format: over numbers it stands where they stand."""
        align = "left" if column.form is TEXT else "right"
        return self._format(bold=True, text_wrap=True, valign="top", bottom=1, align=align)

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(FONT | properties)
        return self._formats[key]

    def _sheet(self, name: str, widths: Sequence[float]) -> Any:
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def _opened(
        self, name: str, title: str, sentences: Sequence[str], table: Table, table_name: str
    ) -> tuple[Any, int]:
        """Write a sheet: title, sentences, table. Give it with the first row of the table's body."""
        widths = _widths(table)
        sheet = self._sheet(name, widths)
        sheet.write_string(0, 0, cell_text(title), self._title)
        for row, sentence in enumerate(sentences, start=1):
            sheet.write_string(row, 0, cell_text(sentence))
        head = len(sentences) + 1
        columns = [{"header": cell_text(each.head), "header_format": self._head(each)} for each in table.columns]
        sheet.add_table(
            head, 0, head + len(table.rows), len(columns) - 1,
            {"name": table_name, "columns": columns, "autofilter": False, "style": None, "banded_rows": False},
        )  # fmt: skip
        sheet.repeat_rows(head)
        sheet.set_row(head, _points(table.heads, widths, BOLD_LETTERS))
        for row, cells in enumerate(table.rows, start=head + 1):
            sheet.set_row(row, _points(cells, widths))
            for column, cell in enumerate(cells):
                self._write(sheet, row, column, cell, table.columns[column])
        return sheet, head + 1

    def _write(self, sheet: Any, row: int, column: int, cell: Cell, of: Column) -> None:
        form = self._format(num_format=of.form.spreadsheet, valign="top")
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            sheet.write_string(row, column, cell_text(cell), self._wrapped if of.form is TEXT else self._aside)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, time()), form)
        elif isinf(cell):
            sheet.write_string(row, column, AFTER_THE_END, self._aside)
        else:
            sheet.write_number(row, column, Exact(cell), form)


def _widths(table: Table) -> list[int]:
    """Give each column room for its cells and for its head's longest word; longer texts are folded."""
    cells = zip(*table.written(), strict=True)
    words = [max(map(len, head.split())) for head in table.heads]
    return [
        min(max(NARROWEST, word + 2, *(len(cell) + 2 for cell in column)), WIDEST)
        for word, column in zip(words, cells, strict=True)
    ]


def _points(cells: Sequence[Cell], widths: Sequence[int], letters: float = LETTERS) -> float:
    """Give the height of a row whose longest text is folded: programs other than Excel do not find it themselves."""
    texts = [(cell, int(width * letters)) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)]
    lines = max((sum(-(-len(line) // width) or 1 for line in text.split("\n")) for text, width in texts), default=1)
    return min(lines * LINE_POINTS, TALLEST_POINTS)
