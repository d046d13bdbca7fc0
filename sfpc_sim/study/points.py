"""The plans of a design, one after another with one crew: what it will take, and what came of them."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal, ReplicationError
from sfpc_sim.model.simulate import simulate
from sfpc_sim.study.compare import refuse_unlike
from sfpc_sim.study.files import whole_file
from sfpc_sim.study.jobs import as_part
from sfpc_sim.study.plain import facts_of
from sfpc_sim.study.run import folder_of, run
from sfpc_sim.study.store import Store
from sfpc_sim.study.worker import tried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sfpc_sim.inputs.design_points import Point
    from sfpc_sim.study.crew import Crew
    from sfpc_sim.study.jobs import Progress
    from sfpc_sim.study.worker import Simulate

MEASURED_PLANS, MEASURED_FUTURES = 5, 3  # at most; the first future of all fills caches and is not counted


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a batch has to do: replications missing of all plans, and the processor seconds they will take."""

    plans: int
    missing: tuple[int, ...]
    seconds: float


@dataclass(slots=True)
class Done:
    """What came of a batch: results folders, and why a plan has none, by plan."""

    folders: list[Path] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)


def refuse_incomparable(points: Sequence[Point]) -> None:
    """Refuse plans that could not be ranked, before any is simulated.

    Raises
    ------
    Refusal : naming each setting once in which a plan does not agree with the first
    """
    first = facts_of(points[0].scenario)
    problems: dict[str, Problem] = {}
    for point in points[1:]:
        try:
            refuse_unlike(first, facts_of(point.scenario))
        except Refusal as refusal:
            for problem in refusal.problems:
                problems.setdefault(problem.remedy, problem)
    if problems:
        raise Refusal(problems.values())


def outlook(points: Sequence[Point], results_folder: Path, simulate: Simulate = simulate) -> Outlook:
    """Count what is missing, and measure a few replications of plans spread over the design."""
    missing = tuple(_missing(point, results_folder) for point in points)
    left = [point for point, count in zip(points, missing, strict=True) if count]
    if not left:
        return Outlook(len(points), missing, 0.0)
    tried(simulate, left[0].scenario, 1)
    some = left[:: -(-len(left) // MEASURED_PLANS)]
    before = time.perf_counter()
    for point in some:
        for number in range(1, MEASURED_FUTURES + 1):
            tried(simulate, point.scenario, number)
    each = (time.perf_counter() - before) / (len(some) * MEASURED_FUTURES)
    return Outlook(len(points), missing, each * sum(missing))


def run_points(
    points: Sequence[Point],
    ahead: Outlook,
    *,
    crew: Crew,
    results_folder: Path,
    on_progress: Progress | None = None,
    on_notice: Callable[[str], None] = print,
    simulate: Simulate = simulate,
) -> Done:
    """Simulate what is missing of every plan; one of which every replication fails does not stop the others."""
    done = Done()
    total = sum(ahead.missing)
    for point, end in zip(points, accumulate(ahead.missing), strict=True):
        try:
            folder = run(
                point.scenario, executor=crew, results_folder=results_folder, alternatives=False, simulate=simulate,
                on_progress=as_part(on_progress, end, total), on_notice=on_notice, reference="",
            )  # fmt: skip
            done.folders.append(folder)
        except ReplicationError as error:
            done.lost[point.scenario.name] = str(error)
    return done


def write_points(path: Path, points: Iterable[Point], results_folder: Path) -> None:
    """Write a row a point: its plan, the factors' values, and the folder its results are in or will be."""
    rows = [{"point": each.scenario.name, **each.values, "folder": str(folder_of(each.scenario, results_folder))}
            for each in points]  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _missing(point: Point, results_folder: Path) -> int:
    store = Store(folder_of(point.scenario, results_folder), point.scenario.start)
    return sum(map(len, store.missing(point.scenario.replications)))
