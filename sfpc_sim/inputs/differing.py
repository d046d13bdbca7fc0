"""In which values two plans differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.inputs.settings import Setting


@dataclass(frozen=True, slots=True)
class Difference:
    """One key whose values differ; None where one of the two has no such key."""

    key: str
    before: Setting | None
    after: Setting | None

    @property
    def unit(self) -> str:
        """The unit of whichever is there, the later one first."""
        return (self.after or self.before).unit  # type: ignore[union-attr]

    @property
    def place(self) -> str:
        """Where the later one is set; where the earlier one is, if there is no later one."""
        return (self.after or self.before).place  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs, and how many values are the same."""

    found: tuple[Difference, ...]
    same: int


def differences(before: Sequence[Setting], after: Sequence[Setting]) -> Differences:
    """Compare two plans key by key, in the order of the first; the order within a file tells nothing."""
    old, new = ({each.key: each for each in settings} for settings in (before, after))
    found, same = [], 0
    for key in dict.fromkeys((*old, *new)):
        pair = Difference(key, old.get(key), new.get(key))
        if pair.before and pair.after and pair.before.exact == pair.after.exact:
            same += 1
        else:
            found.append(pair)
    return Differences(tuple(found), same)
