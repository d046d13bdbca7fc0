"""From spells of care to counts: events, person-time, stocks. Beyond this there are no children, only numbers.

Watching begins on 31 March before the first return and ends on the last return's 31 March, days
counted at their end. Children in care already when it begins are watched from then on, at the time
in care they have (left truncation); where that is not known, from the time on at which it no
longer matters. Who is in care when it ends is watched until then (right censoring).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authority import AGE_EDGES_YEARS, EXIT_CAUSES
from sfpc_sim.inputs.returns.spells import DAYS_PER_YEAR, UNSEEN
from sfpc_sim.inputs.returns.years import last_day
from sfpc_sim.model.placements import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.returns.spells import Spell

    Floats = NDArray[np.float64]

BIRTHDAYS = np.array(AGE_EDGES_YEARS[1:-1]) * DAYS_PER_YEAR
ALONE = len(AGE_EDGES_YEARS) - 1  # unaccompanied children have a row of their own


@dataclass(frozen=True, slots=True)
class Tally:
    """What the fit needs to know of the children, all of it counts and times. Years ascend."""

    years: tuple[int, ...]
    exposure: Floats  # (age, duration) child-years watched, unaccompanied children and unknown ages apart
    exits: Floats  # (cause, age, duration); an exit on a duration edge counts half on either side
    entries: Floats  # (first or again, age) starts, likewise apart
    stock: Floats  # (year + 1,) everyone at each 31 March, the one before the first year included
    started: Floats  # (year,) children, each once
    ceased: Floats
    started_alone: Floats
    left: Floats  # (cause, year) spells that ended
    infant_starts: Floats  # (year,)
    stock_by_age: Floats  # (age,) at the origin
    stock_alone: int
    returns_to_care: Floats  # (cause, 2): returns seen, and leavers weighed by the share of returns due in the time
    moves: Floats  # moves to another carer, child-years, and the sum of squared surprises by spell
    placements: Floats  # (age and unaccompanied, kind) placements that began


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the model's leavers wait before they come back, if they do."""

    shape: float
    scale_days: float
    window_days: float  # after other causes than home: evenly

    def due(self, cause: int, days: Floats) -> Floats:
        """Give the share of returns that come within so many days."""
        if cause == 0:
            return np.asarray(-np.expm1(-((np.maximum(days, 0.0) / self.scale_days) ** self.shape)))
        return np.clip(days / self.window_days, 0.0, 1.0)


def tally_of(spells: Sequence[Spell], years: Sequence[int], edges_days: Floats, waits: Waits) -> Tally:
    """Count everything the fit uses."""
    ends = np.array([last_day(year) for year in (years[0] - 1, *years)])
    begin, end = float(ends[0]), float(ends[-1])
    aged = [spell for spell in spells if spell.birth is not None and not spell.unaccompanied]
    alone = [spell for spell in spells if spell.unaccompanied]
    exposure, exits = occurrence_and_exposure(aged, begin, end, edges_days)
    here = [spell for spell in spells if _is_in_care(spell, end)]
    own = [spell for spell in here if not spell.unaccompanied]
    starts = [spell for spell in spells if spell.is_start]
    return Tally(
        years=tuple(years), exposure=exposure, exits=exits, entries=_entries(aged, begin, end),
        stock=np.array([sum(_is_in_care(s, day) for s in spells) for day in ends], float),
        started=_children(((s.child, s.began) for s in starts), ends),
        ceased=_children(((s.child, s.ended) for s in spells if s.cause != UNSEEN), ends),
        started_alone=_children(((s.child, s.began) for s in alone if s.is_start), ends),
        left=np.array([_by_year([s.ended for s in spells if s.cause == cause], ends) for cause in EXIT_CAUSES]),
        infant_starts=_by_year([s.began for s in starts if s.birth and s.began - s.birth < BIRTHDAYS[0]], ends),
        stock_by_age=_by_band([end - s.birth for s in own if s.birth]),
        stock_alone=len(here) - len(own),
        returns_to_care=np.array([_returns(aged, number, begin, end, waits) for number in range(len(EXIT_CAUSES))]),
        moves=_moves(spells, begin, end), placements=_placements(spells, begin, end),
    )  # fmt: skip


