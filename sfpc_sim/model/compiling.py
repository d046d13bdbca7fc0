"""Numba's one address: the compiler of the fast kernels, where it is installed.

Compiled code is kept beside the package (or in the user's cache folder where that cannot be written),
in a folder named after the sources of all kernels: a change to one of them can never meet another's
old machine code. Without Numba the same work is done by the NumPy twins.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    import numba
except ImportError:  # not installed, or not for this NumPy
    numba = None

PACKAGE = Path(__file__).parents[1]
# The kernels, and whatever they take constants from: a test holds that none is missing.
SOURCES = (
    "model/_luck_fast.py", "model/_belief_fast.py", "model/_cohort_fast.py", "model/_candidates_fast.py",
    "model/_starting_stock_fast.py", "model/_counting_fast.py", "model/_families_fast.py", "model/counting.py", "model/starting_stock.py", "model/places.py", "model/luck.py",
    "model/candidates.py", "model/cohort.py", "model/months.py",
    "model/returning.py", "model/spells.py", "model/compiling.py", "inputs/authority.py",
)  # fmt: skip
DONE = "all-compiled"


def is_compiled() -> bool:
    """Tell whether kernels are compiled here; if not, their NumPy twins do the work."""
    return numba is not None


def name() -> str:
    """Name what does the work: it decides the last digits of results."""
    return f"numba {numba.__version__}" if numba else "numpy"


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function at its first call; division by zero gives infinity, as in NumPy, and nothing is reordered."""
    kept = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        fast: Callable[..., Any] = numba.njit(cache=True, error_model="numpy", forceinline=True)(function)
    finally:
        numba.config.CACHE_DIR = kept
    return fast


@cache
def cache_folder() -> Path:
    """Give the folder of machine code for these very sources."""
    digest = hashlib.sha256(name().encode())
    for source in SOURCES:
        digest.update((PACKAGE / source).read_bytes())
    here = Path(__file__).parent
    beside = here / "__pycache__"
    home = beside if os.access(beside if beside.exists() else here, os.W_OK) else Path.home() / ".cache" / "sfpc_sim"
    folder = home / f"kernels-{digest.hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
