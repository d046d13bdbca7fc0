"""How alike luck was, on the screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from toy_plan import toy_plan

from sfpc_sim.outputs.alike import any_low
from sfpc_sim.outputs.comparison import comparison_text
from sfpc_sim.study.compare import compare
from sfpc_sim.study.lost_step import Parted, Trace
from sfpc_sim.study.plain import facts_of

if TYPE_CHECKING:
    from sfpc_sim.study.result import Result

PAIRS = 200
LUCK = np.random.default_rng(1)
ONE, OTHER = LUCK.standard_normal((2, PAIRS)) * 100
FACTS = facts_of(toy_plan())


def compared(result: Result, first: dict[str, Any], second: dict[str, Any]) -> tuple[pd.DataFrame, list[str]]:
    """Compare two plans that measured this; give the table and the screen's lines from the heading on."""
    index = pd.RangeIndex(1, PAIRS + 1)
    one, two = (replace(result, replications=pd.DataFrame(each, index=index, dtype=float)) for each in (first, second))
    table = compare(one, replace(two, manifest=two.manifest | {"digest": "another plan"}))
    lines = comparison_text(one, two, table).splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("How alike the luck was")]
    return table, lines[heads[0] :] if heads else []


def test_the_screen_tells_the_main_measures_and_names_the_low_ones(result: Result) -> None:
    """Shared luck saves pairs, luck against it costs them, and what is low is named also where it is no main one."""
    first = {"looked_after_on:2019-03-31": ONE, "entries": ONE, "leaders_left": np.zeros(PAIRS), "acting_up_gbp": ONE}
    second = {"looked_after_on:2019-03-31": ONE + 0.1 * OTHER, "entries": -ONE, "leaders_left": ONE > 0,
              "acting_up_gbp": OTHER}  # fmt: skip
    table, lines = compared(result, first, second)
    row = table.set_index("measure").loc["looked_after_on"]
    needed = row["pairs"] + row["pairs_saved"]
    assert needed > 10_000
    assert lines[1].split("  ")[-1].strip() == f"about {float(f'{needed:.1e}'):,.0f} instead of 200"
    assert lines[1].startswith("  Looked after on 31 Mar 2019  0.995 (0.99 to 0.997)")
    assert lines[2].startswith(
        "  Entries to care              -1.00 (-1.00 to -1.00)  about 100 instead of 200: the shared luck COST pairs"
    )
    assert lines[3].startswith("  Leaders who left             not to be told          too few of 200 pairs vary")
    assert lines[4].startswith("  Correlation below 0.5: Entries to care -1.00; Acting-up allowances, on top ")
    assert lines[0].startswith(
        "How alike the luck was         correlation (95%)       pairs independent seeds would need"
    )
    assert all(len(line) <= 120 for line in lines)
    assert any_low(FACTS, table)


def test_nothing_is_said_where_no_main_measure_differs(result: Result) -> None:
    """A line about luck would be one about nothing."""
    table, lines = compared(result, {"entries": ONE}, {"entries": ONE})
    assert lines == []
    assert not any_low(FACTS, table)


def where(result: Result, trace: Trace | None, second: np.ndarray = OTHER) -> str:
    """Give what is said of two plans with as many entries as two columns say, and of where they lost step."""
    index = pd.RangeIndex(1, PAIRS + 1)
    one, two = (replace(result, replications=pd.DataFrame({"entries": each}, index=index)) for each in (ONE, second))
    return " ".join(line.strip() for line in comparison_text(one, two, compare(one, two), trace).splitlines())


def test_where_they_lost_step_is_named_in_words(result: Result) -> None:
    """The purposes that parted most with their counts, the others counted; only where something is low."""
    parted = [Parted("how long a leader stays", 60, 30, 10), Parted("assumption advert_live_days", 1_000, 0, 99),
              Parted("a", 1, 1, 0), Parted("b", 1, 0, 1), Parted("c", 1, 1, 0)]  # fmt: skip
    told = where(result, Trace(5, tuple(parted)))
    assert "in 5 futures lived again): how long a leader stays (40 of 100); the assumption advert_live_days" in told
    assert "(99 of 1,099); a (1 of 2); 2 more: --json" in told
    assert "lost step" not in where(result, Trace(5, tuple(parted)), ONE + 0.1 * OTHER)
    assert "They did not lose step: in 5 futures lived again both asked for the same luck" in where(
        result, Trace(5, ())
    )
    assert "is not told: no future could be lived again" in where(result, None)
    assert "is not told: no future could be lived again" in where(result, Trace(0, ()))


def test_what_is_almost_one_is_never_called_one(result: Result) -> None:
    """A thousandth is the difference between hundreds and millions of pairs."""
    assert "Entries to care         above 0.999  " in where(result, None, ONE + 1e-3 * OTHER)
    assert "Entries to care         0.999 (0.999 to 0.999)  " in where(result, None, ONE + 0.04 * OTHER)
    assert "How alike the luck was    correlation (95%)  " in where(result, None, ONE + 1e-3 * OTHER)


def test_no_pair_saved_is_said_as_that(result: Result) -> None:
    """Neither a saving of 0 nor a cost."""
    even = np.tile([1.0, 1.0, -1.0, -1.0], PAIRS // 4)
    index = pd.RangeIndex(1, PAIRS + 1)
    odd = np.tile([1.0, -1.0], PAIRS // 2)
    one, two = (replace(result, replications=pd.DataFrame({"entries": each}, index=index)) for each in (even, odd))
    assert "about 200: none is saved" in comparison_text(one, two, compare(one, two))


def test_of_few_pairs_one_line_says_that_nothing_is_told(result: Result) -> None:
    """A screen has no room for saying it line by line."""
    index = pd.RangeIndex(1, 20)
    one, two = (replace(result, replications=pd.DataFrame({"entries": e[:19]}, index=index)) for e in (ONE, OTHER))
    lines = comparison_text(one, two, compare(one, two)).splitlines()
    assert [line for line in lines if "luck was" in line] == [
        "How alike the luck was is not to be told of fewer than 20 pairs."
    ]
