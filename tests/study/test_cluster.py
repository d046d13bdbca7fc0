"""A real Dask scheduler and real workers give the tables of the process pool, also when some of them are killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from command import ROOT
from real_processes import (
    end,
    ending,
    free_port,
    listens,
    parts,
    sfpc,
    start,
    tables_digest,
    wait_until,
)
from short_plan import PLAN

from sfpc_sim.inputs.extras import install_command
from sfpc_sim.inputs.loading import load
from sfpc_sim.model.simulate import simulate

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

SMALL = ("--no-alternatives", "--quiet")
Count = tuple[str, str]
SECONDS = 4  # of work in a run: long enough for somebody to be killed in the middle of it


class Cluster:
    """A scheduler and its workers on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.executor = ("--executor", f"dask://127.0.0.1:{self.port}")
        self.scheduler = start(
            "dask", "scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard",
            cwd=folder, log=folder / "scheduler.log",
        )  # fmt: skip
        self.workers: list[subprocess.Popen[str]] = []
        wait_until(lambda: listens(self.port), self.scheduler)

    def add_worker(self, **environment: str) -> subprocess.Popen[str]:
        """Start a worker that nobody starts again."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        worker = start(
            "dask", "worker", f"127.0.0.1:{self.port}", "--nthreads", "1", "--no-nanny", "--no-dashboard",
            cwd=self.folder, log=log, **environment,
        )  # fmt: skip
        self.workers.append(worker)
        wait_until(lambda: "Registered to" in log.read_text(), worker)
        return worker


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    try:
        yield made
    finally:
        for process in (*made.workers, made.scheduler):
            end(process)


@pytest.fixture(scope="module")
def count(plan_file: Path) -> Count:
    """Give the option that asks for some seconds of work."""
    short = load(plan_file)
    simulate(short, 1)
    began = time.monotonic()
    simulate(short, 2)
    return "-n", str(round(SECONDS / (time.monotonic() - began)))


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("plan")
    shutil.copy(ROOT / "scenarios" / "plugins" / "slow_start.py", folder)
    (folder / "short.toml").write_text('title = "Short"\nplugins = ["slow_start.py"]\n' + PLAN)
    return folder / "short.toml"


@pytest.fixture(scope="module")
def plan(plan_file: Path, count: Count) -> Path:
    """Give a folder with a short plan and a plug-in, run by the process pool."""
    folder = plan_file.parent
    done = sfpc("run", "short.toml", *count, *SMALL, "--workers", "2", "--results", "pool", cwd=folder)
    output = done.communicate()
    assert done.returncode == 0, output
    return folder


def test_a_cluster_gives_the_tables_of_the_pool_and_needs_no_file_of_the_scenario(
    plan: Path, count: Count, cluster: Cluster, tmp_path: Path
) -> None:
    """The plug-in travels as text: its file is gone before the first worker starts."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(plan, elsewhere, ignore=shutil.ignore_patterns("pool"))
    run = sfpc(
        "run", "short.toml", *count, *SMALL, *cluster.executor, "--results", str(tmp_path / "dask"), cwd=elsewhere
    )
    with ending(run):
        wait_until(lambda: "Receive client" in (tmp_path / "scheduler.log").read_text(), run)  # it has read its files
        shutil.rmtree(elsewhere)
        for _ in range(2):
            cluster.add_worker()
        said = run.communicate(timeout=90)
    assert run.returncode == 0, said
    assert tables_digest(tmp_path / "dask") == tables_digest(plan / "pool")


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_changes_nothing(
    plan: Path, count: Count, cluster: Cluster, tmp_path: Path
) -> None:
    """What it had goes to the other."""
    doomed, _ = cluster.add_worker(), cluster.add_worker()
    run = sfpc("run", "short.toml", *count, *SMALL, *cluster.executor, "--results", str(tmp_path / "dask"), cwd=plan)
    with ending(run):
        wait_until(lambda: len(parts(tmp_path / "dask")) >= 3, run)
        os.kill(doomed.pid, signal.SIGKILL)
        said = run.communicate(timeout=90)
    assert run.returncode == 0, said
    assert tables_digest(tmp_path / "dask") == tables_digest(plan / "pool")


@pytest.mark.slow
def test_a_scheduler_killed_in_the_middle_loses_nothing_that_came_home(
    plan: Path, count: Count, cluster: Cluster, tmp_path: Path
) -> None:
    """The command says so, and goes on without a cluster."""
    cluster.add_worker()
    results = tmp_path / "dask"
    run = sfpc("run", "short.toml", *count, *SMALL, *cluster.executor, "--results", str(results), cwd=plan)
    with ending(run):
        wait_until(lambda: len(parts(results)) >= 3, run)
        os.kill(cluster.scheduler.pid, signal.SIGKILL)
        _, said = run.communicate(timeout=90)
    assert run.returncode == 3
    told = re.fullmatch(r".* gone: (\d+) of \d+ replications of this run are kept in .*\nThe same command .*\n", said)
    assert told, said
    assert int(told[1]) >= 3
    again = sfpc("run", "short.toml", *count, *SMALL, "--executor", "serial", "--results", str(results), cwd=plan)
    assert (again.communicate()[1], again.returncode) == ("", 0)
    assert tables_digest(results) == tables_digest(plan / "pool")


