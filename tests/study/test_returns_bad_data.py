"""Bad rows and bad files of a return: each is told by file, row and column, and none is fitted wrongly in silence."""

from __future__ import annotations

import csv
import gzip
import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from command import sfpc
from made_up_returns import Truth, live, small, write_returns
from test_returns import rng

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.returns.findings import Findings
from sfpc_sim.inputs.returns.reading import read_returns
from sfpc_sim.inputs.returns.spells import Spell, spells_of

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

EPISODES = "CHILD,DECOM,RNE,LS,PLACE,DEC,REC"
USUAL = {"A": "01/02/2010", "B": "03/04/2011", "C": "05/06/2012"}


def day(text: str) -> int:
    return date(*reversed([int(part) for part in text.split("/")])).toordinal()


def folder_of(tmp_path: Path, rows: dict[int, list[str]], births: dict[str, str] | None = None) -> Path:
    """Write returns of a few children: rows by the year their return ends in, dates of birth in one header."""
    folder = tmp_path / "returns"
    folder.mkdir(parents=True)
    for year, lines in rows.items():
        (folder / f"{year}-episodes.csv").write_text("\n".join([EPISODES, *lines]) + "\n", "utf-8")
    lines = [f"{child},{birth}" for child, birth in (births or USUAL).items()]
    (folder / f"{max(rows)}-header.csv").write_text("\n".join(["CHILD,DOB", *lines]) + "\n", "utf-8")
    return folder


def read(folder: Path) -> tuple[list[Spell], set[tuple[str, str, int, str]], Findings]:
    """Give spells, what was found (kind, file, row, column), and all of it."""
    findings = Findings()
    spells = spells_of(read_returns(folder, "Testshire", None, findings), findings)
    return spells, {(found.kind, found.file, found.row, found.column) for found in findings.found}, findings


LATER = "B,01/05/2019,S,C2,U4,,"


def test_overlapping_episodes_are_lived_through_once(tmp_path):
    rows = ["A,01/05/2018,S,C2,U4,01/09/2018,X1", "A,01/08/2018,P,C2,K2,01/12/2018,E4A"]
    (spell, _), found, _ = read(folder_of(tmp_path, {2019: rows, 2020: [LATER]}))

    assert found == {("overlap", "2019-episodes.csv", 2, "DEC")}
    assert (spell.began, spell.ended, spell.cause) == (day("01/05/2018"), day("01/12/2018"), "home")
    assert [moved for _, _, moved in spell.placements] == [False, True]


def test_an_episode_that_ends_before_it_starts_has_no_end(tmp_path):
    rows = ["A,01/05/2018,S,C2,U4,01/04/2018,X1", "A,01/08/2018,P,C2,K2,01/12/2018,E4A"]
    (spell, _), found, _ = read(folder_of(tmp_path, {2019: rows, 2020: [LATER]}))

    assert ("ends_first", "2019-episodes.csv", 2, "DEC") in found
    assert (spell.began, spell.ended) == (day("01/05/2018"), day("01/12/2018"))


def test_a_first_episode_of_no_length_still_starts_care(tmp_path):
    """Start and move on one day: two rows with the same CHILD and DECOM, and one start."""
    rows = ["A,01/05/2018,S,C2,U4,01/05/2018,X1", "A,01/05/2018,P,C2,K2,,"]
    (spell, _), found, _ = read(folder_of(tmp_path, {2019: rows, 2020: ["A,01/05/2018,P,C2,K2,01/12/2019,E4A", LATER]}))

    assert found == {("repeated", "2019-episodes.csv", 3, "DECOM")}
    assert spell.is_start
    assert spell.ended == day("01/12/2019")


def test_a_row_that_was_exported_twice_is_read_once(tmp_path):
    row = "A,01/05/2018,S,C2,U4,01/12/2018,E4A"
    spells, found, _ = read(folder_of(tmp_path, {2019: [row, row], 2020: [LATER]}))

    assert found == {("doubled", "2019-episodes.csv", 3, "DECOM")}
    assert len(spells) == 2


