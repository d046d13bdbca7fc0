"""Whole replications: leaders, posts, partners, money, children, and the counterfactual on the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.bare_events import bare, waits_of
from benchmarks.clock import direct, in_turns
from benchmarks.table import Row, Rows
from sfpc_sim import load, simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.clock import Timed

TITLE = "Whole replications, counterfactual included; one core"
PLANS = {"innovation-2017": "innovation_2017_ms", "sfpc-2020": "sfpc_2020_ms"}
TURNS, QUICK_TURNS = 25, 3
RUNS = 4


def rows(*, quick: bool) -> Rows:
    """Time a replication of each plan, and SimPy alone with as many events."""
    programs = {plan: direct(_simulating(plan), RUNS) for plan in PLANS}
    programs |= {f"{plan}, events": direct(bare(waits_of(plan)), RUNS) for plan in PLANS}
    found = in_turns(programs, QUICK_TURNS if quick else TURNS)
    return [row for plan in PLANS for row in _rows_of(plan, found[plan], found[f"{plan}, events"])]


def _rows_of(plan: str, whole: Timed, events: Timed) -> Rows:
    return [
        Row(plan, whole.ms, "ms", f"{whole.mean:,.0f} entries in plan and counterfactual", PLANS[plan]),
        Row("  the same waits by SimPy processes that do nothing", events.ms, "ms", f"{events.mean:,.0f} times awake"),
    ]


def _simulating(plan: str) -> Callable[[int], float]:
    scenario = load(plan)
    counted = ("entries", "counterfactual_entries", "partner_entries", "counterfactual_partner_entries")

    def work(number: int) -> float:
        measures = simulate(scenario, number).measures
        return sum(value for name, value in measures.items() if name.partition(":")[0] in counted)

    return work
