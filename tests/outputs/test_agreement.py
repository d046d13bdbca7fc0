"""Report, workbook, command line and Parquet say the same numbers of one result, made by the commands themselves."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import openpyxl
import pandas as pd
import pytest
from command import sfpc
from short_plan import PLAN

from sfpc_sim.outputs.export.workbook import AFTER_THE_END
from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.pictures.every import pictures_of
from sfpc_sim.outputs.words import count, interval, percent
from sfpc_sim.study.result import open_result

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from sfpc_sim.outputs.found import Found

NUMBERS = ["mean", "ci_low", "ci_high", "p10", "p50", "p90", "replications"]
TARGET = "2018-03-31"


class Told(NamedTuple):
    """One result as each of the four tells it."""

    found: Found
    text: str
    csv: pd.DataFrame
    report: str
    book: Workbook
    parquet: Path


def told_by(*arguments: str, cwd: Path) -> str:
    """Run `sfpc` as it ought to end; give what it printed."""
    done = sfpc(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Run a short plan and have it told four times."""
    here = tmp_path_factory.mktemp("here")
    (here / "short.toml").write_text('title = "Short"\n' + PLAN)
    told_by("run", "short.toml", "-n", "25", "--workers", "1", "--no-alternatives", "--quiet", cwd=here)
    (folder,) = (here / "results").glob("short-*")
    text = told_by("summary", str(folder), cwd=here)
    csv = told_by("summary", str(folder), "--csv", cwd=here)
    told_by("report", str(folder), "-o", "board.html", cwd=here)
    told_by("export", str(folder), "--xlsx", "book.xlsx", "--parquet", "tidy", cwd=here)
    table = pd.read_csv(StringIO(csv), dtype=dict.fromkeys(NUMBERS, str) | {"on": str}, keep_default_na=False)
    for name in NUMBERS:
        table[name] = [float(cell or "nan") for cell in table[name]]
    return Told(
        found_in(open_result(folder)), text, table, (here / "board.html").read_text("utf-8"),
        openpyxl.load_workbook(here / "book.xlsx"), here / "tidy",
    )  # fmt: skip


class Tables(HTMLParser):
    """The tables of a page, by caption: rows of cells' texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.caption, self.rows, self.into = "", [], None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.caption, self.rows = "", []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
        self.into = tag if tag in ("caption", "th", "td") else self.into

    def handle_endtag(self, tag: str) -> None:
        """End what has begun."""
        if tag == "table":
            self.found[self.caption] = self.rows
        self.into = None if tag == self.into else self.into

    def handle_data(self, text: str) -> None:
        """Add to the cell that is open."""
        if self.into == "caption":
            self.caption += text
        elif self.into:
            self.rows[-1][-1] += text


def rows_of(book: Workbook, name: str) -> list[tuple]:
    """Read a sheet's table without its heads."""
    (table,) = book[name].tables.values()
    return [tuple(cell.value for cell in row) for row in book[name][table.ref]][1:]


def test_estimates_are_the_same_to_the_last_bit(told: Told):
    """Command line, workbook and Parquet tell every estimate alike."""
    parquet = pd.read_parquet(told.parquet / "summary.parquet")
    sheet = pd.DataFrame(rows_of(told.book, "Summary"), columns=parquet.columns)
    sheet[NUMBERS] = sheet[NUMBERS].replace(AFTER_THE_END, np.inf).astype(float)
    for name in NUMBERS:
        expected = told.found.summary[name].to_numpy(float)
        for each in (told.csv, parquet, sheet):
            assert np.array_equal(each[name].to_numpy(float), expected, equal_nan=True)
    assert told.csv["measure"].tolist() == parquet["measure"].tolist() == sheet["measure"].tolist()


def test_estimates_follow_from_the_futures_beside_them(told: Told):
    """Who works the Parquet table out again has the means of every other output."""
    long = pd.read_parquet(told.parquet / "replications.parquet")
    means = long.groupby(["measure", "on"], sort=False)["value"].mean()
    for row in told.csv[told.csv["statistic_kind"] != "quantity"].to_dict("records"):
        mean = means[row["measure"], row["on"]]
        assert (np.isnan(mean) and np.isnan(row["mean"])) or mean == pytest.approx(row["mean"], rel=1e-12, abs=1e-9)


def test_the_report_shows_the_workbooks_numbers(told: Told):
    """Written in the report's words, the cells of a sheet are the cells of the report's table."""
    shown = Tables(told.report).found
    compared: dict[str, int] = {}
    for picture in pictures_of(told.found):
        if picture.table.caption not in shown:
            continue
        heads, *rows = shown[picture.table.caption]
        assert heads == list(picture.table.heads)
        cells = rows_of(told.book, picture.name.capitalize().replace("-", " "))
        assert rows == [
            [_words(cell, column.form.write) for cell, column in zip(row, picture.table.columns, strict=True)]
            for row in cells
        ]
        compared[picture.name] = len(rows) * len(heads)
    assert {"children", "chance", "recruitment", "money"} <= compared.keys()  # a page without tables agrees with all


def _words(cell: object, write: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    return write(cell.date() if isinstance(cell, datetime) else cell)


def test_the_answer_is_the_same_everywhere(told: Told):
    """The target's chance with its interval, in the same words on screen and page, from the workbook's cells."""
    sheet = pd.DataFrame(
        rows_of(told.book, "Summary"), columns=pd.read_parquet(told.parquet / "summary.parquet").columns
    )
    row = sheet[(sheet["measure"] == "under_on") & (sheet["on"] == TARGET)].iloc[0]
    chance = interval(percent, row["mean"], row["ci_low"], row["ci_high"])
    children = sheet[(sheet["measure"] == "looked_after_on") & (sheet["on"] == TARGET)].iloc[0]
    known = interval(count, children["mean"], children["ci_low"], children["ci_high"])
    page = re.sub(r"<[^>]+>|\s+", " ", told.report)
    assert chance in told.text
    assert chance in page
    assert known in told.text
    for number in (children["mean"], children["p10"], children["p90"]):
        assert count(number) in page
    futures = pd.read_parquet(told.parquet / "replications.parquet")
    under = futures[(futures["measure"] == "under_on") & (futures["on"] == TARGET)]["value"]
    assert under.mean() == row["mean"]
