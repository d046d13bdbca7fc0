"""Which of many plans is best, and which cannot be told from the best: multiple comparisons with the best.

By Edwards and Hsu (1983), on paired differences. Whichever plan is truly the best, it takes part in k - 1 differences;
Bonferroni over those makes them hold together with 95%. So the best need not be known, and picking the plan that looks
best costs nothing: the intervals hold for all plans at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.errors import Problem, Refusal, refuse
from sfpc_sim.study.compare import refuse_other_code, refuse_unlike
from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.estimates import CONFIDENCE, chance_difference_interval, chance_interval, mean_interval
from sfpc_sim.study.kinds import kind_of
from sfpc_sim.study.outcome_names import refuse_outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.study.result import Result

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ERROR = 1 - CONFIDENCE
FEWEST = 2  # pairs a spread can be told of
HIGHEST_IS_BEST = ("under_on", "under_by_target", "in_post_by_plan", "share_of_posts_by_plan", "all_posts_by_plan")
COLUMNS = ("plan", "mean", "ci_low", "ci_high", "behind_best", "behind_low", "behind_high", "may_be_best")


@dataclass(frozen=True, slots=True)
class Ranking:
    """Plans from the best on, by one outcome.

    Attributes
    ----------
    highest : whether the highest is best
    pairs : replications that all plans have
    table : a row a plan. `ci_low/ci_high` of its mean, and `behind_low/behind_high` of how far it is behind the best of
        the others (below zero: ahead of them), each hold for all plans at once with 95%. `may_be_best`: cannot be
        told from the best, as `behind_low` is not above zero
    """

    outcome: str
    highest: bool
    pairs: int
    table: pd.DataFrame


def rank(results: Sequence[Result], outcome: str | None = None, *, highest: bool | None = None) -> Ranking:
    """Rank finished plans on the replications they share.

    Parameters
    ----------
    outcome : as the columns of a table of replications name it; children looked after on the target's date if left out
    highest : whether the highest is best; read from the outcome if left out

    Raises
    ------
    Refusal : fewer than two plans, plans that do not answer the same question, or no such outcome
    """
    _refuse_unlike(results)
    outcome = outcome or f"looked_after_on:{results[0].facts['target']['on']}"
    tables = [with_derived(result.replications, result.facts) for result in results]
    refuse_outcomes([outcome], set.intersection(*(set(table.columns) for table in tables)))
    if highest is None:
        highest = outcome.partition(":")[0].removeprefix("counterfactual_") in HIGHEST_IS_BEST
    names = [str(result.facts["name"]) for result in results]
    values = pd.concat([table[outcome] for table in tables], axis=1, join="inner").dropna().to_numpy(np.float64)
    if len(values) < FEWEST:
        fault = f"have {len(values)} replications with {outcome} in common."
        raise refuse("the plans", fault, "Run each with 2 or more, better some hundred.")
    return Ranking(
        outcome, highest, len(values), ranked(names, values, chance=kind_of(outcome) == "chance", highest=highest)
    )


def ranked(names: Sequence[str], values: Floats, *, chance: bool = False, highest: bool = False) -> pd.DataFrame:
    """Rank plans by values `(replication, plan)` met on the same luck; see `Ranking` for the columns."""
    count = len(names)
    low, high = _pairwise(values, chance=chance)  # of plan i less plan j
    if highest:
        low, high = -high, -low
    apart = ~np.eye(count, dtype=bool)
    candidate: Flags = np.all(np.where(apart, low, -np.inf) <= 0, axis=1)
    means = values.mean(axis=0)
    worse = -means if highest else means
    rows = []
    for i in range(count):
        behind = float(max(worse[i] - worse[j] for j in range(count) if j != i))
        bounds = _behind(low[i], high[i], apart[i], candidate, i)
        rows.append((names[i], *_level(values[:, i], count, chance=chance), behind, *bounds, bounds[0] <= 0))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["behind_best", "plan"], kind="stable", ignore_index=True)


def _behind(low: Floats, high: Floats, others: Flags, candidate: Flags, i: int) -> tuple[float, float]:
    """Bound how far a plan is behind the best of the others, whether it is the best itself or another candidate."""
    ends: list[float] = []
    if candidate[i]:
        ends += [float(low[others].max()), min(0.0, float(high[others].max()))]
    rivals = others & candidate
    if rivals.any() and high[rivals].max() >= 0:
        ends += [max(0.0, float(low[rivals].min())), float(high[rivals].max())]
    return min(ends), max(ends)


def _pairwise(values: Floats, *, chance: bool) -> tuple[Floats, Floats]:
    """Bound plan i less plan j, `(plan, plan)`, so that the k - 1 differences of any one plan hold together."""
    count = values.shape[1]
    error = ERROR / (count - 1)
    low, high = np.zeros((count, count)), np.zeros((count, count))
    for i in range(count):
        for j in range(i + 1, count):
            if chance:
                ends = chance_difference_interval(values[:, j], values[:, i], tail=error / 4)
            else:
                ends = mean_interval(values[:, i] - values[:, j], 1 - error)[1:]
            low[i, j], high[i, j] = ends
            low[j, i], high[j, i] = -ends[1], -ends[0]
    return low, high


def _level(values: Floats, count: int, *, chance: bool) -> tuple[float, float, float]:
    """Estimate a plan's own mean, so that the intervals of all plans hold together."""
    if chance:
        return float(values.mean()), *chance_interval(int(values.sum()), values.size, tail=ERROR / 2 / count)
    return mean_interval(values, 1 - ERROR / count)


def _refuse_unlike(results: Sequence[Result]) -> None:
    if len(results) < FEWEST:
        raise refuse("ranking", f"{len(results)} plan cannot be ranked.", "Name two results or more.")
    problems: list[Problem] = []
    for result in results[1:]:
        try:
            refuse_unlike(results[0].facts, result.facts)
            refuse_other_code(results[0].manifest, result.manifest)
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(problems)
