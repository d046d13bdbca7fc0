"""A result is made again from its own folder: the same, nearly the same, or not, and where not."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.outputs.reproduced import reproduced_line
from sfpc_sim.study.manifest import MANIFEST_NAME, read_manifest
from sfpc_sim.study.reproduce import reproduce
from sfpc_sim.study.run import run
from sfpc_sim.study.same_tables import TABLES, differences

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication
    from sfpc_sim.study.reproduce import Reproduction

NAME = "looked_after_on:2019-03-31"


def nudged(scenario: Scenario, number: int) -> Replication:
    """Give the toy's world, in future 3 with a measure moved by its last bits."""
    return moved(toy_world(scenario, number), number, lambda value: np.nextafter(value, np.inf))


def another(scenario: Scenario, number: int) -> Replication:
    """Give the toy's world, in future 3 with one child more."""
    return moved(toy_world(scenario, number), number, lambda value: value + 1)


def moved(replication: Replication, number: int, move: Any) -> Replication:
    if number != 3:
        return replication
    return replace(replication, measures=replication.measures | {NAME: float(move(replication.measures[NAME]))})


def breaks_at_five(scenario: Scenario, number: int) -> Replication:
    """Fail in one future."""
    if number == 5:
        raise ValueError("not this one")
    return toy_world(scenario, number)


def finished(folder: Path, simulate: Any = toy_world, *, alternatives: bool = False) -> Path:
    return run(toy_plan(), replications=12, results_folder=folder, workers=1, simulate=simulate,
               alternatives=alternatives)  # fmt: skip


def again(folder: Path, simulate: Any = toy_world, replications: int | None = None) -> list[Reproduction]:
    return reproduce(folder, replications=replications, workers=1, simulate=simulate)


def says(folder: Path, **changes: Any) -> None:
    """Let a folder's manifest say something else."""
    content = read_manifest(folder) | changes
    (folder / MANIFEST_NAME).write_text(json.dumps(content))


def made_elsewhere(folder: Path) -> None:
    """Let a folder's manifest name another kernel."""
    says(folder, digest_parts=read_manifest(folder)["digest_parts"] | {"kernel": "numba 0.1"})


