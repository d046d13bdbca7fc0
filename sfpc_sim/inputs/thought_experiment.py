"""What would have to be true: fewer entries or more exits from a date on, whoever or whatever brings it about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class ThoughtExperiment:
    """A change of the home authority's flows with the plan and not without it; no effect of any team."""

    acts_from: date  # entries and exits change with the first month that begins on it or later
    entries_ratio: float  # times all entries but unaccompanied children's
    exits_ratio: float  # times all exit hazards before 18
