"""What of a world is not drawn as usual: numbers pinned at a quantile, or drawn by the luck of another replication.

Both are questions about a plan and not plans: nothing of them is in a scenario, its digest or its results folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.model.luck import Luck

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class LuckOfTwo(Luck):
    """The luck of one replication, but for some purposes another's."""

    other: Luck
    apart: frozenset[str]

    def number(self, purpose: str, entity: str | int = 0, attempt: int = 0) -> float:
        """Give one uniform number in (0, 1)."""
        return Luck.number(self.other if purpose in self.apart else self, purpose, entity, attempt)

    def each(self, purpose: str, entities: ArrayLike) -> NDArray[np.float64]:
        """Give each entity's one number, (n,)."""
        return Luck.each(self.other if purpose in self.apart else self, purpose, entities)


@dataclass(frozen=True, slots=True)
class Held:
    """How the register's numbers are drawn where it is not as usual.

    Attributes
    ----------
    pinned : assumptions and the quantile of their belief that each is held at
    apart : assumptions that are drawn by another replication's luck; whole worlds' or authorities' numbers
    further : how many replications on that other one is
    """

    pinned: tuple[tuple[str, float], ...] = ()
    apart: frozenset[str] = frozenset()
    further: int = 0

    def __str__(self) -> str:
        """Say what is held."""
        said = [f"{name} at its P{100 * quantile:.0f}" for name, quantile in self.pinned]
        if self.apart:
            said.append("assumptions by the luck of another")
        return " and ".join(said) or "nothing held"

    def luck(self, seed: int, replication: int) -> Luck:
        """Give the luck of a replication, its assumptions' drawn apart."""
        other = Luck(seed, replication + self.further)
        return LuckOfTwo(seed, replication, other, frozenset(f"assumption {name}" for name in self.apart))


USUAL = Held()
