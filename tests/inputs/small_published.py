"""Published tables of four towns and England that do not exist, in each layout that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

FIRST, LAST = 2014, 2020
YEARS = tuple(range(FIRST, LAST + 1))
TOWNS = {"E08000201": "Aton", "E08000202": "Beton", "E08000203": "Ceton", "E08000204": "Deton"}
ENGLAND = "E92000001"
BANDS = {"a00": "Under 1 year", "a01_04": "1 to 4 years", "a05_09": "5 to 9 years", "a10_15": "10 to 15 years",
         "a16plus": "16 years and over"}  # fmt: skip
SHARES = np.array([0.1, 0.15, 0.2, 0.35, 0.2])
OLDER = {"16 years": 0.05, "17 years": 0.05, "18 years and over": 0.2}
REASONS = {"Returned home to live with parents": 0.3, "Special guardianship order": 0.15, "Adopted": 0.1}
MEASURE_WORDS = {
    "cla_31_march": "Children looked after at 31 March each year",
    "started": "Children starting to be looked after each year",
    "ceased": "Children ceasing to be looked after each year",
}  # fmt: skip

Row = dict[str, object]


def counts(code: str, year: int) -> dict[str, int]:
    """Give a town's three counts of a year; whole numbers that differ by town and year, multiples of 20."""
    if code == ENGLAND:
        every = [counts(town, year) for town in TOWNS]
        return {measure: sum(each[measure] for each in every) for measure in every[0]}
    size = 20 * (int(code[-1]) + 19)
    return {
        "cla_31_march": size + 20 * (year - FIRST),
        "started": 160 + 20 * (year % 3),
        "ceased": 140 + 20 * (year % 2),
    }


def children(code: str, year: int) -> int:
    """Give the children under 18 of a year."""
    return (50_000 if code != ENGLAND else 4_000_000) + 100 * (year - FIRST)


def areas() -> list[tuple[str, str, str]]:
    """List code, name and level."""
    return [(ENGLAND, "England", "National"), *((code, name, "Local authority") for code, name in TOWNS.items())]


def panel_rows() -> list[Row]:
    """Give the tidy panel."""
    return [
        {"la_code": code, "la_name": name, "level": level, "year": year, **counts(code, year),
         "population_0_17": children(code, year), "population_source": f"as published in SFR9/{year}",
         "cla_31_march_earliest_held": counts(code, year)["cla_31_march"], "earliest_held_release": f"SFR9/{year}",
         "source": f"SFR9/{year}", "flag": ""}
        for code, name, level in areas() for year in YEARS
    ]  # fmt: skip


def vintage_rows() -> list[Row]:
    """Give every release, each year in its own."""
    return [
        {"release": f"SFR9/{year}", "year": year, "level": level, "la_code": code, "la_code_published": code,
         "old_la_code": code[-3:] if level == "Local authority" else "", "la_name": name, "measure": measure,
         "value": value, "rate_per_10k": "", "population_0_17": children(code, year), "flag": ""}
        for code, name, level in areas() for year in YEARS for measure, value in counts(code, year).items()
    ]  # fmt: skip


def characteristic_rows(towns: tuple[str, ...] = tuple(TOWNS)) -> list[Row]:
    """Give ages, reasons and unaccompanied children in words."""
    return [
        {"la_code": code, "year": year, "population": population, "group": group, "category": category,
         "number": number, "flag": "", "release": f"SFR9/{year}"}
        for code in towns for year in YEARS for population, group, category, number in cells(code, year)
    ]  # fmt: skip


def cells(code: str, year: int) -> list[tuple[str, str, str, int]]:
    """Give a town's ages, reasons and unaccompanied children of a year; the counts make every share whole."""
    stock, started, ceased = counts(code, year).values()
    found = [
        ("31 March", "Age group", band, round(stock * part)) for band, part in zip(BANDS.values(), SHARES, strict=True)
    ]
    found += [
        ("started", "Age on starting", band, round(started * part))
        for band, part in zip(BANDS.values(), SHARES, strict=True)
    ]
    young = zip(list(BANDS.values())[:4], (0.1, 0.2, 0.2, 0.2), strict=True)
    found += [("ceased", "Age on ceasing", band, round(ceased * part)) for band, part in (*young, *OLDER.items())]
    found += [("ceased", "Reason episode ceased", why, round(ceased * part)) for why, part in REASONS.items()]
    found += [("31 March", "Unaccompanied asylum-seeking children", "UASC", 10 + year % 3)]
    return found


def underlying_counts(last: int, years: int = 5) -> list[Row]:
    """Give the Department's own file of one release: five years, level by level."""
    return [
        {**_underlying_area(code, name, level, year), "population_count": MEASURE_WORDS[measure],
         "population_estimate": children(code, year), "number": value, "rate_per_10000": 80}
        for code, name, level in areas() for year in range(last - years + 1, last + 1)
        for measure, value in counts(code, year).items()
    ]  # fmt: skip


def underlying_groups(population: str, last: int, years: int = 5) -> list[Row]:
    """Give the Department's own characteristics of one population: "31 March", "started" or "ceased"."""
    rows = []
    for code, name, level in areas():
        if code == ENGLAND:
            continue
        for year in range(last - years + 1, last + 1):
            for whose, group, category, number in cells(code, year):
                if whose == population:
                    rows.append({**_underlying_area(code, name, level, year), "cla_group": group,
                                 "characteristic": category, "number": number, "percentage": "z"})  # fmt: skip
    return rows


def _underlying_area(code: str, name: str, level: str, year: int) -> Row:
    local = level == "Local authority"
    return {
        "time_period": year, "time_identifier": "Reporting year", "geographic_level": level,
        "country_code": ENGLAND, "country_name": "England", "region_code": "", "region_name": "",
        "old_la_code": code[-3:] if local else "", "la_name": name if local else "",
        "new_la_code": code if local else "",
    }  # fmt: skip


def write(path: Path, rows: list[Row]) -> Path:
    """Write rows as a table."""
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def tidy_folder(folder: Path) -> Path:
    """Write releases and characteristics of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "cla_panel_vintages.csv", vintage_rows())
    write(folder / "cla_characteristics_key_areas.csv", characteristic_rows())
    return folder


def underlying_folder(folder: Path, last: int = LAST, years: int = 5) -> Path:
    """Write the Department's own files of one release."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "cla_number_and_rate_per_10k_children.csv", underlying_counts(last, years))
    for name, population in (
        ("la_cla_on_31_march_by_characteristics", "31 March"),
        ("la_cla_who_started_to_be_looked_after", "started"),
        ("la_children_who_ceased_during_the_year", "ceased"),
    ):
        write(folder / f"{name}.csv", underlying_groups(population, last, years))
    return folder
