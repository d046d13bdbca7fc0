"""Work that depends on a plan alone is done once, not in every replication."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

MOST_KEPT = 256  # of one function: a few plans with all their parts


def once(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function makes of frozen objects, by which objects they are and not by what they say.

    To ask a plan of some hundred parts what it says costs more than most of what is kept here.
    """
    kept: dict[tuple[int, ...], tuple[object, T]] = {}

    @wraps(function)
    def remembered(*parts: P.args, **none: P.kwargs) -> T:
        key = tuple(map(id, parts))
        if key not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = (parts, function(*parts, **none))  # while the parts are kept nothing else has their ids
        return kept[key][1]

    return remembered
