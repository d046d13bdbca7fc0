"""Files that are either whole or not there."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPORARY = ".writing"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary name to write to; only a complete file gets the real one."""
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


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
