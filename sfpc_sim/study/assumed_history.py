"""Whether entries are assumed where the authority has ever been.

Only all entries a year can be held against a published series: they are that series, starts. A ratio of exit rates,
a chance, a growth of demand or an effect has no published series of the same thing, and is not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sfpc_sim.model.rates import DRIFT_PREFIX
from sfpc_sim.study.own_history import MARGIN
from sfpc_sim.study.restoring import restored_belief

if TYPE_CHECKING:
    from collections.abc import Iterator

    Facts = dict[str, Any]

ALONE = "unaccompanied_starts_per_year"  # published starts hold these children too


@dataclass(frozen=True, slots=True)
class AssumedOutside:
    """An assumption whose middle lies outside an authority's own years."""

    name: str
    what: str
    middle: float
    low: int  # the least and the most that was published
    high: int
    first: int  # published years
    last: int


def assumed_outside(facts: Facts) -> Iterator[AssumedOutside]:
    """Find entries a year, as the plan's drift begins and reverts, beyond published starts widened by a margin."""
    published = facts["authority"].get("published", ())
    entries = {each["name"]: each for each in facts["register"]["assumptions"]}
    if not published or ALONE not in entries:
        return
    low, high = (pick(year["started"] for year in published) for pick in (min, max))
    for when in ("origin", "long_run"):
        name = f"entries_{DRIFT_PREFIX[facts['drift']]}{when}_per_year"
        if name in entries:
            middle = _middle(entries[name]) + _middle(entries[ALONE])
            if not low / (1 + MARGIN) <= middle <= high * (1 + MARGIN):
                what = "starts (unaccompanied children's included)"
                yield AssumedOutside(name, what, middle, low, high, published[0]["year"], published[-1]["year"])


def _middle(assumption: Facts) -> float:
    return float(restored_belief(assumption["belief"]).quantile(0.5))
