"""How alike luck was under two plans, as a planner reads it: a few lines of a comparison."""

from __future__ import annotations

from math import floor, isinf, isnan, log10
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.compared_measures import compared_measures
from sfpc_sim.outputs.words import count, cut, folded, in_columns
from sfpc_sim.study.compare import SAME
from sfpc_sim.study.shared_luck import FEWEST_PAIRS, LOW

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.study.lost_step import Trace

    Row = dict[Any, Any]
    Labelled = tuple[str, str, Row]  # measure, label, row

MAIN = ("looked_after_on", "entries", "red_three_months_running:director level", "leaders_left", "total_spend_gbp")
HEADING = "How alike the luck was"
HEADS = (HEADING, "correlation (95%)", "pairs independent seeds would need for intervals as narrow")
WIDEST = 40  # a label
ALMOST_ONE = 0.9995
MOST_NAMED = 3  # of measures, and of purposes


def alike_lines(facts: dict[str, Any], table: pd.DataFrame, trace: Trace | None = None) -> list[str]:
    """Tell of the main measures how alike luck was, and name those for which it was hardly so.

    Parameters
    ----------
    facts : of either plan
    table : their paired differences, from `compare`
    trace : where the plans lost step, if that was looked for
    """
    main = _main(facts, table)
    if not main:
        return []
    if _too_few_pairs(main):
        return [f"{HEADING} is not to be told of fewer than {FEWEST_PAIRS} pairs."]
    head, *lines = in_columns(HEADS, alike_rows(facts, table))
    low = low_words(facts, table)
    told = [*folded(low), *_lost_step(trace)] if low else []
    return [head.strip().replace(HEADING, f"{HEADING}  "), *lines, *told]


def alike_rows(facts: dict[str, Any], table: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Give the cells of the main measures that differ, under `HEADS`; nothing of too few pairs."""
    main = _main(facts, table)
    return [] if _too_few_pairs(main) else [_cells(*main[measure]) for measure in MAIN if measure in main]


def low_words(facts: dict[str, Any], table: pd.DataFrame) -> str:
    """Name what is shown and for which luck was hardly alike; nothing where it was."""
    labelled = _that_differ(facts, table)
    low = [f"{label} {_two(row['luck_correlation'])}" for _, label, row in labelled if _is_low(row)]
    return f"Correlation below {LOW:g}: {_first_of(low, '--csv')}" if low else ""


def _main(facts: dict[str, Any], table: pd.DataFrame) -> dict[str, tuple[str, Row]]:
    """Find the main measures among what differs, the first of each."""
    labelled = reversed(_that_differ(facts, table))
    return {measure: (label, row) for measure, label, row in labelled if measure in MAIN}


def _too_few_pairs(main: dict[str, tuple[str, Row]]) -> bool:
    """Whether there are too few pairs to tell how alike luck was."""
    return max((row["pairs"] for _, row in main.values()), default=0) < FEWEST_PAIRS


def _lost_step(trace: Trace | None) -> list[str]:
    """Name the purposes of luck in which one plan went on where the other did not."""
    if trace is None or not trace.futures:
        return folded("Where they lost step is not told: no future could be lived again as it was.")
    futures = f"{trace.futures} futures lived again"
    if not trace.parted:
        return folded(f"They did not lose step: in {futures} both asked for the same luck, and made other use of it.")
    named = [f"{_in_words(each.purpose)} ({count(each.by_one)} of {count(each.asked)})" for each in trace.parted]
    return folded(f"They lost step most in (numbers of luck only one plan asked for, of all, in {futures}):"
                  f" {_first_of(named, '--json')}")  # fmt: skip


def _first_of(named: list[str], elsewhere: str) -> str:
    """Name some, and count the rest."""
    more = [f"{len(named) - MOST_NAMED} more: {elsewhere}"] if len(named) > MOST_NAMED else []
    return "; ".join([*named[:MOST_NAMED], *more])


def _in_words(purpose: str) -> str:
    name = purpose.removeprefix("assumption ")
    return purpose if name == purpose else f"the assumption {name}"


def any_low(facts: dict[str, Any], table: pd.DataFrame) -> bool:
    """Whether luck was hardly alike for anything that a comparison shows."""
    return any(_is_low(row) for _, _, row in _that_differ(facts, table))


def _that_differ(facts: dict[str, Any], table: pd.DataFrame) -> list[Labelled]:
    """List what a comparison shows and that differs in some pair, in its order."""
    rows = {(str(row["measure"]), str(row["on"])): row for row in table.to_dict("records")}
    found = ((each, rows.get((each.measure, each.on))) for each in compared_measures(facts))
    return [(each.measure, each.label, row) for each, row in found if row and row["pairs"] and row["verdict"] != SAME]


def _is_low(row: Row) -> bool:
    return bool(row["luck_correlation"] < LOW)


def _cells(label: str, row: Row) -> tuple[str, str, str]:
    label = cut(label, WIDEST)
    if isnan(row["luck_correlation"]):
        return label, "not to be told", f"too few of {count(row['pairs'])} pairs vary"
    if ALMOST_ONE <= row["luck_correlation_low"] < 1.0:
        return label, "above 0.999", _spared(row)
    correlation, low, high = (_two(row[f"luck_correlation{end}"]) for end in ("", "_low", "_high"))
    return label, f"{correlation} ({low} to {high})", _spared(row)


def _spared(row: Row) -> str:
    saved = row["pairs_saved"]
    if isinf(saved):
        return "no number is enough: every pair differs by the same"
    if round(saved) == 0:
        return f"about {count(row['pairs'])}: none is saved"
    said = f"about {_two_figures(row['pairs'] + saved)} instead of {count(row['pairs'])}"
    return f"{said}: the shared luck COST pairs" if round(saved) < 0 else said


def _two_figures(needed: float) -> str:
    """Round to two figures: the ratio of variances that it comes from is not known better."""
    return count(round(needed, 1 - floor(log10(needed))))


def _two(correlation: float) -> str:
    """Write a correlation with two decimals, with three where it is almost one, which it is never called."""
    return f"{min(correlation, 0.999):.3f}" if 0.995 <= correlation < 1.0 else f"{correlation:.2f}"