def occurrence_and_exposure(spells: Sequence[Spell], begin: float, end: float, edges: Floats) -> tuple[Floats, Floats]:
    """Give child-years `(age, duration)` and exits `(cause, age, duration)` between two days."""
    birth = np.array([spell.birth for spell in spells], float)
    began = np.array([spell.began for spell in spells], float)
    ended = np.array([spell.ended for spell in spells], float)
    known = np.array([spell.start_known for spell in spells], bool)
    # Of a spell that began at an unknown time only the last band of duration is known, once it is surely reached.
    first = np.maximum(begin, np.where(known, began, began + edges[-1]))
    last = np.minimum(ended, end)
    exposure = _person_time(birth, began, first, last, edges)
    watched = (ended > begin) & (ended <= end) & (first <= last)
    cause = np.array([EXIT_CAUSES.index(s.cause) if s.cause in EXIT_CAUSES else -1 for s in spells])
    rows = np.flatnonzero(watched & (cause >= 0))
    age = np.searchsorted(BIRTHDAYS, (ended - birth)[rows], side="right")
    exits = np.zeros((len(EXIT_CAUSES), *exposure.shape))
    # Dates are whole days: a stay of exactly 14 days is as often a little shorter as a little longer.
    for side in ("left", "right"):
        duration = np.searchsorted(edges, (ended - began)[rows], side=side)
        np.add.at(exits, (cause[rows], age, duration), 0.5)
    return exposure, exits


def _person_time(birth: Floats, began: Floats, first: Floats, last: Floats, edges: Floats) -> Floats:
    cuts = np.column_stack([first, birth[:, None] + BIRTHDAYS, began[:, None] + edges, last])
    cuts = np.sort(np.clip(cuts, first[:, None], np.maximum(first, last)[:, None]), axis=1)
    days, middle = np.diff(cuts, axis=1), (cuts[:, 1:] + cuts[:, :-1]) / 2
    age = np.searchsorted(BIRTHDAYS, middle - birth[:, None], side="right")
    duration = np.searchsorted(edges, middle - began[:, None], side="right")
    result = np.zeros((BIRTHDAYS.size + 1, edges.size + 1))
    np.add.at(result, (age, duration), days / DAYS_PER_YEAR)
    return result


def _is_in_care(spell: Spell, day: float) -> bool:
    """Tell who is in care at the end of a day; who was last known on it is."""
    return spell.began <= day and (day < spell.ended or (spell.ended == day and spell.cause == UNSEEN))


def _by_year(days: Iterable[float], ends: NDArray[np.int64]) -> Floats:
    return np.histogram(np.array(list(days), float) - 0.5, bins=ends)[0].astype(float)


def _children(events: Iterable[tuple[str, int]], ends: NDArray[np.int64]) -> Floats:
    """Count children with an event in each year, each child once a year."""
    once = Counter(year for year, _ in {(int(np.searchsorted(ends, day)), child) for child, day in events})
    return np.array([once[number] for number in range(1, ends.size)], float)


def _by_band(days: Iterable[float]) -> Floats:
    bands = np.searchsorted(BIRTHDAYS, np.array(list(days), float), side="right")
    return np.bincount(bands, minlength=ALONE).astype(float)


def _entries(spells: Iterable[Spell], begin: float, end: float) -> Floats:
    """Count starts by age, a child's first and later ones apart."""
    ages: tuple[list[float], list[float]] = ([], [])
    for spell in spells:
        if spell.is_start and spell.birth is not None and begin < spell.began <= end:
            ages[spell.former is not None].append(spell.began - spell.birth)
    return np.array([_by_band(days) for days in ages])


def _returns(spells: Iterable[Spell], number: int, begin: float, end: float, waits: Waits) -> tuple[float, float]:
    """Count leavers by a cause who came back, and all of them weighed by the share that would be back by now."""
    following = {spell.former: spell for spell in spells if spell.former is not None}
    seen, follow_up_days = 0, []
    for spell in spells:
        if spell.cause == EXIT_CAUSES[number] and begin < spell.ended <= end:
            seen += spell in following and following[spell].began <= end
            follow_up_days.append(min(end, spell.day_18) - spell.ended)
    return float(seen), float(waits.due(number, np.array(follow_up_days)).sum())


def _moves(spells: Iterable[Spell], begin: float, end: float) -> Floats:
    """Count moves and child-years of care, and how unevenly spells move."""
    number, years = [], []
    for spell in spells:
        days = min(spell.ended, end) - max(spell.began, begin)
        if days > 0:
            years.append(days / DAYS_PER_YEAR)
            number.append(sum(moved and begin < day <= end for day, _, moved in spell.placements))
    count, time = np.array(number, float), np.array(years)
    rate = count.sum() / time.sum() if time.sum() else 0.0
    return np.array([count.sum(), time.sum(), float(np.sum((count - rate * time) ** 2))])


def _placements(spells: Iterable[Spell], begin: float, end: float) -> Floats:
    """Count placements that began, by age and kind."""
    result = np.zeros((ALONE + 1, len(KINDS)))
    for spell in spells:
        for day, kind, _ in spell.placements:
            if begin < day <= end and (spell.unaccompanied or spell.birth is not None):
                age = (
                    ALONE
                    if spell.unaccompanied
                    else int(np.searchsorted(BIRTHDAYS, day - (spell.birth or 0), side="right"))
                )
                result[age, KINDS.index(kind)] += 1
    return result
