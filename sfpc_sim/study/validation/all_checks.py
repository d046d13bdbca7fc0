"""Every check of the validation page, in the order in which it tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.study.validation.england import england_checks
from sfpc_sim.study.validation.facts import shipped_facts
from sfpc_sim.study.validation.leeds import leeds_checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sfpc_sim.study.validation.check import Check


def all_checks(worlds: int, *, seed: int, data: Path | None, tell: Callable[[str], None]) -> list[Check]:
    """Simulate and compare everything.

    Parameters
    ----------
    worlds : futures of Leeds from each origin
    data : folder of published tables, for years whose figures do not ship
    """
    facts = shipped_facts()
    tell("England, against its own tables ...")
    checks = list(england_checks(facts, seed=seed, data=data))
    tell(f"Leeds, {worlds} futures from each origin ...")
    return [*checks, *leeds_checks(facts, worlds, seed=seed)]
