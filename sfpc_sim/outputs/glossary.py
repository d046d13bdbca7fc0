"""The glossary that ships with the package, and that the docs show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sfpc_sim

_ENTRY = re.compile(r"^## (.+?)$\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ALSO = re.compile(r"^Also: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field, its other names, and what it means."""

    name: str
    also: tuple[str, ...]
    meaning: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, in small letters."""
        return tuple(name.lower() for name in (self.name, *self.also))


@cache
def glossary() -> tuple[Term, ...]:
    """Read the terms: inside the package (a wheel) or beside it (a checkout)."""
    package = Path(sfpc_sim.__file__).resolve().parent
    places = (package / "glossary.md", package.parent / "docs" / "glossary.md")
    text = next(place for place in places if place.is_file()).read_text(encoding="utf-8")
    return tuple(_term(name, body) for name, body in _ENTRY.findall(text))


def _term(name: str, body: str) -> Term:
    also = _ALSO.search(body)
    meaning = " ".join(_ALSO.sub("", body).replace("`", "").split())
    return Term(name.strip(), tuple(also[1].split(", ")) if also else (), meaning)
