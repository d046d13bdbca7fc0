"""Whose uncertainty: how much of an outcome's spread is chance, and how much each assumption's.

Chance is one more coordinate. A future is lived with the luck of one replication and the assumptions of another, so
one design of exchanged coordinates gives the share of chance, of each assumption and of all others together.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import SfpcError, refuse
from sfpc_sim.model.held import USUAL, Held
from sfpc_sim.model.simulate import simulate
from sfpc_sim.study.drivers import HIGH, LOW, names_drawn, target_outcomes
from sfpc_sim.study.effects import CASE_LEVELS
from sfpc_sim.study.estimates import mean_interval, range_of_futures
from sfpc_sim.study.failures import Lost
from sfpc_sim.study.held_parts import keeping
from sfpc_sim.study.held_runs import HeldRuns, own_crew
from sfpc_sim.study.run import folder_of
from sfpc_sim.study.sobol import require_salib, sobol_indices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.crew import Crew
    from sfpc_sim.study.held_runs import SimulateHeld
    from sfpc_sim.study.jobs import Progress

    Floats = NDArray[np.float64]
    Unit = tuple[str, ...]  # an assumption, or several that a correlation ties

CHANCE, OTHERS = "chance", "all other assumptions"
# With eight assumptions by themselves a base costs twelve futures of 35 to 60 ms: under five minutes on two cores.
BASES, SCREENED, ALONE = 500, 6, 8
FEWEST = 2  # futures that have a spread


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What an outcome's spread is made of.

    Attributes
    ----------
    mean, sd : each an estimate and its 95% interval
    futures : p10, p50 and p90
    indices : as `sobol_indices` gives them: chance, assumptions by themselves, and all others together
    others : how many assumptions those are
    bases : replications that the indices rest on, exchanged with as many others
    asked : how many were asked for; in the others one failed, or the outcome did not happen
    lost : futures that failed
    """

    outcome: str
    mean: tuple[float, float, float]
    sd: tuple[float, float, float]
    futures: tuple[float, float, float]
    indices: pd.DataFrame
    others: int
    bases: int
    asked: int
    lost: Lost


def uncertainty_of(
    plans: Sequence[Scenario],
    *,
    outcome: str | None = None,
    bases: int | None = None,
    screened: int = SCREENED,
    alone: int = ALONE,
    results_folder: Path | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
    simulate_held: SimulateHeld = simulate,
    names: Sequence[str] | None = None,
) -> Uncertainty:
    """Split the spread of a plan's outcome, or of the paired difference of two (second less first).

    Parameters
    ----------
    outcome : as a column of a table of replications names it; the target's children if left out
    bases : base points of the design, half as many of two plans if left out
    screened : other futures, in which each assumption is pinned, to see which move the outcome most
    alone : how many of those get an index by themselves
    results_folder : what comes home is kept in folders of the plans in it until all is done; nowhere if left out
    names : the assumptions; those that the plans draw if left out

    Returns
    -------
    Uncertainty

    Raises
    ------
    Refusal : SALib is missing, or a plan has a latest count
    """
    require_salib()
    _refuse_counts(plans)
    outcome = outcome or target_outcomes(plans[0])[0]
    bases = bases or BASES // len(plans)
    units = _units(plans, names)
    every = frozenset(name for unit in units for name in unit)
    with own_crew(workers) as crew, ExitStack() as keepers:
        lives = _Lives([], outcome)
        futures = (min(alone + 1, len(units)) + 3) * bases + 2 * len(every) * screened
        lives.open(plans, crew, on_progress, simulate_held, futures)
        if results_folder:
            lives.keep_in(results_folder, keepers)
        look = range(2 * bases + 1, 2 * bases + screened + 1)
        picked = _picked(lives, units, look, alone)
        rest = every.difference(*picked)
        groups = [*map(frozenset, picked), *([rest] if rest else [])]
        one, two = range(1, bases + 1), range(bases + 1, 2 * bases + 1)
        chance = (Held(apart=every, further=-bases), two)
        exchanged = [(Held(apart=group, further=bases), one) for group in groups]
        first, second, *mixed = lives.values([(USUAL, one), (USUAL, two), chance, *exchanged])
    labels = [CHANCE, *map(" + ".join, picked), *([OTHERS] if rest else [])]
    return _summed(outcome, labels, first, second, np.column_stack(mixed), len(rest), lives.lost())