def test_a_child_with_two_dates_of_birth_has_no_age(tmp_path):
    folder = folder_of(tmp_path, {2019: ["A,01/05/2018,S,C2,U4,01/12/2018,E4A"], 2020: [LATER]})
    header = folder / "2020-header.csv"
    header.write_text(header.read_text("utf-8") + "A,02/02/2010\nB,03/04/2011\n", "utf-8")
    (first, second), found, _ = read(folder)

    assert ("births_differ", "2020-header.csv", 5, "DOB") in found
    assert ("listed_twice", "2020-header.csv", 6, "CHILD") in found  # of the same birth: no harm
    assert first.birth is None
    assert second.birth == day("03/04/2011")


def test_a_birth_after_the_child_came_is_not_believed(tmp_path):
    births = {**USUAL, "A": "01/06/2018"}
    (spell, _), found, findings = read(
        folder_of(tmp_path, {2019: ["A,01/05/2018,S,C2,U4,01/12/2018,E4A"], 2020: [LATER]}, births)
    )

    assert found == {("born_later", "2019-episodes.csv", 2, "DECOM")}
    assert "is before the child's date of birth" in str(findings.found[0].problem())
    assert spell.birth is None


def test_a_blank_birth_is_looked_up_in_other_headers(tmp_path):
    folder = folder_of(tmp_path, {2019: ["A,01/05/2018,S,C2,U4,01/12/2018,E4A"], 2020: [LATER]})
    (folder / "2019-header.csv").write_text("CHILD,DOB\nA,\nC,\n", "utf-8")
    header = folder / "2020-header.csv"
    header.write_text(header.read_text("utf-8").replace("C,05/06/2012\n", ""), "utf-8")
    (spell, _), found, _ = read(folder)

    assert found == {("birth_elsewhere", "2019-header.csv", 2, "DOB"), ("no_birth", "2019-header.csv", 3, "DOB")}
    assert spell.birth == day("01/02/2010")


def test_a_child_in_no_header_counts_in_totals_only(tmp_path):
    rows = ["Z,01/05/2018,S,C2,U4,01/12/2018,E4A"]
    (_, spell), found, findings = read(folder_of(tmp_path, {2019: rows, 2020: [LATER]}))

    assert found == {("no_header", "2019-episodes.csv", 2, "CHILD")}
    assert findings.counts["episode rows whose child is in no header"] == 1
    assert spell.birth is None
    assert spell.is_start


def test_an_episode_of_the_future_is_left_out(tmp_path):
    plain = [f"C{number},01/05/2018,S,C2,U4,," for number in range(30)]
    births = {f"C{number}": "01/02/2010" for number in range(30)} | USUAL
    rows = {2019: plain, 2020: [*plain, "A,01/05/2029,S,C2,U4,,"]}
    spells, found, _ = read(folder_of(tmp_path, rows, births))

    assert found == {("after_year", "2020-episodes.csv", 32, "DECOM")}
    assert len(spells) == 30


def test_blank_and_cut_cells_are_told(tmp_path):
    rows = ["A,01/05/2018,S,,U4,01/12/2018,E4A", "C,01/06/2018,S,C2,U4"]
    spells, found, _ = read(folder_of(tmp_path, {2019: rows, 2020: [LATER]}))

    assert ("no_code", "2019-episodes.csv", 2, "LS") in found
    assert ("short", "2019-episodes.csv", 3, "DEC") in found
    assert len(spells) == 3


def test_who_left_in_a_missing_year_did_not_vanish(tmp_path):
    """No return of 2018: children of 2017 who are gone in 2019 may have left in it, and nobody says otherwise."""
    years = {2017: ["A,01/05/2016,S,C2,U4,,"], 2019: ["C,01/05/2018,S,C2,U4,,"], 2020: ["C,01/05/2018,S,C2,U4,,"]}
    spells, found, findings = read(folder_of(tmp_path, years))

    assert not found
    assert any("The return of 2018 is missing" in note for note in findings.notes)
    assert [(spell.child, spell.ended) for spell in spells] == [("A", day("31/03/2017")), ("C", day("31/03/2020"))]


def test_who_is_gone_from_the_next_return_vanished(tmp_path):
    years = {2018: ["A,01/05/2017,S,C2,U4,,"], 2019: ["C,01/05/2018,S,C2,U4,,"]}
    _, found, _ = read(folder_of(tmp_path, years))
    assert found == {("vanished", "2018-episodes.csv", 2, "DEC")}


