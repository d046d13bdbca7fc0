"""History matching: which values could have given what was observed at all.

A design over the priors is simulated, a quadratic surface is laid through each target, and what lies too
far from a target, measured in everything that may separate them, is ruled out before anything finer is
asked. What is left is simulated again.

References
----------
Craig, Goldstein, Seheult and Smith (1997), Pressure matching for hydrocarbon reservoirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import qmc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.study.calibration.problem import Parameter, Target

    Floats = NDArray[np.float64]

IMPLAUSIBLE = 3.0  # Pukelsheim's three-sigma rule: at least 95% of any distribution with one mode lies nearer
DRAWS = 2**14


def design(parameters: Sequence[Parameter], points: int, *, seed: int) -> Floats:
    """Give values (point, parameter) that fill the priors evenly: a Latin hypercube."""
    return _from_priors(parameters, qmc.LatinHypercube(len(parameters), rng=_chance(seed)).random(points))


def prior_draws(parameters: Sequence[Parameter], *, seed: int) -> Floats:
    """Give many values (draw, parameter) of the priors: a scrambled Sobol sequence."""
    return _from_priors(parameters, qmc.Sobol(len(parameters), rng=_chance(seed)).random(DRAWS))


def _chance(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def _from_priors(parameters: Sequence[Parameter], cube: Floats) -> Floats:
    return np.column_stack([p.prior.quantiles(u) for p, u in zip(parameters, cube.T, strict=True)])


def unbounded(parameters: Sequence[Parameter], values: Floats) -> Floats:
    """Bring values (point, parameter) to scales without ends: shares to log odds within bounds, others to logs."""
    columns = []
    for parameter, column in zip(parameters, values.T, strict=True):
        if parameter.is_share:
            inside = np.clip(column, 1e-6, 1 - 1e-6)
            columns.append(np.log(inside / (1 - inside)))
        else:
            columns.append(np.log(np.maximum(column, 1e-12)))
    return np.column_stack(columns)


def bounded(parameters: Sequence[Parameter], scaled: Floats) -> Floats:
    """Bring values back from scales without ends."""
    return np.column_stack([
        1 / (1 + np.exp(-column)) if parameter.is_share else np.exp(column)
        for parameter, column in zip(parameters, scaled.T, strict=True)
    ])  # fmt: skip


@dataclass(frozen=True, eq=False)
class Surface:
    """A quadratic through simulated outcomes, and how far simulations lie from it."""

    centre: Floats  # (parameter,)
    spread: Floats  # (parameter,)
    weights: Floats  # (term, target)
    off_sd: Floats  # (target,)

    def at(self, values: Floats) -> Floats:
        """Give outcomes (point, target) at values (point, parameter), on scales without ends."""
        return _terms((values - self.centre) / self.spread) @ self.weights


def surface(values: Floats, outcomes: Floats) -> Surface:
    """Lay a quadratic through outcomes (point, target) by least squares.

    What it is off by is measured on points left out one at a time.
    """
    centre, spread = values.mean(axis=0), values.std(axis=0)
    terms = _terms((values - centre) / spread)
    solve = np.linalg.pinv(terms)
    weights = solve @ outcomes
    leverage = np.clip(np.einsum("pt,tp->p", terms, solve), 0.0, 0.99)
    left_out = (outcomes - terms @ weights) / (1 - leverage)[:, None]
    return Surface(centre, spread, weights, np.sqrt((left_out**2).mean(axis=0)))


def fewest_points(parameters: int) -> int:
    """Give how many points a quadratic needs, with as many again to tell what it is off by."""
    return 2 * (1 + parameters + parameters * (parameters + 1) // 2)


def implausibility(fitted: Surface, values: Floats, targets: Sequence[Target]) -> Floats:
    """Give how far the worst target is off at unbounded values (point, parameter), in sds of what may separate them."""
    wanted, sd = _numbers(targets)
    return np.asarray((np.abs(fitted.at(values) - wanted) / np.hypot(sd, fitted.off_sd)).max(axis=1))


def _numbers(targets: Sequence[Target]) -> tuple[Floats, Floats]:
    return np.array([t.value for t in targets]), np.array([t.sd for t in targets])


def _terms(x: Floats) -> Floats:
    first, second = np.triu_indices(x.shape[1])
    return np.column_stack([np.ones(len(x)), x, x[:, first] * x[:, second]])
