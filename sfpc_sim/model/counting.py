"""What is counted over a cohort after the run: spells by period, children by year, days by kind. The reference.

Days are added up in whole 2^-30ths (a ten-thousandth of a second): a sum is the same in whatever order children come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.inputs.authority import AGE_BANDS, EXIT_CAUSES
from sfpc_sim.model.months import DAYS_PER_YEAR
from sfpc_sim.model.places import HOME
from sfpc_sim.model.spells import AGE_EDGES_DAYS, AT_18, UNACCOMPANIED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.model.luck import Luck
    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

PARTS_A_DAY = 2.0**30
ALONE = len(AGE_BANDS)  # unaccompanied children have a mix of placements of their own
MOVES = 1000  # addresses a spell; nobody moves so often
KINSHIP, OTHER = EXIT_CAUSES.index("kinship"), EXIT_CAUSES.index("other")
TO_RELATIVES, CARE_LEAVERS, LEFT_AT_18 = range(3)
INDEPENDENT_FROM_YEARS = 16.0  # who leaves for other reasons from this age on is a care leaver


class HomeYears(NamedTuple):
    """The home authority's children by year, each (year,)."""

    looked_after: Rows  # at the year's end
    started: Rows  # children, each counted once
    ceased: Rows


class Moves(NamedTuple):
    """How the home authority's children are placed."""

    first_day: float  # of the stock; moves before it are made up
    edges_days: Floats  # (month + 1,) of the plan, to the horizon
    mix: Floats  # (age band and unaccompanied, kind) of new placements, cumulated
    per_day: float


def spells_by_period(cohort: Cohort, edges_days: Floats) -> tuple[Rows, Rows]:
    """Count spells of care that began and that ended: (place, period), the first one before all edges."""
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    place = cohort.place_of_area[cohort.area[rows]]
    periods, places = edges_days.size + 1, int(cohort.place_of_area[-1]) + 1
    entered, left = (
        np.bincount(place * periods + np.searchsorted(edges_days, days[rows], side="right"), minlength=places * periods)
        for days in (cohort.entry_day, cohort.exit_day)
    )
    return entered.reshape(places, periods), left.reshape(places, periods)


def spells_between(cohort: Cohort, place: int, from_day: float, before_day: float, until_day: float) -> int:
    """Count a place's spells of care that began from one day and before another, and did not end before a third."""
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    rows = rows[cohort.place_of_area[cohort.area[rows]] == place]
    began, ended = cohort.entry_day[rows], cohort.exit_day[rows]
    return int(np.count_nonzero((from_day <= began) & (began < before_day) & (until_day <= ended)))


def home_years(cohort: Cohort, first_days: Floats, end_days: Floats) -> HomeYears:
    """Count the home authority's children by year as published: each once, at its first start or its last cease."""
    home = _home(cohort)
    key, entry_day, exit_day = cohort.key[home], cohort.entry_day[home], cohort.exit_day[home]
    years = list(zip(first_days.tolist(), end_days.tolist(), strict=True))

    def children(day: Floats) -> Rows:
        return np.array([np.unique(key[(first <= day) & (day < end)]).size for first, end in years], np.int64)

    stock = [np.sum(entry_day < end) - np.sum(exit_day < end) for _, end in years]
    return HomeYears(np.array(stock, np.int64), children(entry_day), children(exit_day))


def next_spells(cohort: Cohort) -> Rows:
    """Give the row of each row's next spell of the same child, (row,); -1 where it never came to one."""
    returned = np.flatnonzero(cohort.entered[: cohort.size] & (cohort.former[: cohort.size] >= 0))
    following: Rows = np.full(cohort.size, -1)
    following[cohort.former[returned]] = returned
    return following


def support_years(cohort: Cohort, groups: Rows, ages_days: Floats, years_days: Floats) -> Floats:
    """Give years of support of leavers of the home authority, from leaving care or an age to an age or a return.

    Parameters
    ----------
    groups : (support,) who is supported: `TO_RELATIVES`, `CARE_LEAVERS` or `LEFT_AT_18`
    ages_days : (support, 2) from and until which age
    years_days : (year, 2) first and end day; who left before the first of them is not counted, nothing after the last

    Returns
    -------
    (support, year)
    """
    rows = slice(0, cohort.size)
    horizon = years_days[-1, 1]
    left = cohort.entered[rows] & (cohort.place_of_area[cohort.area[rows]] == HOME)
    left &= (cohort.exit_day[rows] >= 0.0) & (cohort.exit_day[rows] < horizon)
    cause, age = cohort.cause[rows], cohort.exit_day[rows] - cohort.birth_day[rows]
    independent = (cause == AT_18) | ((cause == OTHER) & (age >= INDEPENDENT_FROM_YEARS * DAYS_PER_YEAR))
    of_group = (cause == KINSHIP, independent, cause == AT_18)
    following = next_spells(cohort)
    back_day = np.where(following >= 0, cohort.entry_day[following], np.inf)
    parts = np.zeros((groups.size, len(years_days)), np.int64)
    for number, (group, (from_age, until_age)) in enumerate(zip(groups, ages_days, strict=True)):
        mine = np.flatnonzero(left & of_group[group])
        first = np.maximum(cohort.exit_day[mine], cohort.birth_day[mine] + from_age)
        end = np.minimum(np.minimum(cohort.birth_day[mine] + until_age, back_day[mine]), horizon)
        days = np.minimum(end, years_days[:, 1:]) - np.maximum(first, years_days[:, :1])
        parts[number] = np.rint(np.maximum(days, 0.0) * PARTS_A_DAY).astype(np.int64).sum(axis=1)
    return parts / (PARTS_A_DAY * DAYS_PER_YEAR)


