"""How an authority file writes today's and the long-run level of its flows, as one drift mechanism sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.rates import DRIFT_PREFIX
from sfpc_sim.study.fitting.authority_text import belief_entry, correlation_entry, fixed, lognormal, pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from sfpc_sim.study.fitting.drift import Level


def level_entries(
    drift: str, entry: Level, exits: Level, *, fitted_exit: float, under18_share: float, note: str,
    rounded: Callable[[float], float] = float,
) -> str:  # fmt: skip
    """Write the levels of one drift as beliefs, today's and the long-run one of a flow tied together.

    Parameters
    ----------
    entry, exits : log of entries a year, log of ceases over mean stock
    fitted_exit : the log exit level that the fitted rates stand for
    under18_share : what of ceases answers to exit rates before 18
    note : source of all of them
    rounded : what of a number may be told
    """
    prefix = DRIFT_PREFIX[drift]

    def belief(median: float, log_sd: float) -> str:
        return lognormal(rounded(median), rounded(log_sd))

    def exit_belief(level: float, sd: float) -> str:
        return belief(np.exp((level - fitted_exit) / under18_share), sd / under18_share)

    levels = {
        f"entries_{prefix}origin_per_year": ("Entries a year at the origin", "children per year",
            belief(np.exp(entry.today), entry.today_sd), "A", "31"),
        f"entries_{prefix}long_run_per_year": ("Entries a year that the rate reverts to", "children per year",
            belief(np.exp(entry.long_run), entry.long_run_sd), "B", "31"),
        f"exit_level_{prefix}origin": ("Exit rates before 18 at the origin against the fitted ones", "ratio",
            exit_belief(exits.today, exits.today_sd), "A", "38"),
        f"exit_level_{prefix}long_run": ("Exit rates before 18 that they revert to, against the fitted ones", "ratio",
            exit_belief(exits.long_run, exits.long_run_sd), "B", "38"),
    }  # fmt: skip
    if drift == "walk":  # a walk never reverts: its long run is today, and only the difference counts
        levels[f"entries_{prefix}long_run_per_year"] = ("Not used by a walk", "children per year",
            fixed(rounded(np.exp(entry.today))), "A", "31")  # fmt: skip
        levels[f"exit_level_{prefix}long_run"] = ("Not used by a walk", "ratio", fixed(1.0), "A", "38")
    text = [
        belief_entry(name, f"{meaning} ({drift} drift)", unit, belief_text, note, grade=grade, row=row)
        for name, (meaning, unit, belief_text, grade, row) in levels.items()
    ]
    if drift != "walk":
        names = list(levels)
        text.append(correlation_entry(f"entry_levels_{drift}", names[:2], pair(entry.correlation)))
        text.append(correlation_entry(f"exit_levels_{drift}", names[2:], pair(exits.correlation)))
    return "\n".join(text)
