"""A joint posterior as beliefs and correlations that a plan draws from, with its diagnostics beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.study.calibration.matching import bounded
from sfpc_sim.study.calibration.posterior import NOT_IDENTIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sfpc_sim.study.calibration.beliefs import Calibration
    from sfpc_sim.study.calibration.problem import Parameter

    Floats = NDArray[np.float64]

QUANTILES = np.array([0.1, 0.5, 0.9])


def diagnostics(found: Calibration) -> str:
    """Say what was learned of each number, what was not, and whether the posterior can be trusted."""
    return "\n".join([*_learned(found), "", *_predicted(found), "", *_coverage(found)])


def _learned(found: Calibration) -> Iterator[str]:
    parameters = found.problem.parameters
    prior = np.column_stack([p.prior.quantiles(QUANTILES) for p in parameters]).T
    after = bounded(parameters, found.posterior.quantiles(QUANTILES)).T
    yield f"{found.left:.0%} of the priors are not ruled out by history matching."
    yield f"{'':28s} prior p10, p50, p90     posterior p10, p50, p90   spread left"
    for parameter, old, new, left in zip(parameters, prior, after, spread_left(found), strict=True):
        note = "  NOT IDENTIFIED: the prior stands" if left > NOT_IDENTIFIED else ""
        yield f"{parameter.name:28s} {_three(old)}  {_three(new)}  {left:5.0%}{note}"


def _three(values: Floats) -> str:
    return "  ".join(f"{value:6.3g}" for value in values)


def spread_left(found: Calibration) -> Floats:
    """Give what is left of each prior's sd, on scales without ends `(parameter,)`."""
    return np.asarray(np.sqrt(np.diag(found.posterior.covariance)) / found.prior_sd)


def _predicted(found: Calibration) -> Iterator[str]:
    yield f"Simulated again at {len(found.predicted)} draws of the posterior: mean (least to most) against the target."
    for number, target in enumerate(found.problem.targets):
        values = found.predicted[:, number]
        off = (values.mean() - target.value) / target.sd
        verdict = "agrees" if abs(off) < 2 else f"OFF by {off:+.1f} of what may separate them"
        yield (
            f"{target.meaning}: {values.mean():.3f} ({values.min():.3f} to {values.max():.3f}), "
            f"target {target.value:g} +- {target.sd:.3f}: {verdict}"
        )


def _coverage(found: Calibration) -> Iterator[str]:
    checked = found.coverage
    yield (
        f"Of {checked.truths} simulated truths the 80% posterior holds (chance of ranks as uneven, were it right): "
        + ", ".join(
            f"{parameter.name} {share:.0%} ({even:.2f})"
            for parameter, share, even in zip(found.problem.parameters, checked.within_80, checked.even, strict=True)
        )
    )
    if not checked.holds:
        yield "THE POSTERIOR DOES NOT HOLD ITS TRUTHS as often as it says: use more points before it is used."


def plan_toml(found: Calibration, plan: str, command: str) -> str:
    """Write a plan that extends another one and draws from the joint posterior."""
    comment = "\n".join(f"# {line}".rstrip() for line in diagnostics(found).splitlines())
    learned = np.flatnonzero(spread_left(found) <= NOT_IDENTIFIED)
    entries = "\n".join(_entry(found, number) for number in learned.tolist())
    title = found.problem.title
    return f"""# Made by a command, on simulated worlds. To make it again:
#   {command}
# Any plan may take these tables over. What is not identified is left as the register has it.
#
{comment}

sfpc = 1
extends = "{plan}"
title = "{title}: a calibrated joint posterior"

{entries}
{_correlation(found, learned)}"""


def _entry(found: Calibration, number: int) -> str:
    parameter = found.problem.parameters[number]
    targets = ", ".join(target.name for target in found.problem.targets)
    source = f"{found.problem.title}, calibrated jointly (docs/calibration.md) to: {targets}"
    return (
        f"[assumptions.{parameter.name}]\nbelief = {_belief(found, number, parameter)}\n"
        f'source = {{ ref = "{source}", grade = "{parameter.grade}" }}\n'
    )


def _belief(found: Calibration, number: int, parameter: Parameter) -> str:
    draws, weights = found.posterior.draws[:, number], found.posterior.weights
    if not parameter.is_share:
        middle, sd = float(weights @ draws), float(np.sqrt(found.posterior.covariance[number, number]))
        return f"{{ lognormal = {{ median = {np.exp(middle):.4g}, log_sd = {sd:.4g} }} }}"
    share = 1 / (1 + np.exp(-draws))
    mean = float(weights @ share)
    variance = float(weights @ (share - mean) ** 2)
    size = mean * (1 - mean) / variance - 1
    return f"{{ beta = {{ a = {mean * size:.4g}, b = {(1 - mean) * size:.4g} }} }}"


def _correlation(found: Calibration, learned: NDArray[np.int64]) -> str:
    if learned.size < 2:
        return ""
    covariance = found.posterior.covariance[np.ix_(learned, learned)]
    sd = np.sqrt(np.diag(covariance))
    rows = ", ".join(
        "[" + ", ".join("1" if i == j else f"{value:.3f}" for j, value in enumerate(row)) + "]"
        for i, row in enumerate(covariance / np.outer(sd, sd))
    )
    names = ", ".join(f'"{found.problem.parameters[number].register_name}"' for number in learned)
    return f"[correlations.calibrated]\nnames = [{names}]\nmatrix = [{rows}]\n"
