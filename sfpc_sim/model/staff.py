"""Who is in post, when, and how productive: written by recruitment, read by delivery and money."""

from __future__ import annotations

from dataclasses import dataclass, field

DAYS_PER_YEAR = 365.25


@dataclass(slots=True)
class Spell:
    """One person's time in one post. `left_day` is infinity while they stay."""

    post: str
    in_post_day: float
    newly_qualified: bool
    ramp_days: float  # from first day to full productivity, for who joins a running team
    left_day: float = float("inf")


@dataclass(slots=True)
class Staff:
    """All spells in post so far, by post key, in order; and when each team started together."""

    spells: dict[str, list[Spell]] = field(default_factory=dict)
    team_started_day: dict[str, float] = field(default_factory=dict)

    def in_post(self, post: str, day: float) -> Spell | None:
        """Give the spell of whoever holds a post on a day, if anybody does."""
        for spell in reversed(self.spells.get(post, [])):
            if spell.in_post_day <= day < spell.left_day:
                return spell
        return None
