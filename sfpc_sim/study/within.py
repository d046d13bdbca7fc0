"""Simulate until outcomes, or the paired differences of two plans, are known as well as was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sfpc_sim.errors import SfpcError
from sfpc_sim.model.simulate import simulate as simulate_world
from sfpc_sim.study.aims import refuse_unmeasured
from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.jobs import fewer_of_alternatives
from sfpc_sim.study.kinds import kind_of
from sfpc_sim.study.plain import facts_of
from sfpc_sim.study.precision import Followed, settle
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import write_summary
from sfpc_sim.study.worker import tried

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.precision import Aim, Precision
    from sfpc_sim.study.result import Result
    from sfpc_sim.study.running_width import Kind
    from sfpc_sim.study.worker import Simulate

LIVED = 5  # futures at the most, to see what is measured


def run_within(
    scenario: Scenario,
    aims: Sequence[Aim],
    *,
    budget: int | None = None,
    simulate: Simulate = simulate_world,
    **options: Any,
) -> Result:
    """Run a scenario until every aim is met for a look-ahead, or the budget is spent.

    Parameters
    ----------
    budget : replications at most; the scenario's number if left out
    options : as of `run`

    Returns
    -------
    The replications that count, with the `precision` decided. The folder keeps every one that was simulated; its
    `summary.csv` is of those that count, whatever it held before.

    Raises
    ------
    Refusal : an aim is at nothing that is measured, and as `run` does
    """
    refuse_unmeasured(aims, outcomes_of(scenario, simulate))
    at_most = _most(scenario, budget)
    numbers = pd.Index([])

    def up_to(number: int) -> Result:
        return open_result(run(scenario, replications=number, simulate=simulate, **options))

    def simulated(wanted: int) -> list[Followed]:
        nonlocal numbers
        table = _derived(_up_to(up_to(wanted), at_most))
        numbers = table.index
        return [Followed(aim, table[aim.outcome].to_numpy(np.float64), _kind(aim)) for aim in aims]

    precision = settle(at_most, simulated)
    # Once more: where a folder held enough from the start, the other drifts may not be there yet.
    result = _that_count(up_to(int(numbers[precision.replications - 1])), precision)
    write_summary(result)
    return result


def compare_within(
    first: Scenario | Path,
    second: Scenario | Path,
    aims: Sequence[Aim],
    *,
    budget: int | None = None,
    references: tuple[str | None, str | None] = (None, None),
    **options: Any,
) -> tuple[Result, Result]:
    """Run two plans until their paired differences are known as well as was asked for, or the budget is spent.

    Parameters
    ----------
    first, second : scenarios, which are simulated, or results folders, whose replications are all there will be
    budget, options : as of `run_within`
    references : how the user called the two

    Returns
    -------
    The pairs that count of each, with the `precision` decided; for `compare`.

    Raises
    ------
    Refusal : an aim is at nothing that both measure, and as `run` does
    """
    plans = (first, second)
    of_first, of_second = (outcomes_of(plan, options.get("simulate", simulate_world)) for plan in plans)
    refuse_unmeasured(aims, [outcome for outcome in of_first if outcome in set(of_second)])
    at_most = min(_most(plan, budget) for plan in plans)

    results: list[Result] = []

    def simulated(wanted: int) -> list[Followed]:
        folders = [
            plan if isinstance(plan, Path) else run(plan, replications=wanted, reference=reference, **options)
            for plan, reference in zip(plans, references, strict=True)
        ]
        results[:] = _paired([_up_to(open_result(folder), at_most) for folder in folders])
        one, two = map(_derived, results)
        differences = {aim: (two[aim.outcome] - one[aim.outcome]).to_numpy(np.float64) for aim in aims}
        return [Followed(aim, values, _kind(aim, paired=True), paired=True) for aim, values in differences.items()]

    precision = settle(at_most, simulated)
    one, two = (_that_count(result, precision) for result in results)
    return one, two


def outcomes_of(plan: Scenario | Path, simulate: Simulate = simulate_world) -> list[str]:
    """Name what a plan's replications measure; a scenario's by living the first that does not fail."""
    if isinstance(plan, Path):
        return list(_derived(open_result(plan)).columns)
    anywhere = replace(plan, latest_count=None)  # no world may come near it: that is for `run` to refuse
    told = next((one for number in range(1, LIVED + 1) if (one := tried(simulate, anywhere, number))), None)
    if told is None:
        raise SfpcError(f"The first {LIVED} futures of {plan.name} failed: sfpc run {plan.name} says why.")
    return list(with_derived(pd.DataFrame([dict(told.measures)], index=[1]), facts_of(plan)).columns)


def _most(plan: Scenario | Path, budget: int | None) -> int:
    if isinstance(plan, Path):
        return int(open_result(plan).replications.index.max())
    return plan.replications if budget is None else budget


def _kind(aim: Aim, *, paired: bool = False) -> Kind:
    return "mean" if kind_of(aim.outcome) != "chance" else "chance difference" if paired else "chance"


def _derived(result: Result) -> pd.DataFrame:
    return with_derived(result.replications, result.facts)


def _paired(results: list[Result]) -> list[Result]:
    shared = results[0].replications.index.intersection(results[1].replications.index)
    return [replace(result, replications=result.replications.loc[shared]) for result in results]


def _that_count(result: Result, precision: Precision) -> Result:
    last = int(result.replications.index[precision.replications - 1])
    return replace(_up_to(result, last), precision=precision)


def _up_to(result: Result, number: int) -> Result:
    """Keep replications up to a number, and of its alternatives those that a run of that size has."""
    fewer = fewer_of_alternatives(number)
    alternatives = {drift: _up_to(each, fewer) for drift, each in result.alternatives.items()}
    return replace(result, replications=result.replications.loc[:number], alternatives=alternatives)
