"""An authority's published facts and the flows fitted to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

AGE_BANDS = ("under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17")
AGE_EDGES_YEARS = (0.0, 1.0, 5.0, 10.0, 16.0, 18.0)
EXIT_CAUSES = ("home", "kinship", "adopted", "other")


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """A year's published counts, kept for checks and warnings only; never an input."""

    year: int  # ending 31 March
    looked_after: int
    started: int
    ceased: int


@dataclass(frozen=True, slots=True)
class LatestCount:
    """A count later than the origin's, which every future is to pass through."""

    on: date  # at the end of this day
    looked_after: int
    source: str


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority's published facts and the flows fitted to them.

    Arrays by age follow `AGE_BANDS`; by cause `EXIT_CAUSES`. Years of history run backwards
    from the origin: element 0 is the last year before it.
    """

    name: str
    code: str
    origin: date  # stock and fits are as known for this day
    source: str
    stock_by_age: tuple[int, ...]
    stock_unaccompanied: int
    entries_by_age: tuple[float, ...]  # (age,) all entries a year but unaccompanied ones, for ages and durations
    groups_per_first_entry: tuple[float, ...]  # (age,) sibling groups per first entry a year
    exit_rates: tuple[tuple[float, ...], ...]  # (cause, age) per year, at duration factor 1
    duration_edges_days: tuple[float, ...]
    duration_factors: tuple[tuple[float, ...], ...]  # (cause, duration)
    returned_home_by_past_year: tuple[int, ...]
    kinship_by_past_year: tuple[int, ...]
    infant_starts_by_past_year: tuple[int, ...]
    home_exit_share_by_age: tuple[float, ...]
    expected_repeat_entries_per_year: float  # re-entries and recurrences in the first year
    first_entry_share: float  # what a lasting change of first entries changes in all starts
    under18_exit_share: float  # what a lasting change of exit rates changes in ceases over stock
    later: tuple[PublishedYear, ...]
    published: tuple[PublishedYear, ...] = ()  # years to the origin, where the file gives them

    def __hash__(self) -> int:
        """Tell authorities apart by a few of their facts: to go through all of them takes longer than what it saves."""
        return hash((self.code, self.origin, self.stock_by_age, self.exit_rates))
