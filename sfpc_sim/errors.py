"""What goes wrong, as a small tree.

    SfpcError
    ├── Refusal            the user's input cannot be used; carries every problem at once (exit 2)
    └── ReplicationError   no replication succeeded; says how to repeat one (exit 3)

Each takes one argument, so that it survives the journey between processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops an input from being used: where, what, and what to write instead."""

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fault} {self.remedy}"


class SfpcError(Exception):
    """Anything this package says to its user on purpose."""


class Refusal(SfpcError):
    """The input cannot be used; `problems` lists everything wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ReplicationError(SfpcError):
    """No replication succeeded; the message carries the command that repeats one."""


def refuse(place: str, fault: str, remedy: str) -> Refusal:
    """Make a refusal with a single problem."""
    return Refusal([Problem(place, fault, remedy)])


def near_name(wrong: str, known: Iterable[str]) -> str:
    """Give the known name most like a wrong one, capitals or not; nothing if none is."""
    names = {name.lower(): name for name in known}
    return next((names[near] for near in get_close_matches(wrong.lower(), names, n=1, cutoff=0.6)), "")


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Suggest the nearest known name, or list the names there are."""
    names = sorted(known)
    if near := near_name(wrong, names):
        return f'Did you mean "{near}"?'
    return f"Use one of: {', '.join(names)}." if names else "Leave it out."
