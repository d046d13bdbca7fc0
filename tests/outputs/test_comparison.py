"""Two plans side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from toy_plan import toy_plan

from sfpc_sim.outputs.comparison import comparison_text
from sfpc_sim.study.compare import compare
from sfpc_sim.study.plain import facts_of

if TYPE_CHECKING:
    from sfpc_sim.study.result import Result

PAIRS = 200
EVEN = np.arange(PAIRS) % 2 == 0


TWO_PLANS: tuple[dict[str, Any], dict[str, Any]] = (
    {
        "months_above_red:director": np.full(PAIRS, 5.0),
        "entries": np.full(PAIRS, 50.0),
        "spend_gbp:2018": np.full(PAIRS, 1e6),
        "risk:missed": np.zeros(PAIRS),
        "led_from_day:programme-director": np.where(np.arange(PAIRS) < 150, 245.0, np.nan),
        "looked_after_on:2019-03-31": np.full(PAIRS, 1010.0),
        "leaders_left": EVEN,
    },
    {
        "months_above_red:director": np.where(EVEN, 3.0, 4.0),
        "entries": np.where(EVEN, 40.0, 60.0),
        "spend_gbp:2018": np.where(EVEN, 1e6, 2e6),
        "risk:missed": EVEN,
        "led_from_day:programme-director": np.where(EVEN, 20.0, 40.0),
        "looked_after_on:2019-03-31": np.full(PAIRS, 1010.0),
        "leaders_left": EVEN,
    },
)


def told(result: Result, first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Compare two plans that measured this and nothing else, in as many futures."""
    index = pd.RangeIndex(1, PAIRS + 1)
    one, two = (replace(result, replications=pd.DataFrame(each, index=index, dtype=float)) for each in (first, second))
    two = replace(two, manifest=two.manifest | {"digest": "another plan"})
    return comparison_text(one, two, compare(one, two)).splitlines()


def line_of(lines: list[str], label: str) -> str:
    return next(line for line in lines if line.startswith(f"  {label}  "))


def test_two_plans_are_told_apart_in_words(result: Result) -> None:
    """More, fewer, likelier, later; and a difference that may be none is said to be so."""
    lines = told(result, *TWO_PLANS)
    assert line_of(lines, "Months red: director").endswith("5.0         3.5         fewer: -1.5 (CI -1.6 to -1.4)")
    assert line_of(lines, "Entries to care").endswith("50.0        cannot be told from 0: 0.0 (CI -1.4 to +1.4)")
    assert line_of(lines, "Spend 2018/19").endswith("£1,000k     £1,500k     more: +£500k (CI +£430k to +£570k)")
    assert "likelier: +50.0 points (CI +" in line_of(lines, "The target is missed")


