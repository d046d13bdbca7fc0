"""A plan whose every text means harm goes through the commands: nothing is obeyed, nothing overflows, tables hold."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from command import sfpc
from hostile_plan import ESSAY, EVERYTHING, write_hostile_plan
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from sfpc_sim.inputs.hidden import hidden_in

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_CELL = 32_767  # characters, of a spreadsheet
WIDEST = 250  # characters; a page has 120, and a line that names the plan's authority more
NAME = "=1+1 \N{POUTING FACE}\N{RIGHT-TO-LEFT MARK}"  # a file's, and so a folder's and a cell's
RUN = ("-n", "2", "--workers", "1", "--no-alternatives")


@pytest.fixture(scope="module", params=[EVERYTHING, ESSAY], ids=["everything", "essay"])
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder where the plan lies and its results."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    write_hostile_plan(folder, request.param, NAME)
    done = sfpc("run", f"{NAME}.toml", *RUN, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_terminal_shows_words_and_obeys_nothing(ran: Path) -> None:
    """No line is much wider than a page, and none holds what a terminal obeys."""
    (results,) = (ran / "results").iterdir()
    plan, told_whole = f"{NAME}.toml", ("assumptions", "show", "diff")
    for command in (("check", plan), ("summary", str(results)), ("assumptions", plan), ("show", plan, "title"),
                    ("diff", "innovation-2017", plan), ("plot", str(results), "-o", "drawn")):  # fmt: skip
        done = sfpc(*command, cwd=ran)
        assert done.returncode == 0, done.stderr
        assert not hidden_in(done.stdout + done.stderr)
        if command[0] not in told_whole:
            assert max(map(len, done.stdout.splitlines())) < WIDEST


def test_paperwork_keeps_its_tables_and_links_nowhere(ran: Path) -> None:
    """A reader of Markdown finds no markup, link or picture of the plan's, and rows as long as their heads."""
    (results,) = (ran / "results").iterdir()
    assert sfpc("document", str(results), cwd=ran).returncode == 0
    lines = (results / "paperwork.md").read_text("utf-8")
    read = MarkdownIt("commonmark", {"html": True}).enable("table").parse(lines)
    kinds = {each.type for token in read for each in (token, *(token.children or ()))}
    assert "table_open" in kinds
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "code_block", "fence"}
    heads = [token.content for token in read if token.type == "inline" and token.level == 1]
    assert {"Log of assumptions", "Log of decisions", "Log of data"} <= set(heads)
    assert all(
        line.count(" | ") == 4 for line in re.findall(r"^\| Source \d.*$", lines.replace(r"\|", ""), re.MULTILINE)
    )


def test_a_spreadsheet_shows_sources_as_text(ran: Path) -> None:
    """What begins like a formula is marked as text; numbers stay numbers."""
    rows = list(csv.DictReader(io.StringIO(sfpc("assumptions", f"{NAME}.toml", "--csv", cwd=ran).stdout)))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@", "\t"))]
    assert all(float(row["p10"]) <= float(row["p90"]) for row in rows)


def test_files_for_other_programs_hold_texts_and_pictures_hold_no_scripts(ran: Path) -> None:
    """A workbook without a formula or a link outside, CSV without what begins like one, SVG that is only drawn."""
    (results,) = (ran / "results").iterdir()
    assert sfpc("export", str(results), "--xlsx", "book.xlsx", "--csv", "tidy", cwd=ran).returncode == 0
    cells = [cell for sheet in load_workbook(ran / "book.xlsx") for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if cell.hyperlink and cell.hyperlink.target]
    assert max(len(cell.value) for cell in cells if isinstance(cell.value, str)) < LONGEST_CELL
    for path in (ran / "tidy").glob("*.csv"):
        rows = csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True))
        texts = [cell for row in rows for cell in row.values() if cell and not is_number(cell)]
        assert not [text for text in texts if len(text) > 1 and text.startswith(("=", "+", "-", "@", "\t"))]
    assert sfpc("plot", str(results), "-o", "drawn", "--picture", "recruitment", cwd=ran).returncode == 0
    drawn = [ET.parse(path) for path in (ran / "drawn").glob("*.svg")]
    assert drawn
    tags = {each.tag.rpartition("}")[2] for tree in drawn for each in tree.iter()}
    assert not tags & {"script", "a", "image", "foreignObject", "use"}


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_what_a_refusal_quotes_is_written_out(tmp_path: Path) -> None:
    """The very text that is refused must not act while it is told."""
    path = write_hostile_plan(tmp_path, "x")
    path.write_text(path.read_text("utf-8").replace('"x"', r'"\u001b[2Jgone"', 1), encoding="utf-8")
    done = sfpc("check", "hostile.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "<U+001B>[2Jgone" in done.stderr
    assert not hidden_in(done.stderr)
