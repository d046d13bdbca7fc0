"""Commands, schedulers and workers as processes of their own, ended by their ids."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from command import COMMAND, OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BIN = Path(sys.executable).parent


def start(*command: str, cwd: Path, log: Path | None = None, **environment: str) -> subprocess.Popen[str]:
    """Start a command in a session of its own, so that nothing of it can outlive its test."""
    with ExitStack() as opened:
        output: Any = opened.enter_context(log.open("w")) if log else subprocess.PIPE
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=os.environ | OURS | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | environment,
            stdout=output,
            stderr=subprocess.STDOUT if log else subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def sfpc(*arguments: str, cwd: Path, **environment: str) -> subprocess.Popen[str]:
    """Start `sfpc`."""
    return start(*COMMAND, *arguments, cwd=cwd, **environment)


def end(process: subprocess.Popen[str]) -> None:
    """End a process we started, and those it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@contextmanager
def ending(*processes: subprocess.Popen[str]) -> Iterator[None]:
    """End processes at the end, whatever happens."""
    try:
        yield
    finally:
        for process in processes:
            end(process)


def wait_until(there: Callable[[], Any], process: subprocess.Popen[str] | None = None, seconds: float = 60) -> None:
    """Wait for something; fail when the process ends before."""
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.01)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


def parts(folder: Path) -> list[Path]:
    return list(folder.glob("*/parts/*.parquet"))


def tables_digest(results: Path) -> str:
    """Give the canonical digest of the only run in a folder of results, as its manifest has it."""
    (manifest,) = results.glob("*/manifest.json")
    digest: str = json.loads(manifest.read_text())["canonical_digest"]
    return digest
