"""What each factor does alone and what only together, from an outcome with factors switched on and off."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Switched = frozenset[str]  # the factors that are on


def subsets(factors: Iterable[str]) -> Iterator[Switched]:
    """List every choice of factors, nothing first and everything last."""
    known = tuple(factors)
    for size in range(len(known) + 1):
        yield from map(frozenset, combinations(known, size))


def terms(outcome: Mapping[Switched, Floats], factors: Iterable[str]) -> dict[Switched, Floats]:
    """Split an outcome into what nothing, each factor alone, and each set of factors only together gives.

    Parameters
    ----------
    outcome : values `(replication,)` for every choice of factors that are on
    factors : that were switched

    Returns
    -------
    One term a choice (Harsanyi's dividends, a Moebius inversion): a term is the outcome with its factors on, less the
    terms of all smaller choices. They add up to the outcome with everything on.
    """
    found: dict[Switched, Floats] = {}
    for chosen in subsets(factors):
        smaller = [found[one] for one in found if one < chosen]
        found[chosen] = outcome[chosen] - sum(smaller) if smaller else outcome[chosen]
    return found
