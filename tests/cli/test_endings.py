"""How a command ends that does not end well: its exit code, its words, and what is kept."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from command import COMMAND, OURS, ROOT, sfpc
from short_run import SMALL, results_of

if TYPE_CHECKING:
    from pathlib import Path


def test_failed_replications_are_told_and_end_with_4(plans: Path, tmp_path: Path) -> None:
    """In every form of the answer; `summary` only tells."""
    results = tmp_path / "results"
    shutil.copytree(plans / "results", results)
    (folder,) = results.iterdir()
    (folder / "failures.csv").write_text(
        "replication,stage,place,message,command\n"
        "5,live,care.py:7,ZeroDivisionError: nothing left,sfpc run x --only 5\n"
    )
    command = ("run", "short.toml", *SMALL, "--results", str(results))
    said = sfpc(*command, cwd=plans)
    assert said.returncode == 4
    assert said.stdout.startswith("1 of 5 replications under damped drift FAILED; every estimate leaves them out")
    assert "Repeat it: SFPC_TRACEBACK=1 sfpc run x --only 5" in said.stdout
    as_json = sfpc(*command, "--json", cwd=plans)
    assert (as_json.returncode, json.loads(as_json.stdout)["results"][0]["failed"]) == (4, 1)
    as_csv = sfpc(*command, "--csv", cwd=plans)
    assert (as_csv.returncode, "FAILED" in as_csv.stderr, "FAILED" in as_csv.stdout) == (4, True, False)
    brief = sfpc("summary", str(folder), "--quiet")
    assert (brief.returncode, "FAILED" in brief.stdout) == (0, True)
    compared = sfpc("compare", str(folder), "short.toml", *SMALL[:4], "--results", str(results), cwd=plans)
    assert (compared.returncode, compared.stderr.count("FAILED")) == (4, 1)  # both are one folder
    assert sfpc("run", "short.toml", "-n", "5", *SMALL[2:], "--results", str(results), cwd=plans).returncode == 0


@pytest.mark.parametrize("options", [("serial", "2"), ("dask://127.0.0.1:1", "2")])
def test_workers_are_counted_only_where_they_are_ours(options: tuple[str, str], plans: Path) -> None:
    """Not in silence."""
    done = sfpc("run", "short.toml", "--executor", options[0], "--workers", options[1], cwd=plans)
    assert done.returncode == 2
    assert "--workers: counts processes of this machine" in done.stderr


def test_what_nobody_can_be_near_is_refused(plans: Path, tmp_path: Path) -> None:
    """A near name where there is one, exit code 2, nothing simulated."""
    aims = ("--within", "5 looked_after_on:2018-03-30", "--within", "-1 entries", "--within", "entries")
    for command in (("run", "short.toml"), ("compare", "short.toml", "short.toml")):
        done = sfpc(*command, *aims, "--results", str(tmp_path / "new"), cwd=plans)
        assert done.returncode == 2
        assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
            '--within "-1 entries"',
            '--within "entries"',
        ]
        done = sfpc(*command, *aims[:2], "--results", str(tmp_path / "new"), cwd=plans)
        assert (done.returncode, 'Did you mean "looked_after_on:2018-03-31"?' in done.stderr) == (2, True)
    assert not (tmp_path / "new").exists()


def test_unlike_plans_are_refused_before_anything_is_simulated(plans: Path, tmp_path: Path) -> None:
    """With the reason, and exit code 2."""
    done = sfpc("compare", "short.toml", "innovation-2017", "--results", str(tmp_path / "none"), cwd=plans)
    assert done.returncode == 2
    assert "the last day differs" in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments",
    [("runn",), ("run",), ("run", "x", "--replications", "0"), ("run", "no-such-plan"), ("summary", "nowhere")],
)
def test_wrong_input_ends_with_2_and_no_traceback(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing is written either."""
    done = sfpc(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_results_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """Before simulating."""
    (tmp_path / "file").write_text("")
    done = sfpc("run", "innovation-2017", "--results", "file/results", cwd=tmp_path)
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)


def test_a_fault_of_ours_ends_with_3_and_shows_a_traceback_only_on_request(plans: Path) -> None:
    """A damaged results folder is not the user's input."""
    broken = plans / "broken"
    broken.mkdir(exist_ok=True)
    (broken / "manifest.json").write_text("{}")
    for table in ("replications.parquet", "monthly.parquet"):
        (broken / table).write_bytes(b"not Parquet")
    done = sfpc("summary", str(broken))
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert "Traceback" in sfpc("summary", str(broken), SFPC_TRACEBACK="1").stderr


def test_a_reader_that_leaves_early_is_no_error(plans: Path) -> None:
    """As with `| head -1`."""
    command = f"{sys.executable} -m sfpc_sim summary {results_of(plans)} --csv | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.startswith("scenario,measure")
    # Where somebody is at work on the checkout, it says so.
    assert not [line for line in done.stderr.splitlines() if "made from UNCOMMITTED code" not in line]


def test_an_interrupted_run_ends_with_130_and_goes_on_later(plans: Path, tmp_path: Path) -> None:
    """What was finished is kept, and the message says so."""
    command = [*COMMAND, "run", "short.toml", "-n", "300", "--workers", "2", "--results"]
    environment = os.environ | OURS
    with subprocess.Popen(
        [*command, str(tmp_path), "--no-alternatives"], cwd=plans, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        while not list(tmp_path.glob("*/parts/*.parquet")):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    kept = re.fullmatch(
        r"Interrupted: (\d+) of 300 replications of this run are kept in .*\nThe same command goes on .*\n", said
    )
    assert kept, said
    done = sfpc("run", "short.toml", "-n", kept[1], *SMALL[2:], "--results", str(tmp_path), "--quiet", cwd=plans)
    assert done.returncode == 0
    # Chunks come home in any order: what is kept may reach beyond the number asked for, never below it.
    shown = re.search(r"of (\d+) simulated futures", done.stdout)
    assert shown
    assert int(shown[1]) >= int(kept[1])
