"""Luck that remembers what it was asked: only for finding where two plans lost step, never in a run.

A number by address is the same under two plans wherever both ask for it. They lose step where one asks at an address
and the other does not: a leader who is followed by a third under one plan, a post that is advertised once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.luck import Luck, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

    from sfpc_sim.model.spells import Cohort

    Floats = NDArray[np.float64]

Address = tuple[int, int]  # of a number within its purpose: entity and attempt
Asked = dict[str, set[Address]]  # by purpose

SPELLS = "a spell of care"
# Asked for by kernels, where nothing can be noted; who lived which spell of care tells as much of each of them.
CHILDRENS = frozenset({
    "area", "stock", "past leaver", "past removal", "exit budget", "return to care", "recurrence", "young parent",
    "candidate groups", "candidate group", "sibling group", "sibling gaps", "placed before the first day", "placement",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TracedLuck(Luck):
    """The same luck, which notes at which addresses it was asked; children's own purposes apart."""

    asked: Asked = field(default_factory=dict, init=False, repr=False, compare=False)

    def number(self, purpose: str, entity: str | int = 0, attempt: int = 0) -> float:
        """Give one uniform number in (0, 1)."""
        key = key_of(entity) if isinstance(entity, str) else int(entity)
        self._note(purpose, [(key, int(attempt))])
        return Luck.number(self, purpose, entity, attempt)

    def numbers(self, purpose: str, entities: ArrayLike, attempts: ArrayLike = 0, size: int = 1) -> Floats:
        """Give uniform numbers in (0, 1)."""
        keys, tries = np.broadcast_arrays(np.array(entities, np.uint64, ndmin=1), np.array(attempts, np.uint64))
        self._note(purpose, zip(keys.tolist(), tries.tolist(), strict=True))
        return Luck.numbers(self, purpose, entities, attempts, size)

    def note_spells(self, cohort: Cohort) -> None:
        """Note which spells of care were lived."""
        lived = np.flatnonzero(cohort.entered[: cohort.size])
        self.asked[SPELLS] = set(zip(cohort.key[lived].tolist(), cohort.spell[lived].tolist(), strict=True))

    def _note(self, purpose: str, addresses: Iterable[Address]) -> None:
        if purpose not in CHILDRENS:
            self.asked.setdefault(purpose, set()).update(addresses)
