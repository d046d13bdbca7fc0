"""Ages, reasons for ceasing and unaccompanied children in the published tables of one authority.

Small counts are suppressed and a year may be missing; what stands in for them is said here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.inputs.published_rows import AGE_GROUPS, AGES, REASON_GROUP, UNACCOMPANIED

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Years = tuple[int, ...]
    Key = tuple[str, str, str]  # population, group, category

# A suppressed cell is one to five children; the middle is used and the fit says so.
SUPPRESSED_COUNT = 3.0

OLDER = ("16 years", "17 years", "18 years and over")
_RELATIVES, _BEFORE_2015 = "no parental responsibility", "parents or relatives"
_CAUSE_WORDS = {
    "home": ("returned home",),
    "kinship": ("special guardianship", "residence order", _RELATIVES),
    "adopted": ("adopted",),
}


@dataclass(frozen=True, slots=True)
class Cells:
    """One area's published cells by key and year; a suppressed one is NaN here and named in `hidden`."""

    numbers: dict[Key, dict[int, float]] = field(default_factory=dict)
    hidden: dict[Key, set[int]] = field(default_factory=dict)
    releases: dict[int, str] = field(default_factory=dict)  # of a year's cells, where the table names it

    def series(self, key: Key, years: Years) -> Floats:
        """Read a category; a suppressed cell is one to five, an unpublished one NaN."""
        known, hidden = self.numbers.get(key, {}), self.hidden.get(key, ())
        return np.array([SUPPRESSED_COUNT if year in hidden else known.get(year, np.nan) for year in years], float)


def cells_of(rows: pd.DataFrame) -> Cells:
    """Index rows `year, population, group, category, number, hidden, release` of one area."""
    cells = Cells()
    columns = ["year", "population", "group", "category", "number", "hidden", "release"]
    for year, population, group, category, number, hidden, release in rows[columns].itertuples(index=False):
        key = (population, group, category)
        cells.numbers.setdefault(key, {})[int(year)] = float(number)
        if hidden:
            cells.hidden.setdefault(key, set()).add(int(year))
        if release:
            cells.releases.setdefault(int(year), release)
    return cells


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of an area's children, year by year; NaN where it is not."""

    stock_by_age: Floats  # (year, age)
    unaccompanied: Floats  # (year,)
    started_by_age: Floats  # (year, age)
    ceased_by_age: Floats  # (year, age), under 18 only
    ceased_at_18: Floats  # (year,)
    ceased_from_16: Floats  # (year,) 16 to 18 and over together, as published before 2016
    ceased_by_cause: Floats  # (year, cause), under 18 only


def read_cells(cells: Cells, years: Years, stock: Floats, started: Floats, ceased: Floats) -> Published:
    """Read one area's cells; counts are `(year,)` and give suppressed cells their room."""
    under_18, at_18 = _ceased_by_age(cells, years, ceased)
    young = np.column_stack([cells.series(("ceased", AGE_GROUPS["ceased"], band), years) for band in AGES[:4]])
    together = cells.series(("ceased", AGE_GROUPS["ceased"], AGES[4]), years)
    return Published(
        stock_by_age=_by_age(cells, "31 March", years, stock),
        unaccompanied=cells.series(("31 March", *UNACCOMPANIED), years),
        started_by_age=_by_age(cells, "started", years, started),
        ceased_by_age=under_18,
        ceased_at_18=at_18,
        ceased_from_16=np.where(np.isnan(together), np.nan, np.maximum(ceased - young.sum(axis=1), 0.0)),
        ceased_by_cause=_ceased_by_cause(cells, years, under_18.sum(axis=1)),
    )


def _by_age(cells: Cells, population: str, years: Years, totals: Floats) -> Floats:
    """Read counts by age band `(year, age)`."""
    keys = [(population, AGE_GROUPS[population], band) for band in AGES]
    counts = np.column_stack([cells.series(key, years) for key in keys])
    hidden = np.column_stack([np.isin(years, list(cells.hidden.get(key, ()))) for key in keys])
    return _uncovered(counts, hidden, totals)


def _uncovered(counts: Floats, hidden: NDArray[np.bool_], totals: Floats) -> Floats:
    """Give suppressed cells what is left of their year's total.

    One of them is small; others are hidden only so that nobody can work it out. The band that is
    smallest in other years is taken for the small one. Where no year shows any band, nothing is known.
    """
    shown = np.where(hidden, np.nan, counts)
    if not np.any(~np.isnan(shown)):
        return np.full(counts.shape, np.nan)
    usual = np.array([np.nanmean(band) if np.any(~np.isnan(band)) else 0.0 for band in shown.T])
    result = counts.copy()
    for year in np.flatnonzero(hidden.any(axis=1)):
        bands = np.flatnonzero(hidden[year])
        smallest, *others = bands[np.argsort(usual[bands], kind="stable")]
        left = max(totals[year] - np.nansum(shown[year]), 0.0)
        result[year, smallest] = min(SUPPRESSED_COUNT, left / bands.size) if others else left
        room = usual[others] if usual[others].sum() else np.ones(len(others))
        result[year, others] = (left - result[year, smallest]) * room / max(room.sum(), 1.0)
    return result


def _ceased_by_age(cells: Cells, years: Years, ceased: Floats) -> tuple[Floats, Floats]:
    """Split ceases into under-18 bands and 18th birthdays; 16 and 17 are what the others leave over.

    An authority that ends care on the eve of the 18th birthday counts most of them as 17: where more leave
    at 17 than at 18, those beyond the number who leave at 16 are birthdays (Newcastle; 3 of 445 local years).
    """
    young, older = (
        np.column_stack([cells.series(("ceased", AGE_GROUPS["ceased"], band), years) for band in bands])
        for bands in (AGES[:4], OLDER)
    )
    at_16, at_17, at_18 = older.T
    at_18 = at_18 + np.where(at_17 > at_18, np.maximum(at_17 - at_16, 0.0), 0.0)
    rest = np.maximum(ceased - young.sum(axis=1) - at_18, 0.0)
    return np.column_stack([young, rest]), at_18


def _ceased_by_cause(cells: Cells, years: Years, under_18: Floats) -> Floats:
    """Sum reasons into causes; "other" is what is left of the under-18 exits.

    Before 2015 one category held returns to parents and to relatives. Relatives without parental
    responsibility count as kinship, so the earlier figures are split as the later ones are.
    """
    told = {
        category.casefold(): cells.series((population, group, category), years)
        for population, group, category in cells.numbers
        if population == "ceased" and group == REASON_GROUP
    }
    by_words = {words: _reason(told, words, years) for words in {w for some in _CAUSE_WORDS.values() for w in some}}
    named = np.column_stack([sum(by_words[w] for w in _CAUSE_WORDS[cause]) for cause in EXIT_CAUSES[:-1]])
    together = _reason(told, _BEFORE_2015, years) > 0
    relatives = by_words[_RELATIVES]
    apart = ~together & (relatives > 0)
    if apart.any():
        moved = named[:, 0] * together * (relatives[apart].sum() / (named[apart, 0].sum() + relatives[apart].sum()))
        named[:, 0] -= moved
        named[:, 1] += moved
    untold = np.all([np.isnan(series) for series in told.values()] or [np.ones(len(years), bool)], axis=0)
    return np.where(untold[:, None], np.nan, np.column_stack([named, np.maximum(under_18 - named.sum(axis=1), 0.0)]))


def _reason(told: dict[str, Floats], words: str, years: Years) -> Floats:
    mine = [np.nan_to_num(series) for category, series in told.items() if words in category]
    return np.sum(mine, axis=0) if mine else np.zeros(len(years))
