"""The command line as a user meets it: what each command says, for people and for machines."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
from command import COMMAND, ROOT, sfpc
from short_plan import PLAN
from short_run import SMALL, results_of


def test_help_imports_nothing_heavy() -> None:
    """It answers at once."""
    script = (
        "import sys; from sfpc_sim.cli.app import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'pydantic', 'simpy', 'pyarrow', 'numba', 'distributed'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    for command in ("run", "batch", "compare", "summary", "check", "assumptions", "new"):
        assert command in done.stdout


def test_help_costs_next_to_no_processor_time() -> None:
    """Under 0.3 seconds, the best of three: a busy machine is not our fault."""
    seconds = []
    for _ in range(3):
        with subprocess.Popen([*COMMAND, "--help"], cwd=ROOT, stdout=subprocess.DEVNULL) as help_:
            _, status, used = os.wait4(help_.pid, 0)
            help_.returncode = os.waitstatus_to_exitcode(status)
        assert help_.returncode == 0
        seconds.append(used.ru_utime + used.ru_stime)
    assert min(seconds) < 0.3


def test_a_run_prints_its_summary_and_is_silent_otherwise(plans: Path) -> None:
    """Nothing on standard error in a pipe; the second time nothing is simulated."""
    done = sfpc("run", "short.toml", *SMALL, cwd=plans)
    assert done.returncode == 0
    assert done.stderr == ""
    assert (
        "of 4 simulated futures Leeds does NOT have fewer than 1,000 children looked after on 31 Mar 2018"
        in done.stdout
    )
    assert "\x1b" not in done.stdout
    assert len(list((plans / "results").glob("short-*"))) == 1


def test_the_next_command_can_be_copied_whatever_a_folder_is_called(plans: Path, tmp_path: Path) -> None:
    """Spaces and accents of a council's shared drive among it."""
    folder = tmp_path / "Pläne 2017 (new)"
    shutil.copytree(plans / "results", folder)
    done = sfpc("run", "short.toml", *SMALL, "--results", str(folder), cwd=plans)
    command = next(line for line in done.stdout.splitlines() if line.startswith("Next:    "))
    program, verb, result, *_ = shlex.split(command.removeprefix("Next:    "))
    assert (program, verb, Path(result).parent) == ("sfpc", "report", folder)
    assert (Path(result) / "summary.csv").is_file()


def test_summary_speaks_text_json_csv_and_briefly(plans: Path) -> None:
    """The same numbers each way."""
    folder = str(results_of(plans))
    brief = sfpc("summary", folder, "--quiet").stdout
    uncommitted = brief.count("WARNING: made from UNCOMMITTED code")  # where somebody is at work on the checkout
    assert brief.count("\n") == 4 + uncommitted
    content = json.loads(sfpc("summary", folder, "--json").stdout)
    rows = list(csv.DictReader(io.StringIO(sfpc("summary", folder, "--csv").stdout)))
    assert len(content["results"][0]["summary"]) == len(rows)
    assert content["results"][0]["replications"] == 4
    assert rows[0]["scenario"] == "short"


def test_a_stream_without_unicode_gets_plain_characters(plans: Path) -> None:
    """Pounds become GBP instead of a traceback."""
    done = sfpc("summary", str(results_of(plans)), PYTHONIOENCODING="cp437", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "GBP" in done.stdout


def test_compare_with_itself_is_exactly_zero(plans: Path) -> None:
    """A results folder and the scenario it came from are the same thing."""
    done = sfpc("compare", str(results_of(plans)), "short.toml", *SMALL[:4], "--csv", cwd=plans)
    assert done.returncode == 0, done.stderr
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout)) if int(row["pairs"]) > 1]
    assert rows
    assert {float(row[column]) for row in rows for column in ("difference", "ci_low", "ci_high", "p10", "p90")} == {0.0}


