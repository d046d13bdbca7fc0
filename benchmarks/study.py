"""Many replications through the study wing: twice as many, and two workers against one; results go to a folder."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.table import LeftOut, Row, Rows, times
from sfpc_sim import load, run
from sfpc_sim.study.executors import available_workers

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE = "Many replications of innovation-2017, written to a results folder"
QUICK_REPLICATIONS = 20
SECONDS = 15.0  # of work for one worker: so much that the start of two workers hardly counts
TURNS, QUICK_TURNS = 2, 1


class Cost(NamedTuple):
    """Seconds of a run: by the clock on the wall, and of processor time, of this process and of its workers."""

    wall: float
    processor: float


def rows(*, quick: bool) -> Rows:
    """Run so many, twice as many, and twice as many on two workers; the best turn of each counts.

    The best, because only the wall's clock sees two workers, and it also sees everybody else on the machine.
    """
    count = QUICK_REPLICATIONS if quick else _enough()
    asked = {"once": (count, 1), "twice": (2 * count, 1), "shared": (2 * count, 2)}
    if available_workers() < 2:
        del asked["shared"]
    run_once(2, 1)  # imports, tables that are kept, and code that is compiled on first use
    turns = [{key: run_once(*each) for key, each in asked.items()} for _ in range(QUICK_TURNS if quick else TURNS)]
    best = {key: _best([turn[key] for turn in turns]) for key in asked}
    once, twice = best["once"], best["twice"]
    result: Rows = [
        Row(f"{count:,} replications, one worker", once.processor, "s", f"{once.wall:.1f} s on the wall's clock"),
        Row(f"{2 * count:,} replications, one worker", twice.processor, "s", f"{twice.wall:.1f} s on the wall's clock"),
        times("twice the replications", twice.processor, once.processor, "twice_replications"),
    ]
    if "shared" in best:
        return [*result, *_shared(2 * count, twice, best["shared"])]
    return [*result, LeftOut("two workers", "this process may use one processor only")]


def _shared(count: int, alone: Cost, shared: Cost) -> Rows:
    """Say what two workers gain, their start included, and what they would if nobody else used the processors."""
    seconds = f"by the wall's clock, {shared.processor:.1f} s of processor time, {_others()}"
    pace = 10_000 * shared.wall / count
    return [
        Row(f"{count:,} replications, two workers", shared.wall, "s", seconds),
        times("two workers: times faster than one", alone.wall, shared.wall, "two_workers"),
        times("the same by processor time, as on idle processors", 2 * alone.processor, shared.processor),
        Row("  10,000 replications at the pace of two workers", pace, "s", "", "ten_thousand_seconds"),
    ]


def _enough() -> int:
    """Count the replications that keep one worker busy for some seconds, a multiple of ten."""
    run_once(2, 1)
    pace = run_once(20, 1).wall / 20
    return max(10 * round(SECONDS / pace / 10), 20)


def run_once(replications: int, workers: int) -> Cost:
    """Run into a folder that is thrown away."""
    scenario = load("innovation-2017")
    with TemporaryDirectory() as folder:
        wall, processor = perf_counter(), _processor_time()
        run(scenario, replications=replications, results_folder=Path(folder), workers=workers, alternatives=False)
        return Cost(perf_counter() - wall, _processor_time() - processor)


def _processor_time() -> float:
    """Give the seconds that this process and its workers that have ended have computed for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _best(costs: Sequence[Cost]) -> Cost:
    return Cost(min(cost.wall for cost in costs), min(cost.processor for cost in costs))


def _others() -> str:
    """Say how busy the machine is."""
    return f"load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load not known"
