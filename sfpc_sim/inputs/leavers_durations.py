"""England's table of children who ceased to be looked after by how long their last period of care was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sfpc_sim.errors import Problem, Refusal, did_you_mean, refuse

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DURATIONS = "england_ceased_by_duration_of_care.csv"
COLUMNS = ("year", "category", "number", "release")
BANDS = 9


class LeaversDurations(NamedTuple):
    """One year's table."""

    year: int  # ending 31 March
    counts: Floats  # (band,) children, from under two weeks to ten years and over
    release: str


def read_leavers_durations(folder: Path) -> dict[int, LeaversDurations]:
    """Read every year's table from a folder of published tables.

    Raises
    ------
    Refusal
        With every problem at once: a missing file or column, a year without all nine bands, a hidden figure.
    """
    path = folder / DURATIONS
    if not path.is_file():
        raise refuse(str(path), "is not there.", "Give the folder of the Department for Education's published tables.")
    rows = pd.read_csv(path)
    missing = [name for name in COLUMNS if name not in rows]
    if missing:
        raise Refusal([
            Problem(f"{path}:1", f'There is no column "{name}".', did_you_mean(name, map(str, rows.columns)))
            for name in missing
        ])  # fmt: skip
    rows = rows.assign(_line=np.arange(2, len(rows) + 2))
    rows = rows[rows["category"].astype(str).str.match(r"\d\.")].sort_values(["year", "category"], kind="stable")
    found, problems = {}, []
    for year, mine in rows.groupby("year"):
        if len(mine) != BANDS or mine["number"].isna().any():
            fault = f"The nine bands of {year} are not all there as numbers."
            problems.append(Problem(f"{path}:{mine['_line'].min()}", fault, "Take the year out, or write its figures."))
        else:
            counts = mine["number"].to_numpy(float)
            found[int(str(year))] = LeaversDurations(int(str(year)), counts, str(mine["release"].iloc[0]))
    if problems:
        raise Refusal(problems)
    return found
