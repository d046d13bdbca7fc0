"""Whose uncertainty, in words: what of a spread is chance, and which evidence would narrow it most."""

from __future__ import annotations

from math import isnan, sqrt
from typing import TYPE_CHECKING

from sfpc_sim.outputs.drivers_text import level_writer_of, outcome_words, points_of, writer_of
from sfpc_sim.outputs.words import NAME, count, cut, decimal, folded, futures, in_columns, interval
from sfpc_sim.study.uncertainty import CHANCE, OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.study.uncertainty import Uncertainty

HEADS = ("share of the variance", "by itself: known, so much less", "in all: all others known, so much left")


def uncertainty_text(plans: Sequence[Scenario], found: Uncertainty) -> str:
    """Say how far an outcome spreads, what of it no evidence can remove, and whose evidence would narrow it most."""
    about = f"evidence {plans[0].evidence}, drift {plans[0].drift}"
    if len(plans) == 1:
        lines = [f"{cut(plans[0].title, NAME)} ({plans[0].name}; {about})", outcome_words(found.outcome)]
    else:
        lines = [f"{plans[1].name} less {plans[0].name}, future by future ({about})", outcome_words(found.outcome)]
    alone, points = len(plans) == 1, points_of(found.outcome)
    write = level_writer_of(found.outcome) if alone else writer_of(found.outcome)
    mean = f"{interval(write, *found.mean)}{'' if alone else points}"
    reach = "" if points else f"; {futures(write, *found.futures)}"  # of a chance single futures are yes or no
    lines += folded(f"Mean {mean}. Single futures: standard deviation {_deviation(found)}{reach}.")
    if isnan(found.indices["total"].iloc[0]):
        return "\n".join([*lines, "  It is the same in every future: there is no spread to share out."])
    lines += _said(found)
    lines += ["", *in_columns(HEADS, [_cells(row, found) for _, row in found.indices.iterrows()])]
    return "\n".join([*lines, "", *_legend(found)])


def _sized(found: Uncertainty, deviation: float) -> str:
    """Write a standard deviation in the outcome's unit, of a chance in percentage points."""
    points = points_of(found.outcome)
    return f"{decimal(100 * deviation if points else deviation)}{points}"


def _deviation(found: Uncertainty) -> str:
    return interval(lambda value: _sized(found, value), *found.sd)


def _said(found: Uncertainty) -> list[str]:
    chance = found.indices[found.indices["coordinate"] == CHANCE].iloc[0]
    share = [float(chance[f"total{end}"]) for end in _ENDS]
    known = [1 - share[0], 1 - share[2], 1 - share[1]]
    return [
        *folded(f"{interval(_share, *_within(share))} of its variance is chance, which no evidence can remove."),
        *folded(
            f"{interval(_share, *_within(known))} would go if every assumption were known for certain:"
            f" a standard deviation of {_sized(found, found.sd[0] * sqrt(_within(share)[0]))} would be left."
        ),
        *folded(_best(found)),
    ]


def _best(found: Uncertainty) -> str:
    """Name the assumption whose better evidence would narrow the spread most, and those it may be no better than."""
    single = found.indices[~found.indices["coordinate"].isin((CHANCE, OTHERS))]
    told = single[single["first_order_ci_low"] > 0].sort_values("first_order", ascending=False)
    if not len(told):
        return "Of no single assumption can it be told that better evidence on it alone would narrow this."
    best = told.iloc[0]
    share = [float(best[f"first_order{end}"]) for end in _ENDS]
    left = found.sd[0] * sqrt(1 - _within(share)[0])
    said = (
        f"Better evidence on {best['coordinate']} would narrow it most: by at most"
        f" {interval(_share, *_within(share))} of the variance, a standard deviation of {_sized(found, left)} instead"
        f" of {_sized(found, found.sd[0])}."
    )
    near = told.iloc[1:][told.iloc[1:]["first_order_ci_high"] > best["first_order_ci_low"]]
    rivals = ", ".join(str(name) for name in near["coordinate"])
    return f"{said} Not told apart from it: {rivals}." if rivals else said


def _cells(row: pd.Series, found: Uncertainty) -> list[str]:
    name = f"{OTHERS} ({found.others})" if row["coordinate"] == OTHERS else str(row["coordinate"])
    return [name, *(interval(_share, *(row[f"{kind}{end}"] for end in _ENDS)) for kind in _KINDS)]


_KINDS, _ENDS = ("first_order", "total"), ("", "_ci_low", "_ci_high")


def _share(share: float) -> str:
    """Write a share in whole per cent, which may lie a little beyond none or all."""
    return f"{round(100 * share)}%"


def _within(shares: Sequence[float]) -> list[float]:
    """Keep shares between none and all, where sampling error took them further."""
    return [min(max(share, 0.0), 1.0) for share in shares]


def _legend(found: Uncertainty) -> list[str]:
    left_out = found.asked - found.bases
    said = (
        "(CI a to b): how well a share is known, with 95% confidence; more futures narrow it (-n).",
        f"Sobol indices of {count(found.bases)} futures, exchanged with as many others one line at a time. Shares by"
        " themselves need not add up to all: one thing may matter more or less by what another is.",
        "Chance is all that the model draws in each future: how rates drift, who comes and leaves, and numbers that"
        " differ from case to case. A + B: tied by a correlation, known together.",
        "Which assumptions stand by themselves was chosen by their swing from P10 to P90 in other futures.",
        f"Left out: {count(left_out)} of {count(found.asked)} futures, in one of whose exchanges a future failed, or"
        " the outcome did not happen."
        if left_out
        else "",
    )
    return [line for words in said for line in folded(words, "") if words]