@pytest.mark.slow
def test_a_worker_with_other_code_is_refused_before_and_during_a_run(
    plan: Path, count: Count, cluster: Cluster, tmp_path: Path
) -> None:
    """By its code's digest; a late one is found out by its first answer, and nothing of it is kept."""
    other = tmp_path / "other"
    shutil.copytree(ROOT / "sfpc_sim", other / "sfpc_sim")
    with (other / "sfpc_sim" / "model" / "luck.py").open("a") as file:
        file.write("\n# another luck\n")
    shutil.copytree(ROOT / "scenarios", other / "scenarios")
    cluster.add_worker()
    results = tmp_path / "dask"
    command = ("run", "short.toml", "-n", "100000", *SMALL, *cluster.executor, "--results", str(results))
    run = sfpc(*command, cwd=plan)
    with ending(run):
        wait_until(lambda: parts(results), run)
        cluster.add_worker(PYTHONPATH=str(other))
        _, said = run.communicate(timeout=90)
    assert run.returncode == 2, said
    assert re.match(r"a worker: has another version of this package's code \(\w+, here \w+\): .*nothing of it", said)
    again = sfpc(*command, cwd=plan)
    _, said = again.communicate(timeout=90)
    assert again.returncode == 2
    assert re.match(r"worker tcp://127.0.0.1:\d+: has another version of this package's code", said)


def test_a_worker_without_the_package_is_refused(plan: Path, count: Count, cluster: Cluster, tmp_path: Path) -> None:
    """With what it said itself."""
    (tmp_path / "sfpc_sim").mkdir()
    (tmp_path / "sfpc_sim" / "__init__.py").write_text("raise ImportError('not installed here')")
    cluster.add_worker(PYTHONPATH=str(tmp_path))
    run = sfpc("run", "short.toml", *count, *SMALL, *cluster.executor, "--results", str(tmp_path / "dask"), cwd=plan)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert re.match(r"worker tcp://127.0.0.1:\d+: cannot say what code it has \(.*not installed here", said)


def test_a_worker_on_another_processor_is_refused(plan: Path, count: Count, cluster: Cluster, tmp_path: Path) -> None:
    """Its NumPy rounds otherwise; the same versions would give other children."""
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    if not found:
        pytest.skip("this processor has no instructions that could be switched off")
    cluster.add_worker(NPY_DISABLE_CPU_FEATURES=" ".join(found))
    run = sfpc("run", "short.toml", *count, *SMALL, *cluster.executor, "--results", str(tmp_path / "dask"), cwd=plan)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert said.startswith("worker tcp://127.0.0.1:")  # before anything is simulated, not by its first answer
    assert f"has instructions none (here {' '.join(found)})" in said
    assert parts(tmp_path / "dask") == []


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("dask://127.0.0.1:PORT", "no Dask scheduler answers there"),
        ("dask://nowhere.invalid:8786", "no Dask scheduler answers there"),
        ("dask://127.0.0.1", "is nowhere to run"),
        ("cloud", "is nowhere to run"),
    ],
)
def test_a_wrong_address_is_refused_within_seconds(plan_file: Path, tmp_path: Path, where: str, told: str) -> None:
    """No traceback, nothing written."""
    began = time.monotonic()
    where = where.replace("PORT", str(free_port()))
    run = sfpc(
        "run", "short.toml", *SMALL, "--executor", where, "--results", str(tmp_path / "dask"), cwd=plan_file.parent
    )
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert said.startswith(f"--executor {where}: {told}")
    assert said.count("\n") == 1
    assert time.monotonic() - began < 25
    assert not (tmp_path / "dask").exists()


def test_a_missing_library_is_named_with_the_command_that_installs_it(plan_file: Path, tmp_path: Path) -> None:
    """Python is kept from finding it, as where it is not installed."""
    script = (
        "import sys; sys.modules['distributed'] = None\n"
        "sys.argv = ['sfpc', 'run', 'short.toml', '--executor', 'dask://127.0.0.1:1']\n"
        "from sfpc_sim.cli.app import main; main()"
    )
    run = start(sys.executable, "-c", script, cwd=plan_file.parent)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert install_command(["distributed"]) in said


@pytest.mark.slow
def test_the_commands_of_the_page_work(tmp_path: Path) -> None:
    """As they stand in docs/cluster.md, on a port that is free."""
    port = str(free_port())
    page = (ROOT / "docs" / "cluster.md").read_text().replace("8786", port)
    blocks = dict(re.findall(r"<!-- commands: (\w+) -->\n```sh\n(.*?)```", page, flags=re.DOTALL))
    background = blocks["background"].splitlines()
    assert len(background) == 3
    started = [
        start("bash", "-c", command, cwd=tmp_path, log=tmp_path / f"{index}.log")
        for index, command in enumerate(background)
    ]
    with ending(*started):
        run = start("bash", "-c", blocks["run"], cwd=tmp_path)
        output, said = run.communicate(timeout=120)
    assert (run.returncode, said) == (0, "")
    assert "of 24 simulated futures" in output
