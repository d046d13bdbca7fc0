"""The uncertain numbers of a plan as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sfpc_sim.inputs.register_rows import register_rows

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """List every uncertain number of a plan, weakest evidence first.

    Returns
    -------
    One row an assumption: `name`, `grade`; `p10`, `p50`, `p90` of what is believed, `low` and `high` its bounds, in
    `unit` (days where the file said weeks or months); `level`, `source`, `row` of the evidence, `place`, `meaning`.
    """
    return pd.DataFrame(register_rows(scenario.register))
