"""Running: reuse, extension, resumption, failure; the same tables however the work was cut up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import toy_plan as toy
from toy_plan import failing_world, interrupted_world, other_world, slow_world, toy_plan, toy_world

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.scenario import PluginSource
from sfpc_sim.study.digest import PACKAGE_FOLDER, code_digest, digest_of, digest_parts, environment
from sfpc_sim.study.interrupted import RunInterrupted
from sfpc_sim.study.jobs import as_part
from sfpc_sim.study.lock import LOCK_NAME
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from sfpc_sim.study.worker import Simulate

N = 40


def run_toy(folder: Path, *, simulate: Simulate = toy_world, **options: Any) -> tuple[Path, int]:
    """Run the toy plan; give its folder and how many replications were simulated."""
    totals = []
    options = {"replications": N, "workers": 1, "alternatives": False} | options
    made = run(
        toy_plan(),
        results_folder=folder,
        simulate=simulate,
        on_progress=lambda _, total: totals.append(total),
        **options,
    )
    return made, totals[0]


def tables_digest(folder: Path) -> str:
    digest: str = json.loads((folder / "manifest.json").read_text())["canonical_digest"]
    return digest


def parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/parts/*.parquet"))


def test_tables_are_equal_for_any_workers_and_chunks(tmp_path: Path) -> None:
    """Luck is addressed, so neither place nor order of the work can matter."""
    cut_up = [(1, 3), (2, 3), (4, 7), (1, 40)]
    digests = {
        tables_digest(run_toy(tmp_path / f"{workers}-{size}", workers=workers, chunk_size=size)[0])
        for workers, size in cut_up
    }
    assert len(digests) == 1


def test_any_executor_will_do_and_stays_open(tmp_path: Path) -> None:
    """A cluster's executor is handed in the same way."""
    with ThreadPoolExecutor(2) as executor:
        folder, _ = run_toy(tmp_path / "threads", executor=executor)
        assert executor.submit(int, "1").result() == 1
    assert tables_digest(folder) == tables_digest(run_toy(tmp_path / "serial")[0])


def test_the_same_run_is_reused_and_more_replications_add_only_the_missing(tmp_path: Path) -> None:
    """Nothing is simulated twice."""
    folder, first = run_toy(tmp_path)
    assert first == N
    assert run_toy(tmp_path) == (folder, 0)
    assert run_toy(tmp_path, replications=N - 5) == (folder, 0)
    assert run_toy(tmp_path, replications=N + 10) == (folder, 10)
    straight, _ = run_toy(tmp_path / "straight", replications=N + 10)
    assert tables_digest(folder) == tables_digest(straight)


def test_runs_after_one_another_are_told_as_one() -> None:
    """The second, two of the five, has one of them already."""
    told: list[tuple[int, int]] = []
    for end, missing in ((3, 3), (5, 1)):
        tell = as_part(lambda done, whole: told.append((done, whole)), end, 5)
        assert tell is not None
        for done in range(missing + 1):
            tell(done, missing)
    assert told == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert as_part(None, 3, 5) is None


