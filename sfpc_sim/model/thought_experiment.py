"""A thought experiment at home: entries and exits that change on a day, by nobody's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

LONGEST_MONTH_DAYS = 31


def entries_ratio(scenario: Scenario, day: float) -> float:
    """Give entries relative to what they would be otherwise; 1 without a thought experiment, and before it acts."""
    assumed = scenario.thought_experiment
    return assumed.entries_ratio if assumed and day >= scenario.day(assumed.acts_from) else 1.0


def exits_ratio(scenario: Scenario, day: float) -> float:
    """Give exit hazards before 18 relative to what they would be otherwise."""
    assumed = scenario.thought_experiment
    return assumed.exits_ratio if assumed and day >= scenario.day(assumed.acts_from) else 1.0


def begins(scenario: Scenario, day: float) -> bool:
    """Tell whether exits change with the month that begins on a day."""
    assumed = scenario.thought_experiment
    return assumed is not None and 0.0 <= day - scenario.day(assumed.acts_from) < LONGEST_MONTH_DAYS