def test_status_that_ceased_before_care_is_no_status(tmp_path):
    folder = folder_of(tmp_path, {2019: ["A,01/05/2018,S,C2,U4,,"], 2020: ["A,01/05/2018,S,C2,U4,,", LATER]})
    (folder / "2020-uasc.csv").write_text("CHILD,DUC\nA,01/02/2018\nB,01/02/2029\n", "utf-8")
    spells, _, _ = read(folder)
    assert [spell.unaccompanied for spell in spells] == [False, True]


def test_a_workbook_among_the_files_is_named(tmp_path):
    folder = folder_of(tmp_path, {2019: ["A,01/05/2018,S,C2,U4,,"], 2020: ["A,01/05/2018,S,C2,U4,,"]})
    (folder / "2021-episodes.xlsx").write_bytes(b"PK")
    assert any("2021-episodes.xlsx: not read" in note for note in read(folder)[2].notes)


TWO = {2019: ["A,01/05/2018,S,C2,U4,20/12/2018,E4A"], 2020: [LATER]}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({**TWO, 2019: [*TWO[2019], "C,2018-06-02,S,C2,U4,03/07/2018,E4A"]}, ["2019-episodes.csv:3", "DECOM"]),
        ({**TWO, 2019: [*TWO[2019], "C,06/25/2018,S,C2,U4,03/07/2018,E4A"]}, ["2019-episodes.csv:3", "mm/dd/yyyy"]),
        ({**TWO, 2019: ["A,05/01/2018,S,C2,U4,12/20/2018,E4A"] * 1}, ["2019-episodes.csv:2", "mm/dd/yyyy", "DEC"]),
        ({**TWO, 2019: ["A,2018-01-05,S,C2,U4,2018-20-12,E4A"]}, ["2019-episodes.csv:2", "yyyy-dd-mm", "DEC"]),
    ],
    ids=["ISO among ours", "American among ours", "American throughout", "days before months"],
)
def test_dates_that_may_mean_two_days_are_refused(tmp_path, rows, told):
    with pytest.raises(Refusal) as caught:
        read(folder_of(tmp_path, rows))
    assert all(word in str(caught.value) for word in told)
    assert not re.search(r"\d\d/\d\d/|\d{4}-\d\d-\d\d", str(caught.value))  # no date of a child's


def test_two_styles_that_can_mean_one_day_each_are_read(tmp_path):
    rows = {**TWO, 2019: ["A,15/05/2018,S,C2,U4,20/12/2018,E4A", "C,2018-06-02,S,C2,U4,2018-07-03,E4A"]}
    spells, found, findings = read(folder_of(tmp_path, rows))

    assert not found
    assert any("two styles" in note for note in findings.notes)
    assert {spell.began for spell in spells} >= {day("15/05/2018"), day("02/06/2018")}


def test_mixed_dates_of_an_uasc_file_are_refused_too(tmp_path):
    folder = folder_of(tmp_path, TWO)
    (folder / "2020-uasc.csv").write_text("CHILD,DUC\nA,01/02/2018\nB,2029-02-03\n", "utf-8")
    with pytest.raises(Refusal, match="2020-uasc"):
        read(folder)


@pytest.mark.parametrize(
    ("pack", "told"),
    [
        (lambda raw: b"", "empty"),
        (lambda raw: raw.split(b"\n")[0], "no rows"),
        (lambda raw: gzip.compress(raw)[:-20], "gzip"),
        (lambda raw: raw.decode().encode("utf-16-le"), "not a text file"),
        (lambda raw: raw.replace(b"DEC,REC", b"DEC,REC,DEC"), "two columns DEC"),
        (lambda raw: raw.replace(b",", b";"), "semicolons between its columns"),
        (lambda raw: raw.replace(b"01/05/2018,", b'"01/05/2018,'), "quotation mark"),
        (lambda raw: raw.split(b"\n", 1)[1].replace(b"A,", b"CHILD01,"), "no column CHILD"),
    ],
    ids=[
        "empty",
        "names only",
        "half gzip",
        "UTF-16 unmarked",
        "a column twice",
        "semicolons",
        "open quotes",
        "no names",
    ],
)
def test_files_that_cannot_be_read_are_refused_by_name(tmp_path, pack, told):
    folder = folder_of(tmp_path, {**TWO, 2019: TWO[2019] * 2})
    file = folder / "2019-episodes.csv"
    file.write_bytes(pack(file.read_bytes()))
    with pytest.raises(Refusal) as caught:
        read(folder)

    assert "2019-episodes.csv" in str(caught.value)
    assert told in str(caught.value)
    assert "CHILD01" not in str(caught.value)  # a child's identifier may look like a column's name


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_windows_encodings_are_read_as_if_they_were_ours(tmp_path, encoding):
    plain, dressed = folder_of(tmp_path / "plain", TWO), folder_of(tmp_path / "dressed", TWO)
    for file in dressed.iterdir():
        text = file.read_text("utf-8").splitlines()
        named = [f"{line},{'NOTE' if row == 0 else 'Zoë £5'}" for row, line in enumerate(text)]
        file.write_bytes("\r\n".join(named).encode(encoding))
    ours, theirs = read(plain)[0], read(dressed)[0]

    assert [(s.child, s.birth, s.began, s.ended) for s in ours] == [
        (s.child, s.birth, s.began, s.ended) for s in theirs
    ]


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("good") / "own"
    write_returns(folder, live(small(Truth(), 0.3), 3, rng(8)), 2018, 3)
    return folder


