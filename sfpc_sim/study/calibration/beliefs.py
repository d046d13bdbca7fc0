"""Calibrate beliefs of the register on simulated worlds: design, history matching, posterior, checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.beliefs import belief_of
from sfpc_sim.study.calibration.durations import without_wandering
from sfpc_sim.study.calibration.matching import (
    DRAWS,
    IMPLAUSIBLE,
    bounded,
    design,
    fewest_points,
    implausibility,
    prior_draws,
    surface,
    unbounded,
)
from sfpc_sim.study.calibration.posterior import Coverage, Posterior, condition, coverage
from sfpc_sim.study.care_counts import Returns
from sfpc_sim.study.care_worlds import quiet_plan, year_edges
from sfpc_sim.study.fitting.usual_years import lived

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.calibration.problem import CalibrationProblem

    Floats = NDArray[np.float64]

CHECKED = 12  # draws of the posterior that are simulated again
TRUTHS = 60  # simulated worlds that are taken for the truth in turn
FEWEST_LEFT = 500 / DRAWS  # of the priors: fewer draws are no match but a contradiction


@dataclass(frozen=True, eq=False)
class Calibration:
    """What was learned, and what shows whether to trust it. Values are on unbounded scales."""

    problem: CalibrationProblem
    seed: int
    points: int  # worlds simulated in each of two waves
    left: float  # share of the priors that history matching did not rule out
    prior_sd: Floats  # (parameter,)
    posterior: Posterior
    coverage: Coverage
    predicted: Floats  # (draw, target) simulated again at draws of the posterior
    off_sd: Floats  # (target,) what the last surface is off by


def calibrate(
    problem: CalibrationProblem, points: int, *, seed: int, tell: Callable[[str], None] = lambda _: None
) -> Calibration:
    """Run both waves and everything that checks them, reproducibly.

    Parameters
    ----------
    points : worlds simulated in each wave
    seed : of the design, of the luck that all worlds share, and of the errors
    """
    _enough(problem, points)
    parameters, targets = problem.parameters, problem.targets
    scenario = without_wandering(quiet_plan(problem.authority, problem.own, problem.years, seed=seed))
    draws = prior_draws(parameters, seed=seed)
    scaled = unbounded(parameters, draws)
    first = design(parameters, points, seed=seed + 1)
    tell(f"First wave: {points} worlds of {problem.authority.name}, {problem.years} years each.")
    rough = surface(unbounded(parameters, first), outcomes_at(problem, scenario, first))
    kept = implausibility(rough, scaled, targets) < IMPLAUSIBLE
    _some_left(problem, float(kept.mean()))
    tell(f"Second wave: {points} worlds of the {kept.mean():.0%} of the priors that are not ruled out.")
    second, found = scaled[kept][:points], outcomes_at(problem, scenario, draws[kept][:points])
    fine = surface(second, found)
    observed, error_sd = np.array([t.value for t in targets]), np.hypot([t.sd for t in targets], fine.off_sd)
    chance = np.random.Generator(np.random.Philox(seed + 2))
    prior = (scaled[kept], fine.at(scaled[kept]))
    posterior = condition(*prior, observed, error_sd, chance)
    checked = coverage(prior, (second, found), error_sd, TRUTHS, chance)
    drawn = posterior.draws[chance.choice(len(posterior.draws), CHECKED, p=posterior.weights)]
    tell(f"Check: {CHECKED} draws of the posterior are simulated again.")
    predicted = outcomes_at(problem, scenario, bounded(parameters, drawn))
    return Calibration(
        problem, seed, points, float(kept.mean()), scaled.std(axis=0), posterior, checked, predicted, fine.off_sd
    )


def _enough(problem: CalibrationProblem, points: int) -> None:
    fewest = fewest_points(len(problem.parameters))
    if points < fewest:
        fault = f"{points} points cannot show how {len(problem.parameters)} numbers act together."
        raise refuse("--points", fault, f"Give at least {fewest}.")


def _some_left(problem: CalibrationProblem, left: float) -> None:
    if left < FEWEST_LEFT:
        fault = f"{left:.2%} of the priors are not ruled out: hardly any values give all the targets."
        raise refuse(problem.title, fault, "Widen a prior or a target's discrepancy_sd, or find what is missing.")


def outcomes_at(problem: CalibrationProblem, scenario: Scenario, values: Floats) -> Floats:
    """Simulate a world at each of the values (point, parameter); give what the targets ask (point, target).

    All points share their luck, so what differs between them is what the values do.
    """
    return np.array([_outcomes(problem, _at(problem, scenario, point)) for point in values])


def _at(problem: CalibrationProblem, scenario: Scenario, point: Floats) -> Scenario:
    fixed = {p.register_name: value * p.times for p, value in zip(problem.parameters, point.tolist(), strict=True)}
    changed = tuple(
        replace(a, belief=belief_of({"fixed": {"value": fixed[a.name]}}, a.bounds)) if a.name in fixed else a
        for a in scenario.register.assumptions
    )
    return replace(scenario, register=Register(changed, scenario.register.correlations))


def _outcomes(problem: CalibrationProblem, scenario: Scenario) -> list[float]:
    cohort, edges = lived(scenario, 1), year_edges(scenario)
    causes = {target.cause for target in problem.targets}
    of = {cause: Returns(cohort, cause, edges[0], edges[-1]) for cause in sorted(causes)}
    return [float(of[target.cause].share_by(np.array(target.years))) for target in problem.targets]
