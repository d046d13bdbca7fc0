"""Studies that hold something: what was lived before they were stopped is not lived again, nor kept for longer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.assumptions import Assumption, Register, Source
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.inputs.scenario import PluginSource
from sfpc_sim.model.draw import Draw
from sfpc_sim.model.held import USUAL, Held
from sfpc_sim.study.drivers import drivers_of
from sfpc_sim.study.held_parts import HELD_PREFIX, HeldParts, keeping
from sfpc_sim.study.interrupted import RunInterrupted
from sfpc_sim.study.run import folder_of
from sfpc_sim.study.uncertainty import uncertainty_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication

ON = "looked_after_on:2019-03-31"
SLOPES = {"strong": 10.0, "weak": 1.0}
BETWEEN_0_AND_10 = Belief((Component("uniform", (0.0, 10.0), 1.0),))


def plan(**changes: object) -> Scenario:
    numbers = [
        Assumption(name, "Invented.", "days", BETWEEN_0_AND_10, (0.0, 10.0), "world", Source("nobody", "D"), "toy:1")
        for name in SLOPES
    ]
    return toy_plan(**{"register": Register(tuple(numbers)), "plugins": (), "partners": ()} | changes)


@dataclass
class Worlds:
    """Toy worlds that are counted, and stop at one of them as if somebody pressed Ctrl-C."""

    stops_at: int = 0
    lived: int = 0

    def __call__(self, scenario: Scenario, number: int, held: Held = USUAL) -> Replication:
        """Live one."""
        self.lived += 1
        if self.lived == self.stops_at:
            raise KeyboardInterrupt
        draw = Draw(scenario.register, held.luck(scenario.seed, number), pinned=dict(held.pinned))
        told = toy_world(scenario, number)
        more = sum(slope * draw[name] for name, slope in SLOPES.items())
        return replace(told, measures=told.measures | {ON: told.measures[ON] + more})


def driven(folder: Path, worlds: Worlds) -> pd.DataFrame:
    return drivers_of(
        plan(), results_folder=folder, names=list(SLOPES), follow=1, futures=20, workers=1, simulate_held=worlds,
        on_notice=str,
    ).table  # fmt: skip


def split(folder: Path, worlds: Worlds) -> pd.DataFrame:
    return uncertainty_of(
        [plan()], names=list(SLOPES), bases=20, alone=1, results_folder=folder, workers=1, simulate_held=worlds
    ).indices


@pytest.mark.parametrize("study", [driven, split])
def test_a_study_that_was_stopped_goes_on_from_what_it_had(
    study: Callable[[Path, Worlds], pd.DataFrame], tmp_path: Path
) -> None:
    """Twice: its table is that of a study never stopped, only tasks under way are done twice, nothing is left over."""
    whole, first, second, third = Worlds(), Worlds(stops_at=23), Worlds(stops_at=17), Worlds()
    expected = study(tmp_path / "never", whole)
    for worlds in (first, second):
        with pytest.raises(RunInterrupted, match=r"of \d+ futures are kept in .*held-\w+\.\nThe same command goes on"):
            study(tmp_path / "stopped", worlds)
    pd.testing.assert_frame_equal(study(tmp_path / "stopped", third), expected)
    again = first.lived + second.lived + third.lived - whole.lived
    assert 2 <= again < 40
    assert third.lived < whole.lived - 20
    assert not list((tmp_path / "stopped").glob(f"**/{HELD_PREFIX}*"))


def test_a_damaged_part_is_lived_again(tmp_path: Path) -> None:
    """One turned bit: its name says that it is not what was written."""
    expected = split(tmp_path / "never", Worlds())
    with pytest.raises(RunInterrupted):
        split(tmp_path / "stopped", Worlds(stops_at=40))
    for part in (tmp_path / "stopped").glob("**/*.parquet"):
        content = bytearray(part.read_bytes())
        content[len(content) // 2] ^= 1
        part.write_bytes(content)
    pd.testing.assert_frame_equal(split(tmp_path / "stopped", Worlds()), expected)


def test_of_a_plan_with_plugins_nothing_is_kept(tmp_path: Path) -> None:
    """A plug-in may read a file, of which no digest knows."""
    own = plan(plugins=(PluginSource("mine", "x = 1\n", "0" * 64),))
    with keeping("drivers", own, folder_of(own, tmp_path)) as parts:
        assert parts is None
    assert not list(tmp_path.iterdir())


def test_what_is_held_otherwise_is_kept_apart(tmp_path: Path) -> None:
    """By what is pinned and where, and by whose luck the rest is drawn."""
    holds = [USUAL, Held(pinned=(("strong", 0.1),)), Held(pinned=(("strong", 0.9),)), Held(pinned=(("weak", 0.1),)),
             Held(apart=frozenset({"strong"}), further=5), Held(apart=frozenset({"strong"}), further=6)]  # fmt: skip
    assert len({HeldParts(tmp_path)._of(held) for held in holds}) == len(holds)


def test_two_such_studies_of_a_plan_do_not_meet(tmp_path: Path) -> None:
    """The second is refused while the first is at work; another question is no matter."""
    folder = folder_of(plan(), tmp_path)
    with (
        keeping("drivers", plan(), folder),
        pytest.raises(Refusal, match="another run"),
        keeping("drivers", plan(), folder),
    ):
        pass
    with keeping("drivers", plan(), folder), keeping("uncertainty", plan(), folder):
        pass
    assert not list(tmp_path.iterdir())


def test_a_study_leaves_alone_what_another_keeps(tmp_path: Path) -> None:
    """One is stopped, the other ends well: the first goes on."""
    with pytest.raises(RunInterrupted):
        split(tmp_path, Worlds(stops_at=40))
    driven(tmp_path, Worlds())
    whole, rest = Worlds(), Worlds()
    split(tmp_path / "never", whole)
    split(tmp_path, rest)
    assert rest.lived < whole.lived - 20
