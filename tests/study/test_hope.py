"""The council's hope: the reduction that reaches the target, or the word that none does."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sfpc_sim.inputs.loading import load
from sfpc_sim.study.hope import HOPED_RATIOS, evidence_toml, solve_hope, with_ratio

WORLDS = 12


@pytest.fixture(scope="module")
def on_plan():
    plan = load("innovation-2017-on-plan", evidence="council-hope")
    return load("innovation-2017-on-plan", evidence="council-hope", until=plan.target.on)


@pytest.mark.parametrize(("under", "is_enough"), [(1_300, True), (900, False)])
def test_the_largest_ratio_that_reaches_the_target_or_the_lowest_there_is(on_plan, under, is_enough):
    """A mild target asks for some reduction; a harsh one for more than all, which is said in the evidence set."""
    plan = replace(on_plan, target=replace(on_plan.target, children_under=under))
    with ThreadPoolExecutor(1) as executor:
        hope = solve_hope(plan, executor, WORLDS)
    text = evidence_toml(hope, plan)
    values = tomllib.loads(text)

    assert hope.is_enough is is_enough
    assert (hope.median < under) is is_enough
    assert (hope.ratio == 0.05) is not is_enough
    assert ("# No reduction does: with 95% fewer" in text) is not is_enough
    assert f"median {hope.median:.0f} on 2020-03-31" in values["res_entry_ratio"]["source"]["ref"]
    for name in HOPED_RATIOS:
        assert values[name]["belief"]["fixed"]["value"] == pytest.approx(hope.ratio, abs=5e-5)


def test_a_ratio_is_the_same_for_all_that_is_hoped_for(on_plan):
    register = with_ratio(on_plan, 0.5).register
    assert {register[name].belief.quantile(0.5) for name in HOPED_RATIOS} == {0.5}
