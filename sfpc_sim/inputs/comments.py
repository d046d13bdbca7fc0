"""What the comment beside a value says: in a plan, where the value comes from."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from sfpc_sim.inputs.lookup import find_scenario, shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

_HASH = re.compile("#")


class Comments:
    """The lines of the files that a plan lies in, by the names that places give them."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._lines: dict[str, list[str]] = {}
        self._read_plans(path)

    def at(self, place: str) -> str:
        """Give the comment at the end of a place's line; nothing where there is none."""
        name, _, number = place.rpartition(":")
        if not number.isdigit():
            return ""
        if name not in self._lines:
            self._read(name)
        lines = self._lines[name]
        return comment_in(lines[int(number) - 1]) if int(number) <= len(lines) else ""

    def _read_plans(self, path: Path) -> None:
        """Read a plan and those it extends, which places call by the file's name alone."""
        while True:
            text = path.read_text("utf-8-sig")
            self._lines.setdefault(path.name, text.splitlines())
            parent = tomllib.loads(text).get("extends")
            if parent is None:
                return
            path = find_scenario(parent, beside=path.parent)

    def _read(self, name: str) -> None:
        paths = (self._folder / name, shipped_folder() / name)
        found = next((path for path in paths if "/" in name and path.is_file()), None)
        self._lines[name] = found.read_text("utf-8-sig").splitlines() if found else []


def comment_in(line: str) -> str:
    """Give the comment that ends a line of TOML, told from a "#" inside a value."""
    for mark in _HASH.finditer(line):
        before = line[: mark.start()]
        try:
            if tomllib.loads(before):
                return line[mark.end() :].strip()
        except tomllib.TOMLDecodeError:
            continue
    return ""
