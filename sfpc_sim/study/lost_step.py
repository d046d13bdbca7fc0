"""Where two plans lost step: for which purposes one asked for luck that the other did not ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.errors import Refusal
from sfpc_sim.model.simulate import luck_asked
from sfpc_sim.study.digest import environment
from sfpc_sim.study.restoring import restored

if TYPE_CHECKING:
    from sfpc_sim.model.tracing import Asked
    from sfpc_sim.study.result import Result

FUTURES = 5  # lived again; they tell hundreds of numbers of each purpose that matters
LEAST_SHARE = 0.05  # of a purpose's numbers asked for by one plan only, to be named


class Parted(NamedTuple):
    """A purpose of luck, and how many numbers both plans asked for, and only one."""

    purpose: str
    both: int
    first_only: int
    second_only: int

    @property
    def by_one(self) -> int:
        """Numbers that only one plan asked for."""
        return self.first_only + self.second_only

    @property
    def asked(self) -> int:
        """Numbers that either asked for."""
        return self.both + self.by_one

    @property
    def weight(self) -> float:
        """Numbers that only one asked for, times their share: many of many, before some of very many."""
        return self.by_one**2 / self.asked


@dataclass(frozen=True, slots=True)
class Trace:
    """What came of living some futures again under both plans.

    Attributes
    ----------
    futures : how many
    parted : purposes of which one plan alone asked for `LEAST_SHARE` or more, by their weight
    """

    futures: int
    parted: tuple[Parted, ...]


def lost_step(first: Result, second: Result) -> Trace | None:
    """Live the first futures of two results again, and hold what they asked of luck against one another.

    Only futures in which both live in the same world: of others `compare` says that they do not.

    Returns
    -------
    None where that cannot be done: this is not the code that made them, or they do not hold their plans.
    """
    results = (first, second)
    if any(each.manifest["digest_parts"].get(key) != here for each in results for key, here in environment()):
        return None
    try:
        plans = [restored(result.folder, result.manifest) for result in results]
    except Refusal:
        return None
    numbers = _in_one_world(first, second)[:FUTURES]
    pairs = [(luck_asked(plans[0], number), luck_asked(plans[1], number)) for number in numbers]
    purposes = dict.fromkeys(purpose for pair in pairs for asked in pair for purpose in asked)
    counted = (_counted(purpose, pairs) for purpose in purposes)
    parted = [each for each in counted if each.by_one >= LEAST_SHARE * each.asked]
    return Trace(len(numbers), tuple(sorted(parted, key=lambda each: (-each.weight, each.purpose))))


def _in_one_world(first: Result, second: Result) -> list[int]:
    """List the replications that both hold, and that the latest count, if any, leads into the same world."""
    shared = first.replications.index.intersection(second.replications.index)
    if "worlds_tried" in first.replications and "worlds_tried" in second.replications:
        tried = (result.replications.loc[shared, "worlds_tried"] for result in (first, second))
        shared = shared[next(tried) == next(tried)]
    return [int(number) for number in shared]


def _counted(purpose: str, pairs: list[tuple[Asked, Asked]]) -> Parted:
    both = first_only = second_only = 0
    for one, two in pairs:
        mine, theirs = one.get(purpose, set()), two.get(purpose, set())
        both += len(mine & theirs)
        first_only += len(mine - theirs)
        second_only += len(theirs - mine)
    return Parted(purpose, both, first_only, second_only)
