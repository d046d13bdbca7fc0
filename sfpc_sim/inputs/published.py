"""The Department for Education's published tables, as far as one origin knew them.

A file or folder is read once, whatever its layout (`published_layouts`). A figure is taken from the
release that first held it; years after the origin are never read, but for checks that say so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.published_area import FEWEST_YEARS, find_area, refuse_short, run_to
from sfpc_sim.inputs.published_details import Details, read_details
from sfpc_sim.inputs.published_index import FIRST_YEAR, REBASED_RELEASES_FROM, covers
from sfpc_sim.inputs.published_joining import PublishedTables, read_tables
from sfpc_sim.inputs.published_marks import years_in_words
from sfpc_sim.inputs.published_rows import IN_WORDS, LOCAL, MEASURES, NATIONAL, STARTED, STOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.published_index import Figures

    Floats = NDArray[np.float64]

__all__ = [
    "MEASURES", "Details", "FirstHeld", "History", "Panel", "PublishedTables", "authorities_of", "england_growth",
    "first_held", "read_history", "read_panel", "read_tables", "stock_later",
]  # fmt: skip
GROWTH_YEARS = 5  # of the population, where the last years have no figure an origin could know


@dataclass(frozen=True, slots=True)
class Panel:
    """Authorities with unbroken stock, starts and ceases: arrays (authority, year), years ascending."""

    years: tuple[int, ...]
    stock: Floats
    started: Floats
    ceased: Floats
    codes: tuple[str, ...]
    names: tuple[str, ...]


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
    population: Floats  # (year,) children under 18, by equal growth where no figure was published
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
    population, instead = _population(tables, area, run, until)
    details, lent = read_details(tables.cells_of(known.code), run, stock, started, ceased, tables.lent)
    return History(
        name=known.name, code=known.code, until=until, release=_first_release(tables, area, until), years=run,
        stock=stock, started=started, ceased=ceased, population=population, details=details,
        later=_later(tables, area, until),
        stand_ins=(*_held_later(tables, area, run), *_cells_held_later(tables, known.code, run), *instead, *lent,
                   *_growth_of_others(tables, until)),
        warnings=(*tables.warnings, *_cut(tables, area, run)),
    )  # fmt: skip


def read_panel(tables: PublishedTables, until: int, *, least_stock: float) -> Panel:
    """Read all authorities with an unbroken run to `until` and a mean stock of at least `least_stock`.

    The run begins in the first year of which the tables hold half of the authorities of `until`.
    """
    figures = tables.figures
    local = np.flatnonzero([area.level == LOCAL for area in figures.areas])
    if not figures.years[0] <= until <= figures.years[-1]:
        empty = np.empty((0, 0))
        return Panel((), empty, empty, empty, (), ())
    last = until - figures.years[0] + 1
    counts = np.array([figures.first[measure][local, :last] for measure in MEASURES])
    there = np.asarray((counts > 0).all(axis=0))
    begun = _unbroken_half(there)
    mine = there[:, begun:].all(axis=1)
    mine &= np.where(mine, counts[0][:, begun:].mean(axis=1), 0.0) >= least_stock
    stock, started, ceased = counts[:, mine, begun:]
    areas = [figures.areas[number] for number in local[mine]]
    return Panel(figures.years[begun:last], stock, started, ceased, tuple(a.code for a in areas),
                 tuple(a.name for a in areas))  # fmt: skip


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


def england_growth(tables: PublishedTables, until: int) -> tuple[float, float]:
    """Give England's yearly log growth of children looked after beyond that of its children, and its standard error.

    Of the stock, which says how far entries outgrow exits; starts alone swing with how long stays are.
    Counts as first published since 2010; children as the releases of the day gave them. Tables without
    England's counts or children give that of the authorities they hold, together.
    """
    figures = tables.figures
    england = _england(tables, until)
    if england is not None:
        counts = figures.first[STOCK][england]
        at = np.flatnonzero((counts > 0) & (np.array(figures.years) <= until))
        stock = counts[at]
        children = _population(tables, england, tuple(figures.years[n] for n in at), until)[0]
    else:
        panel = read_panel(tables, until, least_stock=0.0)
        stock = panel.stock.sum(axis=0)
        each = [_population(tables, figures.codes[code.casefold()], panel.years, until)[0] for code in panel.codes]
        children = np.sum(each, axis=0) if each else stock
    steps = np.diff(np.log(stock / children))
    if steps.size < 2:
        raise refuse(tables.place, f"holds too few years of counts to {until}.", "Three years or more are needed.")
    return float(steps.mean()), float(steps.std(ddof=1) / np.sqrt(steps.size))


def _england(tables: PublishedTables, until: int) -> int | None:
    """Find England's own rows, if these hold starts and, from the first of them on, children an origin could know."""
    figures = tables.figures
    for number, area in enumerate(figures.areas):
        if area.level == NATIONAL:
            at = np.flatnonzero((figures.first[STARTED][number] > 0) & (np.array(figures.years) <= until))
            known = ~np.isnan(figures.population[number, at]) & (figures.population_from[number, at] <= until)
            return number if at.size and known[0] and known.sum() > 1 else None
    return None


def _unbroken_half(there: NDArray[np.bool_]) -> int:
    """Give the first year from which on at least half of the last year's authorities are there, every year."""
    enough = there.sum(axis=0) * 2 >= there[:, -1].sum()
    gaps = np.flatnonzero(~enough)
    return int(gaps[-1]) + 1 if gaps.size else 0


def _population(
    tables: PublishedTables, area: int, years: tuple[int, ...], until: int
) -> tuple[Floats, tuple[str, ...]]:
    """Give children under 18 `(year,)`, each year from the first release that prints it; gaps by equal yearly growth.

    For 2014 to 2017 that is the release of 2018: mid-year estimates that were public in June of each year,
    before the rebasing to the census of 2021. Estimates rebased to it are not known before the origin 2023.
    """
    figures = tables.figures
    at = np.array(years) - figures.years[0]
    known = np.where(figures.population_from[area, at] <= until, figures.population[area, at], np.nan)
    if until >= REBASED_RELEASES_FROM:
        known = np.where(np.isnan(known), figures.population_rebased[area, at], known)
    there = np.flatnonzero(~np.isnan(known))
    if not there.size:
        name = figures.areas[area].name
        fault = f"holds no number of children under 18 of {name} that was known in {until}."
        raise refuse(tables.place, fault, "Add a table with a column population_0_17 or population_estimate.")
    values = np.interp(np.arange(len(years)), there, np.log(known[there]))
    beyond = np.arange(len(years)) - there[-1]
    if there.size > 1 and beyond[-1] > 0:
        begin = there[max(there.size - 1 - GROWTH_YEARS, 0)]
        slope = (values[there[-1]] - values[begin]) / (there[-1] - begin)
        values = np.where(beyond > 0, values[there[-1]] + slope * beyond, values)
    gaps = [years[gap] for gap in np.flatnonzero(np.isnan(known))]
    told = f"Children under 18 of {years_in_words(gaps)}: no figure known by {until}; equal yearly growth."
    return np.asarray(np.exp(values)), (told,) if gaps else ()


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


def _growth_of_others(tables: PublishedTables, until: int) -> list[str]:
    if _england(tables, until) is not None:
        return []
    return [f"England's starts per child to {until} are not published here: those of all authorities held, together."]


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
