"""How many replications make a task: learned from what came home, so that a task is a second or two of work.

Shorter ones drown in overhead; longer ones lose more when a worker dies, and Ctrl-C waits for them.
Results do not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

TASK_SECONDS = 1.5
LONGEST_TASK = 300  # replications: some ten megabytes, however cheap they are
GROWTH = 8  # times as long as the longest before, at most


@dataclass(slots=True)
class Pace:
    """Seconds a replication, as far as it is known.

    Attributes
    ----------
    fixed : replications a task when somebody asked for it; None to learn it
    seconds_each : what a replication takes; None before the first came home
    """

    fixed: int | None = None
    seconds_each: float | None = None
    longest: int = 1

    def learn(self, replications: int, seconds: float) -> None:
        """Take note of a task that came home."""
        each = seconds / max(replications, 1)
        # The first tasks pay for caches, so a task as long as any before is believed; a shorter one by half.
        if self.seconds_each is None or replications >= self.longest:
            self.seconds_each = each
        else:
            self.seconds_each = (self.seconds_each + each) / 2
        self.longest = max(self.longest, replications)

    def size(self, left: int, workers: int) -> int:
        """Say how many replications the next task has, of so many that are left."""
        if self.fixed:
            return self.fixed
        if self.seconds_each is None:
            return 1
        fitting = int(TASK_SECONDS / max(self.seconds_each, 1e-9))
        # Near the end tasks get smaller, so that all workers finish at about the same time.
        share = ceil(left / (2 * workers)) if workers > 1 else left
        return max(1, min(fitting, share, GROWTH * self.longest, LONGEST_TASK))

    def expected_seconds(self, left: int) -> float:
        """Say how much work is left; nothing is known at first."""
        return (self.seconds_each or 0.0) * left