def test_an_interval_that_leaves_zero_out_is_not_written_with_a_zero(result: Result) -> None:
    """However small its near end is."""
    nearly = np.where(np.arange(PAIRS) < 2 * PAIRS // 3, 0.0, 0.11)
    first = {"entries": np.zeros(PAIRS), "spend_gbp:2018": np.zeros(PAIRS)}
    lines = told(result, first, {"entries": nearly, "spend_gbp:2018": nearly * 3000})
    assert line_of(lines, "Entries to care").endswith("more: +0.04 (CI +0.03 to +0.04)")
    assert line_of(lines, "Spend 2018/19").endswith("more: +£111 (CI +£89 to +£132)")


def test_a_time_is_told_as_dates_days_and_in_how_many_pairs_it_came(result: Result) -> None:
    """And how often it did not."""
    lines = told(result, *TWO_PLANS)
    line = line_of(lines, "Programme Director from")
    assert "2 Dec 2017  1 May 2017  earlier: -215 days (CI -217 to -213)" in line
    note = lines[lines.index(line) + 1]
    assert note == "    the dates of 150 pairs; not by the end in 50 under A"


def test_a_time_that_one_plan_never_reaches_is_told(result: Result) -> None:
    """There is no pair to subtract in, and that matters most."""
    never = {"led_from_day:programme-director": np.full(PAIRS, np.nan)}
    early = {"led_from_day:programme-director": np.full(PAIRS, 10.0)}
    lines = told(result, early | {"entries": EVEN}, never | {"entries": EVEN})
    line = line_of(lines, "Programme Director from")
    assert line.endswith("no pair has both")
    assert "not by the end in 200 under B" in lines[lines.index(line) + 1]
    assert not any("intervals are shown" in line for line in lines)
    both = told(result, never | {"entries": EVEN}, never | {"entries": EVEN})
    assert not any("Programme Director" in line for line in both)


def test_what_is_the_same_in_every_pair_is_named_in_one_place(result: Result) -> None:
    """Also where it varies from future to future."""
    lines = told(result, *TWO_PLANS)
    start = next(i for i, line in enumerate(lines) if line.startswith("No difference in any pair: "))
    same = " ".join(" ".join(lines[start:]).split())
    assert "Chance: under 1,000 on 31 Mar 2019; Looked after on 31 Mar 2019; Leaders who left" in same
    assert not any(line.startswith("  Leaders who left") for line in lines)


def test_it_says_how_many_intervals_are_shown(result: Result) -> None:
    """One in twenty of them misses the truth."""
    lines = told(result, *TWO_PLANS)
    # Six measures that differ: months, entries, spend in the year and in all, the risk, the programme's lead.
    assert any(line.startswith("6 intervals are shown and about one in twenty misses the truth") for line in lines)
    assert sum("(CI " in line for line in lines) == 6 + 1  # and where it is said what (CI a to b) is


def test_a_comparison_with_itself_finds_no_difference(result: Result) -> None:
    """And shows no interval."""
    text = comparison_text(result, result, compare(result, result))
    assert "No difference in any pair: Chance: under 1,000 on 31 Mar 2019; " in text
    assert "CI" not in text


def test_a_whole_plan_is_compared_in_one_screen(result: Result) -> None:
    """Everything of two large plans differs, with long names and large numbers, and still fits."""
    luck = np.random.Generator(np.random.Philox(key=[1, 2]))
    facts = facts_of(toy_plan())
    leaders = [
        {"key": f"deputy-of-many-services-{i}", "title": "D", "tier": "deputy", "post": "p" if i < 2 else None}
        for i in range(5)
    ]
    risks = [{"key": key, "title": "Something that has a long title " * 4} for key in ("missed", "strained")]
    facts |= {"leaders": leaders, "risks": risks}
    names = ("months_above_red", "red_three_months_running", "led_from_day")
    measures = [f"{name}:{leader['key']}" for leader in leaders for name in names]
    first, second = ({name: luck.integers(0, 2, PAIRS) * 1.0 for name in measures} for _ in range(2))
    for plan in (first, second):
        plan |= {f"spend_gbp:{year}": 1e6 * luck.standard_normal(PAIRS) for year in (2017, 2018, 2019)}
        plan |= {f"looked_after_on:{year}-03-31": 1000 + 99 * luck.standard_normal(PAIRS) for year in (2019, 2020)}
        plan |= {"risk:missed": luck.integers(0, 2, PAIRS), "risk:strained": luck.integers(0, 2, PAIRS)}
    own = replace(result, manifest=result.manifest | {"facts": facts})
    lines = told(own, first, second)
    assert len(lines) <= 45
    assert max(map(len, lines)) in range(116, 121)  # a long name is cut to the page, and no shorter


@pytest.mark.parametrize("evidence", ["published", "council-hope"])
def test_both_plans_are_named_with_their_evidence(result: Result, evidence: str) -> None:
    """A long title is cut before them."""
    facts = result.facts | {"title": "A plan " * 40, "evidence": evidence}
    named = replace(result, manifest=result.manifest | {"facts": facts})
    first, second = comparison_text(result, named, compare(result, named)).splitlines()[:2]
    assert first == "A: A toy plan (toy; evidence published, drift damped)"
    assert second.endswith(f"... (toy; evidence {evidence}, drift damped)")
    assert len(second) <= 120
