"""Every measure of every shipped plan has a meaning and a unit, and nothing has a meaning that is not measured."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from sfpc_sim import load, simulate
from sfpc_sim.study.derived import with_derived
from sfpc_sim.study.kinds import unit_of
from sfpc_sim.study.measure_meanings import MEANINGS, meaning_of, stem_of
from sfpc_sim.study.monthly_meanings import MONTHLY, monthly_meaning_of, monthly_unit_of
from sfpc_sim.study.plain import facts_of

PLANS = sorted(path.stem for path in (Path(__file__).parents[2] / "scenarios").glob("*.toml"))
ONLY_WITH_A_LATEST_COUNT = {"worlds_tried", "first_world_looked_after_on", "chosen_world_looked_after_on"}


@cache
def measured(plan: str) -> tuple[list[str], list[str]]:
    """Name what a plan measures, in all and by month."""
    scenario = load(plan)
    replication = simulate(scenario, 1)
    return list(with_derived(pd.DataFrame([replication.measures]), facts_of(scenario)).columns), [*replication.monthly]


@pytest.mark.parametrize("plan", PLANS)
def test_every_measure_of_a_shipped_plan_has_a_meaning_and_a_unit(plan):
    """A data dictionary has no gaps."""
    measures, months = measured(plan)
    assert [name for name in measures if not meaning_of(name) or not unit_of(name)] == []
    assert [name for name in months if not monthly_meaning_of(name) or not monthly_unit_of(name)] == []


def test_no_meaning_is_of_nothing():
    """A measure that was renamed leaves no meaning behind."""
    measures = {stem_of(name) for plan in PLANS for name in measured(plan)[0]} | ONLY_WITH_A_LATEST_COUNT
    months = {name.partition(":")[0].removeprefix("counterfactual_") for plan in PLANS for name in measured(plan)[1]}
    assert set(MEANINGS) == measures
    assert set(MONTHLY) == months


def test_a_counterfactual_and_an_address_are_said():
    """The same words serve with the programme and without it, and say what a name's second part is."""
    own, without = meaning_of("partner_entries:darlington"), meaning_of("counterfactual_partner_entries:darlington")
    assert own.endswith("(for each partner authority)")
    assert without.lower().endswith(own.lower())
    assert without.startswith("Without the programme")
    assert meaning_of("a_researchers_own") == ""
