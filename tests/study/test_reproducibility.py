"""The real model gives the same tables however the work is cut up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sfpc_sim.inputs.loading import load
from sfpc_sim.study.compare import compare
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path

PLAN = """
sfpc = 1
title = "One year"
extends = "innovation-2017"
[period]
end = 2018-03-31
[target]
on = 2018-03-31
"""
REPLICATIONS = 8


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Run one short plan with 1, 2 and 4 workers and two sizes of chunk."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "one-year.toml").write_text(PLAN)
    plan = load(folder / "one-year.toml")
    return [
        run(plan, replications=REPLICATIONS, alternatives=False, results_folder=folder / f"{workers}-{size}",
            workers=workers, chunk_size=size)
        for workers, size in ((1, 3), (2, 3), (4, 1))
    ]  # fmt: skip


def test_tables_are_equal_for_1_2_and_4_workers_and_two_chunk_sizes(runs: list[Path]) -> None:
    """To the last bit."""
    digests = {json.loads((folder / "manifest.json").read_text())["canonical_digest"] for folder in runs}
    assert len(digests) == 1


def test_a_plan_differs_from_itself_by_exactly_zero(runs: list[Path]) -> None:
    """Also when its two runs were cut up differently."""
    table = compare(open_result(runs[0]), open_result(runs[2]))
    happened = table[table["pairs"] > 1]
    assert (happened[["difference", "ci_low", "ci_high", "p10", "p50", "p90"]] == 0).all().all()
