"""The extras of this package: the libraries that each brings, and a command that installs what is missing.

The package's own metadata says which; the command names the libraries themselves, so that it works wherever the package
came from, and this environment, so that it does not end in another Python.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, requires
from shlex import quote
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
    """Give the command that installs libraries into the Python that runs now, environments without pip included."""
    # Outside a virtual environment the prefix need not hold a program called python; the program itself always does.
    here = sys.prefix if sys.prefix != sys.base_prefix else sys.executable
    python, quoted = ("py", list2cmdline([here])) if sys.platform == "win32" else ("python3", quote(here))
    return " ".join([python, "-m pip --python", quoted, "install", *names])


def install_words(extra: str) -> str:
    """Say how an extra's libraries are installed here."""
    names = libraries(extra)
    return install_command(names) if names else f"the libraries of the extra {extra} in pyproject.toml"


def missing_library(place: str, fault: str, extra: str) -> Refusal:
    """Make the refusal of what needs a library that is not there."""
    return refuse(place, fault, f"Install it: {install_words(extra)}")
