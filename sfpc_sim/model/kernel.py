"""The kernel in use: compiled where Numba is installed, its NumPy twin where not. Nobody else knows there are two."""

from __future__ import annotations

from sfpc_sim.model import compiling

if compiling.is_compiled():
    from sfpc_sim.model._candidates_fast import admit
    from sfpc_sim.model._cohort_fast import advance
    from sfpc_sim.model._counting_fast import (
        home_years,
        placement_days,
        spells_between,
        spells_by_period,
        support_years,
    )
    from sfpc_sim.model._families_fast import families_to_support
    from sfpc_sim.model._starting_stock_fast import starting_cohort
else:
    from sfpc_sim.model.candidates import admit
    from sfpc_sim.model.cohort import advance
    from sfpc_sim.model.counting import home_years, placement_days, spells_between, spells_by_period, support_years
    from sfpc_sim.model.families import families_to_support
    from sfpc_sim.model.starting_stock import starting_cohort

__all__ = [
    "admit", "advance", "families_to_support", "home_years", "placement_days", "spells_between",
    "spells_by_period", "starting_cohort", "support_years",
]  # fmt: skip
