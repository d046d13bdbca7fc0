"""Leaders' days, added up from their diaries: what was supplied, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.model.working_time import LeaderTime

    Floats = NDArray[np.float64]


class Account(NamedTuple):
    """Working days, (role, interval) each; supplied = blocks + tasks + idle + absent."""

    supplied: Floats
    absent: Floats  # nobody there, or lent away
    blocks: Floats  # used by blocks
    tasks: Floats  # used by tasks
    idle: Floats
    asked_blocks: Floats  # whether or not there was time for them
    unserved: Floats  # home duties of days on which nobody was there, and nobody covered

    @property
    def undone_blocks(self) -> Floats:
        """What blocks asked for and did not get."""
        return self.asked_blocks + self.unserved - self.blocks


def account_of(times: Sequence[LeaderTime], edges: Floats) -> Account:
    """Add up the days of some roles.

    Parameters
    ----------
    edges : (interval + 1,) days that have come, rising
    """
    if not times:  # a plan without leaders
        return Account(*(np.zeros((0, edges.size - 1)) for _ in Account._fields))
    for time in times:
        time.desk.catch_up()
    role, length, moment, at_tasks, interval = _stretches(times, edges)
    diary = np.array([moment for time in times for moment in time.diary])[moment]
    present, home, other, speed = diary[:, 1:].T
    rate = np.array([time.contracted_rate for time in times])[role]
    least = np.array([time.least_free_share for time in times])[role]
    asked = (home + other) / speed
    free = np.maximum(present - asked, least * present)
    tasks = np.where(at_tasks, free, 0.0)
    blocks = np.minimum(asked, present - tasks)
    there = present > 0.0
    shares = (
        np.ones_like(rate), 1.0 - present, blocks, tasks, present - tasks - blocks,
        np.where(there, asked, 0.0), np.where(there, 0.0, home),  # joint roles and mentoring lapse with the holder
    )  # fmt: skip
    days, size = rate * length, len(times) * (edges.size - 1)
    sums = [np.asarray(np.bincount(interval, share * days, size), float) for share in shares]
    return Account(*(each.reshape(len(times), -1) for each in sums))


def _stretches(times: Sequence[LeaderTime], edges: Floats) -> tuple[NDArray[np.int64], ...]:
    """Cut the time of all roles wherever something changed for them, and at the edges.

    Returns
    -------
    role, length in days, number of the diary's moment in force, whether somebody sat at tasks, number of the interval
    among those of all roles: (stretch,) each
    """
    roles, intervals = np.arange(len(times)), edges.size - 1
    moments = [moment.day for time in times for moment in time.diary]
    sat = [day for time in times for day in (*time.desk.at_tasks, *(np.inf,) * (len(time.desk.at_tasks) % 2))]
    day = np.clip(np.concatenate([moments, sat, np.tile(edges[:-1], roles.size)]), edges[0], edges[-1])
    role = np.concatenate([
        np.repeat(roles, [len(time.diary) for time in times]),
        np.repeat(roles, [(len(time.desk.at_tasks) + 1) // 2 * 2 for time in times]),
        np.repeat(roles, intervals),
    ])  # fmt: skip
    number = np.arange(day.size)
    is_moment, is_edge = number < len(moments), number >= len(moments) + len(sat)
    order = np.lexsort((day, role))
    day, role = day[order], role[order]
    last = np.append(role[1:] != role[:-1], True)
    length = np.where(last, edges[-1], np.append(day[1:], 0.0)) - day
    moment = np.maximum.accumulate(np.where(is_moment, number, -1)[order])
    at_tasks = np.cumsum((~is_moment & ~is_edge)[order]) % 2 == 1
    interval = np.maximum.accumulate(np.where(is_edge, number - len(moments) - len(sat), 0)[order])
    return role, length, moment, at_tasks, interval
