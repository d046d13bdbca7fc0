"""The toy as a C loop, compiled on the spot: the floor under every other program."""

from __future__ import annotations

import ctypes
import subprocess
from functools import cache
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.toy.delay import CHILDREN, ENTRIES_PER_YEAR, MEAN_STAY_YEARS, MONTHS

if TYPE_CHECKING:
    from benchmarks.toy.delay import Census

SOURCE = Path(__file__).with_name("floor.c")


def compiler() -> str | None:
    """Name the C compiler of this machine, if it has one."""
    return which("gcc") or which("cc")


@cache
def _compiled() -> ctypes.CDLL:
    with TemporaryDirectory() as folder:
        library = Path(folder) / "floor.so"
        subprocess.run([compiler() or "gcc", "-O2", "-shared", "-fPIC", SOURCE, "-o", library, "-lm"], check=True)
        loaded = ctypes.CDLL(str(library))
    loaded.delay.argtypes = [
        ctypes.c_uint64, ctypes.c_long, ctypes.c_double, ctypes.c_double, ctypes.c_long, ctypes.POINTER(ctypes.c_long),
    ]  # fmt: skip
    loaded.delay.restype = None
    return loaded


def run(seed: int) -> Census:
    """Simulate once."""
    census = (ctypes.c_long * MONTHS)()
    _compiled().delay(seed, CHILDREN, ENTRIES_PER_YEAR, MEAN_STAY_YEARS, MONTHS, census)
    return list(census)
