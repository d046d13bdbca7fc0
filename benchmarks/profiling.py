"""Where a replication's time goes, by wing: samples of the stack, each belonging to the innermost frame of ours."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import simpy

import sfpc_sim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

EVERY_SECONDS = 0.001  # of processor time
SIMPY, ELSEWHERE = "simpy", "outside"
_PACKAGE = Path(sfpc_sim.__file__).parent
_SIMPY = Path(simpy.__file__).parent

GROUPS = {
    "children": ("care", "kernel", "cohort", "_cohort_fast", "_clock_fast", "_months_fast", "spells", "returning",
                 "_returning_fast", "candidates", "_candidates_fast", "rates", "starting_stock", "_starting_stock_fast",
                 "families", "_families_fast", "expected_flows", "places"),
    "luck and drawn numbers": ("luck", "_luck_fast", "_belief_fast", "draw", "held", "assumptions", "distributions",
                               "beliefs", "register"),
    "leaders": ("leadership", "working_time", "desk", "time_account", "home_duties", "duties", "acting", "deployment",
                "succession", "strain"),
    "recruitment": ("recruitment", "hiring", "staff"),
    "delivery and its effects": ("delivery", "mechanisms", "guards", "thought_experiment"),
    "partners": ("partners", "partner_effects", "support", "shocks"),
    "money": ("money", "salaries", "grants", "exit_costs", "placement_costs", "placements", "finance"),
    "measures and rules": ("children", "counting", "_counting_fast", "partner_measures", "gates", "facts", "rules",
                           "rule_tree", "measures", "ledger", "replication"),
    "putting a world together": ("simulate", "populate", "once", "compiling", "world", "clock", "months", "scenario",
                                 "latest_count", "tracing"),
    "SimPy itself": (SIMPY,),
}  # fmt: skip
_GROUP_OF = {module: group for group, modules in GROUPS.items() for module in modules}


@dataclass(slots=True)
class Profile:
    """Seconds by module."""

    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def shares(self) -> dict[str, float]:
        """Give each module's share, the largest first; they add up to 1."""
        return _shares(self.seconds)

    @property
    def group_shares(self) -> dict[str, float]:
        """Give each group's share, the largest first; they add up to 1."""
        found: dict[str, float] = {}
        for module, seconds in self.seconds.items():
            found[group_of(module)] = found.get(group_of(module), 0.0) + seconds
        return _shares(found)


def _shares(seconds: dict[str, float]) -> dict[str, float]:
    total = sum(seconds.values())
    return {name: seconds[name] / total for name in sorted(seconds, key=seconds.__getitem__, reverse=True)}


def group_of(module: str) -> str:
    """Name the group of a module; one that nobody has placed yet stands by itself."""
    return _GROUP_OF.get(module, module)


def sampled(work: Callable[[], object]) -> Profile:
    """Run something and sample where it is."""
    profile = Profile()
    last = process_time()

    def note(_signal: int, frame: FrameType | None) -> None:
        # What a sample stands for is the time since the one before: alarms that fall into one long call of
        # compiled code come as a single one.
        nonlocal last
        now = process_time()
        owner = owner_of(frame)
        profile.seconds[owner] = profile.seconds.get(owner, 0.0) + now - last
        last = now

    with _alarm(note):
        last = process_time()
        work()
    return profile


@contextmanager
def _alarm(note: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def owner_of(frame: FrameType | None) -> str:
    """Name the innermost module of sfpc_sim on a stack; SimPy where its own code is further in."""
    while frame is not None:
        if owner := _owner(frame.f_code.co_filename):
            return owner
        frame = frame.f_back
    return ELSEWHERE


@cache
def _owner(file: str) -> str:
    path = Path(file)
    if _PACKAGE in path.parents:
        return path.stem
    return SIMPY if _SIMPY in path.parents else ""


def profile_of(scenario: str, replications: int) -> Profile:
    """Profile a scenario's replications after one that is not counted; "national" is the country's care flows."""
    work = _country() if scenario == "national" else _whole(scenario)
    work(0)
    return sampled(lambda: [work(number) for number in range(1, replications + 1)])


def _whole(name: str) -> Callable[[int], object]:
    scenario = sfpc_sim.load(name)
    return lambda number: sfpc_sim.simulate(scenario, number)


def _country() -> Callable[[int], object]:
    from benchmarks.national import once  # noqa: PLC0415 (needs the published tables)

    scenario = once.the_country()
    return lambda number: once.replication(scenario, number)
