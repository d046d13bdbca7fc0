"""Markdown for paperwork: cells that stay cells, a plan's words that stay words, fields that only a person can fill."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sfpc_sim.inputs.hidden import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def plain(text: str) -> str:
    """Write a text of a plan so that no reader of Markdown takes it for markup, a link or a picture."""
    return re.sub(r"([\\`*\[\]<>|&~$])", r"\\\1", harmless(" ".join(text.split())))


def code(text: str) -> str:
    """Write a name or a rule in letters of one width."""
    return "`" + harmless(text).replace("`", "'") + "`"


def field(what: str) -> str:
    """Mark what no run can know."""
    return f"**[to be filled in by a person: {what}]**"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay rows out as a table."""
    lines = (_line(heads), "|" + " --- |" * len(heads), *(_line(row) for row in rows))
    return "\n".join(lines)


def bullets(items: Iterable[str]) -> str:
    """List items, each on one line."""
    return "\n".join(f"- {' '.join(item.split())}" for item in items)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\|", " ".join(cell.split())) for cell in cells) + " |"
