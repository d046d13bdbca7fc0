"""The Department for Education's published tables, as far as one origin knew them.

Reads a folder that holds `cla_panel_vintages.csv` (every release of stock, starts and ceases) and
`cla_characteristics_key_areas.csv` (age, reason for ceasing, unaccompanied children). A figure is
taken from the release that first published it; years after the origin are never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.errors import did_you_mean, refuse
from sfpc_sim.inputs.characteristics import read_details

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from sfpc_sim.inputs.characteristics import Details

    Floats = NDArray[np.float64]

VINTAGES = "cla_panel_vintages.csv"
CHARACTERISTICS = "cla_characteristics_key_areas.csv"
FIRST_YEAR = 2010  # local tables begin here
MEASURES = ("cla_31_march", "started", "ceased")


@dataclass(frozen=True, slots=True)
class Panel:
    """Authorities with unbroken stock, starts and ceases: arrays (authority, year), years ascending."""

    years: tuple[int, ...]
    stock: Floats
    started: Floats
    ceased: Floats


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
    population: Floats  # (year,) children under 18, log-interpolated where no figure was published
    details: Details
    later: tuple[tuple[int, int, int, int], ...]  # (year, stock, started, ceased): checks only


def read_history(folder: Path, authority: str, until: int) -> History:
    """Read one authority's figures as known for 31 March of `until`."""
    vintages = _read(folder / VINTAGES)
    local = vintages[vintages["level"] == "Local authority"]
    code, name = _find(local, authority, folder)
    mine = local[local["la_code"] == code]
    counts = _first_published(mine[mine["year"] <= until])
    years = tuple(int(year) for year in counts.index)
    if not years or years[-1] != until:
        raise refuse(str(folder / VINTAGES), f"holds no figures of {name} for {until}.", "Choose an earlier --until.")
    details = _read(folder / CHARACTERISTICS)
    details = details[(details["la_code"] == code) & (details["year"] <= until)]
    stock, started, ceased = (counts[measure].to_numpy(float) for measure in MEASURES)
    return History(
        name=name, code=code, until=until, release=_first_release(mine, until), years=years,
        stock=stock, started=started, ceased=ceased, population=_population(mine, years),
        details=read_details(details, years, stock, started, ceased), later=_later(mine, until),
    )  # fmt: skip


def read_panel(folder: Path, until: int, *, least_stock: float) -> Panel:
    """Read all authorities with an unbroken run to `until` and a mean stock of at least `least_stock`."""
    vintages = _read(folder / VINTAGES)
    local = vintages[(vintages["level"] == "Local authority") & (vintages["year"] <= until)]
    first = _order(local).groupby(["la_code", "year", "measure"], as_index=False).first()
    wide = {
        m: first[first["measure"] == m].pivot_table(index="la_code", columns="year", values="value") for m in MEASURES
    }
    whole = pd.concat(wide, axis=1).dropna()
    stock = whole["cla_31_march"]
    large = whole[stock.to_numpy(float).mean(axis=1) >= least_stock]
    return Panel(
        years=tuple(int(year) for year in stock.columns),
        stock=large["cla_31_march"].to_numpy(float),
        started=large["started"].to_numpy(float),
        ceased=large["ceased"].to_numpy(float),
    )


def england_growth(folder: Path, until: int) -> tuple[float, float]:
    """Give England's yearly log growth of starts beyond that of its children, and its standard error.

    Starts as first published since 2010; children as the releases of the day gave them.
    """
    vintages = _read(folder / VINTAGES)
    england = vintages[
        (vintages["level"] == "National") & (vintages["year"] <= until) & (vintages["year"] >= FIRST_YEAR)
    ]
    starts = _order(england[england["measure"] == "started"]).groupby("year")["value"].first()
    years = tuple(int(str(year)) for year in starts.index)
    steps = np.diff(np.log(starts.to_numpy(float) / _population(england, years)))
    return float(steps.mean()), float(steps.std(ddof=1) / np.sqrt(steps.size))


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise refuse(str(path), "is not there.", f"Give a folder that holds {VINTAGES} and {CHARACTERISTICS}.")
    return pd.read_csv(path, low_memory=False)


def _find(local: pd.DataFrame, authority: str, folder: Path) -> tuple[str, str]:
    """Find an authority by its name or nine-character code."""
    names = local.drop_duplicates("la_code").set_index("la_code")["la_name"]
    for code, name in names.items():
        if authority.casefold() in (str(code).casefold(), str(name).casefold()):
            return str(code), str(name)
    raise refuse(str(folder / VINTAGES), f'holds no authority "{authority}".', did_you_mean(authority, map(str, names)))


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort by first publication: a year's own release comes before later ones."""
    order = {release: place for place, release in enumerate(_releases(rows["release"].unique()))}
    return rows.assign(_order=rows["release"].map(order)).sort_values("_order", kind="stable")


def _releases(labels: np.ndarray) -> list[str]:
    """Order release labels by the last year they cover; the national time series comes last."""
    return sorted(map(str, labels), key=lambda label: (label.endswith("time series"), _covers(label), label))


def _covers(label: str) -> int:
    digits = "".join(ch if ch.isdigit() else " " for ch in label).split()
    last = digits[-1]
    return int(last) if len(last) == 4 else 2000 + int(last)


def _first_release(rows: pd.DataFrame, year: int) -> str:
    """Give the label of the first release held of a year where it is a later year's, and "" where it is its own."""
    first = str(_order(rows[rows["year"] == year])["release"].iloc[0])
    return first if _covers(first) > year else ""


def _first_published(rows: pd.DataFrame) -> pd.DataFrame:
    first = _order(rows).groupby(["year", "measure"], as_index=False).first()
    return first.pivot_table(index="year", columns="measure", values="value")


def _population(rows: pd.DataFrame, years: tuple[int, ...]) -> Floats:
    """Give children under 18, each year from the first release that prints it; gaps by equal yearly growth.

    For 2014 to 2017 that is the release of 2018: mid-year estimates that were public in June of each year,
    before the rebasing to the census of 2021.
    """
    known = _order(rows.dropna(subset=["population_0_17"])).groupby("year")["population_0_17"].first()
    usable = [(int(year), float(value)) for year, value in known.items() if int(year) in years]  # type: ignore[call-overload]
    at, value = np.array([u[0] for u in usable], float), np.array([u[1] for u in usable])
    return np.asarray(np.exp(np.interp(np.array(years, float), at, np.log(value))))


def _later(rows: pd.DataFrame, until: int) -> tuple[tuple[int, int, int, int], ...]:
    """Keep the newest figures of later years, for checks only."""
    after = _order(rows[rows["year"] > until]).groupby(["year", "measure"], as_index=False).last()
    wide = after.pivot_table(index="year", columns="measure", values="value").dropna()
    return tuple((int(str(year)), *(int(row[measure]) for measure in MEASURES)) for year, row in wide.iterrows())  # type: ignore[misc]
