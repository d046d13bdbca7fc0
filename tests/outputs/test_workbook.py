"""The workbook as a spreadsheet program reads it back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zipfile import ZipFile

import numpy as np
import openpyxl
import pytest
from exported import HOSTILE, hostile_found, toy_found
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim import load, run
from sfpc_sim.errors import Refusal
from sfpc_sim.outputs.export.cells import MOST_UNITS, Exact, cell_text
from sfpc_sim.outputs.export.labels import labels_of
from sfpc_sim.outputs.export.sheets import sheets_of
from sfpc_sim.outputs.export.workbook import AFTER_THE_END, write_workbook
from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.pictures.every import pictures_of
from sfpc_sim.study.compare import compare
from sfpc_sim.study.result import open_result
from sfpc_sim.study.tidy_files import whole_files

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from sfpc_sim.outputs.found import Found

TODAY = date(2026, 11, 29)
FONT, SIZE = "Arial", 12


def written(founds: list[Found], path: Path) -> Workbook:
    write_workbook(founds, labels_of([found.result for found in founds]), path, TODAY)
    return openpyxl.load_workbook(path)


def rows_of(sheet: Worksheet) -> list[tuple]:
    """Read a sheet's one table, heads first."""
    (table,) = sheet.tables.values()
    return [tuple(cell.value for cell in row) for row in sheet[table.ref]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return toy_found(tmp_path_factory.mktemp("results"), replications=300)


@pytest.fixture(scope="module")
def book(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written([found], tmp_path_factory.mktemp("book") / "toy.xlsx")


def test_everybody_can_read_it(book: Workbook):
    """One named table a sheet with its title in A1; nothing merged, frozen, filtered, hidden or small."""
    names = book.sheetnames
    assert names[:3] == ["Cover", "Contents", "Notes"]
    assert names[-1] == "Data dictionary"
    assert book.properties.title == "A toy plan"
    assert {prop.name: prop.value for prop in book.custom_doc_props.props} == {"Language": "en-GB"}
    tables = [table for sheet in book for table in sheet.tables.values()]
    assert len(tables) == len({table.name for table in tables}) == len(names) - 1
    for table in tables:
        assert table.autoFilter is None
        assert table.tableStyleInfo is None or not table.tableStyleInfo.name
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert sheet.sheet_state == "visible"
        assert sheet["A1"].value
        assert [view.selection[0].activeCell for view in sheet.views.sheetView if view.selection] in ([], ["A1"])
        assert not sheet._images
        fonts = {(cell.font.name, cell.font.size >= SIZE) for row in sheet for cell in row if cell.value is not None}
        assert fonts == {(FONT, True)}
        fills = {cell.fill.fill_type for row in sheet for cell in row}
        assert fills == {None}


def test_contents_lead_to_every_sheet(book: Workbook):
    """Each name in the contents is a link to the sheet of that name."""
    sheet = book["Contents"]
    links = {cell.value: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert list(links) == book.sheetnames[2:]
    assert links == {name: f"'{name}'!A1" for name in links}


def test_every_number_is_there_to_the_last_digit(found: Found, book: Workbook):
    """The summary's sheet is the summary: sixteen digits, as XlsxWriter has them, would not do."""
    heads, *rows = rows_of(book["Summary"])
    assert len(rows) == len(found.summary)
    for name in ("mean", "ci_low", "ci_high", "p10", "p50", "p90", "replications"):
        told = [row[heads.index(name)] for row in rows]
        for cell, number in zip(told, found.summary[name], strict=True):
            if np.isnan(number):
                assert cell is None
            else:
                assert cell == (AFTER_THE_END if np.isinf(number) else number)
    texts = [row[heads.index("measure")] for row in rows]
    assert texts == found.summary["measure"].tolist()


def test_a_picture_and_its_sheet_have_the_same_cells(found: Found, book: Workbook):
    """What the report shows behind "show the numbers" is what the workbook holds."""
    pictures = pictures_of(found)
    assert pictures
    for picture in pictures:
        heads, *rows = rows_of(book[picture.name.capitalize().replace("-", " ")])
        assert heads == picture.table.heads
        told = [tuple(cell.date() if hasattr(cell, "date") else cell for cell in row) for row in rows]
        assert told == [
            tuple(None if cell is None or cell == "" or cell != cell else cell for cell in row)
            for row in picture.table.rows
        ]


def test_the_same_result_gives_the_same_file(found: Found, tmp_path: Path):
    """Nothing of the moment or the machine gets in."""
    for name in ("one.xlsx", "two.xlsx"):
        written([found], tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("plan", ["innovation-2017", "sfpc-2020", "no-programme"])
def test_every_column_of_a_shipped_plan_has_a_meaning(plan: str, tmp_path: Path):
    """The dictionary has no gap, no table two columns of one name, no sheet a name that Excel refuses."""
    result = open_result(run(load(plan), replications=2, results_folder=tmp_path, workers=1, alternatives=False))
    sheets = sheets_of([found_in(result)], [plan])
    dictionary = sheets[-1].table.rows
    assert [row for row in dictionary if not row[2]] == []
    assert len(dictionary) == sum(len(sheet.table.columns) for sheet in sheets[:-1])
    beside = sheets_of([found_in(result), found_in(result)], [plan, f"{plan} again"])
    for sheet in (*sheets, *beside):  # Excel takes "Plan" and "plan" for one name
        assert len({head.casefold() for head in sheet.table.heads}) == len(sheet.table.heads)
        assert len(sheet.name) <= 31
    book = written([found_in(result)], tmp_path / "plan.xlsx")
    assert ("What the plan says" in book.sheetnames) == ("extends" in result.manifest["overlaid"]["own"])


def test_hostile_texts_stay_texts(tmp_path: Path):
    """A formula, a link, HTML, marks from right to left, emoji, control characters and long texts do nothing."""
    path = tmp_path / "hostile.xlsx"
    book = written([hostile_found(tmp_path)], path)
    heads, *rows = rows_of(book["Assumptions"])
    told = {row[heads.index("name")]: row[heads.index("source")] for row in rows}
    assert [told[f"toy_{i}"] for i in range(len(HOSTILE))] == [cell_text(text) for text in HOSTILE]
    types = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in types
    with ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        relations = [name for name in parts.namelist() if name.startswith("xl/worksheets/_rels")]
        assert not any("<f>" in sheet for sheet in sheets)
        assert not any(b"http://example.org" in parts.read(name) for name in relations)


def test_plans_side_by_side_have_their_paired_differences(found: Found, tmp_path: Path):
    """Each topic has both plans, and the differences are those of `compare`."""
    other = toy_found(tmp_path, replications=300, name="other", evidence="no-effect")
    book = written([found, other], tmp_path / "both.xlsx")
    heads, *rows = rows_of(book["Differences"])
    paired = compare(found.result, other.result)
    assert [row[heads.index("measure")] for row in rows] == paired["measure"].tolist()
    told = np.array([row[heads.index("difference")] for row in rows], float)
    assert np.array_equal(told, paired["difference"].to_numpy(float), equal_nan=True)
    heads, *rows = rows_of(book["Children"])
    assert heads[0] == "Scenario"
    assert {row[0] for row in rows} == {"toy", "other"}


def test_a_topic_of_one_plan_alone_names_it(found: Found, tmp_path: Path):
    """Beside others a plan is named in every sheet, also where it is the only one that has the topic."""
    other = toy_found(tmp_path, name="other", risks=(), gates=(), requirements=())
    book = written([found, other], tmp_path / "both.xlsx")
    heads, *rows = rows_of(book["Gates and risks"])
    assert heads[0] == "Scenario"
    assert {row[0] for row in rows} == {"toy"}


def test_two_runs_of_one_plan_are_told_apart(found: Found, tmp_path: Path):
    """Where names are the same, folders say which is which; the same result twice is refused."""
    other = toy_found(tmp_path, name="toy", evidence="no-effect")
    labels = labels_of([found.result, other.result])
    assert labels == [found.result.folder.name, other.result.folder.name]
    with pytest.raises(Refusal, match="named twice"):
        labels_of([found.result, found.result])


def test_a_workbook_that_is_open_elsewhere_is_left_as_it_was(tmp_path: Path):
    """Excel does not let go of a file: the refusal says so, and what was there stays whole."""
    path = tmp_path / "open.xlsx"
    path.write_bytes(b"as it was")
    with pytest.raises(Refusal, match=r"open\.xlsx: cannot be replaced: it is open in another program, such as Excel"):
        _half_written(path)
    assert path.read_bytes() == b"as it was"
    assert [each.name for each in tmp_path.iterdir()] == ["open.xlsx"]


def _half_written(path: Path) -> None:
    with whole_files([path]) as (temporary,):
        temporary.write_bytes(b"half")
        raise PermissionError(13, "Permission denied", str(temporary), None, str(path))


@given(st.text(max_size=50) | st.sampled_from(HOSTILE))
def test_any_text_fits_a_cell(text: str):
    """Long texts are cut, control characters replaced, everything else stays; doing it again changes nothing."""
    safe = cell_text(text)
    assert len(safe.encode("utf-16-le")) // 2 <= MOST_UNITS
    assert cell_text(safe) == safe
    if text.isprintable() and len(text) < 1000:
        assert safe == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_written_with_all_its_digits(number: float):
    """Reading what is written gives the number, to the last bit."""
    assert float(f"{Exact(number):.16G}") == number
