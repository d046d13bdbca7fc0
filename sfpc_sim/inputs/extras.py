"""The extras of this package: the libraries that each brings, and a command that installs what is missing.

The package's own metadata says which; the command names the libraries themselves, so that it works wherever the package
came from, and this environment, so that it does not end in another Python.
"""

from __future__ import annotations

import re
import shlex
import sys
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec
from pathlib import Path
from subprocess import list2cmdline
from typing import TYPE_CHECKING

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sfpc_sim.errors import Refusal

_MARK = re.compile(r"extra == ['\"]([\w-]+)['\"]")


def libraries(extra: str) -> tuple[str, ...]:
    """List the libraries of an extra; none where the package runs without being installed."""
    try:
        lines = requires("sfpc-sim") or []
    except PackageNotFoundError:
        return ()
    marked = ((line, _MARK.search(line)) for line in lines)
    names = [re.split(r"[^\w.-]", line)[0] for line, mark in marked if mark and mark[1] == extra]
    return tuple(name for name in names if not name.startswith("sfpc"))


def install_command(names: Iterable[str]) -> str:
    """Give the command that installs libraries into the Python that runs now, whatever shell it is copied into."""
    windows = sys.platform == "win32"
    words = [sys.executable, "-m", "pip"]
    if find_spec("pip") is None:  # an environment without pip: the Python it was made of has one, and is told where
        base = Path(sys.base_prefix, "python.exe" if windows else "bin/python3")
        words = [str(base), "-m", "pip", "--python", sys.prefix]
    words += ["install", *names]
    return list2cmdline(words) if windows else shlex.join(words)


def install_words(extra: str) -> str:
    """Say how an extra's libraries are installed here."""
    names = libraries(extra)
    return install_command(names) if names else f"the libraries of the extra {extra} in pyproject.toml"


def missing_library(place: str, fault: str, extra: str) -> Refusal:
    """Make the refusal of what needs a library that is not there."""
    return refuse(place, fault, f"Install it: {install_words(extra)}")
