"""A calibrated profile in words and as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.study.calibration.durations import DISCREPANCY, PRIOR_LOG_SD, STAYS
from sfpc_sim.study.calibration.profile import profile_toml
from sfpc_sim.study.care_counts import DURATION_BANDS

if TYPE_CHECKING:
    from datetime import date

    from sfpc_sim.inputs.leavers_durations import LeaversDurations
    from sfpc_sim.study.calibration.durations import DurationFit

HARDLY_LEARNED = 0.7  # of the prior's spread is left


def calibrated_toml(found: DurationFit, table: LeaversDurations, known_from: date, command: str) -> str:
    """Write the calibrated profile, with what the table could tell and what it could not."""
    source = (
        f"Elicited shape (grade D) between causes, moved to England's leavers of {table.year} by duration "
        f"({table.release}); see docs/calibration.md"
    )
    profile = replace(found.profile, source=source, grade="C", known_from=known_from)
    return profile_toml(profile, _heading(found, table, command))


def _heading(found: DurationFit, table: LeaversDurations, command: str) -> str:
    far = 100 * np.abs(found.after - found.table).max()
    return "\n".join([
        f"Made by a command, from England's leavers of the year to March {table.year} by duration of the last period",
        f'of care ("{table.release}" is the release held; known_from is when that was published). To make it again:',
        f"  {command}",
        "An authority file of an origin before known_from uses exit-profile.toml: nobody knew this table then.",
        "",
        "What each factor of exit-profile.toml was multiplied by, and its posterior sd of the log (prior "
        f"{PRIOR_LOG_SD:g}):",
        *_multipliers(found),
        "The table has no causes, so factors of one band of time move together: what they are relative to one",
        "another within a band is elicited still. All rest on a stock whose past is taken for steady.",
        "",
        f"Leavers in %, England in {table.year}: elicited | calibrated | table (farthest band {far:.1f} points; what "
        f"is left open is {100 * DISCREPANCY:g} a band):",
        *(
            f"  {band:26s} {100 * before:5.1f} | {100 * after:5.1f} | {100 * wanted:5.1f}"
            for band, before, after, wanted in zip(
                DURATION_BANDS, found.before, found.after, found.table, strict=True
            )
        ),
    ])  # fmt: skip


def _multipliers(found: DurationFit) -> list[str]:
    lines = []
    for number, (value, sd) in enumerate(zip(found.log_multipliers, found.log_sd, strict=True)):
        until = f"to {found.profile.edges_days[number]:g} days" if number < found.profile.edges_days.size else "longer"
        if number == STAYS:
            lines.append(f"  {until:15s} 1     (held: only ratios count, as ages and reasons give the level)")
            continue
        note = "  hardly identified" if sd > HARDLY_LEARNED * PRIOR_LOG_SD else ""
        lines.append(f"  {until:15s} {np.exp(value):.3g}  ({sd:.2f}){note}")
    return lines
