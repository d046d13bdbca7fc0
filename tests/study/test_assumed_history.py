"""Entries assumed outside the authority's own years are told, and nothing is pretended of other numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim import load
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.outputs.sections.own_history import assumed_outside_lines
from sfpc_sim.study.assumed_history import assumed_outside
from sfpc_sim.study.own_history import MARGIN
from sfpc_sim.study.plain import facts_of

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

PLAN = load("innovation-2017")
STARTS = [year.started for year in PLAN.authority.published]


def assumed(name: str, value: float, plan: Scenario = PLAN) -> Scenario:
    """Make the plan with one number fixed."""
    fixed = replace(plan.register[name], belief=Belief((Component("fixed", (value,), 1.0),)))
    rest = tuple(each for each in plan.register.assumptions if each.name != name)
    return replace(plan, register=replace(plan.register, assumptions=(*rest, fixed)))


def outside(plan: Scenario) -> list[str]:
    return [each.name for each in assumed_outside(facts_of(plan))]


@pytest.mark.parametrize("drift", ["damped", "walk", "stationary"])
@pytest.mark.parametrize("plan", ["innovation-2017", "sfpc-2020", "redesign-2010"])
def test_what_ships_is_not_outside(plan: str, drift: str) -> None:
    assert outside(load(plan, drift=drift)) == []


@pytest.mark.parametrize("value", [900, 150])
@pytest.mark.parametrize("when", ["origin", "long_run"])
def test_a_plan_that_assumes_what_never_was_is_warned(value: float, when: str) -> None:
    assert outside(assumed(f"entries_{when}_per_year", value)) == [f"entries_{when}_per_year"]


def test_only_the_drift_that_is_run_is_held_against_the_years() -> None:
    """The walk's entries do not enter a damped run."""
    assert outside(assumed("entries_walk_origin_per_year", 900)) == []
    assert outside(assumed("entries_walk_origin_per_year", 900, load("innovation-2017", drift="walk"))) != []


def test_of_a_ratio_of_exits_nothing_is_said() -> None:
    """No published series is the same thing."""
    assert outside(assumed("exit_level_origin", 3.0)) == []


def test_without_years_of_its_own_nothing_is_said() -> None:
    wild = assumed("entries_origin_per_year", 900)
    assert outside(replace(wild, authority=replace(wild.authority, published=()))) == []


@given(st.floats(1, 2_000))
def test_the_warning_begins_a_tenth_beyond_the_years(entries: float) -> None:
    alone = PLAN.register["unaccompanied_starts_per_year"].belief.quantile(0.5)
    within = min(STARTS) / (1 + MARGIN) <= entries + alone <= max(STARTS) * (1 + MARGIN)
    assert (outside(assumed("entries_origin_per_year", entries)) == []) == within


def test_the_warning_names_the_range_and_the_years() -> None:
    (line,) = assumed_outside_lines(facts_of(assumed("entries_origin_per_year", 900)))
    years = [year.year for year in PLAN.authority.published]
    assert "entries_origin_per_year: its middle, 934 starts" in line
    assert f"{min(STARTS)} to {max(STARTS)} of the authority's own years {years[0]} to {years[-1]}" in line
