"""What an authority's file may say: published facts and the flows fitted to them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sfpc_sim.inputs.schema_types import (
    ByAge,
    Count,
    CountsByAge,
    Day,
    Line,
    Rate,
    Share,
    SharesByAge,
    Table,
    Text,
    Year,
)


class Stock(Table):
    """Children looked after on the day of origin."""

    by_age: CountsByAge
    unaccompanied: Count


class Entries(Table):
    """How children start to be looked after."""

    by_age: ByAge
    groups_per_first_entry: ByAge
    expected_repeat_per_year: Rate
    first_entry_share: Share


class ByCauseAndAge(Table):
    """Five ages for each cause of leaving."""

    home: ByAge
    kinship: ByAge
    adopted: ByAge
    other: ByAge


class ByCauseAndDuration(Table):
    """One number between duration edges, for each cause of leaving."""

    home: list[Rate]
    kinship: list[Rate]
    adopted: list[Rate]
    other: list[Rate]


class Exits(Table):
    """How children cease to be looked after."""

    under18_share: Share
    duration_edges_days: list[Annotated[float, Field(gt=0, le=10_000)]]
    rates: ByCauseAndAge
    factors: ByCauseAndDuration


class History(Table):
    """Years before the origin, the last one first."""

    returned_home: list[Count]
    kinship: list[Count]
    infant_starts: list[Count]
    home_exit_share_by_age: SharesByAge


class PublishedYearTable(Table):
    """Published counts of one year, kept for checks and warnings."""

    year: Year
    looked_after: Count
    started: Count
    ceased: Count


class LatestCountTable(Table):
    """The latest count that a plan's authority has, later than its file's; it stands in the plan."""

    on: Day
    looked_after: Annotated[int, Field(ge=1, le=10_000_000)]
    source: Text


class AuthorityFile(Table):
    """An authority's published facts and the flows fitted to them."""

    name: Line
    code: Line
    origin: Day
    source: Text
    stock: Stock
    entries: Entries
    exits: Exits
    history: History
    published: list[PublishedYearTable] = []
    later: list[PublishedYearTable] = []
