"""How near an answer is to what was asked for, by which rule, and what more futures would bring."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from sfpc_sim.outputs.words import count, folded
from sfpc_sim.study.kinds import kind_of, unit_of
from sfpc_sim.study.precision import AT_LEAST, look_ahead

if TYPE_CHECKING:
    from collections.abc import Callable

    from sfpc_sim.study.precision import Precision, Reached

SKEWED = " Few, far values carry it: such an interval misses more often than it says (docs/precision.md)."


def precision_lines(precision: Precision | None, held: int, what: str = "futures") -> list[str]:
    """Say what the stopping rule decided; nothing where none was asked for.

    Parameters
    ----------
    held : replications in the folder; those beyond the ones that count only made sure
    what : "futures", or "pairs" of them for paired differences
    """
    if precision is None:
        return []
    number = precision.replications
    if precision.met:
        said = f"Met at {count(number)} {what}, of at most {count(precision.budget)}."
    else:
        said = f"NOT met: all {count(precision.budget)} {what} that there may be are spent."
    if held > number:
        said += f" {count(held)} are there; every number here is of the first {count(number)}."
    lines = [line for each in precision.reached for line in folded(_reached(each, what, met=precision.met))]
    return [*folded(said), *lines, *folded(_rule(precision, what)), *folded(_more(what))]


def _rule(precision: Precision, what: str) -> str:
    each = (
        f"each interval at {100 * precision.confidence:.4g}%, so that all {len(precision.reached)} hold together with"
        " 95% (Bonferroni)"
        if len(precision.reached) > 1
        else "the interval at 95%"
    )
    return (
        f"Rule: the first number of {what}, {AT_LEAST} at the least, at which no interval reaches farther than asked,"
        f" nor does in the next {look_ahead(precision.replications)} (Hoad, Robinson and Davies); {each}."
    )


def _more(what: str) -> str:
    return f"More {what} narrow intervals, not how far futures range, and tell nothing of what the inputs leave open."


def _reached(reached: Reached, what: str, *, met: bool) -> str:
    """Tell one aim: the estimate, how near it is, and what nearer would take."""
    aim = reached.aim
    if not reached.spread and kind_of(aim.outcome) != "chance":
        alike = f"the same in all {what}" if reached.told_from_zero is None else f"the same difference in all {what}"
        return f"{aim.outcome}: {alike}, so nothing says how near that is."
    near, write = _writers(reached)
    told = (
        f"{aim.outcome}: {write(reached.mean)} (CI {write(reached.low)} to {write(reached.high)}), within"
        f" {near(reached.half_width)}; asked for {_asked(reached)}.{_told(reached)}"
    ) + (SKEWED if reached.skewed else "")
    if not met and reached.half_width > aim.within:
        return f"{told} That takes about {_two_figures(reached.needed)} {what} in all."
    if reached.half_width <= aim.within / 2:
        return told
    return f"{told} Half of that takes about {_two_figures(reached.needed_for_half)} {what} in all."


def _told(reached: Reached) -> str:
    """Say whether a difference can be told from zero among all that were asked for."""
    return {None: "", True: " Told from 0 (Holm).", False: " Not told from 0 (Holm)."}[reached.told_from_zero]


def _asked(reached: Reached) -> str:
    within = reached.aim.within
    points = f"{100 * within:g}"
    return f"{points} point{'s' * (points != '1')}" if kind_of(reached.aim.outcome) == "chance" else f"{within:g}"


def _writers(reached: Reached) -> tuple[Callable[[float], str], Callable[[float], str]]:
    """Make writers of how near, and of values: to two figures of the half-width."""
    chance = kind_of(reached.aim.outcome) == "chance"
    size = 100 if chance else 1
    decimals = max(0, 1 - floor(log10(size * reached.half_width)))
    unit = " points" if chance else f" {unit_of(reached.aim.outcome)}".rstrip()

    def value(number: float) -> str:
        return f"{size * number:,.{decimals}f}{'%' if chance else ''}"

    return lambda number: f"{size * number:,.{decimals}f}{unit}", value


def _two_figures(foreseen: int) -> str:
    """Round up to two figures: it is foreseen, not known."""
    size = int(10 ** max(0, floor(log10(foreseen)) - 1))
    return count(-(-foreseen // size) * size)
