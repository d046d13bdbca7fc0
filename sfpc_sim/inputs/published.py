"""The Department for Education's published tables, as far as one origin knew them.

A file or folder is read once, whatever its layout (`published_layouts`). A figure is taken from the
release that first held it; years after the origin are never read, but for checks that say so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.published_area import FEWEST_YEARS, find_area, refuse_short, run_to
from sfpc_sim.inputs.published_country import Country, read_country
from sfpc_sim.inputs.published_details import Details, read_details
from sfpc_sim.inputs.published_index import FIRST_YEAR, covers
from sfpc_sim.inputs.published_joining import PublishedTables, read_tables
from sfpc_sim.inputs.published_marks import years_in_words
from sfpc_sim.inputs.published_panel import Panel, read_panel
from sfpc_sim.inputs.published_rows import IN_WORDS, LOCAL, MEASURES, STOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.published_index import Figures

    Floats = NDArray[np.float64]

__all__ = [
    "MEASURES", "Country", "Details", "FirstHeld", "History", "Panel", "PublishedTables", "authorities_of",
    "first_held", "read_country", "read_history", "read_panel", "read_tables", "stock_later",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class History:
    """One authority's published history to the origin. Years ascend; arrays by age follow the bands."""

    name: str
    code: str
    until: int
    release: str  # the one that gives the counts of `until`, where that is a later year's
    years: tuple[int, ...]
    stock: Floats  # (year,)
    started: Floats
    ceased: Floats
    details: Details
    later: tuple[tuple[int, int, int, int], ...]  # (year, stock, started, ceased): checks only
    stand_ins: tuple[str, ...] = ()  # in words, what stands in for what is not published
    warnings: tuple[str, ...] = ()  # in words, what of the tables could not be used


@dataclass(frozen=True, slots=True)
class FirstHeld:
    """The release that first holds a measure of a year, and the last year that release covers."""

    release: str
    covers: int


def read_history(tables: PublishedTables, authority: str, until: int) -> History:
    """Read one authority's figures as known for 31 March of `until`."""
    area = find_area(tables, authority, until)
    run = run_to(tables, area, until)
    if len(run) < FEWEST_YEARS:
        raise refuse_short(tables, area, until)
    figures, known = tables.figures, tables.figures.areas[area]
    at = slice(run[0] - figures.years[0], run[-1] - figures.years[0] + 1)
    stock, started, ceased = (figures.first[measure][area, at] for measure in MEASURES)
    details, lent = read_details(tables.cells_of(known.code), run, stock, started, ceased, tables.lent)
    return History(
        name=known.name, code=known.code, until=until, release=_first_release(tables, area, until), years=run,
        stock=stock, started=started, ceased=ceased, details=details,
        later=_later(tables, area, until),
        stand_ins=(*_held_later(tables, area, run), *_cells_held_later(tables, known.code, run), *lent,
                   *read_country(tables, until).stand_ins),
        warnings=(*tables.warnings, *_cut(tables, area, run)),
    )  # fmt: skip


def authorities_of(
    tables: PublishedTables, until: int, *, least_stock: float, unbroken_from: int | None = None
) -> tuple[tuple[str, str], ...]:
    """List code and name of the authorities that can be fitted at an origin.

    They have `least_stock` children or more on its 31 March, and at least three unbroken years to it;
    with `unbroken_from` all years from that one on.
    """
    found = []
    for number, area in enumerate(tables.figures.areas):
        run = run_to(tables, number, until) if area.level == LOCAL else ()
        if len(run) < FEWEST_YEARS or (unbroken_from is not None and run[0] > max(unbroken_from, FIRST_YEAR)):
            continue
        if tables.figures.first[STOCK][number, until - tables.figures.years[0]] >= least_stock:
            found.append((area.code, area.name))
    return tuple(found)


