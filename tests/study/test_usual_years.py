"""Usual years: an authority's children by themselves, under the drift that a plan names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.model.care import care_start
from sfpc_sim.model.mechanisms import DRIFT_MECHANISMS, mechanisms_for
from sfpc_sim.model.world import make_world
from sfpc_sim.study.fitting.usual_years import first_day, live, usual_years


@pytest.mark.parametrize("drift", DRIFT_MECHANISMS)
def test_rates_wander_by_the_drift_that_was_asked_for(drift):
    """Each drift has numbers and a mechanism of its own: one with the other's mechanism would be neither."""
    plan = usual_years(*read_authority(shipped_folder() / "authorities" / "leeds-2017.toml"), 5)
    plan = replace(plan, drift=drift)
    right = care_start(make_world(plan, 7, mechanisms_for(drift, {}))).rates

    assert np.array_equal(first_day(plan, 7).rates.first_entries, right.first_entries)
    assert np.array_equal(first_day(plan, 7).rates.exit_pace, right.exit_pace)


def test_a_prepared_first_day_changes_nothing():
    plan = usual_years(*read_authority(shipped_folder() / "authorities" / "darlington-2019.toml"), 3)
    assert live(plan, 3, first_day(plan, 3)) == live(plan, 3)
