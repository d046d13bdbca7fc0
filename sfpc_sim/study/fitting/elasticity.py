"""What a change of first entries, or of exit rates, does to the counts that are published in its year.

Repeat entries follow first entries with a lag, and 18th birthdays do not answer to exit rates. So the
drift fitted to published totals is carried by what can drift, in the measure in which a fresh change
of it shows in the totals of its first year, measured on the model itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.model.spells import FIRST
from sfpc_sim.study.fitting.usual_years import first_day, live, usual_years

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.care import CareStart

    Floats = NDArray[np.float64]

WORLDS = 60
CHANGE = 1.1


def measure_shares(authority_toml: str, worlds: int = WORLDS) -> tuple[float, float]:
    """Give elasticities of published starts to first entries, and of ceases over mean stock to exit rates.

    Of the first year, over paired worlds on common luck. Neither can be above one but by chance.
    """
    scenario = usual_years(*authority_of(authority_toml), 1)
    flows = np.array([_flows(scenario, number) for number in range(1, worlds + 1)]).mean(axis=0)
    usual, more_entries, faster_exits = flows
    entry = np.log(more_entries[0] / usual[0]) / np.log(CHANGE)
    exits = np.log(faster_exits[1] / usual[1]) / np.log(CHANGE)
    return float(min(entry, 1.0)), float(min(exits, 1.0))


def authority_of(authority_toml: str) -> tuple[Authority, Register]:
    """Read an authority file's text as a plan would."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fitted.toml"
        path.write_text(authority_toml, encoding="utf-8")
        return read_authority(path)


def _flows(scenario: Scenario, number: int) -> Floats:
    """Give starts and ceases over mean stock of the year, (variant, flow)."""
    start = first_day(scenario, number)
    more = start.cohort.copy()  # holds candidates for higher rates than these
    more.chance[more.kind == FIRST] *= CHANGE
    faster = replace(start.rates, exit_pace=start.rates.exit_pace * CHANGE)
    variants = (start, replace(start, cohort=more), replace(start, rates=faster))
    return np.array([_published(scenario, number, variant) for variant in variants])


def _published(scenario: Scenario, number: int, start: CareStart) -> Floats:
    found, year = live(scenario, number, start), scenario.end.year
    mean_stock = (sum(scenario.authority.stock_by_age) + found[f"looked_after_on:{year}-03-31"]) / 2
    return np.array([found[f"started:{year}"], found[f"ceased:{year}"] / mean_stock])
