"""The fenced blocks of the pages, and what the comment above each says of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(
    r"^(?P<marks>(?:<!-- [^\n]* -->\n)*)```(?P<language>[^\n`]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
MARK = re.compile(r"<!-- (.*?) -->")
FEW = {
    "run": 10,
    "batch": 10,
    "compare": 10,
    "decompose": 10,
    "reproduce": 10,
    "solve": 20,
}  # futures; solve takes no fewer
YOURS = re.compile(r"\b[A-Z][A-Z-]{2,}\b")  # FOLDER, KEY: a word in capitals stands for something of the reader's


DIGEST = "[0-9a-f]" * 12  # of a results folder


class Block(NamedTuple):
    """A fenced block of a page."""

    page: str
    line: int
    marks: tuple[str, ...]  # the comments above it
    language: str
    text: str

    @property
    def reason(self) -> str:
        """Say why the block is not run, if it is not."""
        return self._said("not run: ")

    @property
    def file(self) -> str:
        """Name the file that holds the block."""
        return self._said("file: ")

    def _said(self, start: str) -> str:
        return next((mark.removeprefix(start) for mark in self.marks if mark.startswith(start)), "")

    @property
    def commands(self) -> list[str]:
        """List its commands without what is remarked on them."""
        lines = (line.partition("  #")[0].strip() for line in self.text.splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: str) -> list[Block]:
    """List a page's fenced blocks in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [
        Block(
            page,
            text.count("\n", 0, found.start()) + 1,
            tuple(MARK.findall(found["marks"])),
            found["language"],
            found["text"],
        )
        for found in BLOCK.finditer(text)
    ]


def pages() -> list[str]:
    """List the pages with examples: README and the site's."""
    return ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]


def with_few_futures(command: str) -> str:
    """Give the command as the tests run it: with few futures, and `...` for the rest of a folder's name."""
    few = FEW.get(command.split()[1]) if command.startswith("sfpc ") else None
    if few:
        command = re.sub(r" (-n|--replications) \d+", "", command) + f" -n {few}"
    return re.sub(r"(\S+)-\.\.\.", rf"$(ls -dt \1-{DIGEST} | head -1)", command)