@dataclass(slots=True)
class _Lives:
    """The outcome of one plan, or the paired difference of two, whatever is held."""

    runs: list[HeldRuns]
    outcome: str

    def open(
        self,
        plans: Sequence[Scenario],
        crew: Crew,
        on_progress: Progress | None,
        simulate_held: SimulateHeld,
        futures: int,
    ) -> None:
        """Foresee so many futures of each plan, told as one."""

        def tell(*_: int) -> None:
            if on_progress:
                on_progress(sum(runs.done for runs in self.runs), futures * len(plans))

        self.runs = [HeldRuns(plan, crew, tell, simulate_held) for plan in plans]

    def keep_in(self, results_folder: Path, keepers: ExitStack) -> None:
        """Keep what comes home until the keepers are closed."""
        for runs in self.runs:
            folder = folder_of(runs.scenario, results_folder)
            runs.parts = keepers.enter_context(keeping("uncertainty", runs.scenario, folder))

    def values(self, asked: Sequence[tuple[Held, range]]) -> list[Floats]:
        """Give (replication,) for each."""
        lived = [[table[:, 0] for table in runs.outcomes(asked, [self.outcome])] for runs in self.runs]
        return lived[0] if len(lived) == 1 else [two - one for one, two in zip(*lived, strict=True)]

    def lost(self) -> Lost:
        """Count what failed under either plan."""
        each = [runs.lost() for runs in self.runs]
        first = next((one.first for one in each if one.first), "")
        return Lost(sum(one.failed for one in each), sum(one.lived for one in each), first)


def _refuse_counts(plans: Sequence[Scenario]) -> None:
    for plan in plans:
        if plan.latest_count is not None:
            fault = "has a latest count: what is known of it ties all assumptions and chance together."
            raise refuse(plan.name, fault, "Leave [latest_count] out to ask whose uncertainty it is.")


def _units(plans: Sequence[Scenario], names: Sequence[str] | None) -> list[Unit]:
    """List what is not known of the whole world or its authorities, those tied by a correlation together."""
    drawn = set(names) if names is not None else set().union(*map(names_drawn, plans))
    registers = [register for plan in plans for register in (plan.register, *(each.register for each in plan.partners))]
    unknown: dict[str, Unit] = {
        each.name: (each.name,)
        for register in registers
        for each in register.assumptions
        if each.name in drawn and each.level not in CASE_LEVELS and np.ptp(each.belief.percentiles((LOW, HIGH)))
    }
    for register in registers:
        for tie in register.correlations:
            together = tuple(name for name in tie.names if name in unknown)
            unknown |= dict.fromkeys(together, together)
    return list(dict.fromkeys(unknown.values()))


def _picked(lives: _Lives, units: Sequence[Unit], numbers: range, most: int) -> list[Unit]:
    """Choose the units that move the outcome most from P10 to P90, on the same luck in futures of their own."""
    names = [name for unit in units for name in unit]
    ends = [Held(pinned=((name, end),)) for name in names for end in (LOW, HIGH)]
    lived = lives.values([(held, numbers) for held in ends])
    swings = {name: two - one for name, one, two in zip(names, lived[::2], lived[1::2], strict=True)}
    sizes = {name: abs(float(np.nan_to_num(np.nanmean(swing)))) for name, swing in swings.items()}
    moving = [unit for unit in units if max(sizes[name] for name in unit) > 0]
    return sorted(moving, key=lambda unit: (-max(sizes[name] for name in unit), unit))[:most]


def _summed(
    outcome: str, labels: list[str], first: Floats, second: Floats, mixed: Floats, others: int, lost: Lost
) -> Uncertainty:
    known = ~(np.isnan(first) | np.isnan(second) | np.isnan(mixed).any(axis=1))
    if known.sum() < FEWEST:
        fault = f"{outcome} is known in all exchanges of {known.sum()} of {known.size} futures: too few to share out"
        raise SfpcError(f"{fault}. The first that failed is {lost.first}." if lost.failed else f"{fault}.")
    values = np.concatenate([first[known], second[known]])
    indices = sobol_indices(labels, first[known], second[known], mixed[known])
    bases = int(known.sum())
    return Uncertainty(
        outcome, mean_interval(values), _sd_interval(values), range_of_futures(values), indices, others, bases,
        len(known), lost,
    )  # fmt: skip


def _sd_interval(values: Floats) -> tuple[float, float, float]:
    """Estimate a standard deviation with its 95% interval, whatever the shape (by the fourth moment)."""
    sd = float(values.std(ddof=1))
    if sd == 0:
        return 0.0, 0.0, 0.0
    kurtosis = float(np.mean(((values - values.mean()) / sd) ** 4))
    half = 1.96 * sd * np.sqrt(max(kurtosis - 1, 0.0) / (4 * values.size))
    return sd, sd - half, sd + half
