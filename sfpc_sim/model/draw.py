"""One world's view of the register: each number drawn once at its own level.

A belief says at which level it is drawn. World-level numbers are fixed for the replication; a
team's number is shared by the team's posts; an entity's number belongs to one post, attempt or
child. The address is the assumption's name, so two plans in one replication share what they share.
Another authority has a draw of its own: what its register declares is drawn at its own address, all
else it shares with the world.

A number may be pinned at a quantile of its belief. One that is drawn for the world is then that quantile in every
replication; one that differs from case to case is it in every case. What is tied to a pinned number by a correlation
follows as its belief given that number does, on its own luck; partners' own numbers are theirs, and not pinned.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.model.luck import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from sfpc_sim.inputs.assumptions import Assumption, Correlation, Register
    from sfpc_sim.model.luck import Luck


class Draw(dict[str, float]):
    """Values of the register's assumptions in one replication: those of the whole world, each drawn when first asked.

    Parameters
    ----------
    register, luck : what is believed, and the replication's luck
    owner : whose numbers these are, an authority's code; the world's own have no owner
    shared : where numbers are that the register does not declare
    pinned : quantiles, by name, of numbers that are held at them

    Attributes
    ----------
    asked : names of the assumptions that were asked for, here or by whoever shares these numbers
    """

    def __init__(
        self,
        register: Register,
        luck: Luck,
        *,
        owner: str | int = 0,
        shared: Draw | None = None,
        pinned: Mapping[str, float] | None = None,
    ) -> None:
        super().__init__()
        self._register = register
        self._luck = luck
        self._owner = owner
        self._shared = shared
        self._pinned = dict(pinned or {})
        self.asked: set[str] = set() if shared is None else shared.asked
        self._correlated = {name: c for c in register.correlations for name in c.names}
        self._joint: dict[str, float] = {}
        self._beliefs: dict[str, tuple[str, Callable[[float], float]]] = {}

    def __missing__(self, name: str) -> float:
        """Draw a number that holds for the whole world, or for its owner."""
        self.asked.add(name)
        value = self[name] = self._value(name)
        return value

    def of(self, name: str, entity: str | int, attempt: int = 0) -> float:
        """Give a number that belongs to one entity: a team, a post, an attempt, a year."""
        belief = self._beliefs.get(name)
        if belief is None:
            belief = self._beliefs[name] = (f"assumption {name}", self.belief(name).quantile)
        purpose, quantile = belief
        return quantile(self._luck.number(purpose, entity, attempt))

    def of_many(self, name: str, entities: NDArray[np.uint64], attempts: ArrayLike = 0) -> NDArray[np.float64]:
        """Give numbers that belong to many entities, `(n,)` keys in and `(n,)` out."""
        u = self._luck.numbers(f"assumption {name}", entities, attempts)[0]
        return self.belief(name).quantiles(u)

    def belief(self, name: str) -> Belief:
        """Give the belief by which cases are drawn: certainty about one value where it is pinned."""
        self.asked.add(name)
        belief = self.assumption(name).belief
        u = self._pin(name)
        return belief if u is None else Belief((Component("fixed", belief.percentiles((u,)), 1.0),))

    def assumption(self, name: str) -> Assumption:
        """Give the register's entry, as it is believed whether or not it is pinned."""
        if self._shared is not None and name not in self._register.by_name:
            return self._shared.assumption(name)
        return self._register[name]

    @property
    def luck(self) -> Luck:
        """The replication's luck."""
        return self._luck

    @property
    def owner(self) -> int:
        """The key of whose numbers these are."""
        return key_of(self._owner) if isinstance(self._owner, str) else self._owner

    def left_to_luck(self, name: str) -> tuple[str, ...]:
        """Name what an owner's luck still has to draw for a number: it, or all that are tied; perhaps nothing."""
        if self._shared is None or self._pinned or name in self._joint or name not in self._register.by_name:
            return ()
        return self._correlated[name].names if name in self._correlated else (name,)

    def meet(self, names: tuple[str, ...], own: NDArray[np.float64]) -> None:
        """Take the uniform numbers that luck drew for an owner by names, (name,), and tie those that are tied."""
        if names[0] in self._correlated:
            self._joint |= self._tied(self._correlated[names[0]], own)
        else:
            self._joint[names[0]] = float(own[0])

    def _value(self, name: str) -> float:
        if self._shared is not None and name not in self._register.by_name:
            return self._shared[name]
        if name in self._correlated and name not in self._joint:
            tied = self._correlated[name]
            self._joint |= self._tied(tied, np.array([self._number(each) for each in tied.names]))
        if name in self._pinned:
            return self._register[name].belief.percentiles((self._pinned[name],))[0]
        u = self._joint[name] if name in self._joint else self._number(name)
        return self._register[name].belief.quantile(u)

    def _number(self, name: str) -> float:
        return self._luck.number(f"assumption {name}", self._owner)

    def _tied(self, correlation: Correlation, own: NDArray[np.float64]) -> dict[str, float]:
        """Give the uniforms of a Gaussian copula, one for each member, from numbers that luck drew apart."""
        tied = _lower(correlation.matrix) @ special.ndtri(own)
        pinned = [index for index, name in enumerate(correlation.names) if name in self._pinned]
        if pinned:
            held = special.ndtri([self._pinned[correlation.names[index]] for index in pinned])
            tied = _given(np.asarray(correlation.matrix), tied, pinned, held)
        return dict(zip(correlation.names, special.ndtr(tied).tolist(), strict=True))

    def _pin(self, name: str) -> float | None:
        if self._shared is not None and name not in self._register.by_name:
            return self._shared._pin(name)  # noqa: SLF001 (another of its kind)
        return self._pinned.get(name)


def of_each(draws: Sequence[Draw], name: str) -> NDArray[np.float64]:
    """Give a number of several owners in one world, (draw,): luck is asked once for all who draw it now."""
    by_names: dict[tuple[str, ...], list[Draw]] = {}
    for draw in draws:
        if name not in draw and (names := draw.left_to_luck(name)):
            by_names.setdefault(names, []).append(draw)
    for names, some in by_names.items():
        owners = np.array([draw.owner for draw in some], np.uint64)
        own = np.array([some[0].luck.each(f"assumption {each}", owners) for each in names])
        for draw, numbers in zip(some, np.ascontiguousarray(own.T), strict=True):
            draw.meet(names, numbers)
    return np.array([draw[name] for draw in draws])


def of_many_each(draws: Sequence[Draw], name: str, entities: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Give numbers that belong to entities of several owners in one world, `(draw, n)` keys in and `(draw, n)` out."""
    believed = draws[0].assumption(name)
    if all(draw.assumption(name) is believed for draw in draws):
        return draws[0].of_many(name, entities.ravel()).reshape(entities.shape)
    return np.array([draw.of_many(name, keys) for draw, keys in zip(draws, entities, strict=True)])


def _given(
    matrix: NDArray[np.float64], tied: NDArray[np.float64], pinned: list[int], held: object
) -> NDArray[np.float64]:
    """Shift joint normal numbers to what they are given some of them, residuals kept (kriging by conditioning)."""
    weights = np.linalg.solve(matrix[np.ix_(pinned, pinned)], np.asarray(held) - tied[pinned])
    return np.asarray(tied + matrix[:, pinned] @ weights)


@lru_cache(maxsize=256)
def _lower(matrix: tuple[tuple[float, ...], ...]) -> NDArray[np.float64]:
    return np.linalg.cholesky(np.asarray(matrix))
