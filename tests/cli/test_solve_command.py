"""`sfpc solve` as a planner types it."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from command import sfpc
from short_plan import PLAN


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("solve")
    (folder / "short.toml").write_text(PLAN, "utf-8")
    return folder


def test_an_answer_is_said_as_text_json_and_csv(folder):
    """One question, asked three times: the second and third simulate nothing, and say the same."""
    asked = ("solve", "short.toml", "-n", "20", "--workers", "1")
    rule = ("--until", "chance(children_looked_after on 2018-03-31 < 1200) >= 50%")
    text, as_json, as_csv = (sfpc(*asked, *rule, *how, cwd=folder) for how in ((), ("--json",), ("--csv",)))
    assert (text.returncode, as_json.returncode, as_csv.returncode) == (0, 0, 0), text.stderr
    told, rows = json.loads(as_json.stdout), list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert told["value"] is not None
    assert 0 < told["value"] < 1
    assert f"It holds at thought_experiment.entries_ratio of {told['value']:g} or less" in text.stdout
    assert "a thought experiment, the effect of no team" in text.stdout
    assert "fewer entries" in text.stdout.replace("\n  ", " ")
    assert [float(row["chance"]) for row in rows] == [row["chance"] for row in told["tried"]]
    assert len(rows) >= 4


def test_higher_exit_rates_are_not_called_more_exits(folder):
    """Twice the rates are not twice the exits; a change may pass 100%, and has no decimals then either."""
    rule = ("--until", "chance(children_looked_after on 2018-03-31 < 1180) >= 50%")
    lever = ("--lever", "thought_experiment.exits_ratio")
    done = sfpc("solve", "short.toml", "-n", "20", "--workers", "1", *lever, *rule, cwd=folder)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert re.search(r"That is \d+% \(CI \d+% to \d+%\) higher exit rates\.", told), told


def test_what_is_out_of_reach_is_said_plainly(folder):
    """Half a year cannot take children under 1,000, whatever happens to an assumption."""
    done = sfpc("solve", "short.toml", "-n", "20", "--lever", "assumptions.res_entry_ratio", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "Not reachable between" in done.stdout


def test_a_wrong_lever_is_refused(folder):
    """With the near name and exit code 2."""
    done = sfpc("solve", "short.toml", "--lever", "thought_experiment.exit_ratio", cwd=folder)
    assert done.returncode == 2
    assert 'Did you mean "exits_ratio"?' in done.stderr


def test_a_plan_with_a_thought_experiment_says_so(folder):
    """In its check and at the head of its summary, so that nobody takes it for a team's effect."""
    assumed = PLAN + "[thought_experiment]\nentries_ratio = 0.7\n"
    (folder / "assumed.toml").write_text(assumed, "utf-8")
    small = ("-n", "4", "--workers", "1", "--no-alternatives")
    for done in (sfpc("check", "assumed.toml", cwd=folder), sfpc("run", "assumed.toml", *small, cwd=folder)):
        assert done.returncode == 0, done.stderr
        assert "a thought experiment, the effect of no team: from 1 Oct 2017 entries times 0.7" in done.stdout
    (result,) = (folder / "results").glob("assumed-*")
    again = sfpc("reproduce", str(result), "--workers", "1", cwd=folder)
    assert again.returncode == 0, again.stdout + again.stderr
