"""An authority that does not exist: children simulated from known rates, written as successive annual returns."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

YEAR = 365.25
AGES = np.array([0.0, 1.0, 5.0, 10.0, 16.0, 18.0])
EDGES_DAYS = np.array([14, 56, 182.6, 365.2, 730.5, 1096, 1826])
REASONS = ("E4A", "E45", "E12", "E8")
PLACES = ("U4", "U1", "K2")
COLUMNS = ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC")
WARM_UP_YEARS = 12


@dataclass(frozen=True)
class Truth:
    """The rates a made-up authority lives by."""

    rates: Floats = field(default_factory=lambda: np.array([
        [0.12, 0.09, 0.08, 0.10, 0.05], [0.16, 0.10, 0.09, 0.03, 0.02],
        [0.10, 0.16, 0.04, 0.004, 0.0], [0.02, 0.01, 0.02, 0.05, 0.14],
    ]))  # fmt: skip
    factors: Floats = field(default_factory=lambda: np.array([
        [9, 5, 2.5, 1.2, 1, 0.6, 0.4, 0.2], [0.4, 0.4, 1.3, 2, 1.2, 0.8, 0.5, 0.2],
        [0, 0, 0.1, 1, 2.2, 1.2, 0.5, 0.1], [3, 2, 1.2, 1, 1, 0.8, 1, 1.1],
    ]))  # fmt: skip
    starts: Floats = field(default_factory=lambda: np.array([60.0, 45, 40, 55, 25]))  # (age,) first ones, a year
    moves: float = 0.6  # a year
    comes_back: float = 0.3  # of those who go home
    wait_shape: float = 0.65
    wait_years: float = 1.6
    kinds: tuple[float, ...] = (0.75, 0.15, 0.10)  # of new placements, as `PLACES`


@dataclass(frozen=True)
class Stay:
    """A spell of care; days count from 1 April of the first return's year, in fractions."""

    child: str
    birth: float
    began: float
    ended: float
    reason: str
    moves: tuple[float, ...]
    places: tuple[str, ...]


def live(truth: Truth, years: int, chance: np.random.Generator) -> list[Stay]:
    """Let children enter over the years before and of the returns, leave, and come back."""
    stays: list[Stay] = []
    until = years * YEAR
    for age, starts in enumerate(truth.starts):
        for day in chance.uniform(-WARM_UP_YEARS * YEAR, until, chance.poisson(starts * (WARM_UP_YEARS + years))):
            child, birth = f"KID{len(stays):06d}X", day - chance.uniform(AGES[age], AGES[age + 1]) * YEAR
            began = float(day)
            while began < until and began < birth + 18 * YEAR:
                stay = _stay(truth, child, birth, began, chance)
                stays.append(stay)
                if stay.reason != REASONS[0] or chance.random() >= truth.comes_back:
                    break
                began = stay.ended + truth.wait_years * YEAR * chance.weibull(truth.wait_shape)
    return stays


def _stay(truth: Truth, child: str, birth: float, began: float, chance: np.random.Generator) -> Stay:
    ended, reason = _exit(truth, birth, began, chance)
    moves = np.sort(chance.uniform(began, ended, chance.poisson(truth.moves * (ended - began) / YEAR)))
    places = tuple(chance.choice(PLACES, p=truth.kinds) for _ in range(moves.size + 1))
    return Stay(child, birth, began, ended, reason, tuple(moves), places)


def _exit(truth: Truth, birth: float, began: float, chance: np.random.Generator) -> tuple[float, str]:
    """Spend one exponential budget at hazards that change with birthdays and time in care."""
    end = birth + 18 * YEAR
    cuts = np.concatenate([birth + AGES * YEAR, began + EDGES_DAYS, [began]])
    cuts = np.sort(cuts[(cuts >= began) & (cuts <= end)])
    budget = chance.exponential()
    for low, high in pairwise(cuts):
        age = np.searchsorted(AGES[1:-1] * YEAR, (low + high) / 2 - birth, side="right")
        duration = np.searchsorted(EDGES_DAYS, (low + high) / 2 - began, side="right")
        hazard = truth.rates[:, age] * truth.factors[:, duration] / YEAR
        if hazard.sum() * (high - low) > budget:
            return low + budget / hazard.sum(), str(chance.choice(REASONS, p=hazard / hazard.sum()))
        budget -= hazard.sum() * (high - low)
    return end, "E7"


def first_day(first_year: int) -> int:
    return date(first_year - 1, 4, 1).toordinal()


def rows_of(stay: Stay) -> list[list[object]]:
    """Give a stay's episodes: start, reason, placement, end, reason for it; days as the simulator counts them."""
    cuts = [stay.began, *stay.moves, stay.ended]
    last = len(cuts) - 2
    return [
        [cuts[n], "S" if n == 0 else "P", stay.places[n], cuts[n + 1], stay.reason if n == last else "X1"]
        for n in range(last + 1)
    ]


def write_returns(
    folder: Path, stays: list[Stay], first_year: int, years: int, *, style: str = "%d/%m/%Y", files: str = "{}-{}.csv"
) -> None:
    """Write header and episodes files: in each year every episode that overlaps it, as known on its last day."""
    folder.mkdir(exist_ok=True)
    origin = first_day(first_year)
    for year in range(first_year, first_year + years):
        begin, end = date(year - 1, 3, 31).toordinal(), date(year, 3, 31).toordinal()
        episodes, born = [], {}
        for stay in stays:
            for began, why, place, ended, ceased in rows_of(stay):
                low, high = origin + int(np.floor(began)), origin + int(np.floor(ended))
                if low <= end and high > begin:
                    closed = high <= end
                    dec, rec = (date.fromordinal(high).strftime(style), ceased) if closed else ("", "")
                    decom = date.fromordinal(low).strftime(style)
                    episodes.append([stay.child, decom, why, "C2", "N1", place, "PR1", dec, rec])
                    born[stay.child] = date.fromordinal(origin + int(np.floor(stay.birth))).strftime(style)
        _write(folder / files.format(year, "episodes"), [COLUMNS, *episodes])
        header = [[child, 1, day, "WBRI", "A000000000000", "", ""] for child, day in born.items()]
        _write(
            folder / files.format(year, "header"),
            [("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"), *header],
        )


def _write(path: Path, rows: list[object]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def small(truth: Truth, share: float) -> Truth:
    """Give an authority of the same rates with fewer children."""
    return replace(truth, starts=truth.starts * share)
