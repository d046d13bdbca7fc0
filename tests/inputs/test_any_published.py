"""Any mutilated table gives a refusal, a reading that says what it left out, or the same reading: never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import small_published as small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.published import read_country, read_history, read_panel, read_tables

if TYPE_CHECKING:
    from pathlib import Path

OFTEN = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
VALUES = st.sampled_from(
    ["", "c", "x", "z", "k", ":", "low", "0", "-1", "1.5", "1e400", "nan", "inf", "E08000201", "Aton", "National",
     "2016", "201516", "1815", "999999999", '"', "é", "\u200b", "a,b", "#N/A", "Regional", "SFR9/2016"]
)  # fmt: skip
PLACES = st.tuples(st.integers(0, 34), st.integers(0, 20))
CUTS = st.one_of(
    st.tuples(st.just("row"), PLACES, st.just("")),
    st.tuples(st.just("column"), PLACES, st.just("")),
    st.tuples(st.just("header"), PLACES, st.text(max_size=8)),
    st.tuples(st.just("twice"), PLACES, st.just("")),
    st.tuples(st.just("cell"), PLACES, VALUES),
)
SAFE = ("row", "twice")  # these and marks must never change a number that is read


def mutilated(rows: list[small.Row], cuts: list[tuple[str, tuple[int, int], str]]) -> bytes:
    """Cut rows and columns, rename columns, repeat rows, write over cells."""
    frame = pd.DataFrame(rows).astype(object)
    for how, (row, column), text in cuts:
        if frame.empty or not len(frame.columns):
            break
        at, name = row % len(frame), column % len(frame.columns)
        if how == "row":
            frame = frame.drop(frame.index[at])
        elif how == "column":
            frame = frame.drop(columns=frame.columns[name])
        elif how == "header":
            frame.columns = [text if n == name else old for n, old in enumerate(frame.columns)]
        elif how == "twice":
            frame = pd.concat([frame, frame.iloc[[at]]])
        else:
            frame.iloc[at, name] = text
        frame = frame.reset_index(drop=True)
    return frame.to_csv(index=False).encode()


def check(path: Path, until: int) -> None:
    """Read a path as the fit does; only a refusal may come of it, or finite numbers."""
    try:
        tables = read_tables(path)
        history = read_history(tables, "Aton", until)
        country = read_country(tables, until)
    except Refusal as refusal:
        wanting = [str(each) for each in refusal.problems if not (each.place and each.fault and each.remedy)]
        if wanting or not refusal.problems:
            raise AssertionError(wanting) from refusal
        return
    panel = read_panel(tables, until, least_stock=0.0)
    assert np.isfinite([*country.growth_per_child, *country.children_growth]).all()
    for array in (history.stock, history.started, history.ceased, country.children, *panel.stock):
        assert np.isfinite(array).all()
        assert (array > 0).all()
    details = history.details
    last = (details.stock_by_age, details.started_by_age[-1], details.ceased_by_age[-1], details.ceased_by_cause[-1])
    for row in last:
        assert np.isfinite(row).all()
        assert (row >= 0).all()
    assert details.stock_by_age.sum() == history.stock[-1]


@OFTEN
@given(cuts=st.lists(CUTS, max_size=4), until=st.integers(2012, 2022))
def test_any_panel_is_read_or_refused(cuts, until, tmp_path_factory):
    """One row per area and year."""
    path = tmp_path_factory.mktemp("panel") / "panel.csv"
    path.write_bytes(mutilated(small.panel_rows(), cuts))
    check(path, until)


@OFTEN
@given(table=st.sampled_from(["counts", "groups", "vintages", "words"]), cuts=st.lists(CUTS, max_size=4),
       until=st.integers(2016, 2020))  # fmt: skip
def test_any_folder_is_read_or_refused(table, cuts, until, tmp_path_factory):
    """One table of a folder mutilated."""
    folder = tmp_path_factory.mktemp("folder")
    if table in ("counts", "groups"):
        small.underlying_folder(folder)
        name = {"counts": "cla_number_and_rate_per_10k_children", "groups": "la_children_who_ceased_during_the_year"}[
            table
        ]
        rows = small.underlying_counts(2020) if table == "counts" else small.underlying_groups("ceased", 2020)
    else:
        small.tidy_folder(folder)
        name = {"vintages": "cla_panel_vintages", "words": "cla_characteristics_key_areas"}[table]
        rows = small.vintage_rows() if table == "vintages" else small.characteristic_rows()
    (folder / f"{name}.csv").write_bytes(mutilated(rows, cuts))
    check(folder, until)


@OFTEN
@given(cuts=st.lists(CUTS.filter(lambda cut: cut[0] in SAFE), min_size=1, max_size=6))
def test_rows_taken_away_or_repeated_change_no_number(cuts, tmp_path_factory):
    """What is still read is what stood there; what is no longer read is said."""
    path = tmp_path_factory.mktemp("rows") / "panel.csv"
    path.write_bytes(mutilated(small.panel_rows(), cuts))
    try:
        history = read_history(read_tables(path), "Aton", 2020)
    except Refusal:
        return
    whole = {year: small.counts("E08000201", year) for year in small.YEARS}
    assert history.stock.tolist() == [whole[year]["cla_31_march"] for year in history.years]
    assert history.ceased.tolist() == [whole[year]["ceased"] for year in history.years]
    if history.years != small.YEARS:
        assert any("left out" in told or "no figures before" in told for told in history.warnings)


@OFTEN
@given(content=st.binary(max_size=200), at=st.integers(0, 4000), name=st.sampled_from(["panel.csv", "panel.csv.gz"]))
def test_any_bytes_are_read_or_refused(content, at, name, tmp_path_factory):
    """Bytes written into a panel, or alone."""
    text = pd.DataFrame(small.panel_rows()).to_csv(index=False).encode()
    path = tmp_path_factory.mktemp("bytes") / name
    for whole in (content, text[:at] + content + text[at:], text[:at]):
        path.write_bytes(whole)
        check(path, 2018)


@pytest.mark.parametrize("path", ["", ".", "nowhere/at/all.csv"])
def test_a_place_that_is_no_table_is_refused(path, tmp_path, monkeypatch):
    """An empty working folder, or no file."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refusal):
        read_tables(tmp_path / path)
