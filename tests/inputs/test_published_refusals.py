"""Bad published tables are refused with file, row and column, or read with a warning: never a wrong fit in silence."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import small_published as small

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.published import read_history, read_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sfpc_sim.errors import Problem
    from sfpc_sim.inputs.published import History

Change = "Callable[[pd.DataFrame], pd.DataFrame]"


def problems(path: Path, authority: str = "Aton", until: int = 2018) -> list[Problem]:
    """Read a path that must be refused and list what is wrong with it."""
    with pytest.raises(Refusal) as refusal:
        read_history(read_tables(path), authority, until)
    assert all(problem.place and problem.fault and problem.remedy for problem in refusal.value.problems)
    return list(refusal.value.problems)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Change], Path]:
    """Give a function that writes the panel after a change."""

    def write(change: Change) -> Path:
        path = tmp_path / "panel.csv"
        change(pd.DataFrame(small.panel_rows()).astype(object)).to_csv(path, index=False)
        return path

    return write


def cell(frame: pd.DataFrame, column: str, value: object, *, name: str = "Aton", year: int = 2016) -> pd.DataFrame:
    """Write one cell."""
    frame.loc[(frame["la_name"] == name) & (frame["year"] == year), column] = value
    return frame


def row_of(name: str, year: int) -> int:
    """Give the row of the panel in a spreadsheet."""
    rows = small.panel_rows()
    return 2 + next(at for at, row in enumerate(rows) if (row["la_name"], row["year"]) == (name, year))


@pytest.mark.parametrize(
    ("value", "fault"),
    [("12a", "is no count"), (-3, "is negative"), ("41.5", "is no whole number"), ("1e3", "is no whole number"),
     ("#REF!", "is no count"), ("inf", "is no count"), ("1,25,3", "is no count")],
)  # fmt: skip
@pytest.mark.parametrize("column", ["cla_31_march", "started", "ceased"])
def test_what_is_no_count_is_refused_with_row_and_column(changed, value, fault, column):
    """Text, negative and broken numbers."""
    found = problems(changed(lambda frame: cell(frame, column, value)))
    assert [(each.place, fault in each.fault) for each in found] == [
        (f'panel.csv, row {row_of("Aton", 2016)}, column "{column}"', True)
    ]


def test_all_problems_come_in_one_go(changed):
    """Three wrong cells are three problems; a thousand are twenty and their number."""

    def three(frame: pd.DataFrame) -> pd.DataFrame:
        frame = cell(cell(frame, "started", "?"), "ceased", -1, name="Beton")
        return cell(frame, "level", "Local autority", name="Ceton")

    found = problems(changed(three))
    assert len(found) == 3
    assert any('Did you mean "Local authority"?' in each.remedy for each in found)
    many = problems(changed(lambda frame: frame.assign(started="?", ceased="?")))
    assert len(many) == 21
    assert "more such problems" in many[-1].fault


@pytest.mark.parametrize("mark", ["c", "x", "z", "k", "low", ":", "", "..", "*", "NA"])
@pytest.mark.parametrize("column", ["cla_31_march", "started", "ceased"])
def test_a_mark_is_never_zero(changed, mark, column):
    """The unbroken run after it is used, and the year said; at the origin it is refused with the reason."""

    def marked(frame: pd.DataFrame) -> pd.DataFrame:
        earliest = {"cla_31_march": "cla_31_march_earliest_held"}.get(column, column)
        return cell(cell(frame, column, mark), earliest, mark)

    path = changed(marked)
    history = read_history(read_tables(path), "Aton", 2020)
    assert history.years == (2017, 2018, 2019, 2020)
    assert any("2016" in told and "2017" in told for told in history.warnings)
    assert all(np.all(counts > 0) for counts in (history.stock, history.started, history.ceased))
    found = problems(path, until=2017)
    assert any("2016" in each.fault and "2015 to 2017" in each.remedy for each in found)


def test_a_suppressed_count_is_called_suppressed(changed):
    """The reason stands in the refusal."""
    found = problems(changed(lambda frame: cell(frame, "ceased", "c", year=2018)))
    assert "ceases: 2018 suppressed" in found[0].fault


def test_a_missing_year_cuts_the_run_and_is_said(changed):
    """Rows taken out, not marked."""
    path = changed(lambda frame: frame[~((frame["la_name"] == "Aton") & (frame["year"] == 2015))])
    history = read_history(read_tables(path), "Aton", 2019)

    assert history.years == (2016, 2017, 2018, 2019)
    assert "years to 2015 are left out" in history.warnings[-1]
    assert read_history(read_tables(path), "Beton", 2019).years[0] == 2014
    assert "2015 not in the tables" in problems(path, until=2017)[0].fault


def test_a_panel_of_one_year_is_refused(changed):
    """With the years that are missing."""
    found = problems(changed(lambda frame: frame[frame["year"] == 2018]))
    assert "2016 to 2017 before the tables begin" in found[0].fault


@pytest.mark.parametrize("until", [2013, 2021, 1950])
def test_a_year_outside_the_tables_is_refused(changed, until):
    """With the years they hold."""
    found = problems(changed(lambda frame: frame), until=until)
    assert "holds years 2014 to 2020" in found[0].fault


def test_an_authority_that_is_not_there_is_refused_with_a_near_name(changed):
    """So is a region."""
    assert 'Did you mean "Aton"?' in problems(changed(lambda frame: frame), "Atom")[0].remedy


def test_rows_given_twice_that_disagree_are_refused_and_equal_ones_said(changed):
    """With both rows."""

    def doubled(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([frame, frame[(frame["la_name"] == "Aton") & (frame["year"] == 2016)]])

    tables = read_tables(changed(doubled))
    assert "given twice" in tables.warnings[0]
    assert read_history(tables, "Aton", 2018).years == tuple(range(2014, 2019))

    def torn(frame: pd.DataFrame) -> pd.DataFrame:
        again = doubled(frame).reset_index(drop=True)
        again.loc[len(again) - 1, "started"] = 7
        return again

    found = problems(changed(torn))
    last = len(small.panel_rows()) + 2
    assert [each.place for each in found] == [f"panel.csv, row {row_of('Aton', 2016)}, {last}"]
    assert "given as" in found[0].fault


def test_an_authority_that_ended_or_has_just_begun_is_refused_with_who_came_next(changed):
    """Aton becomes Eton and Feton in 2018."""

    def parted(frame: pd.DataFrame) -> pd.DataFrame:
        ended = frame[~((frame["la_name"] == "Aton") & (frame["year"] >= 2018))]
        later = frame[(frame["la_name"] == "Aton") & (frame["year"] >= 2018)]
        heirs = [later.assign(la_name=name, la_code=f"E0800030{n}") for n, name in enumerate(("Eton", "Feton"))]
        return pd.concat([ended, *heirs])

    path = changed(parted)
    (ended,) = problems(path, "Aton", 2019)
    assert "ends with 2017" in ended.fault
    assert "Eton (E08000300), Feton (E08000301)" in ended.remedy
    assert read_history(read_tables(path), "Aton", 2017).stock.size == 4
    (begun,) = problems(path, "Eton", 2019)
    assert "begins with 2018" in begun.fault
    assert "Aton (E08000201)" in begun.remedy
    assert read_history(read_tables(path), "Eton", 2020).years == (2018, 2019, 2020)


def test_an_authority_of_a_handful_of_children_is_refused(changed):
    """Zeros have no rate."""
    assert "zero" in problems(changed(lambda frame: cell(frame, "started", 0, year=2018)))[0].fault


# --- Files -----------------------------------------------------------------------------------------------------------


def raw(tmp_path: Path, content: bytes, name: str = "panel.csv") -> Path:
    """Write bytes."""
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_files_that_hold_nothing_are_refused(tmp_path):
    """Not there, empty, blank, a header only, an empty folder."""
    header = ",".join(small.panel_rows()[0]).encode()
    for path, fault in (
        (tmp_path / "none.csv", "is not there"), (raw(tmp_path, b"", "a.csv"), "is empty"),
        (raw(tmp_path, b"\n \n", "b.csv"), "is empty"), (raw(tmp_path, header, "c.csv"), "nothing under it"),
        (raw(tmp_path, header + b"\n,,,,\n", "d.csv"), "nothing under it"),
    ):  # fmt: skip
        assert fault in problems(path)[0].fault, path.name
    (tmp_path / "empty").mkdir()
    assert "no published table" in problems(tmp_path / "empty")[0].fault


def test_gzip_that_is_not_or_ends_early_is_refused(tmp_path):
    """By the bytes, not by the name."""
    text = pd.DataFrame(small.panel_rows()).to_csv(index=False).encode()
    assert "is not gzip" in problems(raw(tmp_path, text, "panel.csv.gz"))[0].fault
    assert "cannot be unpacked" in problems(raw(tmp_path, gzip.compress(text)[:-20], "panel.csv"))[0].fault
    assert "null bytes" in problems(raw(tmp_path, b"PK\x03\x04\0\0\0\0"))[0].fault
    assert "neither UTF-8" in problems(raw(tmp_path, text + b"\x81"))[0].fault


def test_a_column_that_is_misspelt_or_missing_is_named(changed, tmp_path):
    """With a near name, or with the layouts that are known."""
    found = problems(changed(lambda frame: frame.rename(columns={"started": "startd"})))
    assert 'no column "started"' in found[0].fault
    assert "startd" in found[0].remedy
    found = problems(changed(lambda frame: frame.drop(columns=["level", "started"])))
    assert "would need level, started" in found[0].fault
    found = problems(raw(tmp_path, b"a,b,c\n1,2,3\n"))
    assert "time_period" in found[0].remedy
    found = problems(changed(lambda frame: frame.rename(columns={"flag": "year "})))
    assert '"year" twice' in found[0].fault


@pytest.mark.parametrize(("mark", "called"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_marks_than_commas_between_columns_are_named(tmp_path, mark, called):
    """As Excel writes them where a comma is the decimal sign, with its byte-order mark; in a folder too."""
    text = pd.DataFrame(small.panel_rows()).to_csv(index=False, sep=mark, lineterminator="\r\n")
    for path in (raw(tmp_path, text.encode("utf-8-sig")), tmp_path):
        (problem,) = problems(path)
        assert (problem.place, problem.fault) == ("panel.csv, row 1", f"has {called} between its columns.")


def test_a_row_with_more_cells_than_the_header_is_refused(tmp_path):
    """A comma in a name without quotation marks moves every number."""
    rows = pd.DataFrame(small.panel_rows()).drop(columns="flag")
    text = rows.to_csv(index=False).replace("Beton,", "Beton, County of,", 1)
    found = problems(raw(tmp_path, text.encode()))
    assert [each.place for each in found] == [f"panel.csv, row {row_of('Beton', 2014)}"]
    assert "not a table of cells" in problems(raw(tmp_path, rows.to_csv(index=False).encode() + b'"x'))[0].fault


def test_years_and_codes_are_checked(changed):
    """A year such as 2015/17 does not exist; an authority has a code of nine characters and a name."""
    found = problems(changed(lambda frame: cell(frame, "year", "2015/17", year=2016)))
    assert "is no year" in found[0].fault
    found = problems(changed(lambda frame: cell(frame, "la_code", "E0800020")))
    assert "nine characters" in found[0].fault


@pytest.mark.parametrize("period", ["{0}", "{1}{2:02}", "{1}/{2:02}", "{1}-{2:02}", "{0}.0"])
def test_a_period_may_be_written_in_any_of_the_department_s_ways(tmp_path, period):
    """2018, 201718, 2017/18, 2017-18: all end on 31 March 2018."""
    rows = small.underlying_counts(small.LAST)
    for row in rows:
        year = int(str(row["time_period"]))
        row["time_period"] = period.format(year, year - 1, year % 100)
    history = read_history(read_tables(small.write(tmp_path / "counts.csv", rows)), "Aton", 2019)
    assert history.years == (2016, 2017, 2018, 2019)


def test_characteristics_that_differ_or_lack_a_codebook(tmp_path):
    """One number twice is refused; codes without their book are passed over and said."""
    folder = small.tidy_folder(tmp_path)
    rows = small.characteristic_rows()
    small.write(folder / "cla_characteristics_key_areas.csv", [*rows, rows[0] | {"number": 1}])
    assert f"row 2, {len(rows) + 2}" in problems(folder)[0].place
    small.write(folder / "cla_characteristics_key_areas.csv", rows)
    small.write(folder / "cla_characteristics_all_la.csv", [
        {"la_code": "E08000201", "year": 2018, "measure": "march_age", "category_code": "a00", "number": 3,
         "suppressed": ""}])  # fmt: skip
    assert "codebook" in read_tables(folder).warnings[0]


def test_a_suppressed_age_is_small_and_never_zero(tmp_path):
    """In the Department's files too: the smallest of two hidden bands is three, the other what is left."""
    folder = small.underlying_folder(tmp_path)
    path = folder / "la_cla_who_started_to_be_looked_after.csv"
    rows = pd.read_csv(path).astype({"number": object})
    hidden = (rows["la_name"] == "Aton") & (rows["time_period"] == 2019)
    hidden &= rows["characteristic"].isin(["Under 1 year", "16 years and over"])
    rows.assign(number=rows["number"].mask(hidden, "c")).to_csv(path, index=False)
    history: History = read_history(read_tables(folder), "Aton", 2019)

    row, started = history.details.started_by_age[-1], history.started[-1]
    assert row[0] == 3
    assert row.sum() == started
    assert row[1:4] == pytest.approx(small.SHARES[1:4] * started)


def test_children_under_18_are_needed(changed):
    """Neither a number nor a rate: no level can be fitted."""
    found = problems(changed(lambda frame: frame.drop(columns=["population_0_17"])))
    assert "children under 18" in found[0].fault
