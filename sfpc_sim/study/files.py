"""Files that are either whole or not there."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPORARY = ".writing"
READ_AT_ONCE = 1 << 20  # bytes


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary name to write to; only a complete file gets the real one, and keeps it through a power cut."""
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):  # the folder itself may be gone: the first error is the one to tell
            temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make names given or taken away in a folder last through a power cut."""
    if os.name == "nt":  # there a folder cannot be opened, and the file system sees to it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Hash a file without holding it."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(READ_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def refuse_unwritable(folder: Path) -> None:
    """Refuse a results folder that cannot be written, before anything is simulated."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise refuse(
            f"results folder {folder}", f"cannot be written: {reason}.", "Name another with --results FOLDER."
        ) from error
