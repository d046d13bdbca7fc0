"""Nothing finished is lost: killed commands and workers, full disks, folders that go away, two commands at once."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import psutil
import pytest
import toy_command
from command import ROOT
from real_processes import end, ending, parts, sfpc, start, tables_digest, wait_until
from short_plan import PLAN
from toy_plan import toy_plan, toy_world

from sfpc_sim.study.digest import canonical_digest
from sfpc_sim.study.run import run as run_study

if TYPE_CHECKING:
    from collections.abc import Iterator

N = 24
SMALL = ("--no-alternatives", "--quiet", "--workers", "1")
TOYS = 200  # four seconds of the toy's slow world, two of two workers
KILLS = 20


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a short plan that was run without disturbance, into `whole`."""
    folder: Path = tmp_path_factory.mktemp("plan")
    (folder / "short.toml").write_text('title = "Short"\n' + PLAN)
    done = run(folder, folder / "whole")
    output = done.communicate()
    assert done.returncode == 0, output
    return folder


def run(plan: Path, results: Path, replications: int = N) -> subprocess.Popen[str]:
    return sfpc("run", "short.toml", "-n", str(replications), *SMALL, "--results", str(results), cwd=plan)


def resumed(plan: Path, results: Path) -> str:
    """Go on undisturbed; give the digest the manifest has, which must be that of the tables there are."""
    again = run(plan, results)
    said = again.communicate(timeout=120)
    assert (again.returncode, said[1]) == (0, ""), said
    return checked(results)


def assert_first_as_whole(plan: Path, results: Path) -> None:
    """Go on where a run of many more was stopped: its first replications are those of the undisturbed run."""
    resumed(plan, results)
    for name in ("monthly.parquet", "replications.parquet"):
        (whole,), (found,) = (folder.glob(f"*/{name}") for folder in (plan / "whole", results))
        table = pd.read_parquet(found)
        pd.testing.assert_frame_equal(table[table["replication"] <= N], pd.read_parquet(whole), check_exact=True)


def checked(results: Path) -> str:
    (table,) = results.glob("*/replications.parquet")
    assert canonical_digest(table.with_name("monthly.parquet"), table) == tables_digest(results)
    return tables_digest(results)


def run_toy(results: Path, replications: int = TOYS, *deaths: int) -> subprocess.Popen[str]:
    script = Path(toy_command.__file__)
    beside = {"PYTHONPATH": f"{script.parent}{os.pathsep}{script.parent.parent}{os.pathsep}{ROOT}"}
    arguments = (str(results), str(replications), *map(str, deaths))
    return start(sys.executable, str(script), *arguments, cwd=results.parent, **beside)


def resumed_toy(results: Path) -> str:
    """Go on undisturbed in this process, and without being slow."""
    options: dict[str, Any] = {"replications": TOYS, "workers": 1, "alternatives": False, "simulate": toy_world}
    run_study(toy_plan(), results_folder=results, **options)
    return checked(results)


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """List the pool's workers of a command."""
    try:
        found = psutil.Process(process.pid).children()
        return [child for child in found if "spawn_main" in " ".join(child.cmdline())]
    except psutil.Error:
        return []


@pytest.mark.slow
def test_a_command_killed_at_twenty_random_moments_goes_on_to_the_same_tables(tmp_path: Path) -> None:
    """From before its first file to after its last; a killed command leaves no worker behind."""
    began = time.monotonic()
    assert run_toy(tmp_path / "timed").communicate(timeout=120)[1] == ""
    lasts = time.monotonic() - began
    moments = random.Random(20170623)
    with ThreadPoolExecutor(3) as pool:
        kills = [
            pool.submit(_kill, tmp_path / str(kill), moments.uniform(0.3, 1.5) * lasts) for kill in range(KILLS)
        ]  # fmt: skip
        killed = [kill.result() for kill in kills]
    held = [len(list((tmp_path / str(kill)).glob("*/*.parquet"))) for kill in range(KILLS)]
    assert sum(killed) >= KILLS / 2, (killed, held)
    digests = {resumed_toy(tmp_path / str(kill)) for kill in range(KILLS)}
    assert digests == {resumed_toy(tmp_path / "undisturbed")}


def _kill(results: Path, seconds: float) -> bool:
    process = run_toy(results)
    with ending(process):
        time.sleep(seconds)
        workers, killed = children(process), process.poll() is None
        process.kill()
        process.wait()
        assert psutil.wait_procs(workers, timeout=20)[1] == []
    return killed


