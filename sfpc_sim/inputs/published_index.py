"""Figures of all areas, put in order once: arrays (area, year) of what was held first and of what is newest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Problem
from sfpc_sim.inputs.published_marks import why_missing
from sfpc_sim.inputs.published_rows import LOCAL, MEASURES, STOCK, rows_in_words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST_YEAR = 2010  # local tables begin here
# The census of 2021 rebased the estimates of the years before it; the releases carry them from 2023 on.
REBASED_RELEASES_FROM, REBASED_YEARS_TO = 2023, 2021
NEWEST = "newest release held"  # where a table does not name it


@dataclass(frozen=True, slots=True)
class Area:
    """England or an authority, under its newest code."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by measure, `(area, year)` each; NaN where none is held."""

    areas: tuple[Area, ...]  # by code
    years: tuple[int, ...]  # without gaps
    codes: dict[str, int]  # code, today's or an old one, in small letters, to the place of its area
    names: dict[str, tuple[int, ...]]  # likewise by name; "Dorset" is two authorities
    first: dict[str, Floats]
    newest: dict[str, Floats]
    release: dict[str, NDArray[np.object_]]  # label of the release that first held a count, "" where none did
    why: dict[str, NDArray[np.object_]]  # why no count is held, "" where one is or no row is there
    population: Floats  # under 18, as first printed
    population_from: NDArray[np.int64]  # the first origin that could know it
    population_rebased: Floats


def covers(label: str) -> int:
    """Give the last year a release covers: 2017 for "SFR50/2017", 2022 for "EES 2021/22"; 0 if it names none."""
    numbers = "".join(ch if ch.isdigit() else " " for ch in label).split()
    if not numbers:
        return 0
    last = numbers[-1]
    return int(last) if len(last) == 4 else 2000 + int(last[-2:])


def in_order(labels: NDArray[np.object_]) -> list[str]:
    """Order release labels by the last year they cover; a national time series comes last."""
    return sorted(map(str, labels), key=lambda label: (label.endswith("time series"), covers(label), label))


