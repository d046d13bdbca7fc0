"""Ages, reasons for ceasing and unaccompanied children in the published tables of one authority.

Small counts are suppressed and a year may be missing; what stands in for them is said here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authority import EXIT_CAUSES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Years = tuple[int, ...]

# A suppressed cell is one to five children; the middle is used and the fit says so.
SUPPRESSED_COUNT = 3.0

AGES = ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over")
_RELATIVES, _BEFORE_2015 = "no parental responsibility", "parents or relatives"
_CAUSE_WORDS = {
    "home": ("returned home",),
    "kinship": ("special guardianship", "residence order", _RELATIVES),
    "adopted": ("adopted",),
}


@dataclass(frozen=True, slots=True)
class Details:
    """Who the children counted were. Arrays by age follow the bands, by cause `EXIT_CAUSES`."""

    stock_year: int  # the last year whose stock was published by age
    stock_by_age: Floats  # (age,) at the origin, by the shares of `stock_year`
    unaccompanied: Floats  # (year,) at 31 March, the last known number carried on; NaN where not published before
    started_by_age: Floats  # (year, age); NaN rows where not published
    ceased_by_age: Floats  # (year, age), under 18 only; NaN rows where not published
    ceased_at_18: Floats  # (year,)
    ceased_by_cause: Floats  # (year, cause), under 18 only


def read_details(rows: pd.DataFrame, years: Years, stock: Floats, started: Floats, ceased: Floats) -> Details:
    """Read one authority's rows; counts are `(year,)` and give suppressed cells their room."""
    by_age = _by_age(rows, "31 March", "Age group", years, stock)
    known = np.flatnonzero(~np.isnan(by_age).any(axis=1))[-1]
    alone = _series(rows, "31 March", "Unaccompanied asylum-seeking children", "UASC", years)
    last = np.flatnonzero(~np.isnan(alone))[-1]
    alone[last:] = alone[last]
    under_18, at_18 = _ceased_by_age(rows, years, ceased)
    return Details(
        stock_year=years[known],
        stock_by_age=_shared_out(by_age[known], stock[-1]),
        unaccompanied=alone,
        started_by_age=_by_age(rows, "started", "Age on starting", years, started),
        ceased_by_age=under_18,
        ceased_at_18=at_18,
        ceased_by_cause=_ceased_by_cause(rows, years, under_18.sum(axis=1)),
    )


def _shared_out(counts: Floats, total: float) -> Floats:
    """Scale whole counts to a total and keep them whole: what is left goes to the largest fractions."""
    exact = counts * (total / counts.sum())
    whole = np.floor(exact)
    most = np.argsort(whole - exact, kind="stable")[: round(total - whole.sum())]
    whole[most] += 1
    return np.asarray(whole)


def _is_suppressed(rows: pd.DataFrame) -> pd.Series[bool]:
    suppressed = rows["flag"].astype("string").str.startswith("suppressed").fillna(value=False)
    return rows["number"].isna() & suppressed.astype(bool)


def _cell(rows: pd.DataFrame) -> pd.Series[float]:
    """Read counts; a suppressed cell is one to five."""
    return rows["number"].astype(float).mask(_is_suppressed(rows), SUPPRESSED_COUNT)


def _chosen(rows: pd.DataFrame, population: str, group: str, category: str) -> pd.DataFrame:
    here = (rows["population"] == population) & (rows["group"] == group) & (rows["category"] == category)
    return rows[here]


def _series(rows: pd.DataFrame, population: str, group: str, category: str, years: Years) -> Floats:
    mine = _chosen(rows, population, group, category)
    return np.array(_cell(mine).groupby(mine["year"]).first().reindex(list(years)).to_numpy(float), float)


def _by_age(rows: pd.DataFrame, population: str, group: str, years: Years, totals: Floats) -> Floats:
    """Read counts by age band `(year, age)`."""
    counts = np.column_stack([_series(rows, population, group, band, years) for band in AGES])
    hidden = np.zeros(counts.shape, bool)
    for age, band in enumerate(AGES):
        mine = _chosen(rows, population, group, band)
        hidden[:, age] = np.isin(years, mine["year"][_is_suppressed(mine)])
    return _uncovered(counts, hidden, totals)


def _uncovered(counts: Floats, hidden: NDArray[np.bool_], totals: Floats) -> Floats:
    """Give suppressed cells what is left of their year's total.

    One of them is small; others are hidden only so that nobody can work it out. The band that is
    smallest in other years is taken for the small one.
    """
    shown = np.where(hidden, np.nan, counts)
    usual = np.array([np.nanmean(band) if np.any(~np.isnan(band)) else 0.0 for band in shown.T])
    result = counts.copy()
    for year in np.flatnonzero(hidden.any(axis=1)):
        bands = np.flatnonzero(hidden[year])
        smallest, *others = bands[np.argsort(usual[bands], kind="stable")]
        left = max(totals[year] - np.nansum(shown[year]), 0.0)
        result[year, smallest] = min(SUPPRESSED_COUNT, left / bands.size) if others else left
        result[year, others] = (left - result[year, smallest]) * usual[others] / max(usual[others].sum(), 1.0)
    return result


def _ceased_by_age(rows: pd.DataFrame, years: Years, ceased: Floats) -> tuple[Floats, Floats]:
    """Split ceases into under-18 bands and 18th birthdays; 16 and 17 are what the others leave over.

    An authority that ends care on the eve of the 18th birthday counts most of them as 17: where more leave
    at 17 than at 18, those beyond the number who leave at 16 are birthdays (Newcastle; 3 of 445 local years).
    """
    young, older = (
        np.column_stack([_series(rows, "ceased", "Age on ceasing", band, years) for band in bands])
        for bands in (AGES[:4], ("16 years", "17 years", "18 years and over"))
    )
    at_16, at_17, at_18 = older.T
    at_18 = at_18 + np.where(at_17 > at_18, np.maximum(at_17 - at_16, 0.0), 0.0)
    rest = np.maximum(ceased - young.sum(axis=1) - at_18, 0.0)
    return np.column_stack([young, rest]), at_18


def _ceased_by_cause(rows: pd.DataFrame, years: Years, under_18: Floats) -> Floats:
    """Sum reasons into causes; "other" is what is left of the under-18 exits.

    Before 2015 one category held returns to parents and to relatives. Relatives without parental
    responsibility count as kinship, so the earlier figures are split as the later ones are.
    """
    rows = rows[(rows["population"] == "ceased") & (rows["group"] == "Reason episode ceased")]
    rows = rows.assign(count=_cell(rows), words=rows["category"].str.casefold())
    by_words = {words: _reason(rows, words, years) for words in {w for some in _CAUSE_WORDS.values() for w in some}}
    named = np.column_stack([sum(by_words[w] for w in _CAUSE_WORDS[cause]) for cause in EXIT_CAUSES[:-1]])
    together = _reason(rows, _BEFORE_2015, years) > 0
    relatives = by_words[_RELATIVES]
    apart = ~together & (relatives > 0)
    if apart.any():
        moved = named[:, 0] * together * (relatives[apart].sum() / (named[apart, 0].sum() + relatives[apart].sum()))
        named[:, 0] -= moved
        named[:, 1] += moved
    return np.column_stack([named, np.maximum(under_18 - named.sum(axis=1), 0.0)])


def _reason(rows: pd.DataFrame, words: str, years: Years) -> Floats:
    mine = rows[rows["words"].str.contains(words, regex=False)]
    return np.asarray(mine.groupby("year")["count"].sum().reindex(list(years)).fillna(0.0), float)
