"""Pay scales, the council's own tables, and the grants that pay for posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Grade:
    """A pay grade: annual salaries by spine point, and where a new starter begins."""

    name: str
    points_gbp: tuple[float, ...]
    start_point: int  # index into points_gbp


@dataclass(frozen=True, slots=True)
class CostTable:
    """One of the council's cost tables: pounds by financial year."""

    strand: str
    title: str
    pay_gbp: tuple[float, ...]
    other_gbp: tuple[float, ...]  # pro rata to full-time equivalents in post
    fixed_gbp: tuple[float, ...]  # does not depend on posts (sector-led work)
    fixed_until: date | None = None  # the last day of what is fixed; the last year's goes on if none is given


@dataclass(frozen=True, slots=True)
class Grant:
    """Money from outside for some strands: instalments by financial year, part of it gated."""

    key: str
    title: str
    total_gbp: float
    gated_gbp: float  # of the total, paid only when the gate opens
    gate: str | None
    first_year: int  # financial year, by its April, of the first instalment
    years: int
    ends_on: date
    strands: tuple[str, ...]
    elsewhere_gbp: float = 0.0  # of the total, for purposes outside the plan; spent evenly over the grant's life


@dataclass(frozen=True, slots=True)
class Money:
    """Pay scales, the council's own tables, the grants and what follows them."""

    pay_year: int  # financial year, by its April, of the salaries in `grades`
    grades: tuple[Grade, ...]
    tables: tuple[CostTable, ...]
    tables_first_year: int
    tables_first_month: int  # in which the first year's tables begin: 10 is half a year
    grants: tuple[Grant, ...]
    average_placement_gbp_per_year: float  # the report's own figure
    agency_cover: bool  # vacancies of social work posts are covered by agency staff at a day rate
