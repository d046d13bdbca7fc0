"""Markdown for paperwork: tables whose cells stay cells, and fields that only a person can fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
