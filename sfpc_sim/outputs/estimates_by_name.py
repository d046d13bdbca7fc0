"""The summary's rows by measure, date and drift, for whoever writes sentences from them."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.outputs.words import futures, interval

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


class Estimate(NamedTuple):
    """One measure under one drift."""

    mean: float
    ci_low: float
    ci_high: float
    p10: float
    p50: float
    p90: float
    replications: int

    @property
    def there(self) -> bool:
        """Whether it was measured in any future."""
        return self.replications > 0

    def known(self, write: Callable[[float], str]) -> str:
        """Write the mean or chance with how well it is known; nothing where it was not measured."""
        return interval(write, self.mean, self.ci_low, self.ci_high) if self.there else ""

    def range(self, write: Callable[[float], str]) -> str:
        """Write how far futures range; nothing where it was not measured."""
        return futures(write, self.p10, self.p50, self.p90) if self.there else ""


ABSENT = Estimate(nan, nan, nan, nan, nan, nan, 0)


class Estimates:
    """Look up estimates; what was not measured is NaN, of 0 replications."""

    def __init__(self, summary: pd.DataFrame, drift: str) -> None:
        self.drift = drift
        names = zip(summary["measure"], summary["on"], summary["drift"], strict=True)
        rows = summary[list(Estimate._fields)].itertuples(index=False, name=None)
        self._rows = {key: Estimate(*row) for key, row in zip(names, rows, strict=True)}

    def __call__(self, measure: str, on: str = "", drift: str = "") -> Estimate:
        """Give an estimate, under the scenario's own drift unless another is named."""
        return self._rows.get((measure, on, drift or self.drift), ABSENT)

    def drifts(self) -> list[str]:
        """List the drifts there are, the scenario's own first."""
        return list(dict.fromkeys([self.drift, *(drift for _, _, drift in self._rows)]))

    def dates_of(self, measure: str) -> list[str]:
        """List the dates or years of a measure, in order."""
        return sorted({on for name, on, _ in self._rows if name == measure and on})

    def futures(self, drift: str = "") -> int:
        """Count the futures simulated under a drift."""
        drift = drift or self.drift
        return max((row.replications for (_, _, of), row in self._rows.items() if of == drift), default=0)
