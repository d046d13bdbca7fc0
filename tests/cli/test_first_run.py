"""The first hour of a new user: demo, show, diff, explain, doctor, and the Tab key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command import OURS, sfpc

from sfpc_sim.inputs.demo_folder import SUGGESTED
from sfpc_sim.model import compiling

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demo in an empty folder; give the folder and what it said."""
    empty = tmp_path_factory.mktemp("empty")
    done = sfpc("demo", cwd=empty)
    assert done.returncode == 0, done.stderr
    return empty, done.stdout


def test_the_demo_answers_and_says_what_to_change_next(shown: tuple[Path, str]) -> None:
    """The line that it names is the line; with it changed the command that it names runs another plan."""
    empty, said = shown
    assert "does NOT have fewer than 1,000 children" in said
    assert (empty / "sfpc-demo" / "report.html").stat().st_size < 400_000
    plan = empty / "sfpc-demo" / "my-plan.toml"
    lines = plan.read_text("utf-8").splitlines()
    line = int(said.partition("change line ")[2].partition(":")[0])
    assert SUGGESTED in said
    lines[line - 1] = lines[line - 1].removeprefix("# ")
    assert lines[line - 1].startswith(SUGGESTED)
    plan.write_text("\n".join(lines), "utf-8")
    (command,) = [each.split() for each in said.splitlines() if "-m sfpc_sim run " in each]
    command[command.index("-n") + 1] = "4"
    done = sfpc(*command[3:], "--quiet", "--no-alternatives", cwd=empty)
    assert done.returncode == 0, done.stderr
    assert list((empty / "sfpc-demo" / "results").glob("my-plan-*/summary.csv"))
    changed = sfpc("diff", "innovation-2017", "sfpc-demo/my-plan.toml", cwd=empty).stdout
    assert "2017-06-23 -> 2017-09-23" in changed
    assert f"my-plan.toml:{line}" in changed


def test_the_demo_again_says_the_same_and_keeps_the_plan(shown: tuple[Path, str]) -> None:
    """Nothing is simulated again, and what the user wrote stays."""
    empty, said = shown
    plan = empty / "sfpc-demo" / "my-plan.toml"
    plan.write_text('sfpc = 1\nextends = "innovation-2017"\ntitle = "Mine"\n', "utf-8")
    tables = {each: each.stat().st_mtime_ns for each in empty.glob("sfpc-demo/results/innovation*/*.parquet")}
    again = sfpc("demo", cwd=empty)
    assert again.returncode == 0, again.stderr
    assert plan.read_text("utf-8").endswith('"Mine"\n')
    assert "You have changed" in again.stdout
    assert again.stdout.partition("What to change")[0] == said.partition("What to change")[0]
    assert all(each.stat().st_mtime_ns == then for each, then in tables.items())


