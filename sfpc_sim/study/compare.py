"""Two plans in the same worlds: differences within each replication, never between averages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sfpc_sim.errors import Problem, Refusal, refuse
from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.estimates import chance_difference_interval, mean_interval, range_of_futures
from sfpc_sim.study.kinds import kind_of, split_name, unit_of
from sfpc_sim.study.shared_luck import COLUMNS as LUCK_COLUMNS
from sfpc_sim.study.shared_luck import shared_luck

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sfpc_sim.study.result import Result

    Floats = NDArray[np.float64]

ABOVE, BELOW, SAME, NOT_TOLD = "above zero", "below zero", "same in every pair", "cannot be told from zero"
COLUMNS = (
    *("measure", "on", "unit", "statistic_kind", "first_mean", "second_mean"),
    *("difference", "ci_low", "ci_high", "p10", "p50", "p90", "pairs", "pairs_that_differ"),
    *("absent_in_first", "absent_in_second", "verdict"),
    *LUCK_COLUMNS,
)


def compare(first: Result, second: Result) -> pd.DataFrame:
    """Subtract the first plan from the second, replication by replication.

    Returns
    -------
    One row a measure both have: the two means over the same replications, the mean difference with its 95% interval,
    and p10, p50, p90 of the differences. A time counts in a pair when it came within the horizon under both plans;
    in how many replications it was absent is counted for each plan. `verdict` reads the interval: "above zero",
    "below zero", "cannot be told from zero", or "same in every pair" where no pair differs. The last columns say what
    shared luck did for the measure: see `shared_luck`.

    Raises
    ------
    Refusal : the two do not meet the same worlds, or do not answer the same question
    """
    refuse_unlike(first.facts, second.facts)
    refuse_other_code(first.manifest, second.manifest)
    shared = first.replications.index.intersection(second.replications.index)
    one = with_derived(first.replications.loc[shared], first.facts)
    two = with_derived(second.replications.loc[shared], second.facts)
    names = [name for name in one.columns if name in two.columns]
    same = first.manifest["digest"] == second.manifest["digest"]
    rows = [
        _row(name, one[name].to_numpy(np.float64), two[name].to_numpy(np.float64), same_plan=same) for name in names
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def refuse_unlike(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    """Refuse two scenarios whose differences would mean something else than their plans.

    Raises
    ------
    Refusal : naming every setting that differs
    """
    place = f"comparing {first['name']} with {second['name']}"
    problems = [
        Problem(place, f"{words} differs: {_setting(first, key)} and {_setting(second, key)}.", remedy)
        for words, key, remedy in _MUST_AGREE
        if _setting(first, key) != _setting(second, key)
    ]
    if problems:
        raise Refusal(problems)


_MUST_AGREE = (
    ("the authority", "authority.name", "Compare plans of one authority."),
    ("the target", "target.children_under", "Give both the same target.children_under."),
    ("the target's date", "target.on", "Give both the same target.on."),
    ("the first day", "start", "Differences would mix time with policy: give both the same start."),
    ("the last day", "end", "Run both to the same date, for instance with --until."),
    ("the latest count", "latest_count.looked_after", "Give both the same [latest_count], or neither."),
    ("the latest count's date", "latest_count.on", "Give both the same [latest_count], or neither."),
    ("the seed", "seed", "They would meet different children: run both with the same --seed."),
)


def _setting(facts: Mapping[str, Any], key: str) -> Any:
    value: Any = facts
    for part in key.split("."):
        value = value.get(part) if value else None
    return "none" if value is None else value


def refuse_other_code(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    """Refuse two manifests that other code or other versions wrote."""
    mine, theirs = (dict(manifest["digest_parts"]) for manifest in (first, second))
    unlike = [key for key in mine if key not in ("scenario", "plugins") and mine[key] != theirs.get(key)]
    if unlike:
        raise refuse(
            f"comparing {first['scenario']} with {second['scenario']}",
            f"they were simulated by different versions ({', '.join(unlike)}).",
            "Run both again with this version.",
        )


def _row(name: str, one: Floats, two: Floats, *, same_plan: bool) -> dict[str, Any]:
    absent = int(np.isnan(one).sum()), int(np.isnan(two).sum())
    both = ~(np.isnan(one) | np.isnan(two))
    one, two = one[both], two[both]
    differences = two - one
    mean, low, high = mean_interval(differences)
    if kind_of(name) == "chance" and not same_plan:
        low, high = chance_difference_interval(one, two)
    differ = int(np.count_nonzero(differences))
    means = (float(values.mean()) if values.size else np.nan for values in (one, two))
    values = (
        *split_name(name), unit_of(name), kind_of(name), *means, mean, low, high, *range_of_futures(differences),
        one.size, differ, *absent, verdict(low, high, differ, one.size), *shared_luck(one, two),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def verdict(low: float, high: float, differ: int, pairs: int) -> str:
    """Read the interval; a single pair that differs has none, and tells nothing."""
    if pairs and not differ:
        return SAME
    return ABOVE if low > 0 else BELOW if high < 0 else NOT_TOLD
