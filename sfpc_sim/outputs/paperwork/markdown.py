"""Markdown for paperwork: cells that stay cells, a plan's words that stay words, fields that only a person can fill."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Between backticks nothing is markup, and what ends there is as many backticks as began it.
_CODE = re.compile(r"((?<!`)(`+)(?!`).+?(?<!`)\2(?!`))")
_MARKUP = re.compile(r"[\\<|]|\](?=[(\[:])")  # a tag, the end of a cell, a link; or what would undo an escape


def plain(text: str) -> str:
    """Write a text on one line, as words whatever it holds; only `code` and **strong** are markup."""
    parts = _CODE.split(" ".join(text.split()))  # text, code, its backticks, text, ...
    written = [_MARKUP.sub(r"\\\g<0>", part) for part in parts[::3]]
    code = [part.replace("|", r"\|") for part in parts[1::3]]
    return "".join(each for pair in zip(written, [*code, ""], strict=True) for each in pair)


def field(what: str) -> str:
    """Mark what no run can know."""
    return f"**[to be filled in by a person: {what}]**"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay rows out as a table."""
    lines = (_line(heads), "|" + " --- |" * len(heads), *(_line(row) for row in rows))
    return "\n".join(lines)


def bullets(items: Iterable[str]) -> str:
    """List items, each on one line."""
    return "\n".join(f"- {plain(item)}" for item in items)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(plain, cells)) + " |"