def copied(good: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "returns"
    folder.mkdir()
    for path in good.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def in_one_file(good: Path, tmp_path: Path, authorities: tuple[str, ...]) -> Path:
    """Write several authorities' returns as one file of each kind, with columns LA and YEAR."""
    folder = tmp_path / "one"
    folder.mkdir()
    for kind in ("episodes", "header"):
        lines: list[list[str]] = []
        for path in sorted(good.glob(f"*-{kind}.csv")):
            names, *rows = csv.reader(io.StringIO(path.read_text("utf-8")))
            for number, authority in enumerate(authorities):
                lines += [[f"{number}{row[0]}", *row[1:], authority, path.name[:4]] for row in rows]
        text = io.StringIO()
        csv.writer(text).writerows([[*names, "LA", "YEAR"], *lines])
        (folder / f"{kind}.csv").write_text(text.getvalue(), "utf-8")
    return folder


def test_one_of_several_authorities_must_be_chosen(good, tmp_path):
    folder = in_one_file(good, tmp_path, ("Testshire", "Elsewhere"))
    spells, found, findings = read(folder)

    assert len(spells) == len(read(good)[0])
    assert not found
    assert any("other authorities" in what for what in findings.counts)
    with pytest.raises(Refusal, match=r"Use one of: Elsewhere, Testshire\."):
        read_returns(folder, "Atlantis", None, Findings())


def test_rows_of_nobody_among_several_authorities_are_told_and_left_out(good, tmp_path):
    folder = in_one_file(good, tmp_path, ("Testshire", "Elsewhere"))
    file = folder / "episodes.csv"
    file.write_text(file.read_text("utf-8").replace("Testshire", "", 1), "utf-8")
    assert ("no_authority", "episodes.csv", 2, "LA") in read(folder)[1]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: re.sub(r"(\d\d/\d\d/)20\d\d,(?=[SP],)", r"\g<1>2031,", text), "after"),
        (lambda text: text.replace(",S,C2,", ",S,XX,"), 'LS "XX"'),
        (lambda text: text.replace(",E4A\n", ",E99\n").replace(",E4A\r", ",E99\r"), 'REC "E99"'),
        (lambda text: text.replace(",S,C2,", ",,C2,"), "RNE"),
    ],
    ids=["the future", "unknown legal status", "unknown reasons", "blank reasons"],
)
def test_more_than_a_few_bad_rows_are_refused_with_every_place(good, tmp_path, spoil, told):
    folder = copied(good, tmp_path)
    file = folder / "2019-episodes.csv"
    text = spoil(file.read_bytes().decode())
    file.write_bytes(text.encode())
    done = fitted(folder, tmp_path / "own.toml")

    assert done.returncode == 2, done.stdout + done.stderr
    assert told in done.stderr
    assert "KID" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "own.toml").exists()


def test_a_copy_of_an_earlier_return_under_a_later_year_is_refused(good, tmp_path):
    folder = copied(good, tmp_path)
    (folder / "2021-episodes.csv").write_bytes((folder / "2020-episodes.csv").read_bytes())
    done = fitted(folder, tmp_path / "own.toml")

    assert done.returncode == 2
    assert "ends before the return's first day" in done.stderr
    assert "2021-episodes.csv" in done.stderr


def fitted(folder: Path, output: Path) -> subprocess.CompletedProcess[str]:
    return sfpc("fit", "ssda903", str(folder), "--authority", "Testshire", "--output", str(output))
