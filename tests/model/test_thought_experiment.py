"""Fewer entries or more exits by nobody's work: with the plan, from a day on, and not without it."""

from __future__ import annotations

import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.changing import change
from sfpc_sim.inputs.loading import load
from sfpc_sim.model.simulate import simulate

ENTRIES, EXITS = "thought_experiment.entries_ratio", "thought_experiment.exits_ratio"


@pytest.fixture(scope="module")
def plan():
    return load("innovation-2017")


@pytest.fixture(scope="module")
def usual(plan):
    return simulate(plan, 2)


def months_of(replication):
    return replication.monthly["looked_after"], replication.monthly["counterfactual_looked_after"]


def test_ratios_of_one_change_nothing_to_the_last_bit(plan, usual):
    """The hooks are multiplications by one."""
    same = simulate(change(plan, {ENTRIES: 1.0}, may_repeat=True), 2)
    assert same.measures.keys() == usual.measures.keys()
    for name, value in usual.measures.items():
        assert value == same.measures[name] or (value != value and same.measures[name] != same.measures[name]), name


@pytest.mark.parametrize("changes", [{ENTRIES: 0.5}, {EXITS: 1.5}])
def test_it_acts_from_its_day_on_and_with_the_plan_only(plan, usual, changes):
    """Until 1 October 2017, six months in, nothing differs; then it does; and the counterfactual never does."""
    with_plan, without = months_of(simulate(change(plan, changes), 2))
    usual_with, usual_without = months_of(usual)
    assert (without == usual_without).all()
    assert (with_plan[:6] == usual_with[:6]).all()
    assert (with_plan[7:] < usual_with[7:]).all()


def test_no_entries_means_no_entries(plan):
    """At a ratio of 0 from the start of a year nobody enters in it but unaccompanied children."""
    none = simulate(change(plan, {ENTRIES: 0.0}), 2).measures
    assert none["started:2019"] < 60 < simulate(plan, 2).measures["started:2019"]


def test_it_acts_in_a_plan_without_a_programme(plan):
    """It needs no team."""
    off = change(plan, {"programme.enabled": False})
    fewer = simulate(change(off, {ENTRIES: 0.5}), 2).measures
    usual_on = simulate(off, 2).measures
    assert fewer["looked_after_on:2020-03-31"] < usual_on["looked_after_on:2020-03-31"] - 100


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"acts_from": "2017-10-15"}, "first of a month"),
        ({"acts_from": "2023-10-01"}, "outside the period"),
        ({"entries_ratio": 1.2}, "at most 1"),
        ({"exits_ratio": 0.9}, "at least 1"),
    ],
)
def test_what_cannot_act_is_refused(plan, table, said):
    """In the same words as everything else in a plan."""
    from datetime import date  # noqa: PLC0415

    values = {key: date.fromisoformat(value) if key == "acts_from" else value for key, value in table.items()}
    with pytest.raises(Refusal) as caught:
        change(plan, {"thought_experiment": values})
    assert said in str(caught.value)
