"""First-order and total indices of Sobol from a design in which coordinates are exchanged one by one (SALib).

A coordinate is anything that can be drawn by itself: an assumption, several together, or all of chance. SALib's own
sampler needs a quantile for each; chance has none, so rows are replications and SALib estimates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.inputs.extras import missing_library
from sfpc_sim.study.estimates import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES = 1000
COLUMNS = (
    *("coordinate", "first_order", "first_order_ci_low", "first_order_ci_high"),
    *("total", "total_ci_low", "total_ci_high"),
)


def sobol_indices(names: Sequence[str], first: Floats, second: Floats, exchanged: Floats) -> pd.DataFrame:
    """Estimate the share of an outcome's variance that each coordinate has by itself, and in all.

    Parameters
    ----------
    names : of the coordinates
    first, second : (base,) outcomes of two independent draws of all coordinates
    exchanged : (base, coordinate) outcomes of the first draw with one coordinate taken from the second

    Returns
    -------
    One row a coordinate. `first_order`: by how much of the variance it would be less, on average, if the coordinate
    were known; `total`: what would be left of the variance if all others were known. Each has a 95% interval: a normal
    one on the standard deviation of SALib's bootstrap over base rows, which may reach beyond 0 and 1.

    Raises
    ------
    Refusal : SALib is not installed
    """
    require_salib()
    from SALib.analyze import sobol  # noqa: PLC0415 (slow to import; of an extra)

    rows = np.column_stack([first, exchanged, second]).ravel()
    if not np.ptp(rows):  # an outcome that is always the same has no variance to share out
        return pd.DataFrame([[name, *(np.nan,) * 6] for name in names], columns=list(COLUMNS))
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0, 1]] * len(names)}
    found = sobol.analyze(
        problem, rows, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=1
    )  # fmt: skip
    ends = [
        column
        for key in ("S1", "ST")
        for column in (found[key], found[key] - found[f"{key}_conf"], found[key] + found[f"{key}_conf"])
    ]
    return pd.DataFrame(dict(zip(COLUMNS, [list(names), *ends], strict=True)))


def require_salib() -> None:
    """Refuse where SALib is missing, before anything is simulated.

    Raises
    ------
    Refusal : with the command that installs it
    """
    try:
        import SALib  # noqa: F401, PLC0415
    except ImportError:
        fault = "SALib is not installed, and the shares of uncertainty need it."
        raise missing_library("sfpc uncertainty", fault, "study") from None
