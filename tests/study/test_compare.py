"""Paired differences, and what must not be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.scenario import LatestCount, Target
from sfpc_sim.study.compare import compare, refuse_unlike
from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.estimates import chance_interval
from sfpc_sim.study.plain import facts_of
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path


def result(folder: Path, replications: int = 60, **changes: Any) -> Result:
    plan = toy_plan(**changes)
    return open_result(run(plan, replications=replications, results_folder=folder, workers=1, simulate=toy_world))


def test_a_scenario_differs_from_itself_by_exactly_zero(tmp_path: Path) -> None:
    """Not by about zero."""
    one = result(tmp_path)
    table = compare(one, one)
    happened = table[table["pairs"] > 0]
    assert (happened[["difference", "ci_low", "ci_high", "p10", "p50", "p90"]] == 0).all().all()


def test_differences_are_taken_within_replications(tmp_path: Path) -> None:
    """The interval of a paired difference is that of the differences, over the shared replications."""
    one, two = result(tmp_path), result(tmp_path, replications=50, evidence="no-effect", name="other")
    row = compare(one, two).set_index("measure").loc["entries_avoided"]
    own = one.replications["entries_avoided"].head(50)
    assert row["pairs"] == 50
    assert row["difference"] == pytest.approx(-own.mean())
    assert row["second_mean"] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 8}, "the seed differs: 7 and 8"),
        ({"start": date(2017, 4, 2)}, "the first day differs: 2017-04-01 and 2017-04-02"),
        ({"end": date(2020, 3, 30)}, "the last day differs: 2020-03-31 and 2020-03-30"),
        ({"target": Target(1000, date(2020, 3, 31))}, "the target's date differs"),
        ({"target": Target(900, date(2019, 3, 31))}, "the target differs: 1000 and 900"),
        (
            {"authority": replace(toy_plan().authority, name="Elsewhere")},
            "differs: Toytown and Elsewhere",
        ),
    ],
)
def test_unlike_plans_are_refused_with_the_reason(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    """Their differences would mean something else than the plans."""
    with pytest.raises(Refusal, match=words):
        compare(result(tmp_path), result(tmp_path, **change))


def test_a_plan_with_a_latest_count_is_not_compared_with_one_without() -> None:
    """One passes through a count that the other need not meet; both reasons are said."""
    plain = toy_plan()
    counted = replace(plain, latest_count=LatestCount(date(2017, 9, 30), 15, "x"))
    with pytest.raises(Refusal) as refusal:
        refuse_unlike(facts_of(plain), facts_of(counted))
    faults = [problem.fault for problem in refusal.value.problems]
    assert faults == [
        "the latest count differs: none and 15.",
        "the latest count's date differs: none and 2017-09-30.",
    ]


def test_results_of_other_code_are_refused(tmp_path: Path) -> None:
    """A difference would mix the plan with the program; what differs is named."""
    one = result(tmp_path)
    for key in ("code", "numpy", "kernel", "python"):
        parts = one.manifest["digest_parts"] | {key: "other"}
        two = Result(one.folder, one.manifest | {"digest_parts": parts}, one.replications, {})
        with pytest.raises(Refusal, match=rf"different versions \({key}\)"):
            compare(one, two)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result(tmp_path_factory.mktemp("toy"))


def compared(toy: Result, first: dict[str, Any], second: dict[str, Any]) -> pd.DataFrame:
    """Compare two plans that measured this and nothing else, each list one value a future."""
    tables = [pd.DataFrame(each, index=pd.RangeIndex(1, 101), dtype=float) for each in (first, second)]
    one, two = (replace(toy, replications=table) for table in tables)
    two = replace(two, manifest=two.manifest | {"digest": "another plan"})
    return compare(one, two).set_index("measure")


def test_the_verdict_reads_the_interval(toy: Result) -> None:
    """Above or below zero where it leaves zero out; not told where it holds it; the same where no pair differs."""
    even = np.arange(100) % 2 == 0
    names = ("entries", "exits", "reentries", "home_vacancies", "risk:one", "risk:two")
    first = dict.fromkeys(names, np.zeros(100))
    second = {"entries": even + 1.0, "exits": even - 2.0, "reentries": even - 0.5, "home_vacancies": np.zeros(100)}
    second |= {"risk:one": np.zeros(100), "risk:two": np.arange(100) < 3}
    table = compared(toy, first, second)
    assert list(table["verdict"]) == [
        "above zero", "below zero", "cannot be told from zero", "same in every pair", "same in every pair",
        "cannot be told from zero",
    ]  # fmt: skip
    assert list(table["pairs_that_differ"]) == [100, 100, 100, 0, 0, 3]
    # A chance never seen under either plan: no pair differs, and the interval still does not call it certain.
    assert table.loc["risk:one", "ci_low"] < 0 < table.loc["risk:one", "ci_high"]


def test_a_single_pair_tells_nothing(toy: Result) -> None:
    """It has no interval."""
    values = np.where(np.arange(100) == 0, 1.0, np.nan)
    row = compared(toy, {"home_task_wait_days": values}, {"home_task_wait_days": values + 1}).loc["home_task_wait_days"]
    assert (row["pairs"], row["difference"], row["verdict"]) == (1, 1.0, "cannot be told from zero")


def test_a_time_counts_in_the_pairs_in_which_it_came(toy: Result) -> None:
    """And where it did not is counted for each plan."""
    led = "led_from_day:programme-director"
    days = np.arange(100.0)
    first, second = np.where(days < 20, np.nan, 300.0), np.where(days >= 90, np.nan, 100.0)
    row = compared(toy, {led: first}, {led: second}).loc[led]
    assert (row["statistic_kind"], row["unit"]) == ("quantity", "days from start")
    assert (row["pairs"], row["absent_in_first"], row["absent_in_second"]) == (70, 20, 10)
    assert (row["first_mean"], row["second_mean"], row["difference"]) == (300.0, 100.0, -200.0)


def test_a_chance_is_over_the_futures_in_which_it_was_put_to_the_test(toy: Result) -> None:
    """Five partners active in thirty futures: its replications say thirty; a wait is a mean over those that waited."""
    number = np.arange(100)
    load = np.where(number < 30, number < 12, np.nan)
    waits = np.where(number < 50, 4.0, np.nan)
    judged = pd.DataFrame(
        {"programme_over_full_with_five": load, "home_task_wait_days": waits, "gate_day:one": waits, "exits": np.nan},
        index=pd.RangeIndex(1, 101),
    )
    table = summarise(replace(toy, replications=judged, alternatives={})).set_index("measure")
    full = table.loc["programme_over_full_with_five"]
    assert (full["mean"], full["replications"], full["statistic_kind"]) == (0.4, 30, "chance")
    assert (full["ci_low"], full["ci_high"]) == pytest.approx(chance_interval(12, 30))
    assert tuple(table.loc["home_task_wait_days", ["mean", "p90", "replications"]]) == (4.0, 4.0, 50)
    # A time is over all futures: in half of them the gate never opened.
    opened = table.loc["gate_day:one"]
    assert (opened["p10"], opened["p90"], opened["replications"]) == (4.0, np.inf, 100)
    assert (np.isnan(opened["mean"]), table.loc["exits", "replications"]) == (True, 0)


def test_years_and_partners_are_added_up_in_each_future(toy: Result) -> None:
    """Sums are taken before they are summarised; the last launch is not known while one has not come."""
    columns = {
        "spend_gbp:2018": [1.0, 2.0],
        "spend_gbp:2019": [10.0, 20.0],
        "counterfactual_exit_costs_gbp:2019": [5.0, 6.0],
    }
    facts = toy.facts | {"partners": [{"key": "north"}, {"key": "south"}]}
    for key, (own, usual) in {"north": (90.0, 100.0), "south": (50.0, 55.0)}.items():
        columns |= {f"partner_looked_after_at_end:{key}": [own, own + 1]}
        columns |= {f"counterfactual_partner_looked_after_at_end:{key}": [usual, usual]}
    columns |= {"launched_day:north": [1.0, 2.0], "launched_day:south": [7.0, np.nan]}
    table = with_derived(pd.DataFrame(columns), facts)
    assert list(table["total_spend_gbp"]) == [11.0, 22.0]
    assert list(table["counterfactual_total_exit_costs_gbp"]) == [5.0, 6.0]
    assert list(table["partner_children_fewer:north"]) == [10.0, 9.0]
    assert list(table["partners_looked_after_at_end"]) == [140.0, 142.0]
    assert list(table["partners_children_fewer"]) == [15.0, 13.0]
    assert table["last_launched_day"][0] == 7.0
    assert np.isnan(table["last_launched_day"][1])


def test_tiers_are_of_home_roles(toy: Result) -> None:
    """A role of the programme is empty for a while: it would blur what home bears."""
    own = toy.replications
    table = with_derived(own, toy.facts)
    assert (table["months_above_red:tier director"] == own["months_above_red:director"]).all()
    assert (own["months_above_red:programme-director"] != own["months_above_red:director"]).any()


def test_every_measure_has_a_unit(toy: Result) -> None:
    """A table that leaves this machine says what its numbers are."""
    table = summarise(toy)
    assert list(table[table["unit"] == ""]["measure"].unique()) == []
    assert set(table[table["measure"].str.contains("_gbp")]["unit"]) == {"pounds"}


def test_months_are_read_by_the_column(toy: Result) -> None:
    """One that was not kept is left out."""
    table = toy.monthly(["utilisation:director", "utilisation:nobody"])
    assert list(table.columns) == ["replication", "month_end", "utilisation:director"]
    assert len(table) == 60 * 36
    assert set(table.columns) < set(toy.monthly().columns)


def test_the_summary_tells_chances_means_and_quantities_apart(tmp_path: Path) -> None:
    """Chances of missing and meeting add up; what did not happen is later than the horizon."""
    one = result(tmp_path)
    table = summarise(one)
    own = table[table["drift"] == "damped"].set_index(["measure", "on"])
    meets, misses = own.loc[("under_on", "2019-03-31")], own.loc[("not_under_on", "2019-03-31")]
    assert meets["statistic_kind"] == "chance"
    assert meets["mean"] == (one.replications["looked_after_on:2019-03-31"] < 1000).mean()
    assert meets["mean"] + misses["mean"] == pytest.approx(1)
    assert meets["ci_low"] == pytest.approx(1 - misses["ci_high"])
    late = own.loc[("in_post_day:res/2", "")]
    assert late["statistic_kind"] == "quantity"
    assert late["p90"] == np.inf
    assert np.isnan(late["mean"])
    # Day 183 is 1 October 2017: of two posts only the first is ever that early.
    share = (one.replications["in_post_day:res/1"] < 184).mean() / 2
    assert own.loc[("share_of_posts_by_plan", "")]["mean"] == pytest.approx(share)
    assert set(table["drift"]) == {"damped", "walk", "stationary"}


def test_a_folder_without_a_finished_run_is_refused(tmp_path: Path) -> None:
    """With what to do instead."""
    with pytest.raises(Refusal, match="is not a results folder"):
        open_result(tmp_path)