def test_alternatives_run_a_quarter_but_at_least_two_hundred(tmp_path: Path) -> None:
    """Never more than the main run."""
    folder, total = run_toy(tmp_path, alternatives=True)
    assert total == 3 * N
    _, more = run_toy(tmp_path, alternatives=True, replications=1000)
    assert more == (1000 - N) + 2 * (250 - N)
    drifts = pd.read_csv(folder / "summary.csv").groupby("drift")["replications"].max()
    assert drifts.to_dict() == {"damped": 1000, "walk": 250, "stationary": 250}


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Killed without warning, twice the work is not done and the tables are those of an undisturbed run."""
    script = (
        "from pathlib import Path; from toy_plan import *; from sfpc_sim.study.run import run; "
        f"run(toy_plan(), replications={N}, workers=1, alternatives=False, chunk_size=4, "
        f"results_folder=Path({str(tmp_path)!r}), simulate=slow_world)"
    )
    environment = os.environ | {"PYTHONPATH": f"{Path(toy.__file__).parent}{os.pathsep}{PACKAGE_FOLDER.parent}"}
    with subprocess.Popen([sys.executable, "-c", script], env=environment) as process:
        while len(parts(tmp_path)) < 2:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    held = 4 * len(parts(tmp_path))
    assert 0 < held < N
    folder, simulated = run_toy(tmp_path, simulate=slow_world)
    assert simulated == N - held
    assert tables_digest(folder) == tables_digest(run_toy(tmp_path / "straight")[0])
    assert not (folder / LOCK_NAME).exists()


def test_a_resume_proves_that_it_belongs_to_what_is_there(tmp_path: Path) -> None:
    """One bit of one measure, and nothing is added to the folder."""
    folder, _ = run_toy(tmp_path)
    before = tables_digest(folder)
    with pytest.raises(Refusal, match=r"replication 40, simulated again, is not what is stored: spend_gbp:2018 2000"):
        run_toy(tmp_path, replications=N + 10, simulate=other_world)
    assert tables_digest(folder) == before
    assert run_toy(tmp_path, replications=N + 10) == (folder, 10)


def test_a_finished_result_of_a_plug_in_that_reads_more_than_its_text_is_not_used_again(tmp_path: Path) -> None:
    """The folder's name covers the text alone: a file that the plug-in reads has changed, and nothing is missing."""
    plan = toy_plan(plugins=(PluginSource("reads.py", "rates = open('rates.csv').read()", "0" * 64),))
    how: dict[str, Any] = {"replications": N, "workers": 1, "alternatives": False, "results_folder": tmp_path}
    folder = run(plan, simulate=toy_world, **how)
    assert run(plan, simulate=toy_world, **how) == folder
    with pytest.raises(Refusal, match=r"replication 40, simulated again, is not what is stored: spend_gbp:2018 2000"):
        run(plan, simulate=other_world, **how)


def test_a_folder_of_another_machine_is_not_gone_on_with(tmp_path: Path) -> None:
    """Its NumPy may have rounded otherwise; what it found can still be read."""
    folder, _ = run_toy(tmp_path)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"processor": manifest["processor"] | {"machine": "abacus"}}))
    assert run_toy(tmp_path) == (folder, 0)
    with pytest.raises(Refusal, match=r"may compute otherwise \(machine abacus, here "):
        run_toy(tmp_path, replications=N + 10)


@pytest.mark.parametrize("name", ["replications.parquet", "monthly.parquet"])
def test_a_table_of_which_one_bit_has_turned_is_not_told(tmp_path: Path, name: str) -> None:
    """It could be read, and would say something else; the run makes it again."""
    folder, _ = run_toy(tmp_path)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 3] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(Refusal, match=rf"{name}: is not as it was written"):
        open_result(folder)
    run_toy(tmp_path, on_notice=str)
    assert len(open_result(folder).replications) == N


@pytest.mark.parametrize("left", [0, 100])
def test_a_manifest_cut_short_is_told_and_written_anew(tmp_path: Path, left: int) -> None:
    """The tables are whole: without it nothing is simulated again."""
    folder, _ = run_toy(tmp_path)
    manifest = folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:left])
    with pytest.raises(Refusal, match=r"manifest.json: holds no readable JSON: it is damaged. Delete it and repeat"):
        open_result(folder)
    manifest.unlink()
    assert run_toy(tmp_path) == (folder, 0)
    assert open_result(folder).manifest["replications"] == N


def test_a_result_without_its_months_is_not_told(tmp_path: Path) -> None:
    """Half of what is told would be missing; the run makes both tables again."""
    folder, _ = run_toy(tmp_path)
    (folder / "monthly.parquet").unlink()
    with pytest.raises(Refusal, match="holds a run that has not finished"):
        open_result(folder)
    assert run_toy(tmp_path, on_notice=str) == (folder, N)


