"""A replication that fails is a row with the command that repeats it; the others go on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from toy_plan import deadly_world, failing_world, hopeless_world, toy_plan, toy_world

from sfpc_sim.errors import Refusal, ReplicationError, refuse
from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.scenario import PluginSource
from sfpc_sim.model.simulate import simulate
from sfpc_sim.outputs.failed import WARNING, failed_lines
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.worker import pack, run_chunk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication
    from sfpc_sim.study.worker import Simulate

N = 40


def run_toy(folder: Path, simulate: Simulate, **options: Any) -> Result:
    options = {"replications": N, "workers": 1, "alternatives": False} | options
    return open_result(run(toy_plan(), results_folder=folder, simulate=simulate, **options))


@pytest.mark.parametrize("size", [4, None])
def test_the_others_go_on_and_the_next_run_tries_again(tmp_path: Path, size: int | None) -> None:
    """With the table of an undisturbed run in the end."""
    result = run_toy(tmp_path, failing_world, chunk_size=size, reference="toy.toml")
    (failure,) = result.failures
    assert (failure.replication, failure.stage, failure.message) == (17, "simulate", "ZeroDivisionError: nothing left")
    assert failure.place.startswith("toy_plan.py:")
    assert failure.command.startswith("sfpc run toy.toml --only 17 --seed 7 --evidence published --drift damped")
    assert list(result.replications.index) == [number for number in range(1, N + 1) if number != 17]
    assert set(result.monthly()["replication"]) == set(result.replications.index)
    assert result.manifest["failed"] == 1
    assert pd.read_csv(result.folder / "summary.csv")["replications"].max() == N - 1
    again = run_toy(tmp_path, toy_world)
    undisturbed = run_toy(tmp_path / "undisturbed", toy_world)
    assert again.failures == ()
    assert not (again.folder / "failures.csv").exists()
    assert again.manifest["canonical_digest"] == undisturbed.manifest["canonical_digest"]


def test_the_summary_says_how_many_and_warns_when_they_are_many(tmp_path: Path) -> None:
    """One in forty is many; one in two hundred is not."""
    count, first, warning = failed_lines(run_toy(tmp_path, failing_world))
    assert count.startswith("1 of 40 replications under damped drift FAILED; every estimate leaves them out")
    assert "replication 17 (simulate, toy_plan.py:" in first
    assert warning == WARNING
    assert len(failed_lines(run_toy(tmp_path, failing_world, replications=200))) == 2
    assert failed_lines(run_toy(tmp_path / "none", toy_world)) == []


@pytest.mark.parametrize("replications", [1, 8, 400])
def test_when_all_fail_it_says_so_and_stops(tmp_path: Path, replications: int) -> None:
    """Twenty failures without a success are enough to know."""
    tried: list[int] = []

    def hopeless(scenario: Scenario, number: int) -> Replication:
        tried.append(number)
        return hopeless_world(scenario, number)

    with pytest.raises(ReplicationError, match=r"replication.* of toy so far failed \(\d+\); nothing can be estimated"):
        run_toy(tmp_path, hopeless, replications=replications, chunk_size=1)
    assert len(tried) == min(replications, 20)
    assert run_toy(tmp_path, toy_world, replications=replications).failures == ()


def test_a_replication_that_kills_its_worker_is_cornered(tmp_path: Path) -> None:
    """Tasks are halved until it is alone; the others come home."""
    result = run_toy(tmp_path, deadly_world, workers=2, replications=200, chunk_size=8)
    (failure,) = result.failures
    assert (failure.replication, failure.stage) == (17, "worker")
    assert len(result.replications) == 199


def _without_belief(plan: Scenario) -> Scenario:
    nonsense = Belief((Component("no such family", (1.0,), 1.0),))
    return replace(plan, register=Register(tuple(replace(a, belief=nonsense) for a in plan.register.assumptions)))


@pytest.mark.parametrize(
    ("broken", "stage"),
    [
        (_without_belief, "draw"),
        (lambda plan: replace(plan, teams=()), "populate"),
        (lambda plan: replace(plan, programme=replace(plan.programme, planned_in_post_on=None)), "live"),
        (lambda plan: replace(plan, money=None), "measure"),
    ],
)
def test_the_stage_is_where_in_its_life_it_failed(broken: Callable[[Scenario], Scenario], stage: str) -> None:
    """With file and line of the fault, also when SimPy passed it on."""
    chunk = run_chunk(simulate, pack(broken(load("innovation-2017"))), range(3, 4), "plan.toml")
    assert chunk.rows is None
    (failure,) = chunk.failures
    assert (failure.replication, failure.stage) == (3, stage)
    assert re.fullmatch(r"\w+\.py:\d+", failure.place)
    assert not failure.place.startswith("core.py")


def test_a_plan_that_no_file_holds_has_no_command_that_repeats_it(tmp_path: Path) -> None:
    """A point of a design, a value of a lever: the file they were made from is another plan, and may not fail."""
    result = run_toy(tmp_path, failing_world, reference="")
    assert result.failures[0].command == ""
    assert failed_lines(result)[1].endswith("is in no file, so no command repeats it alone.")


def test_a_plan_with_a_plug_in_may_fail_in_its_first_future(tmp_path: Path) -> None:
    """It is lived before anything is written, for what a mechanism must not; any other fault is a row as elsewhere."""

    def failing_first(scenario: Scenario, number: int) -> Replication:
        return hopeless_world(scenario, number) if number == 1 else toy_world(scenario, number)

    plan = toy_plan(plugins=(PluginSource("mine.py", "", "0" * 64),))
    result = open_result(run(plan, replications=4, results_folder=tmp_path, workers=1, alternatives=False,
                             simulate=failing_first))  # fmt: skip
    assert [failure.replication for failure in result.failures] == [1]
    assert len(result.replications) == 3


def test_a_plug_ins_refusal_stays_a_refusal(tmp_path: Path) -> None:
    """It is the user's input that is wrong: no other replication could go on."""

    def refusing(scenario: Scenario, number: int) -> Replication:
        if number == 3:
            raise refuse("slow.py:3", "The mechanism gave -1.", "Give back a number from 0 to 5.")
        return toy_world(scenario, number)

    with pytest.raises(Refusal, match="gave -1"):
        run_toy(tmp_path, refusing)