def index_figures(frame: pd.DataFrame, problems: list[Problem], warnings: list[str]) -> Figures:
    """Order rows `code, name, level, year, measure, value, mark, release, ...` of all files by area and year."""
    _check_releases(frame, problems)
    frame, aliases = _under_newest_codes(frame)
    frame = frame[(frame["year"] >= FIRST_YEAR) & frame["level"].notna()]
    order = {label: place for place, label in enumerate(in_order(frame["release"].unique()))}
    frame = frame.assign(order=frame["release"].map(order)).sort_values("order", kind="stable")
    frame = _without_repetition(frame, problems, warnings)
    codes = sorted(frame["code"].unique())
    place = {code: number for number, code in enumerate(codes)}
    named = frame.sort_values(["file", "row"], kind="stable").groupby("code")[["name", "level"]].first()
    areas = tuple(Area(code, *map(str, named.loc[code])) for code in codes)
    years = tuple(range(int(frame["year"].min()), int(frame["year"].max()) + 1)) if len(frame) else ()
    at = _Places(frame["code"].map(place).to_numpy(int), frame["year"].to_numpy(int) - (years[0] if years else 0),
                 (len(areas), len(years)))  # fmt: skip
    first, newest, release, why = ({}, {}, {}, {})
    for measure in MEASURES:
        first[measure], newest[measure], release[measure], why[measure] = _counts(frame, at, measure)
    known = {code: aliases.get(code, code) for code in (*codes, *aliases)}
    return Figures(
        areas, years, {code.casefold(): place[now] for code, now in known.items() if now in place},
        _names(frame, place), first, newest, release, why, *_populations(frame, at),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Places:
    """Where each row of the frame belongs."""

    area: NDArray[np.int64]
    year: NDArray[np.int64]
    shape: tuple[int, int]


def _check_releases(frame: pd.DataFrame, problems: list[Problem]) -> None:
    for label, rows in frame.groupby("release"):
        if not covers(str(label)) and label != NEWEST:
            where = f"{rows['file'].iloc[0]}, row {rows['row'].iloc[0]}"
            problems.append(Problem(where, f'release "{label}" names no year.', 'Write it as in "EES 2023/24".'))


def _under_newest_codes(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Join an authority that changed its code: the tables give both codes, or one DfE number and one name."""
    local = frame[frame["level"] == LOCAL]
    given = local[(local["published_code"].fillna("") != "") & (local["published_code"] != local["code"])]
    aliases = {str(old): str(new) for old, new in zip(given["published_code"], given["code"], strict=True)}
    numbered = local[local["old_code"].str.fullmatch(r"\d+").fillna(value=False).astype(bool)]
    for _, same in numbered.groupby([numbered["old_code"], numbered["name"].str.casefold()]):
        codes = same.sort_values(["year", "row"], kind="stable")["code"].drop_duplicates(keep="last").tolist()
        aliases |= dict.fromkeys(codes[:-1], codes[-1])
    aliases = {old: new for old, new in aliases.items() if new not in aliases}
    return frame.assign(code=frame["code"].replace(aliases)), aliases


def _without_repetition(frame: pd.DataFrame, problems: list[Problem], warnings: list[str]) -> pd.DataFrame:
    """Take one of equal rows; two of one release that disagree are a problem."""
    keys = ["release", "code", "year", "measure"]
    again = frame[frame.duplicated(keys, keep=False)]
    for key, rows in again.groupby(keys):
        pairs = zip(rows["value"], rows["mark"], strict=True)
        said = sorted({why_missing(mark) if mark else f"{value:.0f}" for value, mark in pairs})
        if len(said) > 1:
            release, _, year, measure = key
            place = f"{rows['file'].iloc[0]}, row {rows_in_words(rows['row'])}"
            fault = f'{rows["name"].iloc[0]}, {measure} of {year} in "{release}": given as {" and ".join(said)}.'
            problems.append(Problem(place, fault, "Leave one row."))
    repeated = int(frame.duplicated(keys).sum())
    if repeated and not problems:
        warnings.append(f"{repeated} rows of {again['file'].iloc[0]} are given twice; one of each is used.")
    return frame.drop_duplicates(keys)


def _names(frame: pd.DataFrame, place: dict[str, int]) -> dict[str, tuple[int, ...]]:
    names: dict[str, tuple[int, ...]] = {}
    for code, name in frame[["code", "name"]].drop_duplicates().itertuples(index=False):
        key = str(name).casefold()
        names[key] = tuple(sorted({*names.get(key, ()), place[code]}))
    return names


def _counts(
    frame: pd.DataFrame, at: _Places, measure: str
) -> tuple[Floats, Floats, NDArray[np.object_], NDArray[np.object_]]:
    """Give first held, newest, the release of the first, and why there is none; rows come in order of release."""
    here = (frame["measure"] == measure).to_numpy(bool)
    value, release, mark = (frame[name].to_numpy() for name in ("value", "release", "mark"))
    first, newest = np.full(at.shape, np.nan), np.full(at.shape, np.nan)
    label, why = np.full(at.shape, "", object), np.full(at.shape, "", object)
    known = np.flatnonzero(here & ~np.isnan(value.astype(float)))
    newest[at.area[known], at.year[known]] = value[known]
    back = known[::-1]  # written last is the first held
    first[at.area[back], at.year[back]], label[at.area[back], at.year[back]] = value[back], release[back]
    unknown = np.flatnonzero(here & np.isnan(value.astype(float)))
    why[at.area[unknown], at.year[unknown]] = mark[unknown]
    why[~np.isnan(first)] = ""
    return first, newest, label, why


def _populations(frame: pd.DataFrame, at: _Places) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Give children under 18 as first printed, or from a stock and its rate, with the origin that could know it."""
    printed, rate, rebased = (frame[name].to_numpy(float) for name in ("population", "rate", "rebased"))
    stock = np.where((frame["measure"] == STOCK).to_numpy(bool), frame["value"].to_numpy(float), np.nan)
    from_rate = np.divide(10_000 * stock, rate, out=np.full(rate.shape, np.nan), where=rate > 0)
    release = np.array([covers(label) for label in frame["release"]], np.int64)
    year = frame["year"].to_numpy(np.int64)
    hindsight = (release >= REBASED_RELEASES_FROM) & (year <= REBASED_YEARS_TO)
    population, since, later = np.full(at.shape, np.nan), np.zeros(at.shape, np.int64), np.full(at.shape, np.nan)
    for values in (from_rate, printed):  # what is printed is written over what a rounded rate gives
        known = np.flatnonzero(values > 0)[::-1]
        population[at.area[known], at.year[known]] = values[known]
        since[at.area[known], at.year[known]] = np.where(hindsight[known], REBASED_RELEASES_FROM, 0)
    known = np.flatnonzero(rebased > 0)
    later[at.area[known], at.year[known]] = rebased[known]
    return population, since, later
