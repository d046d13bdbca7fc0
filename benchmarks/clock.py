"""Processor time of programs that take turns, so that a machine that slows down slows all of them."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Program(NamedTuple):
    """Something to time: `prepare` takes a turn's number and gives the work; only the work is timed."""

    prepare: Callable[[int], Callable[[], float]]
    runs: int = 1  # of the work in one turn, for what a clock can hardly see


@dataclass(slots=True)
class Timed:
    """What came of a program's turns."""

    seconds: list[float] = field(default_factory=list)  # of one run, turn by turn
    results: list[float] = field(default_factory=list)

    @property
    def ms(self) -> float:
        """Milliseconds of one run, median over the turns."""
        return 1000 * median(self.seconds)

    @property
    def mean(self) -> float:
        """What one run gave, on average."""
        return sum(self.results) / len(self.results)


def in_turns(programs: Mapping[str, Program], turns: int) -> dict[str, Timed]:
    """Run each program once unmeasured, then all of them in turns; no two runs have the same number."""
    for program in programs.values():
        program.prepare(0)()
    found = {label: Timed() for label in programs}
    for turn in range(turns):
        for label, program in programs.items():
            works = [program.prepare(1 + turn * program.runs + run) for run in range(program.runs)]
            gc.collect()  # nobody pays for what others have left lying about
            before = process_time()
            results = [work() for work in works]
            found[label].seconds.append((process_time() - before) / program.runs)
            found[label].results += results
    return found


def direct(work: Callable[[int], float], runs: int = 1) -> Program:
    """Make a program of which everything is timed."""
    return Program(lambda number: lambda: work(number), runs)
