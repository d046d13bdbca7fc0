"""Tidy files as other programs read them back."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from exported import HOSTILE, hostile_found, toy_found
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.hidden import harmless
from sfpc_sim.outputs.csv_cells import shown_as_text
from sfpc_sim.outputs.export.tidy import CSV, DICTIONARY, PARQUET, write_tidy
from sfpc_sim.study import tidy
from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.tidy_files import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.outputs.found import Found

TYPES = {"integer": int, "number": float}
FORMULA = tuple("=+-@\t\r")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return toy_found(tmp_path_factory.mktemp("results"), replications=300)


@pytest.fixture(scope="module")
def folders(found: Found, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("tidy")
    for kind in (CSV, PARQUET):
        write_tidy([found], ["toy"], folder / kind, kind)
    return {kind: folder / kind for kind in (CSV, PARQUET)}


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read a table of either kind, a CSV's by what its dictionary says of each column."""
    if folder.name == PARQUET:
        return pd.read_parquet(folder / f"{name}.parquet")
    package = json.loads((folder / DICTIONARY).read_text("utf-8"))
    (resource,) = (each for each in package["resources"] if each["name"] == name)
    table = pd.read_csv(folder / resource["path"], dtype=str, keep_default_na=False)
    for field in resource["schema"]["fields"]:
        if field["type"] in TYPES:
            table[field["name"]] = [TYPES[field["type"]](cell or "nan") for cell in table[field["name"]]]
    return table


@pytest.mark.parametrize("kind", [CSV, PARQUET])
def test_every_future_is_there_to_the_last_bit(found: Found, folders: dict[str, Path], kind: str):
    """Long turned wide again is the results folder's own table with what follows from it, under every drift."""
    long = read(folders[kind], "replications")
    for each in (found.result, *found.result.alternatives.values()):
        own = long[long["drift"] == each.drift]
        names = own["measure"] + np.where(own["on"] == "", "", ":") + own["on"]
        wide = own.assign(name=names).pivot_table(
            index="replication", columns="name", values="value", dropna=False, aggfunc="first", sort=False
        )
        expected = with_derived(each.replications, each.facts)
        assert set(wide.columns) == set(expected.columns)
        assert np.array_equal(wide[expected.columns].to_numpy(float), expected.to_numpy(float), equal_nan=True)


@pytest.mark.parametrize("kind", [CSV, PARQUET])
def test_every_month_is_there_to_the_last_bit(found: Found, folders: dict[str, Path], kind: str):
    """The same for the monthly table."""
    long = read(folders[kind], "monthly")
    own = long[long["drift"] == found.result.drift]
    expected = found.result.monthly()
    assert len(own) == len(expected) * (expected.shape[1] - 2)
    for name in expected.columns.drop(["replication", "month_end"]):
        told = own[own["measure"] == name]
        assert np.array_equal(told["value"].to_numpy(float), expected[name].to_numpy(float), equal_nan=True)
        assert pd.to_datetime(told["month_end"]).tolist() == pd.to_datetime(expected["month_end"]).tolist()


@pytest.mark.parametrize("kind", [CSV, PARQUET])
def test_the_summary_is_the_summary(found: Found, folders: dict[str, Path], kind: str):
    """Estimates are those of every other output, infinity among them."""
    told = read(folders[kind], "summary").drop(columns="scenario")
    assert list(told.columns) == list(found.summary.columns)
    for name in found.summary:
        one, two = told[name].to_numpy(), found.summary[name].to_numpy()
        assert np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
    assert np.isinf(told["p90"]).any()


@pytest.mark.parametrize("kind", [CSV, PARQUET])
def test_the_dictionary_describes_what_is_there(folders: dict[str, Path], kind: str):
    """Every file has its resource, every column its field, of the type it says, with its meaning."""
    package = json.loads((folders[kind] / DICTIONARY).read_text("utf-8"))
    paths = {resource["path"] for resource in package["resources"]}
    assert paths | {DICTIONARY} == {path.name for path in folders[kind].iterdir()}
    for resource in package["resources"]:
        table, fields = read(folders[kind], resource["name"]), resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table.columns)
        assert all(field["description"] for field in fields)
        numbers = {field["name"] for field in fields if field["type"] in TYPES}
        assert numbers == set(table.select_dtypes("number"))
    described = read(folders[kind], "measures")
    told = set(read(folders[kind], "replications")["measure"]) | set(read(folders[kind], "monthly")["measure"])
    assert told == set(described["measure"])


def test_pieces_change_nothing(found: Found, folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """However many rows are held at once, the files say the same."""
    monkeypatch.setattr(tidy, "REPLICATIONS_A_PIECE", 70)
    monkeypatch.setattr(tidy, "MONTHS_A_PIECE", 701)
    told: list[tuple[int, int]] = []
    write_tidy([found], ["toy"], tmp_path / CSV, CSV, lambda done, total: told.append((done, total)))
    for name in ("replications", "monthly"):
        assert read(tmp_path / CSV, name).equals(read(folders[CSV], name))
    assert [done for done, _ in told] == list(range(1, len(told) + 1))


def test_all_files_or_none(found: Found, tmp_path: Path):
    """Where the dictionary cannot be written, no table is."""
    (tmp_path / DICTIONARY).mkdir()
    with pytest.raises(Refusal, match="cannot be written"):
        write_tidy([found], ["toy"], tmp_path, PARQUET)
    assert [path.name for path in tmp_path.iterdir()] == [DICTIONARY]


def test_hostile_texts_stay_texts_in_a_spreadsheet(tmp_path: Path):
    """No cell of a CSV file begins as a formula does; Parquet keeps texts as they are."""
    found = hostile_found(tmp_path)
    for kind in (CSV, PARQUET):
        write_tidy([found], ["=cmd"], tmp_path / kind, kind)
    for name in ("assumptions", "summary", "measures", "replications"):
        table = read(tmp_path / CSV, name).select_dtypes(exclude="number")
        assert not any(
            len(str(cell)) > 1 and str(cell).startswith(FORMULA) for column in table for cell in table[column].unique()
        )
    kept = read(tmp_path / PARQUET, "assumptions")
    assert set(HOSTILE) <= set(kept["source"])
    assert set(read(tmp_path / CSV, "summary")["scenario"]) == {"'=cmd"}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_any_text_can_be_had_again(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    """One apostrophe is put before what a spreadsheet would run, and nothing else is changed."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    write_csv(
        path,
        [pa.table({"text": pa.array(texts, pa.string()), "number": [1.5] * len(texts)})],
        shown_as_text,
        packed=False,
    )
    table = pd.read_csv(StringIO(path.read_bytes().decode(), newline=""), dtype={"text": str}, keep_default_na=False)
    for text, cell in zip(texts, table["text"], strict=True):
        assert cell in (harmless(text), f"'{harmless(text)}")
        assert len(cell) < 2 or not cell.startswith(FORMULA)
