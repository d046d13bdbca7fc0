"""What drives an outcome: effects found, kept with their result, and never stale; pins hold what they name."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.inputs.assumptions import Assumption, Register, Source
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.inputs.loading import load
from sfpc_sim.model.draw import Draw
from sfpc_sim.model.held import USUAL, Held
from sfpc_sim.model.luck import Luck
from sfpc_sim.outputs.drivers_text import drivers_text
from sfpc_sim.outputs.failed import lost_lines
from sfpc_sim.study.drivers import SCREEN_FUTURES, drivers_of, names_drawn
from sfpc_sim.study.effects import COLUMNS, FOLLOWED, SCREENED, effect_row, effects_of, effects_table

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.replication import Replication
    from sfpc_sim.study.drivers import Drivers

ON = "looked_after_on:2019-03-31"
BETWEEN_0_AND_10 = Belief((Component("uniform", (0.0, 10.0), 1.0),))
SLOPES = {"strong": 10.0, "weak": 1.0, "idle": 0.0}  # children for each unit


def number(name: str, level: str = "world") -> Assumption:
    return Assumption(name, "Invented.", "days", BETWEEN_0_AND_10, (0.0, 10.0), level, Source("nobody", "D"), "toy:1")


def plan() -> Scenario:
    names = [number(name) for name in SLOPES]
    return toy_plan(register=Register((*names, number("of_a_case", "entity"))), plugins=())


def driven_world(scenario: Scenario, number: int, held: Held = USUAL) -> Replication:
    """Add to the toy's children what the register's numbers say, each by its slope."""
    draw = Draw(scenario.register, Luck(scenario.seed, number), pinned=dict(held.pinned))
    more = sum(slope * draw[name] for name, slope in SLOPES.items()) + draw.of("of_a_case", "one")
    told = toy_world(scenario, number)
    return replace(told, measures=told.measures | {ON: told.measures[ON] + more})


def found(folder: Path, **options: object) -> Drivers:
    names = [*SLOPES, "of_a_case"]
    return drivers_of(
        plan(), results_folder=folder, names=names, follow=2, futures=20, on_notice=str,
        **{"workers": 1, "simulate_held": driven_world} | options,
    )  # fmt: skip


def test_swings_are_slopes_times_eight_units(tmp_path: Path) -> None:
    """From P10 to P90 of 0 to 10 are 8 units, exactly, on the same luck; the largest first, cases never followed up."""
    table = found(tmp_path).table
    children = table[table["outcome"] == ON].set_index("assumption")
    assert children.index[0] == "strong"
    assert children["swing"].to_dict() == pytest.approx({"strong": 80, "weak": 8, "idle": 0, "of_a_case": 8})
    assert children["stage"].to_dict() == {
        "strong": FOLLOWED, "weak": FOLLOWED, "idle": SCREENED, "of_a_case": SCREENED
    }  # fmt: skip
    assert children.loc["strong", "pairs"] == 20
    assert children.loc["idle", "pairs"] == SCREEN_FUTURES
    strong = children.loc["strong"]
    assert strong["at_p10_ci_low"] <= strong["at_p10"] <= strong["at_p10_ci_high"] < 0 < strong["at_p90_ci_low"]


def test_differences_of_a_chance_are_points_and_none_is_not_never() -> None:
    """From 10% to 15% are 5 points and half as much again; none of 20 futures may be one in six."""
    usual, at_p10, at_p90 = np.zeros(20), np.zeros(20), np.repeat([1.0, 0.0], [15, 5])
    row = effect_row("strong", "world", "under_on:2019-03-31", FOLLOWED, usual, at_p10, at_p90)
    text = drivers_text(plan(), effects_table([row]))
    heading = "under on 31 Mar 2019, chance: 0% (CI 0% to 17%) usually, in the 20 futures followed up"
    assert f"{heading}; differences in percentage points" in text
    (line,) = [line for line in text.splitlines() if line.startswith("  strong")]
    assert line.endswith(f"+75.0 (CI {100 * row['swing_ci_low']:+.1f} to {100 * row['swing_ci_high']:+.1f})")


def test_what_is_drawn_in_few_futures_is_not_left_out() -> None:
    """Strain does harm in one future of five, and only there is asked how much; in sfpc-2020 first in the eighth."""
    drawn = names_drawn(load("sfpc-2020"))
    assert {"dilution_entry_ratio", "dilution_full_dose", "dilution_lag_days"} <= drawn


def test_effects_do_not_depend_on_workers(tmp_path: Path) -> None:
    """One process or two give the same table, to the last bit."""
    pd.testing.assert_frame_equal(found(tmp_path / "one").table, found(tmp_path / "two", workers=2).table)


def test_effects_are_read_back_and_never_of_another_plan(tmp_path: Path) -> None:
    """A table whose digest is not its folder's is as good as none."""
    made = found(tmp_path)
    assert list(made.table.columns) == list(COLUMNS)
    kept = effects_of(made.folder)
    assert kept is not None
    pd.testing.assert_frame_equal(kept, made.table, check_dtype=False)
    manifest = json.loads((made.folder / "manifest.json").read_text())
    (made.folder / "manifest.json").write_text(json.dumps(manifest | {"digest": "of another plan"}))
    assert effects_of(made.folder) is None
    (made.folder / "effects.csv").unlink()
    assert effects_of(made.folder) is None


@pytest.mark.parametrize("outcome", [ON, "under_on:2019-03-31"])
def test_nothing_is_told_of_what_does_nothing(tmp_path: Path, outcome: str) -> None:
    """An assumption that moves nothing has no swing and is not told from zero."""
    table = found(tmp_path, outcomes=[outcome]).table.set_index("assumption")
    assert table.loc["idle", ["swing", "swing_ci_low"]].tolist()[0] == 0
    assert not table.loc["idle", "told_from_zero"]
    assert np.isfinite(table["swing"]).all()


def failing_world(scenario: Scenario, number: int, held: Held = USUAL) -> Replication:
    """Fail in future 20 when the strong one is at its P90."""
    if number == 20 and ("strong", 0.9) in held.pinned:
        raise ZeroDivisionError("nothing left")
    return driven_world(scenario, number, held)


def test_a_future_that_fails_is_told_and_missed_where_it_belongs(tmp_path: Path) -> None:
    """In the table, in words, and with what was held in it; every other effect rests on all its futures."""
    made = found(tmp_path, simulate_held=failing_world)
    children = made.table[made.table["outcome"] == ON].set_index("assumption")
    assert children["pairs"].to_dict() == {"strong": 19, "weak": 20, "idle": 12, "of_a_case": 12}
    assert children["futures"].to_dict() == {"strong": 20, "weak": 20, "idle": 12, "of_a_case": 12}
    assert children.loc["strong", "swing"] == pytest.approx(80)
    told, first = lost_lines(made.lost)
    lived = SCREEN_FUTURES * (1 + 2 * 4) + 20 * (1 + 2 * 2)
    assert told.startswith(f"1 of {lived} futures lived for this FAILED")
    assert first.startswith("The first is replication 20 of toy with strong at its P90 (simulate, test_drivers.py:")
    words = " ".join(drivers_text(plan(), made.table).split())
    assert "1 of 4 assumptions rest on fewer futures than were lived, at the least 19 of 20" in words
    assert "rest on fewer" not in drivers_text(plan(), found(tmp_path).table)
