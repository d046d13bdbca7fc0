"""One run at a time in a results folder.

The operating system holds the lock and lets go of it when the process ends, however it ends: there is no
lock of a dead process to clear away, and no moment at which two could both take one over.
"""

from __future__ import annotations

import os
import socket
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper
    from pathlib import Path

LOCK_NAME = "running.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder; refuse when another process does.

    Raises
    ------
    Refusal : another run is writing in it, or its file system knows no locks
    """
    path = folder / LOCK_NAME
    file = _taken(path)
    try:
        with suppress(OSError):  # a full disk takes no words, but holds a lock
            file.seek(0)
            file.truncate()
            file.write(f"{os.getpid()} {socket.gethostname()}")
            file.flush()
        yield
    finally:
        with suppress(OSError):  # Windows does not remove what is open; the folder itself may be gone
            path.unlink(missing_ok=True)
        with suppress(OSError):  # closing writes what a full disk did not take
            file.close()


def _taken(path: Path) -> TextIOWrapper:
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            file.seek(0)
            holder = file.read()
            file.close()
            raise _held_by_another(path, holder) from None
        except OSError as error:
            file.close()
            fault = f"the file system cannot lock a file: {error.strerror or error}."
            raise refuse(str(path.parent), fault, "Name a folder on another with --results FOLDER.") from error
        if _is_still(file, path):
            return file
        file.close()  # the one who held it has removed it since: another file has the name now


def _is_still(file: TextIOWrapper, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _held_by_another(path: Path, holder: str) -> Exception:
    pid, _, host = holder.partition(" ")
    return refuse(
        str(path.parent),
        f"another run (process {pid or 'unknown'} on {host or 'an unknown machine'}) is writing here.",
        "Wait for it to end, or stop it, and try again.",
    )


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30  # beyond the text, which another process must be able to read

    def _lock(file: TextIOWrapper) -> None:
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: TextIOWrapper) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