def first_held(tables: PublishedTables, measure: str, year: int) -> FirstHeld | None:
    """Tell which release first holds a measure of a year, for most authorities; it is its own where `covers` is it."""
    if not tables.figures.years[0] <= year <= tables.figures.years[-1]:
        return None
    local = [area.level == LOCAL for area in tables.figures.areas]
    labels = Counter(tables.figures.release[measure][local, year - tables.figures.years[0]].tolist())
    labels.pop("", None)
    if not labels:
        return None
    release = min(labels, key=lambda label: (-labels[label], label))
    return FirstHeld(release, covers(release))


def stock_later(tables: PublishedTables, code: str, year: int) -> float | None:
    """Give the newest figure held of an authority's children on 31 March: for scoring only, never an input."""
    area = tables.figures.codes.get(code.casefold())
    if area is None or not tables.figures.years[0] <= year <= tables.figures.years[-1]:
        return None
    value = float(tables.figures.newest[STOCK][area, year - tables.figures.years[0]])
    return None if np.isnan(value) else value


def _first_release(tables: PublishedTables, area: int, year: int) -> str:
    """Give the label of the first release held of a year where it is a later year's, and "" where it is its own."""
    first = str(tables.figures.release[STOCK][area, year - tables.figures.years[0]])
    return first if covers(first) > year else ""


def _held_later(tables: PublishedTables, area: int, years: tuple[int, ...]) -> list[str]:
    """Say which counts are first held in a later year's release: revisions may have been known to it."""
    told = []
    for measure in MEASURES:
        labels = {year: str(tables.figures.release[measure][area, year - tables.figures.years[0]]) for year in years}
        late = {year: label for year, label in labels.items() if covers(label) > year or not covers(label)}
        if late:
            releases = ", ".join(dict.fromkeys(late.values()))
            what, when = IN_WORDS[measure], years_in_words(list(late))
            told.append(f"{what[0].upper()}{what[1:]} of {when}: first held in a later release ({releases}).")
    return told


def _cells_held_later(tables: PublishedTables, code: str, years: tuple[int, ...]) -> list[str]:
    releases = tables.cells_of(code).releases
    late = {year: releases[year] for year in years if year in releases and covers(releases[year]) > years[-1]}
    if not late:
        return []
    labels = ", ".join(dict.fromkeys(late.values()))
    return [f"Ages and reasons of {years_in_words(list(late))}: first held in a later release ({labels})."]


def _cut(tables: PublishedTables, area: int, run: tuple[int, ...]) -> list[str]:
    """Say which years a gap cuts off, or that the tables begin before the authority's own figures do."""
    figures = tables.figures
    name = figures.areas[area].name
    before = [
        year for year in figures.years if year < run[0]
        and any(not np.isnan(figures.first[measure][area, year - figures.years[0]]) for measure in MEASURES)
    ]  # fmt: skip
    if not before:
        begun = _first_year_of_any(figures)
        told = f"{name}: no figures before {run[0]}, though the tables begin in {begun}; the fit begins in {run[0]}."
        return [told] if begun < run[0] else []
    gap = run[0] - 1
    what = ", ".join(
        IN_WORDS[measure] for measure in MEASURES if not figures.first[measure][area, gap - figures.years[0]] > 0
    )
    return [f"{name}: {what} of {gap} not published; years to {gap} are left out, the fit begins in {run[0]}."]


def _first_year_of_any(figures: Figures) -> int:
    """Give the first year in which an authority, whichever, has all three counts."""
    local = [area.level == LOCAL for area in figures.areas]
    whole = np.logical_and.reduce([figures.first[measure][local] > 0 for measure in MEASURES]).any(axis=0)
    return figures.years[int(whole.argmax())]


def _later(tables: PublishedTables, area: int, until: int) -> tuple[tuple[int, int, int, int], ...]:
    """Keep the newest figures of later years, for checks only."""
    figures = tables.figures
    rows = []
    for place, year in enumerate(figures.years):
        counts = [figures.newest[measure][area, place] for measure in MEASURES]
        if year > until and not np.isnan(counts).any():
            rows.append((year, *(int(count) for count in counts)))
    return tuple(rows)  # type: ignore[arg-type]
