"""Published figures that ship, for checks only."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import refuse
from sfpc_sim.inputs.lookup import shipped_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FACTS = "published-facts.toml"


@dataclass(frozen=True)
class Facts:
    """The facts' file."""

    tables: dict[str, Any]

    @cached_property
    def leavers(self) -> dict[int, dict[str, Any]]:
        """England's leavers by year."""
        return {table["year"]: table for table in self.tables["england_leavers"]}

    @cached_property
    def stock(self) -> dict[int, dict[str, Any]]:
        """England's children looked after by year."""
        return {table["year"]: table for table in self.tables["england_stock"]}

    def leeds(self, measure: str) -> dict[int, float]:
        """Give Leeds' published counts by year."""
        return dict(zip(self.tables["leeds"]["years"], self.tables["leeds"][measure], strict=True))


def shipped_facts() -> Facts:
    """Read the shipped facts.

    Raises
    ------
    Refusal
        If the file is not there or damaged.
    """
    path = shipped_folder() / "fitting" / FACTS
    try:
        return Facts(tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise refuse(str(path), f"cannot be read ({error}).", "Install sfpc again.") from None
