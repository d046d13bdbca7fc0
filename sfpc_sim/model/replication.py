"""What comes home from one world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Replication:
    """What one world said: measures, and the same measures month by month.

    Attributes
    ----------
    number : the address, from 1
    measures : measure name to value; NaN where it did not happen within the horizon
    monthly : column name to array (month,); `month` counts from 0 at the scenario's start
    """

    number: int
    measures: dict[str, float]
    monthly: dict[str, NDArray[np.float64]]