def files_of(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_a_result_and_its_alternatives_come_out_the_same_and_stay_untouched(tmp_path: Path) -> None:
    """All three drifts; not a byte in the folder changes."""
    folder = finished(tmp_path, alternatives=True)
    before = files_of(tmp_path)
    found = again(folder)
    assert [(each.drift, each.compared, each.is_same, each.unlike) for each in found] == [
        ("damped", 12, True, ()), ("stationary", 12, True, ()), ("walk", 12, True, ()),
    ]  # fmt: skip
    digest = read_manifest(folder)["canonical_digest"]
    assert all(each.made_digest == each.stored_digest for each in found)
    assert reproduced_line(found) == (
        f"Reproduced bit for bit: 12 (damped), 12 (stationary), 12 (walk) replications, digest {digest[:12]}."
    )
    assert files_of(tmp_path) == before


def test_one_child_in_one_future_is_found_and_named(tmp_path: Path) -> None:
    """By column, future, and both values; another kernel excuses no child."""
    folder = finished(tmp_path)
    for prepare in (lambda _: None, made_elsewhere):
        prepare(folder)
        (found,) = again(folder, another)
        assert not found.holds
        assert re.match(
            rf"DIFFERS in {NAME} \(replication 3: (\d+)\.0 stored, (\d+)\.0 now\) \(damped\)\.",
            reproduced_line([found]),
        )
    assert reproduced_line([found]).endswith(f"Not as then: {found.unlike[0]}.")


def test_last_bits_are_excused_by_another_kernel_only(tmp_path: Path) -> None:
    """On the same code, versions and processor they are a finding."""
    folder = finished(tmp_path)
    (found,) = again(folder, nudged)
    assert (found.holds, len(found.differing)) == (False, 1)
    assert 0 < found.differing[0].largest < 1e-9
    made_elsewhere(folder)
    (found,) = again(folder, nudged)
    assert found.holds
    assert not found.is_same
    line = reproduced_line([found])
    assert line.startswith("Reproduced to 1e-9, the largest difference ")
    assert "12 (damped) replications. Not as then: kernel numba 0.1 then, " in line


def test_a_sample_looks_at_the_first_futures_only(tmp_path: Path) -> None:
    """Future 3 is not among two, and is among three."""
    folder = finished(tmp_path)
    (found,) = again(folder, another, replications=2)
    assert found.is_same
    assert reproduced_line([found]) == "Reproduced bit for bit: the first 2 of 12 (damped) replications."
    assert not again(folder, another, replications=3)[0].holds
    assert again(folder, replications=100)[0].made_digest is not None  # all there are


def late_measure(scenario: Scenario, number: int) -> Replication:
    """Measure something more from future 3 on."""
    replication = toy_world(scenario, number)
    return replace(replication, measures=replication.measures | ({"late": 1.0} if number >= 3 else {}))


def test_a_column_that_comes_later_is_not_missed_in_a_sample(tmp_path: Path) -> None:
    """In a table of more futures it is there, and not a number in the first."""
    folder = finished(tmp_path, late_measure)
    assert again(folder, late_measure, replications=2)[0].is_same
    (found,) = again(folder, replications=4)
    assert [(each.column, each.replication) for each in found.differing] == [("late", 3)]


def test_all_that_did_not_happen_is_the_same(tmp_path: Path) -> None:
    """Whatever bits a processor writes for it; a number against it is infinitely far."""
    folders = [tmp_path / "there", tmp_path / "here"]
    for folder, value in zip(folders, (np.nan, -np.nan), strict=True):
        folder.mkdir()
        columns = {"replication": np.array([1, 2]), "day": np.array([value, 5.0]), "month": np.array([value, value])}
        for name in TABLES:
            pq.write_table(pa.table(columns), folder / name)
    assert list(differences(*folders, last=2)) == []
    pq.write_table(pa.table(columns | {"day": np.array([7.0, 5.0])}), folders[1] / TABLES[0])
    (found,) = differences(*folders, last=2)
    assert (found.column, found.replication, found.here, found.largest) == ("day", 1, 7.0, np.inf)


def test_a_table_that_was_changed_is_not_reproduced(tmp_path: Path) -> None:
    """Nor is one that is right while the manifest tells of another, even where versions differ."""
    folder = finished(tmp_path)
    table = pd.read_parquet(folder / "monthly.parquet")
    right = (folder / "monthly.parquet").read_bytes()
    table.loc[40, "looked_after"] += 1e-12
    table.to_parquet(folder / "monthly.parquet")
    made_elsewhere(folder)
    (found,) = again(folder)
    assert not found.holds
    assert "looked_after (replication 2:" in reproduced_line([found])
    assert "the stored tables themselves, whose digest is" in reproduced_line([found])
    (folder / "monthly.parquet").write_bytes(right)
    says(folder, canonical_digest="0" * 64)
    (found,) = again(folder)
    assert (found.holds, found.differing) == (False, ())
    assert "and in the manifest 000000000000 (damped)." in reproduced_line([found])


def test_what_failed_must_fail_again(tmp_path: Path) -> None:
    """A result without future 5 is reproduced without it, and differs where it comes."""
    folder = finished(tmp_path, breaks_at_five)
    (found,) = again(folder, breaks_at_five)
    assert (found.is_same, found.compared) == (True, 11)
    (found,) = again(folder)
    assert not found.holds
    assert "replications.parquet (11 rows stored, 12 now)" in reproduced_line([found])


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST_NAME).unlink()


def no_table(folder: Path) -> None:
    (folder / "monthly.parquet").unlink()


def cut_short(folder: Path) -> None:
    (folder / "monthly.parquet").write_bytes(b"PAR1 no more")


def no_json(folder: Path) -> None:
    (folder / MANIFEST_NAME).write_text("{")


def a_list(folder: Path) -> None:
    (folder / MANIFEST_NAME).write_text("[1]")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (no_manifest, "is not a results folder"),
        (no_table, "holds a run that has not finished"),
        (cut_short, r"monthly\.parquet: cannot be read"),
        (no_json, "holds no readable JSON"),
        (a_list, "it is not the manifest of a result"),
        (lambda folder: says(folder, facts={"seed": 1}), "cannot be read"),
    ],
)
def test_what_is_no_result_is_refused(harm: Any, words: str, tmp_path: Path) -> None:
    """In words, before anything is simulated."""
    folder = finished(tmp_path)
    harm(folder)
    with pytest.raises(Refusal, match=words):
        again(folder)