def test_compare_says_in_words_what_can_be_told(plans: Path, tmp_path: Path) -> None:
    """In one screen; JSON has every measure with its verdict."""
    (tmp_path / "none.toml").write_text(PLAN + "[programme]\nenabled = false\n")
    pair = ("compare", str(tmp_path / "none.toml"), "short.toml", *SMALL[:4])
    lines = sfpc(*pair, cwd=plans).stdout.splitlines()
    assert lines[2].startswith("4 pairs of futures")
    assert any(line.startswith("  Spend 2017/18 ") and "more: +£" in line for line in lines)
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 120
    differences = json.loads(sfpc(*pair, "--json", cwd=plans).stdout)["differences"]
    spend = next(row for row in differences if (row["measure"], row["on"]) == ("spend_gbp", "2017"))
    assert (spend["verdict"], spend["pairs"], spend["first_mean"]) == ("above zero", 4, 0)


def test_a_run_stops_when_it_is_as_near_as_asked_and_says_so(plans: Path, tmp_path: Path) -> None:
    """Rule, number, nearness and what nearer would take; JSON and CSV speak of the same futures."""
    within = ("--within", "12 looked_after_on:2018-03-31", "-n", "400")
    command = ("run", str(plans / "short.toml"), *within, "--no-alternatives", "--workers", "1")
    done = sfpc(*command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    met = re.search(r"  Met at (\d+) futures, of at most 400\. (\d+) are there", done.stdout)
    assert met is not None, done.stdout
    number, there = map(int, met.groups())
    assert 10 <= number <= there - 5
    assert f"In {number} of {number} simulated futures" in done.stdout
    assert "Rule: the first number of futures, 10 at the least" in done.stdout
    assert "Half of that takes about " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120
    content = json.loads(sfpc(*command, "--json", cwd=tmp_path).stdout)["results"][0]
    assert content["replications"] == content["precision"]["replications"] == number
    assert content["precision"]["reached"][0]["aim"] == {"within": 12, "outcome": "looked_after_on:2018-03-31"}
    as_csv = sfpc(*command, "--csv", cwd=tmp_path)
    assert f"Met at {number} futures" in as_csv.stderr
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert {row["replications"] for row in rows if row["measure"] == "looked_after_on"} == {str(number)}


def test_a_comparison_stops_when_its_difference_is_as_near_as_asked(plans: Path, tmp_path: Path) -> None:
    """Two differences together; each is told from zero or not among both."""
    (tmp_path / "none.toml").write_text(PLAN + "[programme]\nenabled = false\n")
    pair = ("compare", str(tmp_path / "none.toml"), "short.toml", "-n", "60", "--workers", "1")
    aims = ("--within", "20000 spend_gbp:2017", "--within", "0.0001 entries")
    done = sfpc(*pair, *aims, "--results", str(tmp_path), cwd=plans)
    assert done.returncode == 0, done.stderr
    assert "NOT met: all 60 pairs that there may be are spent." in done.stdout
    assert re.search(r"spend_gbp:2017: [\d,]+ \(CI .*within [\d,]+ pounds; asked for 20000\. Told from", done.stdout)
    assert "each interval at 97.5%, so that all 2" in " ".join(done.stdout.split())


def test_one_replication_can_be_repeated(plans: Path) -> None:
    """The same measures as in the table."""
    done = sfpc("run", "short.toml", "--only", "3", cwd=plans)
    measures = json.loads(done.stdout)[0]["measures"]
    row = pd.read_parquet(results_of(plans) / "replications.parquet").set_index("replication").loc[3]
    assert measures["entries"] == row["entries"]


def test_batch_runs_every_scenario_of_a_folder(plans: Path, tmp_path: Path) -> None:
    """And refuses a folder that has none."""
    done = sfpc("batch", str(plans), *SMALL, "--json", "--results", str(plans / "results"))
    assert [each["scenario"] for each in json.loads(done.stdout)["results"]] == ["short"]
    empty = sfpc("batch", str(tmp_path))
    assert (empty.returncode, "holds no .toml file" in empty.stderr) == (2, True)


def test_check_tells_all_problems_and_what_is_sound(plans: Path, tmp_path: Path) -> None:
    """One line a problem, exit code 2, no traceback."""
    bad = tmp_path / "bad.toml"
    bad.write_text(PLAN + "[targt]\non = 1\n")
    done = sfpc("check", str(plans / "short.toml"), str(bad), "innovation-2018")
    assert done.returncode == 2
    assert done.stdout.startswith("ok  short: Short")
    assert "total: 36.5 FTE" in done.stdout
    assert "targt" in done.stderr
    assert "innovation-2018" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_latest_count_is_checked_run_and_refused_by_the_command(tmp_path: Path) -> None:
    """Shown by `check`, told on standard error before a run; one that no future comes near ends with 2."""
    count = '[latest_count]\non = 2017-09-30\nlooked_after = {}\nsource = "return of September"\n'
    (tmp_path / "near.toml").write_text(PLAN + count.format(1290))
    (tmp_path / "far.toml").write_text(PLAN + count.format(1500))
    checked = sfpc("check", "near.toml", cwd=tmp_path).stdout
    assert "through the count of 30 Sep 2017: 1,290 looked after, give or take 6 (return of September)" in checked
    assert "1,253 were looked after on 31 Mar 2017: +3.0% by the count." in checked
    near, far = (sfpc("run", name, *SMALL, cwd=tmp_path) for name in ("near.toml", "far.toml"))
    assert (near.returncode, far.returncode) == (0, 2)
    assert near.stderr.startswith("Without the latest count, ")
    assert "through the count of 30 Sep 2017: 1,290 looked after" in near.stdout
    aimed = sfpc("run", "far.toml", *SMALL, "--within", "5 entries", cwd=tmp_path)
    assert (aimed.returncode, aimed.stderr) == (2, far.stderr)
    assert far.stderr.startswith("far: latest_count: the nearest of 400 futures under damped drift misses the 1,500")
    assert [path.name[:5] for path in (tmp_path / "results").iterdir()] == ["near-"]


def test_assumptions_are_listed_weakest_first() -> None:
    """With source and grade, for people and for machines."""
    rows = list(csv.DictReader(io.StringIO(sfpc("assumptions", "innovation-2017", "--csv").stdout)))
    grades = [row["grade"] for row in rows]
    assert grades == sorted(grades, reverse=True)
    assert all(row["source"] and float(row["p10"]) <= float(row["p90"]) for row in rows)
    assert sfpc("assumptions", "innovation-2017").stdout.count("Source:") == len(rows)
    assert len(json.loads(sfpc("assumptions", "innovation-2017", "--json").stdout)["assumptions"]) == len(rows)


def test_new_writes_a_scenario_that_runs(tmp_path: Path) -> None:
    """It says only what differs."""
    done = sfpc("new", "my-plan", "--from", "innovation-2017", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "my-plan.toml").exists()
    assert sfpc("check", "my-plan.toml", cwd=tmp_path).returncode == 0


def test_decompose_says_through_what_and_what_held_it_back(plans: Path) -> None:
    """A page for planners, rows for a machine; the second time nothing is simulated again."""
    asked = ("decompose", "short.toml", "--replications", "4", "--workers", "1")
    page = sfpc(*asked, cwd=plans)
    assert page.returncode == 0, page.stderr
    assert "Through what it comes" in page.stdout
    assert "More exits: not in this plan" in page.stdout
    rows = list(csv.DictReader(io.StringIO(sfpc(*asked, "--csv", cwd=plans).stdout)))
    assert {row["term"] for row in rows if row["question"] == "held back"} == {
        "neither", "delay", "strain", "delay x strain", "difference",
    }  # fmt: skip
    told = json.loads(sfpc(*asked, "--json", cwd=plans).stdout)
    assert set(told["absent"]) == {"exits"}
    assert len(told["terms"]) == len(rows)