def test_a_damaged_table_is_put_aside_and_made_again_in_words(tmp_path: Path) -> None:
    """The same tables come of it."""
    folder, _ = run_toy(tmp_path)
    before = tables_digest(folder)
    (folder / "monthly.parquet").write_bytes(b"PAR1 of something else")
    told: list[str] = []
    assert run_toy(tmp_path, on_notice=told.append) == (folder, N)
    assert len(told) == 1
    assert "put aside as monthly.parquet.damaged, replications.parquet.damaged" in told[0]
    assert tables_digest(folder) == before


def test_a_manifest_that_a_kill_left_behind_its_tables_catches_up(tmp_path: Path) -> None:
    """The last thing a run writes; the next run finds nothing missing but that."""
    folder, _ = run_toy(tmp_path)
    digest = tables_digest(folder)
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"replications": 0, "canonical_digest": None}))
    assert run_toy(tmp_path) == (folder, 0)
    assert tables_digest(folder) == digest


def test_an_interrupted_run_keeps_what_is_finished(tmp_path: Path) -> None:
    """Ctrl-C says how much is kept and how to go on."""
    with pytest.raises(RunInterrupted, match=r"16 of 40 replications .* are kept") as stop:
        run_toy(tmp_path, simulate=interrupted_world, chunk_size=4)
    assert "The same command goes on from there" in str(stop.value)
    assert run_toy(tmp_path)[1] == N - 16


@pytest.mark.parametrize("folder", ["a-file/results", "/proc/results"])
def test_a_folder_that_cannot_be_written_is_refused_before_simulating(tmp_path: Path, folder: str) -> None:
    """Nothing is written and nothing simulated."""
    (tmp_path / "a-file").write_text("not a folder")
    with pytest.raises(Refusal, match=r"cannot be written: .* --results"):
        run_toy(tmp_path / folder, simulate=failing_world)
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]


def test_the_digest_covers_what_changes_results_and_nothing_else() -> None:
    """Seed, horizon, drift and beliefs do; the number of replications does not."""
    plan = toy_plan()
    other = {digest_of(digest_parts(replace(plan, **change))) for change in (
        {"seed": 8}, {"drift": "walk"}, {"end": plan.start}, {"posts": plan.posts[:1]}, {"evidence": "no-effect"},
    )}  # fmt: skip
    own = digest_of(digest_parts(plan))
    assert len(other | {own}) == 6
    assert digest_of(digest_parts(replace(plan, replications=9, overlaid={}))) == own


def test_changed_code_has_another_digest(tmp_path: Path) -> None:
    """Results of other code are never reused."""
    package = tmp_path / "package"
    (package / "scenarios").mkdir(parents=True)
    (package / "model.py").write_text("x = 1\n")
    before = code_digest(package)
    (package / "scenarios" / "plugin.py").write_text("y = 1\n")  # hashed where a scenario names it
    assert code_digest(package) == before
    (package / "model.py").write_text("x = 2\n")
    changed = code_digest(package)
    assert changed != before
    assert digest_of(digest_parts(toy_plan(), package)) != digest_of(digest_parts(toy_plan()))


def test_code_edited_while_a_command_runs_is_not_what_it_ran(tmp_path: Path) -> None:
    """What it simulates from then on still has the name of the code it began with, and the next command another."""
    (tmp_path / "model.py").write_text("x = 1\n")
    before = digest_of(digest_parts(toy_plan(), tmp_path))
    (tmp_path / "model.py").write_text("x = 2\n")
    assert digest_of(digest_parts(toy_plan(), tmp_path)) == before
    environment.cache_clear()  # as another process would begin
    assert digest_of(digest_parts(toy_plan(), tmp_path)) != before


def test_the_manifest_says_what_the_results_came_from(tmp_path: Path) -> None:
    """Scenario, seed, versions, times and digests."""
    folder, _ = run_toy(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["scenario"] == "toy"
    assert manifest["replications"] == N
    assert manifest["overlaid"] == {"run": {"seed": 7}}
    assert manifest["facts"]["target"] == {"children_under": 1000, "on": "2019-03-31"}
    assert {"python", "numpy", "scipy", "simpy", "pandas", "pyarrow", "sfpc_sim"} <= set(manifest["versions"])
    assert manifest["created"] <= manifest["finished"]
    assert folder.name == f"toy-{manifest['digest'][:12]}"
