"""One world's view of the register: each number drawn once at its own level.

A belief says at which level it is drawn. World-level numbers are fixed for the replication; a
team's number is shared by the team's posts; an entity's number belongs to one post, attempt or
child. The address is the assumption's name, so two plans in one replication share what they share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from sfpc_sim.inputs.assumptions import Assumption, Correlation, Register
    from sfpc_sim.model.luck import Luck


class Draw:
    """Values of the register's assumptions in one replication."""

    def __init__(self, register: Register, luck: Luck) -> None:
        self._register = register
        self._luck = luck
        self._joint: dict[str, float] = {}
        for correlation in register.correlations:
            self._joint.update(_joint_numbers(correlation, luck))
        self._values: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        """Give a number that holds for the whole world."""
        if name not in self._values:
            u = self._joint.get(name)
            if u is None:
                u = self._luck.number(f"assumption {name}")
            self._values[name] = self._register[name].belief.quantile(u)
        return self._values[name]

    def of(self, name: str, entity: str | int, attempt: int = 0) -> float:
        """Give a number that belongs to one entity: a team, a post, an attempt, a year."""
        u = self._luck.number(f"assumption {name}", entity, attempt)
        return self._register[name].belief.quantile(u)

    def assumption(self, name: str) -> Assumption:
        """Give the register's entry, for its belief at many addresses at once."""
        return self._register[name]


def _joint_numbers(correlation: Correlation, luck: Luck) -> dict[str, float]:
    """Draw the uniforms of a Gaussian copula, one for each member."""
    own = np.array([luck.number(f"assumption {name}") for name in correlation.names])
    lower = np.linalg.cholesky(np.asarray(correlation.matrix))
    tied = special.ndtr(lower @ special.ndtri(own))
    return dict(zip(correlation.names, tied.tolist(), strict=True))
