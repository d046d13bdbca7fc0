"""A result and what is estimated from it, worked out once for everything that is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.estimates_by_name import Estimates
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.study.result import Result


@dataclass(frozen=True, slots=True)
class Found:
    """A run's tables, its tidy summary, and its estimates by name."""

    result: Result
    summary: pd.DataFrame
    estimates: Estimates

    @property
    def facts(self) -> dict[str, Any]:
        """The frozen scenario as plain values."""
        return self.result.facts


def found_in(result: Result) -> Found:
    """Estimate what a result holds."""
    summary = summarise(result)
    return Found(result, summary, Estimates(summary, result.drift))
