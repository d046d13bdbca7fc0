"""What drives an outcome: each assumption that a plan draws, at its P10 and at its P90, on the same luck.

All are screened in a few futures; those that move the first outcome most are followed up in other futures, so that
being chosen for a large effect does not make it larger. Only those followed up can be told from zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import SfpcError
from sfpc_sim.model.held import USUAL, Held
from sfpc_sim.model.simulate import assumptions_asked, simulate
from sfpc_sim.study.effects import CASE_LEVELS, FOLLOWED, SCREENED, effect_row, effects_table, write_effects
from sfpc_sim.study.held_parts import keeping
from sfpc_sim.study.held_runs import HeldRuns, own_crew
from sfpc_sim.study.run import run
from sfpc_sim.study.worker import tried

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.failures import Lost
    from sfpc_sim.study.held_runs import SimulateHeld
    from sfpc_sim.study.jobs import Progress

    Floats = NDArray[np.float64]

LOW, HIGH = 0.1, 0.9
LOOKED_AT = 40  # futures in which is looked what a plan draws: strain does harm in one of five, and asks for more there
# A shipped plan draws some 160 assumptions at 35 to 60 ms a future: four minutes on two cores, at the most.
SCREEN_FUTURES, FOLLOW_FUTURES, FOLLOW = 12, 100, 20


@dataclass(frozen=True, slots=True)
class Drivers:
    """The effects of a plan's assumptions, as `effects_of` describes them.

    Attributes
    ----------
    folder : the results folder they are kept in
    lost : futures that failed, and are missing in the effects
    """

    folder: Path
    table: pd.DataFrame
    lost: Lost


def target_outcomes(scenario: Scenario) -> tuple[str, str]:
    """Name what a plan is about: children looked after on the target's date, and the chance that they are few."""
    on = scenario.target.on.isoformat()
    return f"looked_after_on:{on}", f"under_on:{on}"


def names_drawn(scenario: Scenario) -> set[str]:
    """Name the assumptions that a plan asks for in any of its first futures."""
    asked = [tried(assumptions_asked, scenario, number) or frozenset() for number in range(1, LOOKED_AT + 1)]
    if not any(asked):
        raise SfpcError(f"The first {LOOKED_AT} futures of {scenario.name} failed: sfpc run {scenario.name} says why.")
    return set().union(*asked)


def drivers_of(
    scenario: Scenario,
    *,
    outcomes: Sequence[str] = (),
    follow: int = FOLLOW,
    futures: int = FOLLOW_FUTURES,
    results_folder: Path = Path("results"),
    workers: int | None = None,
    on_progress: Progress | None = None,
    on_notice: Callable[[str], None] = print,
    simulate_held: SimulateHeld = simulate,
    names: Sequence[str] | None = None,
) -> Drivers:
    """Pin each assumption at its P10 and P90, and keep the effects with the plan's results.

    Parameters
    ----------
    outcomes : as the columns of a table of replications name them, the target's if left out; the first one decides
        which assumptions are followed up
    follow, futures : how many are followed up, and in how many futures
    names : the assumptions; those that the plan draws if left out

    Returns
    -------
    Drivers
    """
    outcomes = tuple(outcomes) or target_outcomes(scenario)
    levels = _levels(scenario, names)
    with own_crew(workers) as crew:
        folder = run(
            scenario,
            replications=1,
            executor=crew,
            results_folder=results_folder,
            alternatives=False,
            on_notice=on_notice,
            simulate=simulate_held,
        )
        with keeping("drivers", scenario, folder) as parts:
            runs = HeldRuns(scenario, crew, on_progress, simulate_held, parts)
            screen = range(1, SCREEN_FUTURES + 1)
            later = range(SCREEN_FUTURES + 1, SCREEN_FUTURES + futures + 1)
            followed = min(follow, sum(level not in CASE_LEVELS for level in levels.values()))
            runs.expected = (2 * len(levels) + 1) * len(screen) + (2 * followed + 1) * len(later)
            rows = _effects(runs, levels, screen, outcomes, SCREENED)
            chosen = _largest([row for row in rows if row["outcome"] == outcomes[0]], followed)
            rows = [row for row in rows if row["assumption"] not in chosen]
            rows += _effects(runs, {name: levels[name] for name in chosen}, later, outcomes, FOLLOWED)
            table = effects_table(rows)
            write_effects(folder, table)
    return Drivers(folder, table, runs.lost())


def _levels(scenario: Scenario, names: Sequence[str] | None) -> dict[str, str]:
    """List what is pinned, and at which level each is drawn; what certainty is believed of has no P10."""
    drawn = names_drawn(scenario) if names is None else set(names)
    known = [each for each in scenario.register.assumptions if each.name in drawn]
    return {each.name: each.level for each in known if np.ptp(each.belief.percentiles((LOW, HIGH)))}


def _effects(
    runs: HeldRuns, levels: dict[str, str], numbers: range, outcomes: Sequence[str], stage: str
) -> list[dict[str, object]]:
    held = [USUAL, *(Held(pinned=((name, end),)) for name in levels for end in (LOW, HIGH))]
    usual, *pinned = runs.outcomes([(each, numbers) for each in held], outcomes)
    return [
        effect_row(name, level, outcome, stage, usual[:, at], low[:, at], high[:, at])
        for (name, level), low, high in zip(levels.items(), pinned[::2], pinned[1::2], strict=True)
        for at, outcome in enumerate(outcomes)
    ]


def _largest(rows: list[dict[str, object]], most: int) -> set[str]:
    """Choose the assumptions of the whole world or an authority with the largest swings; ties by name."""
    ignorance = [row for row in rows if row["level"] not in CASE_LEVELS]
    ordered = sorted(ignorance, key=lambda row: (-abs(np.nan_to_num(float(str(row["swing"])))), str(row["assumption"])))
    return {str(row["assumption"]) for row in ordered[:most]}
