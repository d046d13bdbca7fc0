"""An authority with England's rates against England's tables: durations, ages, reasons, stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.leavers_durations import read_leavers_durations
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.study.calibration.durations import without_wandering
from sfpc_sim.study.care_counts import (
    DURATION_BANDS,
    by_age_on,
    by_age_on_leaving,
    by_duration,
    by_reason,
    last_ceases,
)
from sfpc_sim.study.care_worlds import quiet_plan, year_edges, years_of
from sfpc_sim.study.fitting.usual_years import lived
from sfpc_sim.study.validation.check import Check, shares_beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from sfpc_sim.study.validation.facts import Facts

    Floats = NDArray[np.float64]

POINTS = 2.0  # in every band, as the tables are asked to agree
WORLDS = 4  # of the whole of England, some eighty thousand children each
LEAVING_AGES = ("Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17", "18th birthday")
STOCK_AGES = LEAVING_AGES[:-1]
REASONS = ("Went home", "Special guardianship and kinship", "Adopted", "Other, 18th birthdays among it")
GRADE = "A (table); C (shape over time in care calibrated on it)"


@dataclass(frozen=True, eq=False)
class England:
    """Counts of some worlds of the nation, by year to March."""

    origin: int
    durations: dict[int, Floats]  # (band,)
    ages: dict[int, Floats]  # (age + 1,)
    reasons: dict[int, Floats]  # (cause,), 18th birthdays with "other"
    stock: dict[int, Floats]  # (age,) at the end of the year


def live_england(origin: int, years: int, *, seed: int) -> England:
    """Let England live on from 31 March of a year at the middle of its rates, and count as the tables do."""
    authority, own = read_authority(shipped_folder() / "fitting" / f"england-{origin}.toml")
    scenario = without_wandering(quiet_plan(authority, own, years, seed=seed))
    edges, named = year_edges(scenario), years_of(scenario)
    found: list[dict[int, Floats]] = [{year: np.zeros(1) for year in named} for _ in range(4)]
    for number in range(1, WORLDS + 1):
        cohort = lived(scenario, number)
        for year, first, end in zip(named, edges[:-1], edges[1:], strict=True):
            rows = last_ceases(cohort, first, end)
            *causes, at_18 = by_reason(cohort, rows)
            of_year = (
                by_duration(cohort, rows), by_age_on_leaving(cohort, rows),
                np.array([*causes[:-1], causes[-1] + at_18]), by_age_on(cohort, end),
            )  # fmt: skip
            for counts, more in zip(found, of_year, strict=True):
                counts[year] = counts[year] + more
    return England(origin, *found)


def england_checks(facts: Facts, *, seed: int, data: Path | None) -> Iterator[Check]:
    """Hold two Englands against their tables: each calibrated on one year's durations, checked on what came."""
    tables = read_leavers_durations(data) if data else {}
    early, late = live_england(2017, 5, seed=seed), live_england(2023, 1, seed=seed)
    for england in (early, late):
        year = england.origin + 1
        yield _durations(england, year, np.array(facts.leavers[year]["durations"], float), calibrated=True,
                         source=facts.leavers[year]["source"])  # fmt: skip
    for year in (2019, 2020):
        if year in tables:
            yield _durations(early, year, tables[year].counts, calibrated=False, source=f"DfE, {tables[year].release}")
    for england in (early, late):
        yield _ages(england, facts)
        yield _reasons(england, facts)
    yield _stock(early, 2022, facts)


def _sample(england: England, year: int) -> str:
    return (
        f"{WORLDS} worlds of England from 31 March {england.origin} (scenarios/fitting/england-{england.origin}.toml), "
        f"{year - england.origin} year(s) on, at the middle of its rates"
    )


def _durations(england: England, year: int, table: Floats, *, calibrated: bool, source: str) -> Check:
    hand = (
        "The shape of exits over time in care was calibrated on this very table, so this shows that it can be given, "
        "not that it was foreseen."
        if calibrated
        else "This table had no hand in the model, but for the one of 2018 that the shape was calibrated on."
    )
    return Check(
        title=f"How long leavers had been in care, England, year to March {year}",
        words="Children who ceased, by the length of their last period of care, each counted at the last cease of the "
        f"year; short breaks left out, unaccompanied children in. {hand}",
        unit="% of leavers",
        lines=shares_beside(DURATION_BANDS, england.durations[year], table, POINTS),
        margin=f"{POINTS:g} points in each band", sample=_sample(england, year), source=source,
        grade=GRADE if calibrated else "A",
    )  # fmt: skip


def _ages(england: England, facts: Facts) -> Check:
    year = england.origin + 1
    return Check(
        title=f"Ages on leaving care, England, year to March {year}",
        words=f"Rates were fitted to ages on ceasing of the two years to {england.origin}; this year was not used.",
        unit="% of leavers",
        lines=shares_beside(LEAVING_AGES, england.ages[year], np.array(facts.leavers[year]["ages"], float), POINTS),
        margin=f"{POINTS:g} points in each band", sample=_sample(england, year),
        source=facts.leavers[year]["source"], grade="A",
    )  # fmt: skip


def _reasons(england: England, facts: Facts) -> Check:
    year = england.origin + 1
    return Check(
        title=f"Reasons for leaving care, England, year to March {year}",
        words=f"Rates were fitted to reasons of the two years to {england.origin}; this year was not used.",
        unit="% of leavers",
        lines=shares_beside(REASONS, england.reasons[year], np.array(facts.leavers[year]["reasons"], float), POINTS),
        margin=f"{POINTS:g} points in each reason", sample=_sample(england, year),
        source=facts.leavers[year]["source"], grade="A",
    )  # fmt: skip


def _stock(england: England, year: int, facts: Facts) -> Check:
    return Check(
        title=f"Ages of children looked after on 31 March {year}, England, {year - england.origin} years on",
        words=f"Started from the published ages of 31 March {england.origin}; what the flows make of them since, with "
        "nothing of those years known. The pandemic lay between.",
        unit="% of children looked after",
        lines=shares_beside(STOCK_AGES, england.stock[year], np.array(facts.stock[year]["ages"], float), POINTS),
        margin=f"{POINTS:g} points in each band", sample=_sample(england, year),
        source=facts.stock[year]["source"], grade="A",
    )  # fmt: skip
