"""Estimates that were not simulated, to see what is said of them."""

from __future__ import annotations

from math import nan
from typing import Any

import pandas as pd

from sfpc_sim.outputs.estimates_by_name import Estimates
from sfpc_sim.study.summary import COLUMNS

Numbers = tuple[float, float, float]


def chance(mean: float, low: float, high: float, replications: int = 1000) -> dict[str, float]:
    """Give a chance with its interval."""
    return {"mean": mean, "ci_low": low, "ci_high": high, "replications": replications}


def spread(p10: float, p50: float, p90: float) -> dict[str, float]:
    """Give a number that ranges over futures; its mean is its middle, known exactly."""
    return {"mean": p50, "ci_low": p50, "ci_high": p50, "p10": p10, "p50": p50, "p90": p90, "replications": 1000}


def estimates(**found: dict[str, float]) -> Estimates:
    """Look these up by name; `KEY__ADDRESS` stands for `KEY:ADDRESS`, and `KEY__2018` for a year."""
    rows: list[dict[str, Any]] = []
    for name, numbers in found.items():
        measure, _, address = name.partition("__")
        year = address if address.isdigit() else ""
        named = measure if year or not address else f"{measure}:{address.replace('_', '-')}"
        blank = dict.fromkeys(COLUMNS, nan) | {"measure": named, "on": year, "drift": "damped"}
        rows.append(blank | numbers)
    return Estimates(pd.DataFrame(rows, columns=list(COLUMNS)), "damped")
