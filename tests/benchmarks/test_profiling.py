"""The profile: every sample belongs somewhere, and all of it is there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import sfpc_sim
from sfpc_sim import load, simulate

if sys.platform == "win32":
    pytest.skip("processor alarms are Unix'", allow_module_level=True)

from benchmarks.profiling import ELSEWHERE, GROUPS, SIMPY, group_of, profile_of, sampled

PACKAGE = Path(sfpc_sim.__file__).parent


@pytest.fixture(scope="module")
def profile():
    """Profile some replications."""
    return profile_of("innovation-2017", 8)


def test_the_profile_adds_up(profile):
    """Shares of modules and of groups add up to all of the time."""
    assert sum(profile.shares.values()) == pytest.approx(1.0)
    assert sum(profile.group_shares.values()) == pytest.approx(1.0)
    for group, share in profile.group_shares.items():
        inside = sum(part for module, part in profile.shares.items() if group_of(module) == group)
        assert share == pytest.approx(inside)


def test_the_wings_of_a_replication_are_in_it(profile):
    """Children, luck, leaders and SimPy all cost something; nearly nothing is outside."""
    assert {"children", "luck and drawn numbers", "leaders", "SimPy itself"} <= profile.group_shares.keys()
    assert profile.shares.get(ELSEWHERE, 0.0) < 0.1


def test_time_is_the_innermost_module_s():
    """Work that is only luck is luck's, not its caller's."""
    from sfpc_sim.model.luck import Luck  # noqa: PLC0415

    profile = sampled(lambda: [Luck(1, n).numbers("test", range(20_000), size=4) for n in range(60)])
    assert profile.shares["luck"] > 0.9


def test_a_sampled_replication_is_the_same_replication():
    """Looking changes nothing."""
    scenario, found = load("innovation-2017"), []
    sampled(lambda: found.append(simulate(scenario, 3)))
    assert found[0].measures == pytest.approx(simulate(scenario, 3).measures, nan_ok=True)


def test_every_group_names_modules_that_exist():
    """A renamed module does not vanish from its group in silence; the compiled kernel may be missing."""
    there = {path.stem for path in PACKAGE.rglob("*.py")} | {SIMPY, "_cohort_fast"}
    assert {module for modules in GROUPS.values() for module in modules} <= there


def test_every_module_of_the_model_has_a_group():
    """A new module of the model is placed."""
    placed = {module for modules in GROUPS.values() for module in modules}
    assert {path.stem for path in (PACKAGE / "model").glob("[!_]*.py")} <= placed
