"""The programs of the toy that this machine can run, and why the others cannot."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks.toy import floor

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.toy.delay import Census

OURS, SIMPY, CIW, SALABIM, FLOOR = (
    "sfpc_sim, cohort kernel", "plain SimPy, one process a child", "Ciw", "salabim", "C loop, the floor",
)  # fmt: skip
_MODULES = {OURS: "ours", SIMPY: "plain_simpy", CIW: "with_ciw", SALABIM: "with_salabim", FLOOR: "floor"}
_NEEDS = {CIW: "ciw", SALABIM: "salabim"}


@cache
def why_not(program: str) -> str:
    """Say why a program cannot run here; nothing if it can."""
    if program in _NEEDS and find_spec(_NEEDS[program]) is None:
        return f"{_NEEDS[program]} is not installed (pip install -e '.[bench]')"
    return "this machine has no C compiler" if program == FLOOR and floor.compiler() is None else ""


def simulator(program: str) -> Callable[[int], Census]:
    """Give the function from a seed to the censuses."""
    run: Callable[[int], Census] = import_module(f"benchmarks.toy.{_MODULES[program]}").run
    return run


def all_programs() -> tuple[str, ...]:
    """Name all programs, ours first."""
    return tuple(_MODULES)
