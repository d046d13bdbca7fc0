"""The store: whole files, no duplicates, whatever it was cut off in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from toy_plan import MONTHS, toy_plan, toy_world

from sfpc_sim.study import consolidate
from sfpc_sim.study.batch import Chunk, pack, run_chunk
from sfpc_sim.study.digest import canonical_digest
from sfpc_sim.study.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def chunk(first: int, last: int) -> Chunk:
    return run_chunk(toy_world, pack(toy_plan()), range(first, last + 1), "toy")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "toy", toy_plan().start)
    store.prepare()
    return store


def numbers(store: Store) -> list[int]:
    return list(pd.read_parquet(store.replications)["replication"])


def test_tables_hold_each_replication_once_and_in_order(store: Store) -> None:
    """Parts may finish in any order."""
    for first, last in ((5, 8), (1, 4), (9, 9)):
        store.keep(chunk(first, last))
    store.finish()
    assert numbers(store) == list(range(1, 10))
    monthly = pd.read_parquet(store.monthly)
    assert len(monthly) == 9 * MONTHS
    assert str(monthly["month_end"].iloc[0]) == "2017-04-30"
    assert str(monthly["month_end"].iloc[MONTHS - 1]) == "2020-03-31"
    expected = toy_world(toy_plan(), 9)
    assert list(monthly["looked_after"].iloc[-MONTHS:]) == list(expected.monthly["looked_after"])
    assert pd.read_parquet(store.replications)["entries_avoided"].iloc[8] == expected.measures["entries_avoided"]


def test_missing_is_what_neither_tables_nor_parts_hold(store: Store) -> None:
    """The gaps come back as unbroken ranges."""
    store.keep(chunk(1, 4))
    store.finish()
    store.prepare()
    store.keep(chunk(7, 8))
    assert store.missing(10) == [range(5, 7), range(9, 11)]
    assert store.missing(4) == []


def test_parts_beyond_a_gap_wait_until_it_is_filled(store: Store) -> None:
    """Tables are always replications 1 to some number."""
    store.keep(chunk(1, 2))
    store.keep(chunk(5, 6))
    store.finish()
    assert store.consolidated() == 2
    store.keep(chunk(3, 4))
    store.finish()
    assert numbers(store) == [1, 2, 3, 4, 5, 6]
    assert not (store.folder / "parts").exists()


@pytest.mark.parametrize("cut_off_after", ["monthly", "replications"])
def test_consolidating_again_after_a_cut_gives_the_same_tables(store: Store, cut_off_after: str) -> None:
    """Between its steps the process may die."""
    store.keep(chunk(1, 3))
    store.finish()
    store.prepare()
    store.keep(chunk(4, 6))
    parts = store.folder / "parts"
    saved = shutil.copytree(parts, store.folder.parent / "saved")
    old = store.folder.parent / "old.parquet"
    shutil.copy(store.replications, old)
    store.finish()
    whole = canonical_digest(store.monthly, store.replications)
    shutil.copytree(saved, parts)  # as if the parts had not been removed yet
    if cut_off_after == "monthly":
        shutil.copy(old, store.replications)
    store.prepare()
    store.finish()
    assert canonical_digest(store.monthly, store.replications) == whole
    assert numbers(store) == [1, 2, 3, 4, 5, 6]
    assert not parts.exists()


def test_half_written_and_damaged_files_are_cleared_and_missing_again(store: Store) -> None:
    """What a power cut left behind is not a result."""
    store.keep(chunk(1, 2))
    parts = store.folder / "parts"
    (parts / "000003-000004.parquet").write_bytes(b"PAR1 cut off")
    (parts / "000005-000006.parquet.writing").write_bytes(b"half")
    store.prepare()
    assert store.missing(4) == [range(3, 5)]
    assert [path.name for path in parts.iterdir()] == ["000001-000002.parquet"]


def test_row_groups_do_not_depend_on_chunks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded by the row group, and all rows arrive."""
    monkeypatch.setattr(consolidate, "ROWS_A_GROUP", 4)
    for first in range(1, 12, 3):
        store.keep(chunk(first, first + 2))
    store.finish()
    assert numbers(store) == list(range(1, 13))
    assert len(pd.read_parquet(store.monthly)) == 12 * MONTHS


def test_a_measure_that_only_some_replications_took_is_empty_elsewhere(store: Store) -> None:
    """Columns are the union over chunks."""
    first, second = chunk(1, 2), chunk(3, 4)
    del first.measures["entries_avoided"]
    store.keep(first)
    store.keep(second)
    store.finish()
    assert list(pd.read_parquet(store.replications)["entries_avoided"].isna()) == [True, True, False, False]