def test_the_demo_takes_no_folder_that_is_not_its_own(tmp_path: Path) -> None:
    """Nor a file; nothing is written."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    for name, why in (("mine", "did not make"), ("mine/letter.txt", "is a file")):
        done = sfpc("demo", name, cwd=tmp_path)
        assert (done.returncode, why in done.stderr) == (2, True), done.stderr
    assert [each.name for each in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_without_compiled_code_the_twins_do_the_work(tmp_path: Path) -> None:
    """In the command and in workers that it starts; the answer is the same but for last digits."""
    code = (
        "import sys, os; from sfpc_sim.model import compiling\n"
        "compiling.do_without()\n"
        "from sfpc_sim.model import kernel\n"
        "print(compiling.name(), kernel.advance.__module__, os.environ[compiling.DONE_WITHOUT])"
    )
    environment = os.environ | OURS
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
    )
    assert done.stdout.split() == ["numpy", "sfpc_sim.model.cohort", "1"]
    code = "from sfpc_sim.model import compiling; print(compiling.name())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env=environment | {compiling.DONE_WITHOUT: "1"},
    )  # fmt: skip
    assert done.stdout.strip() == "numpy"


def test_show_names_the_line_and_near_names(tmp_path: Path) -> None:
    """For people and for machines."""
    (tmp_path / "mine.toml").write_text('sfpc = 1\nextends = "innovation-2017"\n[target]\nchildren_under = 1100\n')
    said = sfpc("show", "mine.toml", "target.children_under", cwd=tmp_path).stdout
    assert "target.children_under = 1100 children" in said
    assert "mine.toml:4" in said
    rows = json.loads(sfpc("show", "mine.toml", "--json", cwd=tmp_path).stdout)["settings"]
    assert len(rows) > 700
    assert {"key", "value", "unit", "place", "meaning", "source", "grade"} == set(rows[0])
    wrong = sfpc("show", "mine.toml", "target.childrn_under", cwd=tmp_path)
    assert (wrong.returncode, 'Did you mean "target.children_under"' in wrong.stderr) == (2, True)


def test_diff_of_plans_and_of_results(shown: tuple[Path, str], tmp_path: Path) -> None:
    """The same plan does not differ from its own results; another does, in what it says."""
    empty, _ = shown
    (folder,) = (empty / "sfpc-demo" / "results").glob("innovation-2017-*")
    assert "No difference: all" in sfpc("diff", str(folder), "innovation-2017", cwd=tmp_path).stdout
    assert "No difference: all" in sfpc("diff", str(folder), str(folder), cwd=tmp_path).stdout
    told = json.loads(sfpc("diff", str(folder), "no-programme", "--json", cwd=tmp_path).stdout)
    assert {each["key"] for each in told["differences"]} == {"name", "title", "question", "programme.enabled"}
    wrong = sfpc("diff", str(empty), "no-programme", cwd=tmp_path)
    assert (wrong.returncode, "is not a results folder" in wrong.stderr) == (2, True)


def test_explain_says_what_a_word_means_or_which_are_near(tmp_path: Path) -> None:
    """Several words are one term."""
    assert "How far futures lie apart" in sfpc("explain", "p10", cwd=tmp_path).stdout
    assert sfpc("explain", "time", "to", "fill", cwd=tmp_path).stdout.startswith("Time to fill")
    wrong = sfpc("explain", "utilization", cwd=tmp_path)
    assert (wrong.returncode, '"utilisation"' in wrong.stderr) == (2, True)
    assert "sfpc show innovation-2017" in sfpc("explain", "innovation-2017", cwd=tmp_path).stderr


def test_doctor_tells_what_is_there_and_what_stops_the_work(tmp_path: Path) -> None:
    """Exit code 3 where results cannot be written; no line is without its verdict."""
    well = sfpc("doctor", cwd=tmp_path)
    assert well.returncode == 0, well.stdout
    assert {line.split()[0] for line in well.stdout.splitlines()} <= {"ok", "note"}
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    ill = sfpc("doctor", "--results", "file/results", "--json", cwd=tmp_path)
    assert ill.returncode == 3
    assert [each["words"][:15] for each in json.loads(ill.stdout)["findings"] if each["verdict"] == "fault"] == [
        "cannot write to"
    ]


@pytest.mark.parametrize(
    ("arguments", "begun", "offered"),
    [
        ("run", "no-pro", {"no-programme"}),
        ("run", "m", {"mine.toml"}),
        ("summary", "", {"results/toy-123"}),
        ("summary", "results/", {"results/toy-123"}),
        ("compare no-programme", "sfpc-2020-e", {"sfpc-2020-external"}),
    ],
)
def test_the_tab_key_offers_plans_and_results(arguments: str, begun: str, offered: set[str], tmp_path: Path) -> None:
    """In PowerShell and bash, by the shells' own protocols; quickly, so that nothing heavy is imported."""
    (tmp_path / "mine.toml").write_text("sfpc = 1\n")
    (tmp_path / "results" / "toy-123").mkdir(parents=True)
    (tmp_path / "results" / "toy-123" / "manifest.json").write_text("{}")
    code = "import sys; from sfpc_sim.cli.app import main; sys.argv[0] = 'sfpc'\ntry: main()\n" \
           "finally: print('heavy:', 'pandas' in sys.modules, file=sys.stderr)"  # fmt: skip
    for shell in (
        {"_SFPC_COMPLETE": "complete_bash", "COMP_WORDS": f"sfpc {arguments} {begun}",
         "COMP_CWORD": str(len(arguments.split()) + 1)},
        {"_SFPC_COMPLETE": "complete_pwsh", "_TYPER_COMPLETE_ARGS": f"sfpc {arguments} {begun}",
         "_TYPER_COMPLETE_WORD_TO_COMPLETE": begun},
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path,
            env=os.environ | OURS | shell,
        )  # fmt: skip
        words = {line.partition(":::")[0].strip() for line in done.stdout.splitlines()}
        assert offered <= words, done.stderr
        assert all(word.startswith(begun) or not begun for word in words)
        assert "heavy: False" in done.stderr
