"""The country that an authority is part of: its children, and how those looked after grow beyond them.

Entries of an authority are taken to follow the country's children, not its own: in the panel they have never
followed local growth (see docs/backtest.md), and where children became many fast, in London, fewer entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.published_index import REBASED_RELEASES_FROM
from sfpc_sim.inputs.published_marks import years_in_words
from sfpc_sim.inputs.published_panel import read_panel
from sfpc_sim.inputs.published_rows import NATIONAL, STARTED, STOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.published_joining import PublishedTables

    Floats = NDArray[np.float64]

GROWTH_YEARS = 5  # of the children, where the last years have no figure an origin could know
LEAST_GROWTH_ERROR = 0.002  # a year: five years can agree by chance


@dataclass(frozen=True, slots=True)
class Country:
    """What an origin knew of England; growth is of logs, a year: mean and standard error."""

    years: tuple[int, ...]
    children: Floats  # (year,) under 18
    children_growth: tuple[float, float]
    growth_per_child: tuple[float, float]  # of children looked after, beyond that of children
    stand_ins: tuple[str, ...]  # in words, what stands in for what is not published

    @property
    def growth(self) -> float:
        """Growth of children looked after."""
        return self.children_growth[0] + self.growth_per_child[0]

    def children_in(self, years: tuple[int, ...]) -> Floats:
        """Give children under 18 `(year,)`; before the first year known they count as in that year."""
        return np.asarray(np.exp(np.interp(years, self.years, np.log(self.children))))


def read_country(tables: PublishedTables, until: int) -> Country:
    """Read England's children, and the growth of children looked after per child.

    Growth is that of the stock, which says how far entries outgrow exits; starts alone swing with how long
    stays are. Counts as first published since 2010; children as the releases of the day gave them. Tables
    without England's counts or children give those of the authorities they hold, together.
    """
    figures = tables.figures
    england = _england(tables, until)
    if england is not None:
        counts = figures.first[STOCK][england]
        at = np.flatnonzero((counts > 0) & (np.array(figures.years) <= until))
        years, stock = tuple(figures.years[n] for n in at), counts[at]
        children, told = children_of(tables, england, years, until)
    else:
        panel = read_panel(tables, until, least_stock=0.0)
        years, stock = panel.years, panel.stock.sum(axis=0)
        each = [children_of(tables, figures.codes[code.casefold()], years, until)[0] for code in panel.codes]
        children = np.sum(each, axis=0) if each else stock
        told = (f"England's children to {until} are not published here: those of all authorities held, together.",)
    if len(years) < 3:
        raise refuse(tables.place, f"holds too few years of counts to {until}.", "Three years or more are needed.")
    mean, error = _growth(children[-GROWTH_YEARS - 1 :])
    return Country(years, children, (mean, max(error, LEAST_GROWTH_ERROR)), _growth(stock / children), told)


def _growth(values: Floats) -> tuple[float, float]:
    steps = np.diff(np.log(values))
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


def children_of(
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
