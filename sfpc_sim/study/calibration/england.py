"""England as an authority: its published tables, read as if the nation were one."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.published import CHARACTERISTICS, FIRST_YEAR, VINTAGES, england_growth, read_history
from sfpc_sim.study.fitting.published import fit_history, panel_drifts

if TYPE_CHECKING:
    from sfpc_sim.study.fitting.published import Fit

ENGLAND = "E92000001"
TIME_SERIES = "time series"  # a later release that goes back to 1994: no first publication of these years


def fit_england(folder: Path, until: int) -> Fit:
    """Fit the nation as one authority, from the same tables and by the same rules.

    The readers look for local authorities only, so England's rows are shown to them as one. The drift is that of
    local authorities: it is not used where England lives at the middle of its rates.
    """
    with TemporaryDirectory() as made:
        for name in (VINTAGES, CHARACTERISTICS):
            if not (folder / name).is_file():
                raise refuse(str(folder / name), "is not there.", f"Give a folder that holds {VINTAGES}.")
        rows = pd.read_csv(folder / VINTAGES, low_memory=False)
        _with_england(rows).to_csv(Path(made) / VINTAGES, index=False)
        copyfile(folder / CHARACTERISTICS, Path(made) / CHARACTERISTICS)
        history = read_history(Path(made), ENGLAND, until)
    return fit_history(history, panel_drifts(folder, until), england_growth(folder, until))


def _with_england(rows: pd.DataFrame) -> pd.DataFrame:
    nation = rows[(rows["la_code"] == ENGLAND) & (rows["year"] >= FIRST_YEAR)]
    nation = nation[~nation["release"].str.endswith(TIME_SERIES)]
    return pd.concat([rows, nation.assign(level="Local authority")])
