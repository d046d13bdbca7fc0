"""Numba's one address: the compiler of the fast kernels, where it is installed.

Compiled code is kept beside the package (or in the user's cache folder where that cannot be written),
in a folder named after the sources of all kernels: Numba by itself would go on using the old machine
code of a function that calls a changed one. Without Numba the same work is done by the NumPy twins.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

DONE_WITHOUT = "SFPC_WITHOUT_NUMBA"  # in the environment, so that worker processes do without it too

try:
    import numba
except ImportError:  # not installed, or not for this NumPy
    numba = None  # type: ignore[assignment]
if os.environ.get(DONE_WITHOUT):
    numba = None  # type: ignore[assignment]

Function = TypeVar("Function", bound="Callable[..., Any]")
PACKAGE = Path(__file__).parents[1]
# The kernels, and whatever they take constants from: a test holds that none is missing.
SOURCES = (
    "inputs/authority.py",
    *(f"model/_{name}_fast.py" for name in ("belief", "candidates", "clock", "cohort", "counting", "families",
                                            "luck", "months", "returning", "starting_stock")),
    *(f"model/{name}.py" for name in ("candidates", "cohort", "compiling", "counting", "expected_flows", "luck",
                                      "months", "places", "returning", "spells", "starting_stock")),
)  # fmt: skip
DONE = "all-compiled"


def is_compiled() -> bool:
    """Tell whether kernels are compiled here; if not, their NumPy twins do the work."""
    return numba is not None


def do_without() -> None:
    """Let the NumPy twins do the work, here and in workers that start later; before a kernel is imported."""
    global numba  # noqa: PLW0603 asked by everyone who imports a kernel
    os.environ[DONE_WITHOUT] = "1"
    numba = None  # type: ignore[assignment]


def name() -> str:
    """Name what does the work: it decides the last digits of results."""
    return f"numba {numba.__version__}" if numba else "numpy"


def compiled(function: Function) -> Function:
    """Compile a function at its first call; division by zero gives infinity, as in NumPy, and nothing is reordered.

    It may use arrays but not make any: then nobody counts who else uses them, which takes longer than a child's event.
    """
    return _compiled(function, counts_references=False)


def making_arrays(function: Function) -> Function:
    """Compile a function that makes arrays, and is called too seldom for the counting of references to matter."""
    return _compiled(function, counts_references=True)


def _compiled(function: Function, *, counts_references: bool) -> Function:
    folder, settings = cache_folder(), vars(numba.config)
    before, settings["CACHE_DIR"] = settings["CACHE_DIR"], str(folder or "")
    # Known by a private name, like Numba's own switch for it; inlined, so that calls cost nothing.
    options: dict[str, Any] = {"error_model": "numpy", "forceinline": True, "_nrt": counts_references}
    try:
        fast: Any = numba.njit(cache=folder is not None, **options)(function)
    finally:
        settings["CACHE_DIR"] = before
    return fast  # type: ignore[no-any-return]


def is_ready() -> bool:
    """Tell whether nothing is left to compile before the first replication."""
    folder = cache_folder() if is_compiled() else None
    return not is_compiled() or (folder is not None and (folder / DONE).exists())


def note_ready() -> None:
    """Remember that everything is compiled, and let go of what was compiled from other sources."""
    folder = cache_folder()
    if folder is None:
        return
    (folder / DONE).touch()
    if folder.parent.name == "__pycache__":  # the user's cache may hold what another installation needs
        for other in folder.parent.glob("kernels-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)


@cache
def cache_folder() -> Path | None:
    """Give the folder of machine code for these very sources; nothing where none can be kept."""
    digest = hashlib.sha256(name().encode())
    for source in SOURCES:
        digest.update((PACKAGE / source).read_bytes())
    for home in (PACKAGE / "model" / "__pycache__", Path.home() / ".cache" / "sfpc_sim"):
        folder = home / f"kernels-{digest.hexdigest()[:12]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None
