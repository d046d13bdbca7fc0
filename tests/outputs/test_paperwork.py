"""A result's paperwork: its numbers are those of the result, and what is missing is said aloud."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from toy_plan import failing_world, toy_plan, toy_world

from sfpc_sim.outputs.found import found_in
from sfpc_sim.outputs.paperwork.document import document
from sfpc_sim.outputs.paperwork.limits import drifts_limit
from sfpc_sim.outputs.words import percent
from sfpc_sim.study.effects import FOLLOWED, effect_row, effects_table, write_effects
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.study.result import Result

TODAY = date(2026, 11, 29)


@pytest.fixture
def own(tmp_path: Path) -> Result:
    """Run for this test alone, as effects are kept in the folder."""
    return open_result(run(toy_plan(), replications=60, results_folder=tmp_path, workers=1, simulate=toy_world))


def cells(text: str, first: str) -> list[str]:
    """Read the row of a table that begins with a cell."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def signed(result: Result, **said: str) -> Result:
    overlaid = result.manifest["overlaid"] | {"assumptions": {"toy_rate": said}}
    return replace(result, manifest=result.manifest | {"overlaid": overlaid})


def test_its_numbers_are_those_of_the_tables(result: Result) -> None:
    """Read beside the document, and not from what its code hands on."""
    text, manifest = document(result, today=TODAY), result.manifest
    on = result.facts["target"]["on"]
    for drift, each in {"damped": result, **result.alternatives}.items():
        share = (each.replications[f"looked_after_on:{on}"] < 1000).mean()
        said = re.search(rf"[(; ]{drift} ([\d.]+%) \(CI", text)
        assert said is not None
        assert said[1] == percent(share)
        assert f"{len(each.replications)}" in cells(text, "4.3")[2]
    assert f"Seed {manifest['seed']}." in cells(text, "5.2")[2]
    assert f"numpy {manifest['versions']['numpy']}" in cells(text, "5.1")[2]
    assert manifest["canonical_digest"] in cells(text, "6.1")[2]
    assert "2 to 2 (2) days" in cells(text, "`toy_rate`")


def test_who_has_not_signed_and_what_is_overdue_is_told(result: Result) -> None:
    assert "0 signed, 1 unsigned, 0 overdue" in document(result, today=TODAY)
    said = {"signed_off_by": "Head of Performance", "signed_off_on": "2026-01-05", "why": "The best there is"}
    for review, told, counted in (
        ("2026-11-28", "OVERDUE: 2026-11-28", "0 signed, 0 unsigned, 1 overdue"),
        ("2026-11-29", "2026-11-29", "1 signed, 0 unsigned, 0 overdue"),
    ):
        text = document(signed(result, **said, review_by=review), today=TODAY)
        assert cells(text, "`toy_rate`")[-2:] == ["Head of Performance 2026-01-05", told]
        assert "The best there is" in cells(text, "`toy_rate`")[3]
        assert counted in text


def test_measured_effects_fill_their_column(own: Result) -> None:
    """With an interval, and whether it can be told from nothing; none before they are measured."""
    assert "not measured: run `sfpc drivers toy`" in cells(document(own, today=TODAY), "`toy_rate`")
    usual = own.replications["looked_after_on:2019-03-31"].to_numpy(float)
    row = effect_row("toy_rate", "world", "looked_after_on:2019-03-31", FOLLOWED, usual, usual, usual + 3 + usual % 2)
    effects = effects_table([row])
    write_effects(own.folder, effects)
    known = effects.iloc[0]
    (effect,) = [cell for cell in cells(document(own, today=TODAY), "`toy_rate`") if "(CI" in cell]
    for key in ("swing", "swing_ci_low", "swing_ci_high"):
        assert f"{known[key]:.1f}" in effect


def test_run_time_is_of_what_came_home_and_adds_up(tmp_path: Path) -> None:
    """Replications made later add to it; a run that has nothing to do changes nothing."""
    kept = []
    for replications in (10, 30, 30):
        for path in tmp_path.glob("*/manifest.json"):  # as if the run before had been on another day
            then = json.loads(path.read_text("utf-8")) | {"finished": f"2020-01-0{len(kept)}", "overlaid": {}}
            path.write_text(json.dumps(then), "utf-8")
        folder = run(toy_plan(), replications=replications, results_folder=tmp_path, workers=1, alternatives=False,
                     simulate=toy_world)  # fmt: skip
        manifest: dict[str, Any] = open_result(folder).manifest
        kept.append((manifest["run_time"]["replications"], manifest["run_time"]["seconds"], manifest["finished"]))
    assert [each[0] for each in kept] == [10, 30, 30]
    assert 0 <= kept[0][1] <= kept[1][1]
    assert kept[1][2] > "2026"
    assert kept[2] == (30, kept[1][1], "2020-01-02")


def test_a_folder_of_an_earlier_version_says_that_run_time_was_not_kept(result: Result) -> None:
    manifest = {key: value for key, value in result.manifest.items() if key not in ("run_time", "machine")}
    text = document(replace(result, manifest=manifest), today=TODAY)
    assert "Run time was not kept." in cells(text, "5.4")[2]


@pytest.mark.parametrize(
    ("meets_under_stationary", "verdict"),
    [(range(8), "DISAGREE, future by future"), (range(19, 27), "cannot be told apart by these replications")],
)
def test_drifts_are_told_apart_in_the_same_futures(result: Result, meets_under_stationary: range, verdict: str) -> None:
    """20 and 8 of 100, whose intervals meet: 12 that only lose the target tell drifts apart, 19 against 7 do not."""
    name = f"looked_after_on:{result.facts['target']['on']}"

    def meeting(each: Result, numbers: range) -> Result:
        counts = np.where(np.isin(np.arange(100), numbers), 900.0, 1100.0)
        return replace(each, replications=pd.DataFrame({name: counts}, index=pd.RangeIndex(1, 101)))

    others = {"stationary": meeting(result.alternatives["stationary"], meets_under_stationary),
              "walk": meeting(result.alternatives["walk"], range(20))}  # fmt: skip
    drifting = replace(meeting(result, range(20)), alternatives=others)
    said = drifts_limit(drifting, found_in(drifting).estimates)
    assert "damped 20% (CI 13% to 29%); stationary 8.0% (CI 3.5% to 15%)" in said
    assert said.endswith(f"the drifts {verdict}.")


def test_failed_replications_are_limits(tmp_path: Path) -> None:
    folder = run(toy_plan(), replications=40, results_folder=tmp_path, workers=1, simulate=failing_world)
    text = document(open_result(folder), today=TODAY)
    limits = text[text.index("## Limits") : text.index("## What was found")]
    assert "1 of 40 replications under damped drift FAILED" in limits
    assert "1 failed" in cells(text, "4.3")[2]
