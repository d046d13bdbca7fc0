"""How strained the leadership was: by role and month, and what that does to practice at home.

Strain of a role in a month is the new work that arrived over the days somebody was there for it.
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.leadership import director_level
from sfpc_sim.model.months import DAYS_PER_MONTH, month_edges
from sfpc_sim.model.time_account import account_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

RED_RUN_MONTHS = 3  # "red three months running"
DOSE_MONTHS = 12  # red leader-months are counted over a year


def utilisation_by_month(world: World) -> dict[str, Floats]:
    """Give each role's strain `(month,)`; NaN in months in which nobody was there."""
    months = world.leadership.months
    table = np.array([[month.utilisation for month in of_role] for of_role in months.values()])
    return dict(zip(months, table, strict=True))


def longest_run(flags: Iterable[bool]) -> int:
    """Give the longest unbroken run of true."""
    run = longest = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run) if run else longest
    return longest


def monthly(world: World) -> dict[str, Floats]:
    """Give each role's utilisation, days unmet and red run so far, by month.

    `unmet_days` are working days of tasks still waiting, and of blocks there was no time for, in the month.
    """
    result, unmet = {}, unmet_days_by_month(world)
    for key, utilisation in utilisation_by_month(world).items():
        result[f"utilisation:{key}"] = utilisation
        result[f"unmet_days:{key}"] = unmet[key]
    runs = [_run_so_far(_red(world, key)) for key in director_level(world)]
    result["director_level_red_run"] = np.max(runs, axis=0) if runs else np.zeros(len(month_edges(world.scenario)) - 1)
    return result


def unmet_days_by_month(world: World) -> dict[str, Floats]:
    """Give working days of each role's blocks there was no time for, and of tasks still waiting at the month's end."""
    leadership = world.leadership
    if world.env.now not in leadership.unmet_days:
        undone = account_of([*leadership.times.values()], month_edges(world.scenario)).undone_blocks
        waiting = np.array([[month.waiting_days for month in months] for months in leadership.months.values()])
        # Without leaders both are empty, and only one of them knows of the months.
        unmet = dict(zip(leadership.months, undone + waiting.reshape(undone.shape), strict=True))
        leadership.unmet_days = {world.env.now: unmet}
    return leadership.unmet_days[world.env.now]


def _red(world: World, key: str) -> list[bool]:
    """Tell which months of the plan were red."""
    months = world.leadership.months[key]
    return world.leadership.red[key][-len(months) :] if months else []


def _run_so_far(flags: Iterable[bool]) -> Floats:
    """Give for each month the longest red run up to it."""
    run, longest, result = 0, 0, []
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
        result.append(float(longest))
    return np.array(result)


def measures(world: World) -> dict[str, float]:
    """Give each role's months above amber and red, longest red run, mean utilisation and books, and the waits."""
    amber, leadership = world.draw["amber_utilisation"], world.leadership
    result: dict[str, float] = {}
    unmet = unmet_days_by_month(world)
    for key, utilisation in utilisation_by_month(world).items():
        red, there = _red(world, key), utilisation[~np.isnan(utilisation)]
        run = longest_run(red)
        result[f"months_above_amber:{key}"] = float(np.count_nonzero(there > amber))
        result[f"months_above_red:{key}"] = float(sum(red))
        result[f"longest_red_run:{key}"] = float(run)
        result[f"red_three_months_running:{key}"] = float(run >= RED_RUN_MONTHS)
        result[f"mean_utilisation:{key}"] = float(there.mean()) if there.size else 0.0
        result[f"unmet_days:{key}"] = float(unmet[key].mean())
        result[f"backlog_days:{key}"] = leadership[key].backlog
    level = director_level(world)
    runs = [result[f"longest_red_run:{key}"] for key in level]
    result["red_three_months_running:director level"] = float(max(runs, default=0.0) >= RED_RUN_MONTHS)
    result["longest_red_run:director level"] = float(max(runs, default=0.0))
    result["unmet_days:director level"] = sum(result[f"unmet_days:{key}"] for key in level)
    result["months_above_red:director level"] = sum(result[f"months_above_red:{key}"] for key in level)
    events = [event.what for event in world.ledger.events]
    result["leaders_left"] = float(events.count("leader_left"))
    return result | _waits(world)


def _waits(world: World) -> dict[str, float]:
    """Give mean days from asking to beginning, at home and for partners, and from asking to the end of a panel."""
    waits = [wait for time in world.leadership.times.values() for wait in time.waits]
    groups: dict[str, list[float]] = {name: [] for name in ("panel", "partner_task", "home_task")}
    for wait in waits:
        if wait.kind == "recruitment panel":
            groups["panel"].append(wait.to_end_days)
        elif wait.kind.startswith("partner"):
            groups["partner_task"].append(wait.to_begin_days)
        else:
            groups["home_task"].append(wait.to_begin_days)
    return {f"{name}_wait_days": float(np.mean(days)) if days else nan for name, days in groups.items()}


def harm_ratio(world: World) -> float:
    """Give care entries at home relative to an unstrained leadership, now; 1 is no harm (evidence row 75).

    The harm grows with director-level red months of the year that ended some months ago, up to its full size.
    """
    if not world.strain_does_harm:
        return 1.0
    draw = world.draw
    dose = red_leader_months(world, round(draw["dilution_lag_days"] / DAYS_PER_MONTH))
    return 1.0 + (draw["dilution_entry_ratio"] - 1.0) * min(dose / draw["dilution_full_dose"], 1.0)


def red_leader_months(world: World, lag_months: int) -> int:
    """Count director-level red months in the twelve that ended `lag_months` ago."""
    total = 0
    for key in director_level(world):
        red = world.leadership.red[key]
        end = len(red) - lag_months
        total += sum(red[max(end - DOSE_MONTHS, 0) : max(end, 0)])
    return total
