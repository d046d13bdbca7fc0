"""Re-forecast: a replication is lived in the first world, of those at its addresses, that passes the latest count.

A world draws levels, drift, shocks and ages together. Those that pass are therefore what is believed once the count
is known, all of it, up to the tolerance: no level has to be corrected by a formula.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count as counting
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import SfpcError
from sfpc_sim.model import kernel
from sfpc_sim.model.care import live_alone
from sfpc_sim.model.held import USUAL
from sfpc_sim.model.mechanisms import mechanisms_of
from sfpc_sim.model.once import once
from sfpc_sim.model.places import HOME
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import LatestCount, Scenario
    from sfpc_sim.model.held import Held

STRIDE = 2**32  # from one address of a replication to its next: no study has so many replications
MOST_TRIED = 5_000  # worlds for one replication; a count that one future in so many passes tells of another authority

# Narrow against how far counts range by then (a standard deviation of 35 of Leeds' 1,255 children after six months, 7
# of Darlington's 220): it widens what is believed after the count by about one part in a hundred.
LEAST_TOLERANCE, TOLERANCE_SHARE = 2, 0.005


class NoSuchFutureError(SfpcError):
    """No world that was tried passes through the latest count."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where a replication takes its luck from, and how that world was found; nothing to tell without a count."""

    address: int
    measures: dict[str, float] = field(default_factory=dict)


def tolerance(looked_after: int) -> int:
    """Give by how many children a future may miss a count and still pass through it."""
    return max(LEAST_TOLERANCE, int(TOLERANCE_SHARE * looked_after))


def choose_world(scenario: Scenario, number: int, held: Held = USUAL) -> Chosen:
    """Give the first address of a replication whose world passes through the scenario's latest count.

    Raises
    ------
    NoSuchFutureError : none of `MOST_TRIED` does
    """
    count = scenario.latest_count
    if count is None:
        return Chosen(number)
    first = stock = usual_stock(scenario, number, held)
    for tried in counting(1):
        if abs(stock - count.looked_after) <= tolerance(count.looked_after):
            break
        if tried == MOST_TRIED:
            raise NoSuchFutureError(_words(count))
        stock = usual_stock(scenario, number + tried * STRIDE, held)
    told = {"worlds_tried": tried, f"first_world_looked_after_on:{count.on}": first}
    told[f"chosen_world_looked_after_on:{count.on}"] = stock
    return Chosen(number + (tried - 1) * STRIDE, {name: float(value) for name, value in told.items()})


def usual_stock(scenario: Scenario, address: int, held: Held = USUAL) -> int:
    """Count one world's children looked after on the day of the latest count, as they would be without a programme.

    Without strain among leaders too: what is left is the same for every plan of an authority, so that plans that are
    compared are lived in the same worlds. Neither has done much within a year.
    """
    assert scenario.latest_count is not None
    usual = until_count(scenario)
    world = make_world(usual, address, mechanisms_of(scenario), held=held)
    day = usual.day(scenario.latest_count.on) + 1
    return kernel.spells_between(live_alone(world), HOME, -np.inf, day, day)


@once
def until_count(scenario: Scenario) -> Scenario:
    """Leave of a scenario what its own children need until the end of the month of the count.

    Nothing that comes later changes them by then, except that a researcher's drift may look at all years: with a
    plug-in they live to the end.
    """
    assert scenario.latest_count is not None
    last = scenario.end if scenario.plugins else _month_end(max(scenario.latest_count.on, scenario.start))
    off = replace(scenario.programme, enabled=False)
    return replace(
        scenario,
        programme=off,
        partners=(),
        strain_harms_practice=False,
        thought_experiment=None,
        end=min(last, scenario.end),
    )


def _month_end(day: date) -> date:
    """Give the last day of a month: a month that is cut short would have other rates."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _words(count: LatestCount) -> str:
    near, wanted = tolerance(count.looked_after), f"the {count.looked_after:,} children looked after on {count.on}"
    return (
        f"none of {MOST_TRIED:,} worlds comes within {near} of {wanted}. Check that the authority file is up to date,"
        " and that the count is of the same children"
    )
