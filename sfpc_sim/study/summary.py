"""A tidy table of estimates from the replications of a run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.estimates import chance_interval, mean_interval, range_of_dates, range_of_futures
from sfpc_sim.study.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.study.result import Result

Row = dict[str, str | float | int]

COLUMNS = (
    *("measure", "on", "unit", "statistic_kind", "mean", "ci_low", "ci_high", "p10", "p50", "p90"),
    *("replications", "drift"),
)
CHANCES = (
    *("under_on", "not_under_on", "under_by_target", "under_for_twelve_months"),
    *("in_post_by_plan", "all_posts_by_plan"),
)
QUANTITIES = ("in_post_day", "team_started_day", "last_res_team_started_day")  # times that may lie beyond the horizon
UNITS = {
    **dict.fromkeys(("looked_after_on", "started", "ceased"), "children"),
    **dict.fromkeys(("entries", "entries_avoided", "reentries"), "entries"),
    **dict.fromkeys(QUANTITIES, "days from start"),
    **dict.fromkeys(("home_vacancy_days", "panel_wait_days"), "days"),
    **dict.fromkeys(("months_above_amber", "months_above_red"), "months"),
    "exits": "exits",
    "fte_in_post_on_plan": "FTE",
    "home_vacancies": "vacancies",
    "failed_rounds": "rounds",
    "mean_utilisation": "share of contracted days",
    "share_of_posts_by_plan": "share of posts",
    "placement_years_avoided": "years",
}


def summarise(result: Result) -> pd.DataFrame:
    """Estimate every measure, under the scenario's drift and each alternative that was run.

    Returns
    -------
    One row a measure and drift. `mean` with `ci_low` and `ci_high` says how well the mean or chance is known; more
    replications narrow it. `p10`, `p50`, `p90` say how far futures range; they do not narrow. A time that may lie
    beyond the horizon (kind "quantity") has infinity where the quantile does, and a mean only if it always happened.
    """
    rows = [row for each in (result, *result.alternatives.values()) for row in _rows(each)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_summary(result: Result) -> None:
    """Write `summary.csv` beside the tables."""
    with whole_file(result.folder / "summary.csv") as temporary:
        summarise(result).to_csv(temporary, index=False)


def split_name(name: str) -> tuple[str, str]:
    """Take a date or year off a measure's name; any other address stays part of it."""
    measure, _, address = name.partition(":")
    return (measure, address) if re.fullmatch(r"\d{4}(-\d\d-\d\d)?", address) else (name, "")


def kind_of(name: str) -> str:
    """Say how a measure is estimated: as a chance, a quantity that may not happen, or a mean."""
    stem = _stem(name)
    return "chance" if stem in CHANCES else "quantity" if stem in QUANTITIES else "mean"


def unit_of(name: str) -> str:
    """Name a measure's unit."""
    stem = _stem(name)
    if stem in CHANCES:
        return "chance"
    return "pounds" if "_gbp" in stem else UNITS.get(stem, "")


def _stem(name: str) -> str:
    return name.partition(":")[0].removeprefix("counterfactual_")


def _rows(result: Result) -> Iterator[Row]:
    table = with_derived(result.replications, result.facts)
    for name in table.columns:
        measure, on = split_name(name)
        values = table[name].to_numpy(np.float64)
        row: Row = {"measure": measure, "on": on, "unit": unit_of(name), "statistic_kind": kind_of(name)}
        yield row | _estimate(values, kind_of(name)) | {"replications": values.size, "drift": result.drift}


def _estimate(values: np.ndarray[tuple[int], np.dtype[np.float64]], kind: str) -> Row:
    if kind == "chance":
        successes = int(np.nansum(values))
        low, high = chance_interval(successes, values.size)
        return {"mean": successes / values.size, "ci_low": low, "ci_high": high}
    mean, low, high = mean_interval(values)  # NaN, not a mean of those that happened, when some did not
    p10, p50, p90 = range_of_dates(values) if kind == "quantity" else range_of_futures(values)
    return {"mean": mean, "ci_low": low, "ci_high": high, "p10": p10, "p50": p50, "p90": p90}
