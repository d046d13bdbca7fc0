"""What commands write from a result is whole or as it was, and a full disk is told in words."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

import pytest
from command import COMMAND
from toy_plan import toy_plan, toy_world

from sfpc_sim.study.run import run

MOST_BYTES = 1024  # that a file may have: all that is written here is longer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("full")
    return run(toy_plan(), replications=12, results_folder=place, workers=1, alternatives=False, simulate=toy_world)


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (("document", "-o", "paperwork.md"), "paperwork.md"),
        (("plot", "--picture", "children", "-o", "."), "children.svg"),
        (("report", "-o", "board.html"), "board.html"),
        (("export", "--xlsx", "toy.xlsx"), "toy.xlsx"),
        (("export", "--csv", "."), "summary.csv"),
    ],
)
def test_what_was_there_stays(folder: Path, tmp_path: Path, command: tuple[str, ...], written: str) -> None:
    """Exit code 2, one line, no traceback; not half a file beside it."""
    (tmp_path / written).write_text("what somebody has filled in")
    name, *options = command
    done = subprocess.run(
        [*COMMAND, name, str(folder), *options], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=90,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES)),
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert (tmp_path / written).read_text() == "what somebody has filled in"
    assert [path.name for path in tmp_path.iterdir()] == [written]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT TESTED HERE: this system has no full device")
@pytest.mark.parametrize("options", [(), ("--csv",), ("--json",)])
def test_what_is_printed_into_a_full_disk_is_told(folder: Path, options: tuple[str, ...]) -> None:
    """Half a table without a word would be read as a whole one."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "summary", str(folder), *options], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            timeout=90,
        )  # fmt: skip
    assert done.returncode == 2
    told = "what is printed: cannot be written: No space left on device. Make room and repeat the command.\n"
    assert done.stderr.endswith(told)  # before it, that code in work is not committed
