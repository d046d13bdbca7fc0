"""Whether the middle of simulated futures lies where the authority has ever been.

What an authority has done in some ten years is no limit to what it may do, but a middle future far
outside it deserves doubt: of a rate that was misread, a trend drawn out too long, an effect too good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    Facts = dict[str, Any]

# An answer a tenth beyond the highest or the lowest year is within what the next year may bring; each
# year ahead gives more room, about as much as England's total grew by in a year.
MARGIN, MARGIN_PER_YEAR = 0.10, 0.02
COUNTED = (
    ("looked_after", "looked_after_on:{}-03-31", "children looked after"),
    ("started", "started:{}", "starts"),
    ("ceased", "ceased:{}", "ceases"),
)


@dataclass(frozen=True, slots=True)
class Outside:
    """A count whose middle lies outside an authority's own years."""

    what: str
    year: int  # ending 31 March
    middle: float
    low: int  # the least and the most that was published
    high: int
    first: int  # published years
    last: int
    margin: float  # by which the published range was widened

    @property
    def above(self) -> bool:
        """Tell whether the middle is too high rather than too low."""
        return self.middle > self.high

    @property
    def beyond(self) -> float:
        """How far the middle lies outside the published range, as a share."""
        return self.middle / self.high - 1 if self.above else 1 - self.middle / self.low

    @property
    def is_stock(self) -> bool:
        """Tell a count on a day from a count over a year."""
        return self.what == COUNTED[0][2]


def outside_own_history(facts: Facts, replications: pd.DataFrame) -> Iterator[Outside]:
    """Find the middles (medians) that lie outside what was published to the origin, the range widened by a margin.

    Parameters
    ----------
    facts : of the scenario; an authority file without published years is never outside them
    replications : measures by replication
    """
    published, origin = facts["authority"].get("published", ()), int(facts["authority"]["origin"][:4])
    if not published:
        return
    first, last = published[0]["year"], published[-1]["year"]
    for key, column, what in COUNTED:
        low, high = (pick(year[key] for year in published) for pick in (min, max))
        for year in _years(replications, column):
            middle = float(np.median(replications[column.format(year)].to_numpy(float)))
            margin = MARGIN + MARGIN_PER_YEAR * (year - origin)
            if not low / (1 + margin) <= middle <= high * (1 + margin):
                yield Outside(what, year, middle, low, high, first, last, margin)


def _years(replications: pd.DataFrame, column: str) -> list[int]:
    start, end = column.split("{}")
    names = (str(name) for name in replications.columns)
    digits = (name[len(start) : len(name) - len(end)] for name in names if name.startswith(start))
    return sorted(int(year) for year in digits if year.isdigit() and column.format(year) in replications)
