"""What the simulator says: the authority file it would write at the origin, and children who live on from there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.study.fitting.authority_file import authority_toml
from sfpc_sim.study.fitting.elasticity import authority_of, measure_shares
from sfpc_sim.study.fitting.published import fit_history
from sfpc_sim.study.fitting.usual_years import live, usual_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.backtest.question import Question
    from sfpc_sim.study.fitting.drift import Drifts

    Floats = NDArray[np.float64]

CHILDREN_FOR_SHARES = 6_000  # lived a year each to measure how totals answer to rates: many worlds of a small authority


@dataclass(frozen=True, slots=True)
class Forecast:
    """Futures of one authority from one origin: children looked after `(drift, replication, horizon)`."""

    origin: int
    code: str
    looked_after: Floats


def forecast(
    question: Question, drifts: Drifts, mechanisms: Sequence[str], horizons: Sequence[int], replications: int
) -> Forecast:
    """Fit an authority to what was known, and simulate on under each drift mechanism."""
    fit = fit_history(question.history, drifts, question.country)
    worlds = max(1, round(CHILDREN_FOR_SHARES / question.history.stock[-1]))
    fit = replace(fit, measured_shares=measure_shares(authority_toml(fit, "a first pass"), worlds))
    origin, code = question.key
    # Another origin meets other luck, or a few lucky worlds would decide all of an authority's scores.
    plan = replace(usual_years(*authority_of(authority_toml(fit, "a back-test")), max(horizons)), seed=origin)
    futures = [
        [_stocks(replace(plan, drift=drift), number, horizons) for number in range(1, replications + 1)]
        for drift in mechanisms
    ]
    return Forecast(origin, code, np.array(futures))


def _stocks(plan: Scenario, number: int, horizons: Sequence[int]) -> list[float]:
    found = live(plan, number)
    return [found[f"looked_after_on:{plan.authority.origin.year + years}-03-31"] for years in horizons]
