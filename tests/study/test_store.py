"""The store: whole files, no duplicates, whatever it was cut off in."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from toy_plan import MONTHS, toy_plan, toy_world

from sfpc_sim.study import consolidate
from sfpc_sim.study.chunk import Rows, stack
from sfpc_sim.study.digest import canonical_digest
from sfpc_sim.study.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def rows(*numbers: int) -> Rows:
    return stack([toy_world(toy_plan(), number) for number in numbers])


def chunk(first: int, last: int) -> Rows:
    return rows(*range(first, last + 1))


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
    sums = store.folder / "SHA256SUMS"
    announced = sums.read_text()
    store.finish()
    whole = canonical_digest(store.monthly, store.replications)
    shutil.copytree(saved, parts)  # as if the parts had not been removed yet
    if cut_off_after == "monthly":
        shutil.copy(old, store.replications)
    sums.write_text(announced + sums.read_text())  # and old and new tables were both announced
    assert store.prepare() == []
    store.finish()
    assert canonical_digest(store.monthly, store.replications) == whole
    assert numbers(store) == [1, 2, 3, 4, 5, 6]
    assert not parts.exists()


def test_half_written_and_damaged_files_are_cleared_and_missing_again(store: Store) -> None:
    """What a power cut left behind is not a result."""
    store.keep(chunk(1, 2))
    parts = store.folder / "parts"
    (whole,) = parts.iterdir()
    store.keep(chunk(3, 4))
    (cut,) = set(parts.iterdir()) - {whole}
    cut.write_bytes(cut.read_bytes()[:-9])
    (parts / "000005-000006-0123456789abcdef.parquet.writing").write_bytes(b"half")
    (told,) = store.prepare()
    assert "replications 3 to 4 are simulated again" in told
    assert store.missing(4) == [range(3, 5)]
    assert list(parts.iterdir()) == [whole]


def test_one_wrong_bit_in_a_part_is_found(store: Store) -> None:
    """Its name holds its checksum."""
    store.keep(chunk(1, 2))
    (part,) = (store.folder / "parts").iterdir()
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    assert len(store.prepare()) == 1
    assert store.missing(2) == [range(1, 3)]


@pytest.mark.parametrize("table", ["monthly", "replications"])
def test_one_wrong_bit_in_a_table_puts_both_aside(store: Store, table: str) -> None:
    """One cannot be made from the other; nothing is thrown away, and the user is told."""
    store.keep(chunk(1, 3))
    store.finish()
    assert store.prepare() == []
    path = getattr(store, table)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (told,) = store.prepare()
    assert "put aside" in told
    assert store.missing(3) == [range(1, 4)]
    assert {path.name for path in store.folder.glob("*.damaged")} == {
        "monthly.parquet.damaged",
        "replications.parquet.damaged",
    }


def test_a_table_without_the_other_is_no_result(store: Store) -> None:
    """Somebody removed the months."""
    store.keep(chunk(1, 3))
    store.finish()
    store.monthly.unlink()
    assert len(store.prepare()) == 1
    assert store.missing(3) == [range(1, 4)]


def test_the_checksums_are_those_any_tool_computes(store: Store) -> None:
    """`sha256sum -c` agrees."""
    store.keep(chunk(1, 3))
    store.finish()
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=store.folder, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.count(b": OK") == 2


def test_a_replication_that_failed_finds_its_place_when_it_is_made_up_for(store: Store) -> None:
    """It is no gap meanwhile; the tables are then those of a run in which nothing failed."""
    store.keep(rows(1, 2, 4, 5))
    store.finish(failed={3})
    assert numbers(store) == [1, 2, 4, 5]
    assert store.missing(6) == [range(3, 4), range(6, 7)]
    store.prepare()
    store.keep(rows(3))
    store.keep(rows(6))
    store.finish()
    undisturbed = Store(store.folder.parent / "undisturbed", store.start)
    undisturbed.prepare()
    undisturbed.keep(chunk(1, 6))
    undisturbed.finish()
    assert canonical_digest(store.monthly, store.replications) == canonical_digest(
        undisturbed.monthly, undisturbed.replications
    )
    assert numbers(store) == [1, 2, 3, 4, 5, 6]


def test_one_replication_reads_back_from_parts_and_tables_alike(store: Store) -> None:
    """To the last bit."""
    store.keep(chunk(1, 3))
    from_part = store.one()
    store.finish()
    from_tables = store.one()
    assert from_part is not None
    assert from_tables is not None
    for read in (from_part, from_tables):
        made = rows(int(read.numbers[0]))
        assert (read.measure_names, read.month_names) == (made.measure_names, made.month_names)
        assert np.array_equal(read.measures, made.measures, equal_nan=True)
        assert np.array_equal(read.months, made.months, equal_nan=True)


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
    lacking = first.measure_names.index("entries_avoided")
    first = replace(
        first,
        measure_names=tuple(name for name in first.measure_names if name != "entries_avoided"),
        measures=np.delete(first.measures, lacking, axis=1),
    )
    store.keep(first)
    store.keep(second)
    store.finish()
    assert list(pd.read_parquet(store.replications)["entries_avoided"].isna()) == [True, True, False, False]