def placement_days(cohorts: Sequence[Cohort], luck: Luck, moves: Moves) -> tuple[Floats, Floats]:
    """Place the home authority's children of several cohorts, and count where they were.

    Returns
    -------
    days : (cohort, kind, month) child-days
    on_first_day : (cohort, kind) children on day 0
    """
    kinds = moves.mix.shape[1]
    counted = [_counted(_stays(cohort, luck, moves), moves.edges_days, kinds) for cohort in cohorts]
    days, on_first_day = zip(*counted, strict=True)
    return np.array(days), np.array(on_first_day, float)


def _home(cohort: Cohort) -> Rows:
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    return np.asarray(rows[cohort.place_of_area[cohort.area[rows]] == HOME])


def _stays(cohort: Cohort, luck: Luck, moves: Moves) -> tuple[Rows, Floats, Floats]:
    """Give every stay in one placement after day 0: kind, first day and end day, all at once move by move."""
    own = _home(cohort)
    own = own[cohort.exit_day[own] > 0.0]
    key, spell, entered, birth_day = (
        cohort.key[own],
        cohort.spell[own].astype(np.int64),
        cohort.entry_day[own],
        cohort.birth_day[own],
    )
    left = np.minimum(cohort.exit_day[own], moves.edges_days[-1])
    alone = cohort.kind[own] == UNACCOMPANIED
    placed, counted_from = entered.copy(), np.maximum(entered, moves.first_day)
    # Moves come evenly, so the placement of the first day began an exponential time before it.
    stock = np.flatnonzero(entered < moves.first_day)
    since = -np.log(luck.numbers("placed before the first day", key[stock])[0]) / moves.per_day
    placed[stock] = np.maximum(moves.first_day - since, entered[stock])
    found: list[tuple[Rows, Floats, Floats]] = []
    there = np.arange(own.size)
    for move in range(MOVES):
        if not there.size:
            break
        wait_u, kind_u = luck.numbers("placement", key[there], spell[there] * MOVES + move, size=2)
        end = np.minimum(counted_from[there] - np.log(wait_u) / moves.per_day, left[there])
        band = np.searchsorted(AGE_EDGES_DAYS, placed[there] - birth_day[there], side="right")
        band = np.where(alone[there], ALONE, np.minimum(band, ALONE - 1))
        kind = np.sum(kind_u[:, None] >= moves.mix[band], axis=1)
        found.append((kind, placed[there], end))
        placed[there] = counted_from[there] = end
        there = there[end < left[there]]
    kinds, firsts, ends = (np.concatenate(part) for part in zip(*found, strict=True)) if found else ((), (), ())
    return np.array(kinds, np.int64), np.array(firsts, float), np.array(ends, float)


def _counted(stays: tuple[Rows, Floats, Floats], edges: Floats, kinds: int) -> tuple[Floats, Rows]:
    """Count days by month: whoever is there at a month's start stays for all of it, less or more what days say."""
    within = stays[2] > 0.0
    kind, first, end = stays[0][within], stays[1][within], stays[2][within]
    on_first_day = np.bincount(kind[first <= 0.0], minlength=kinds)
    first = np.maximum(first, 0.0)
    months = edges.size
    padded = np.append(edges, edges[-1])  # a stay to the horizon ends in the month after the last
    enters, leaves = (np.searchsorted(edges, day, side="right") - 1 for day in (first, end))

    def by_month(month: Rows, days: Floats | None = None) -> Rows:
        counted = np.zeros((kinds, months + 1), np.int64)
        np.add.at(counted, (kind, month), 1 if days is None else np.rint(days * PARTS_A_DAY).astype(np.int64))
        return counted[:, :months]

    there = np.cumsum(by_month(enters + 1) - by_month(leaves + 1), axis=1)[:, :-1] * np.diff(edges)
    partial = by_month(enters, padded[enters + 1] - first) - by_month(leaves, padded[leaves + 1] - end)
    return there + partial[:, :-1] / PARTS_A_DAY, on_first_day
