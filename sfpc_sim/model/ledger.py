"""What happened in one world, noted once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Event(NamedTuple):
    """One thing that happened: when (days from the start), what, to whom, with a number where it has one."""

    day: float
    what: str
    who: str
    value: float


@dataclass(slots=True)
class Ledger:
    """Events in the order they were noted."""

    events: list[Event] = field(default_factory=list)

    def note(self, day: float, what: str, who: str, value: float = 0.0) -> None:
        """Write down one event."""
        self.events.append(Event(day, what, who, value))

    def days_of(self, what: str, who: str) -> list[float]:
        """List when something happened to somebody."""
        return [event.day for event in self.events if event.what == what and event.who == who]
