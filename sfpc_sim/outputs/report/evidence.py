"""How good the evidence is that a section leans on, counted in the register: a mark in words, never a colour."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sfpc_sim.inputs.lookup import shipped_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

TOPICS = {
    "care": "how children enter and leave care",
    "effects": "what the programme does",
    "recruitment": "recruitment",
    "leadership": "leaders' time",
    "partners": "other authorities",
    "money": "costs",
}
OWN = "the authority's own rates"  # what no topic of the register holds comes from its file, or from a plug-in


class Mark(NamedTuple):
    """The weakest grade among the numbers of a topic, and how many there are of each."""

    topic: str
    weakest: str
    counted: str


def marks(facts: Mapping[str, Any], *topics: str) -> tuple[Mark, ...]:
    """Mark what a section leans on.

    Parameters
    ----------
    facts : the frozen scenario as plain values
    topics : keys of `TOPICS`; "own" for the authority's own numbers
    """
    grades: dict[str, Counter[str]] = {}
    for each in facts["register"]["assumptions"]:
        grades.setdefault(_topics().get(each["name"], "own"), Counter())[each["source"]["grade"]] += 1
    return tuple(_mark(TOPICS.get(topic, OWN), grades[topic]) for topic in topics if topic in grades)


def _mark(topic: str, grades: Counter[str]) -> Mark:
    counted = ", ".join(f"{grades[grade]} of grade {grade}" for grade in sorted(grades, reverse=True))
    return Mark(topic, max(grades), f"{counted}, of {grades.total()} numbers")


@cache
def _topics() -> dict[str, str]:
    """Give the topic of each assumption that ships."""
    files = {topic: shipped_folder() / "assumptions" / f"{topic}.toml" for topic in TOPICS}
    return {name: topic for topic, path in files.items() for name in tomllib.loads(path.read_text(encoding="utf-8"))}
