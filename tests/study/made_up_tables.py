"""A folder of published tables about towns that do not exist, in the layout of the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

BANDS = ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over")
STOCK_SHARES = np.array([0.06, 0.13, 0.21, 0.41, 0.19])
START_SHARES = np.array([0.25, 0.22, 0.17, 0.25, 0.11])
CEASE_SHARES = {"Under 1 year": 0.09, "1 to 4 years": 0.3, "5 to 9 years": 0.13, "10 to 15 years": 0.14,
                "18 years and over": 0.27}  # fmt: skip
REASONS = {"Returned home to live with parents": 0.2, "Special guardianship order made to former foster carers": 0.12,
           "Residence order or child arrangement order granted": 0.07, "Adopted - consent dispensed with": 0.2,
           "Moved into independent living arrangement": 0.1}  # fmt: skip
FIRST, LAST = 2010, 2017
POPULATION = 150_000
ENGLAND = "E92000001"

Row = dict[str, object]


def town(number: int) -> tuple[str, str]:
    """Give a town's code and name."""
    return f"E0800010{number}" if number < 10 else f"E080001{number}", f"Town {number}"


def a_folder(folder: Path, towns: int = 12, last: int = LAST) -> Path:
    """Write tables of some towns and of England, each year in its own release."""
    rng = np.random.Generator(np.random.PCG64(7))
    years = range(FIRST, last + 1)
    counts, details = [], []
    for number in range(towns):
        code, name = town(number)
        stock, usual, level = 900.0 + 40 * number, 300.0 + 13 * number, 0.0
        for year in years:
            level = 0.8 * level + 0.1 * rng.standard_normal()
            started, ceased = usual * np.exp(level), 0.33 * stock * np.exp(0.05 * rng.standard_normal())
            stock += started - ceased
            counts += published(
                code, name, year, round(stock), round(started), round(ceased), POPULATION + 900 * (year - FIRST)
            )
            details += ages_and_reasons(code, name, year, round(stock), round(started), round(ceased))
    for year in years:
        starts = 27_000 * np.exp(0.02 * (year - FIRST) + 0.01 * rng.standard_normal())
        counts += published(
            ENGLAND, "England", year, 65_000, round(starts), 26_000, 11_000_000 + 60_000 * (year - FIRST)
        )
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, counts, details)
    return folder


def published(
    code: str, name: str, year: int, stock: float, started: float, ceased: float, population: float, release: str = ""
) -> list[Row]:
    """Give a year's three counts; without a release of their own they come from the year's."""
    given = {"cla_31_march": stock, "started": started, "ceased": ceased}
    return [
        {"release": release or f"SFR1/{year}", "year": year, "la_code": code, "la_name": name,
         "level": "National" if code == ENGLAND else "Local authority", "measure": measure, "value": value,
         "population_0_17": population if measure == "cla_31_march" else np.nan, "flag": ""}
        for measure, value in given.items()
    ]  # fmt: skip


def ages_and_reasons(code: str, name: str, year: int, stock: int, started: int, ceased: int) -> list[Row]:
    """Give a year's ages, reasons and unaccompanied children; the smallest reason is suppressed."""
    cells = [("31 March", "Age group", *cell) for cell in zip(BANDS, whole(stock, STOCK_SHARES), strict=True)]
    cells += [("started", "Age on starting", *cell) for cell in zip(BANDS, whole(started, START_SHARES), strict=True)]
    cells += [("ceased", "Age on ceasing", band, round(share * ceased)) for band, share in CEASE_SHARES.items()]
    cells += [("ceased", "Reason episode ceased", why, round(share * ceased)) for why, share in REASONS.items()]
    cells += [("ceased", "Reason episode ceased", "Special guardianship order made to others", np.nan)]
    cells += [("31 March", "Unaccompanied asylum-seeking children", "UASC", 20 + year % 3)]
    return [
        {"la_code": code, "la_name": name, "level": "Local authority", "year": year, "population": population,
         "group": group, "category": category, "number": count, "release": f"SFR1/{year}",
         "flag": "suppressed (x)" if np.isnan(count) else ""}
        for population, group, category, count in cells
    ]  # fmt: skip


def whole(total: int, shares: np.ndarray) -> list[int]:
    """Split a number into whole parts that add up to it."""
    edges = np.round(np.cumsum([0.0, *shares]) * total).astype(int)
    return np.diff(edges).tolist()


def write(folder: Path, counts: list[Row], details: list[Row]) -> None:
    """Append rows to a folder's tables, or begin them."""
    for file, rows in (("cla_panel_vintages.csv", counts), ("cla_characteristics_key_areas.csv", details)):
        path = folder / file
        pd.DataFrame(rows).to_csv(path, mode="a", header=not path.is_file(), index=False)
