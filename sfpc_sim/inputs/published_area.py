"""Which authority is meant, and whether enough of it is published: else why not, and who came before or after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Problem, Refusal, did_you_mean, refuse
from sfpc_sim.inputs.published_marks import why_missing, years_in_words
from sfpc_sim.inputs.published_rows import IN_WORDS, LOCAL, MEASURES, NATIONAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sfpc_sim.inputs.published_joining import PublishedTables

FEWEST_YEARS = 3  # of stock, starts and ceases: two changes, the least that show how much a rate moves


def find_area(tables: PublishedTables, authority: str, until: int) -> int:
    """Find an authority, or England, by its name or nine-character code, today's or an old one."""
    figures, wanted = tables.figures, authority.strip().casefold()
    by_name = figures.names.get(wanted, ())
    found = [figures.codes[wanted]] if wanted in figures.codes else list(by_name)
    found = [area for area in found if figures.areas[area].level in (NATIONAL, LOCAL)]
    if not found:
        names = [area.name for area in figures.areas if area.level in (NATIONAL, LOCAL)]
        raise refuse(tables.place, f'holds no authority "{authority}".', did_you_mean(authority, names))
    if not figures.years[0] <= until <= figures.years[-1]:
        fault = f"holds years {figures.years[0]} to {figures.years[-1]}, not {until}."
        raise refuse(tables.place, fault, f"Choose --until from {figures.years[0]} to {figures.years[-1]}.")
    if len(found) > 1:  # one name, two authorities: the one that is there in that year
        there = [area for area in found if until in _years_of(tables, area)]
        if len(there) != 1:
            codes = ", ".join(figures.areas[area].code for area in found)
            raise refuse(tables.place, f'has more than one "{authority}" ({codes}).', "Give the code.")
        found = there
    return found[0]


def run_to(tables: PublishedTables, area: int, until: int) -> tuple[int, ...]:
    """Give the unbroken years to `until` in which stock, starts and ceases are all held and none is zero."""
    figures = tables.figures
    if not figures.years[0] <= until <= figures.years[-1]:
        return ()
    last = until - figures.years[0]
    there = np.all([figures.first[measure][area, : last + 1] > 0 for measure in MEASURES], axis=0)
    gaps = np.flatnonzero(~there)
    begin = int(gaps[-1]) + 1 if gaps.size else 0
    return figures.years[begin : last + 1]


def refuse_short(tables: PublishedTables, area: int, until: int) -> Refusal:
    """Say what is missing of an authority whose history is too short, and what to do about it."""
    figures = tables.figures
    known, years = figures.areas[area], _years_of(tables, area)
    if years and years[-1] < until:
        fault = f"{known.name} ({known.code}) ends with {years[-1]}: abolished, or not in these tables since."
        others = _beginning(tables, years[-1] + 1, known.level)
        choose = f"Choose --until {years[-1]} or earlier."
        return refuse(tables.place, fault, f"New in {years[-1] + 1}: {others}. {choose}" if others else choose)
    if years and years[0] > max(until - FEWEST_YEARS + 1, figures.years[0]):
        fault = f"{known.name} ({known.code}) begins with {years[0]}: too late for {until}."
        others = _ending(tables, years[0] - 1, known.level)
        choose = f"A fit needs {FEWEST_YEARS} years; choose a later --until or an authority like it."
        return refuse(tables.place, fault, f"Up to {years[0] - 1} there was {others}. {choose}" if others else choose)
    return Refusal(_gaps(tables, area, until))


def _gaps(tables: PublishedTables, area: int, until: int) -> list[Problem]:
    """Tell for each measure which of the last years are not published, and why."""
    figures = tables.figures
    name = figures.areas[area].name
    last = list(range(until - FEWEST_YEARS + 1, until + 1))
    problems = []
    for measure in MEASURES:
        reasons: dict[str, list[int]] = {}
        for year in last:
            place = year - figures.years[0]
            if place < 0:
                reasons.setdefault("before the tables begin", []).append(year)
            elif not figures.first[measure][area, place] > 0:
                mark = str(figures.why[measure][area, place])
                zero = figures.first[measure][area, place] == 0
                why = "zero" if zero else why_missing(mark) if mark else "not in the tables"
                reasons.setdefault(why, []).append(year)
        told = "; ".join(f"{years_in_words(some)} {why}" for why, some in reasons.items())
        if told:
            fault = f"{name}, {IN_WORDS[measure]}: {told}."
            remedy = f"A fit to {until} needs {years_in_words(last)}; choose another --until or a larger authority."
            problems.append(Problem(tables.place, fault, remedy))
    return problems


def _years_of(tables: PublishedTables, area: int) -> list[int]:
    """List the years in which anything is held of an area, be it that it is suppressed."""
    figures = tables.figures
    there = np.any([~np.isnan(figures.first[m][area]) | (figures.why[m][area] != "") for m in MEASURES], axis=0)
    return [year for year, here in zip(figures.years, there, strict=True) if here]


def _beginning(tables: PublishedTables, year: int, level: str) -> str:
    return _those(tables, level, lambda years: years[0] == year > tables.figures.years[0])


def _ending(tables: PublishedTables, year: int, level: str) -> str:
    return _those(tables, level, lambda years: years[-1] == year < tables.figures.years[-1])


def _those(tables: PublishedTables, level: str, chosen: Callable[[list[int]], bool]) -> str:
    areas = [
        area for number, area in enumerate(tables.figures.areas)
        if area.level == level and (years := _years_of(tables, number)) and chosen(years)
    ]  # fmt: skip
    return ", ".join(f"{area.name} ({area.code})" for area in areas)
