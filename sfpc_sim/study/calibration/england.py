"""England as an authority: its published tables, read as if the nation were one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.inputs.published import read_country, read_history, read_tables
from sfpc_sim.study.fitting.published import fit_history, panel_drifts

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.study.fitting.published import Fit


def fit_england(folder: Path, until: int) -> Fit:
    """Fit the nation as one authority, from the same tables and by the same rules.

    The drift is that of local authorities: it is not used where England lives at the middle of its rates.
    """
    tables = read_tables(folder)
    return fit_history(read_history(tables, "England", until), panel_drifts(tables, until), read_country(tables, until))
