"""Whole replications: leaders, posts, partners, money, children, and the counterfactual on the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.clock import direct, in_turns
from benchmarks.table import Row, Rows
from sfpc_sim import load, simulate

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Whole replications, counterfactual included; one core"
PLANS = {"innovation-2017": "innovation_2017_ms", "sfpc-2020": "sfpc_2020_ms"}
TURNS, QUICK_TURNS = 25, 3
RUNS = 4


def rows(*, quick: bool) -> Rows:
    """Time a replication of each plan."""
    found = in_turns({plan: direct(_simulating(plan), RUNS) for plan in PLANS}, QUICK_TURNS if quick else TURNS)
    return [
        Row(plan, timed.ms, "ms", f"{timed.mean:,.0f} entries in plan and counterfactual", PLANS[plan])
        for plan, timed in found.items()
    ]


def _simulating(plan: str) -> Callable[[int], float]:
    scenario = load(plan)
    counted = ("entries", "counterfactual_entries", "partner_entries", "counterfactual_partner_entries")

    def work(number: int) -> float:
        measures = simulate(scenario, number).measures
        return sum(value for name, value in measures.items() if name.partition(":")[0] in counted)

    return work
