"""The toy's part of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.clock import Program, Timed, direct, in_turns
from benchmarks.table import LeftOut, Row, Rows, times
from benchmarks.toy.delay import agrees, spread_of_mean
from benchmarks.toy.programs import CIW, FLOOR, OURS, SALABIM, SIMPY, all_programs, simulator, why_not

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.toy.delay import Census

TITLE = "Pure delay: 1,280 children at the start, 450 entries a year, exponential stays, monthly census, five years"
RUNS = {OURS: 50, FLOOR: 200, SIMPY: 3}  # in a turn: the quick ones are run more often
TURNS, QUICK_TURNS = 9, 2
_RATIOS = ((SIMPY, "toy_times_simpy"), (CIW, "toy_times_ciw"), (SALABIM, "toy_times_salabim"))


def rows(*, quick: bool) -> Rows:
    """Time the programs in turns, and check that each gives the stock the others give."""
    here = [program for program in all_programs() if not why_not(program)]
    found = in_turns({program: _program(program) for program in here}, QUICK_TURNS if quick else TURNS)
    result: Rows = [Row(program, timed.ms, "ms", _stock(timed)) for program, timed in found.items()]
    result += [LeftOut(program, why_not(program)) for program in all_programs() if program not in found]
    result += [times(f"{p}: times ours", found[p].ms, found[OURS].ms, name) for p, name in _RATIOS if p in found]
    if FLOOR in found:
        result.append(times("ours: times the floor", found[OURS].ms, found[FLOOR].ms, "toy_times_floor"))
    return result + _parts(QUICK_TURNS if quick else TURNS)


def _program(program: str) -> Program:
    return direct(_last(simulator(program)), RUNS.get(program, 1))


def _last(run: Callable[[int], Census]) -> Callable[[int], float]:
    return lambda seed: float(run(seed)[-1])


def _stock(timed: Timed) -> str:
    runs = len(timed.results)
    verdict = "" if agrees(timed.mean, runs) else ", which DOES NOT AGREE with the expected 1,280"
    return f"stock at the end {timed.mean:,.0f}, give or take {2 * spread_of_mean(runs):.0f}{verdict}"


def _parts(turns: int) -> Rows:
    """Say what ours spends where."""
    from benchmarks.toy import ours  # noqa: PLC0415 (the others must not wait for it)

    def living(seed: int) -> Callable[[], float]:
        cohort = ours.cohort_of(*ours.luck_of(seed))
        return lambda: ours.live(cohort, seed)

    def counting(seed: int) -> Callable[[], float]:
        cohort = ours.cohort_of(*ours.luck_of(seed))
        ours.live(cohort, seed)
        return lambda: float(ours.census_of(cohort)[-1])

    def making(seed: int) -> Callable[[], float]:
        come, go = ours.luck_of(seed)
        return lambda: float(ours.cohort_of(come, go).size)

    found = in_turns({
        "luck": direct(lambda seed: float(ours.luck_of(seed)[0].size), RUNS[OURS]),
        "the cohort": Program(making, RUNS[OURS]),
        "advance": Program(living, RUNS[OURS]),
        "the census": Program(counting, RUNS[OURS]),
    }, turns)  # fmt: skip
    return [Row(f"  of ours: {part}", timed.ms, "ms") for part, timed in found.items()]
