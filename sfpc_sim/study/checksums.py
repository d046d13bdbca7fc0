"""Checksums of a folder's finished tables, in the form `sha256sum -c SHA256SUMS` reads.

A table about to be replaced has two lines, its old one and its new one, so that a process killed
between the two leaves a folder that can be told from a damaged one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.study.files import sha256_of, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SUMS_NAME = "SHA256SUMS"


def announce(table: Path, digest: str) -> None:
    """Say what a table is going to be, before it is."""
    _write(table.parent, [*_lines(table.parent), (digest, table.name)])


def settle(folder: Path) -> None:
    """Forget what tables were before, once they are replaced."""
    lines = _lines(folder)
    last = {name: digest for digest, name in lines}
    if len(last) < len(lines):
        _write(folder, [(digest, name) for name, digest in last.items()])


def sound(table: Path) -> bool:
    """Whether a table is what it was announced to be."""
    expected = _announced(table)
    return bool(expected) and sha256_of(table) in expected


def changed(table: Path) -> bool:
    """Whether a table is another than it was announced to be; where nothing was announced, nothing is known."""
    expected = _announced(table)
    return bool(expected) and sha256_of(table) not in expected


def _announced(table: Path) -> set[str]:
    return {digest for digest, name in _lines(table.parent) if name == table.name}


def _lines(folder: Path) -> list[tuple[str, str]]:
    path = folder / SUMS_NAME
    if not path.is_file():
        return []
    pairs = (line.split("  ", 1) for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def _write(folder: Path, lines: Iterable[tuple[str, str]]) -> None:
    with whole_file(folder / SUMS_NAME) as temporary:
        text = "".join(f"{digest}  {name}\n" for digest, name in dict.fromkeys(lines))
        temporary.write_text(text, encoding="utf-8", newline="\n")