def test_a_killed_worker_is_replaced_and_the_run_goes_on(tmp_path: Path) -> None:
    """With the same tables, and not a word."""
    results = tmp_path / "results"
    process = run_toy(results)
    with ending(process):
        wait_until(lambda: len(children(process)) == 2, process)
        before = len(parts(results))
        wait_until(lambda: len(parts(results)) > before, process)
        children(process)[0].kill()
        said = process.communicate(timeout=90)
    assert (process.returncode, said[1]) == (0, "")
    assert checked(results) == resumed_toy(tmp_path / "undisturbed")


def test_workers_killed_again_and_again_end_the_run_in_words(tmp_path: Path) -> None:
    """Not for ever; what is finished stays."""
    results = tmp_path / "results"
    process = run_toy(results, 2000, 1)
    with ending(process):
        while process.poll() is None:
            for child in children(process) if len(parts(results)) > 2 else []:
                child.kill()
            time.sleep(0.05)
        _, said = process.communicate(timeout=90)
    assert process.returncode == 3
    assert re.match(r"A worker process died, .*: \d+ of 2,000 replications of this run are kept", said), said
    assert resumed_toy(results) == resumed_toy(tmp_path / "undisturbed")


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """Mount a disk of a given size, as only the superuser may."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _can_mount() -> bool:
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0


@pytest.mark.skipif(not _can_mount(), reason="NOT TESTED HERE: a full disk needs a mount, which needs the superuser")
@pytest.mark.parametrize("kilobytes", [8, 420, 560])
def test_a_full_disk_is_told_in_words_and_the_run_goes_on_when_there_is_room(
    plan: Path, tmp_path: Path, kilobytes: int
) -> None:
    """Full at the lock, among the parts, and while the tables are written."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, kilobytes):
        process = run(plan, disk)
        _, said = process.communicate(timeout=90)
        assert process.returncode == 2, said
        assert "cannot be written" in said
        assert "No space left on device" in said
        assert "Traceback" not in said
        assert not list(disk.glob("**/*.writing"))
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert resumed(plan, disk) == tables_digest(plan / "whole")


def test_a_file_that_may_not_grow_is_told_in_words(plan: Path, tmp_path: Path) -> None:
    """As on a full disk, without being the superuser: the system refuses files above 8 kB."""
    results = tmp_path / "results"
    command = [sys.executable, "-m", "sfpc_sim", "run", "short.toml", "-n", str(N), *SMALL, "--results", str(results)]
    process = subprocess.run(
        command, cwd=plan, capture_output=True, text=True, check=False, timeout=90,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
    )  # fmt: skip
    assert process.returncode == 2
    assert "cannot be written" in process.stderr
    assert "File too large" in process.stderr
    assert resumed(plan, results) == tables_digest(plan / "whole")


def test_a_results_folder_that_goes_away_is_told_in_words(plan: Path, tmp_path: Path) -> None:
    """What it held is sound if it comes back."""
    results, away = tmp_path / "results", tmp_path / "away"
    process = run(plan, results, 100_000)
    with ending(process):
        wait_until(lambda: len(parts(results)) >= 3, process)
        results.rename(away)
        _, said = process.communicate(timeout=90)
    assert process.returncode == 2, said
    assert re.match(r"results folder .*: cannot be written any more: No such file or directory\. \d+ of 100,000", said)
    assert said.count("\n") == 1
    assert not results.exists()
    away.rename(results)
    assert_first_as_whole(plan, results)


def test_of_two_commands_in_one_folder_the_second_is_refused(plan: Path, tmp_path: Path) -> None:
    """It names the first; nothing is harmed."""
    results = tmp_path / "results"
    first = run(plan, results, 100_000)
    with ending(first):
        wait_until(lambda: parts(results), first)
        second = run(plan, results)
        _, said = second.communicate(timeout=60)
        assert second.returncode == 2
        assert f"another run (process {first.pid} on {os.uname().nodename}) is writing here" in said
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=90)
    assert first.returncode == 130
    assert_first_as_whole(plan, results)


@pytest.mark.slow
def test_of_many_commands_started_together_one_writes_at_a_time(plan: Path, tmp_path: Path) -> None:
    """Also over the lock of one that was killed."""
    results = tmp_path / "results"
    killed = run(plan, results, 100_000)
    wait_until(lambda: parts(results), killed)
    end(killed)
    assert list(results.glob("*/running.lock"))
    together = [run(plan, results) for _ in range(4)]
    with ending(*together):
        ended = [(process.communicate(timeout=120)[1], process.returncode) for process in together]
    assert ("", 0) in ended
    assert all("is writing here" in said for said, code in ended if code)
    assert {code for _, code in ended} <= {0, 2}
    assert_first_as_whole(plan, results)
