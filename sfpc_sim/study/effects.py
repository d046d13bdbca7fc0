"""The effect of each assumption: what an outcome does when it is at its P10 or P90, and where that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sfpc_sim.study.estimates import chance_difference_interval, mean_interval
from sfpc_sim.study.files import whole_file
from sfpc_sim.study.holm import p_of_chance, p_of_mean, told_from_zero
from sfpc_sim.study.kinds import kind_of
from sfpc_sim.study.manifest import read_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Row = dict[str, Any]

EFFECTS_NAME = "effects.csv"
SCREENED, FOLLOWED = "screened", "followed up"
CASE_LEVELS = ("team", "entity", "year")  # what differs from case to case is chance, and no ignorance
ENDS = ("ci_low", "ci_high")
COLUMNS = (
    *("assumption", "level", "outcome", "usual"),
    *(f"{what}{end}" for what in ("at_p10", "at_p90", "swing") for end in ("", *(f"_{end}" for end in ENDS))),
    *("told_from_zero", "pairs", "futures", "stage"),
)


def effect_row(name: str, level: str, outcome: str, stage: str, usual: Floats, at_p10: Floats, at_p90: Floats) -> Row:
    """Estimate one assumption's effect from the same replications `(replication,)` as usual, at P10 and at P90.

    `at_p10` and `at_p90` are mean differences from `usual`, `swing` that from P10 to P90; each has its 95% interval.
    """
    futures = int(usual.size)
    known = ~(np.isnan(usual) | np.isnan(at_p10) | np.isnan(at_p90))
    usual, at_p10, at_p90 = usual[known], at_p10[known], at_p90[known]
    row: Row = {"assumption": name, "level": level, "outcome": outcome}
    row |= {"usual": float(usual.mean()) if usual.size else np.nan, "pairs": int(usual.size)}
    row |= {"futures": futures, "stage": stage}
    for what, one, two in (("at_p10", usual, at_p10), ("at_p90", usual, at_p90), ("swing", at_p10, at_p90)):
        mean, low, high = mean_interval(two - one)
        if kind_of(outcome) == "chance":
            low, high = chance_difference_interval(one, two)
        row |= {what: mean, f"{what}_ci_low": low, f"{what}_ci_high": high}
    differences = at_p90 - at_p10
    row["p"] = p_of_chance(differences) if kind_of(outcome) == "chance" else p_of_mean(differences)
    return row


def effects_table(rows: list[Row]) -> pd.DataFrame:
    """Lay effects out, the largest swing first; of those followed up Holm tells which are not zero, by outcome."""
    table = pd.DataFrame(rows)
    table["told_from_zero"] = False
    for _, some in table[table["stage"] == FOLLOWED].groupby("outcome", sort=False):
        table.loc[some.index, "told_from_zero"] = told_from_zero(some["p"].tolist())
    order = {outcome: number for number, outcome in enumerate(dict.fromkeys(table["outcome"]))}
    table = table.assign(place=table["outcome"].map(order), size=table["swing"].abs())
    table = table.sort_values(["place", "size", "assumption"], ascending=[True, False, True], kind="stable")
    return table[list(COLUMNS)].reset_index(drop=True)


def write_effects(folder: Path, table: pd.DataFrame) -> None:
    """Keep effects beside the result they belong to, with its digest: of plan, code, versions, seed and drift."""
    with whole_file(folder / EFFECTS_NAME) as temporary:
        table.assign(digest=read_manifest(folder)["digest"]).to_csv(temporary, index=False)


def effects_of(folder: Path) -> pd.DataFrame | None:
    """Read the effects of assumptions kept with a result, for its assumptions log.

    Returns
    -------
    One row an assumption and outcome: `assumption`, `level`, `outcome`; `usual`, the mean with nothing pinned; `at_p10`
    and `at_p90`, mean differences from it, and `swing`, that between them, each with `_ci_low` and `_ci_high`;
    `told_from_zero` by Holm; `pairs`, in how many of the `futures` the outcome is known all three times; `stage`. None
    where `sfpc drivers` was not run, or for another plan or code.
    """
    path = folder / EFFECTS_NAME
    if not path.is_file():
        return None
    table = pd.read_csv(path, keep_default_na=True)
    digests = set(table.pop("digest")) if "digest" in table else set()
    return table if digests == {read_manifest(folder)["digest"]} and set(table) == set(COLUMNS) else None
