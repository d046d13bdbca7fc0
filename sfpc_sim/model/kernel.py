"""The kernel in use: compiled where Numba is installed, its NumPy twin where not. Nobody else knows there are two."""

from __future__ import annotations

from sfpc_sim.model import compiling

if compiling.is_compiled():
    from sfpc_sim.model._candidates_fast import admit
    from sfpc_sim.model._cohort_fast import advance, start_spells
else:
    from sfpc_sim.model.candidates import admit
    from sfpc_sim.model.cohort import advance, start_spells

__all__ = ["admit", "advance", "start_spells"]
