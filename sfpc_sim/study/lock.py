"""One run at a time in a results folder."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_NAME = "running.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder; refuse when another live process does, take over from a dead one."""
    path = folder / LOCK_NAME
    if not _taken(path):
        _clear_if_stale(path)
        if not _taken(path):
            raise _held_by_another(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _taken(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(f"{os.getpid()} {socket.gethostname()}")
    return True


def _clear_if_stale(path: Path) -> None:
    pid, host = _holder(path)
    if host == socket.gethostname() and pid.isdigit() and not _alive(int(pid)):
        path.unlink(missing_ok=True)


def _holder(path: Path) -> tuple[str, str]:
    try:
        pid, _, host = path.read_text().partition(" ")
    except FileNotFoundError:
        return "", ""
    return pid, host


def _alive(pid: int) -> bool:
    if os.name == "nt":  # there, signal 0 is Ctrl-C: better to ask the user
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _held_by_another(path: Path) -> Exception:
    pid, host = _holder(path)
    return refuse(
        str(path.parent),
        f"another run (process {pid or 'unknown'} on {host or 'an unknown machine'}) is writing here.",
        f"Wait for it; if it no longer runs, delete {path} and try again.",
    )
