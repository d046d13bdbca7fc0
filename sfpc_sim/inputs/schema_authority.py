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
    unit,
)


class Stock(Table):
    """Children looked after on the day of origin."""

    by_age: Annotated[CountsByAge, unit("children")]
    """Children looked after on the day of origin: aged under 1, 1 to 4, 5 to 9, 10 to 15, 16 and 17."""
    unaccompanied: Annotated[Count, unit("children")]
    """Of them, unaccompanied asylum-seeking children."""


class Entries(Table):
    """How children start to be looked after."""

    by_age: Annotated[ByAge, unit("children a year")]
    """Children who start to be looked after in a year, by age, unaccompanied children apart."""
    groups_per_first_entry: Annotated[ByAge, unit("groups an entry")]
    """Sibling groups for each first entry, by the age of the youngest."""
    expected_repeat_per_year: Annotated[Rate, unit("children a year")]
    """Re-entries and recurrent removals of the first year."""
    first_entry_share: Share
    """What a lasting change of first entries changes in all starts: 0.76 is 0.76% for 1%."""


class ByCauseAndAge(Table):
    """Five ages for each cause of leaving."""

    home: Annotated[ByAge, unit("a year")]
    """Going home."""
    kinship: Annotated[ByAge, unit("a year")]
    """To family or friends under a special guardianship or residence order."""
    adopted: Annotated[ByAge, unit("a year")]
    """Adoption."""
    other: Annotated[ByAge, unit("a year")]
    """Any other reason before 18."""


class ByCauseAndDuration(Table):
    """One number between duration edges, for each cause of leaving."""

    home: Annotated[list[Rate], unit("ratio")]
    """Going home."""
    kinship: Annotated[list[Rate], unit("ratio")]
    """To family or friends under a special guardianship or residence order."""
    adopted: Annotated[list[Rate], unit("ratio")]
    """Adoption."""
    other: Annotated[list[Rate], unit("ratio")]
    """Any other reason before 18."""


class Exits(Table):
    """How children cease to be looked after."""

    under18_share: Share
    """What a lasting change of exit rates changes in ceases over stock: the others turn 18."""
    duration_edges_days: Annotated[list[Annotated[float, Field(gt=0, le=10_000)]], unit("days")]
    """Where time in care is cut; between these, rates of leaving have a factor of their own."""
    rates: ByCauseAndAge
    """A child's yearly rate of leaving at duration factor 1, by reason and the five ages."""
    factors: ByCauseAndDuration
    """What the rate is multiplied by, by reason and time in care."""


class History(Table):
    """Years before the origin, the last one first."""

    returned_home: Annotated[list[Count], unit("children")]
    """Children who went home in each year before the origin, the last year first."""
    kinship: Annotated[list[Count], unit("children")]
    """Children who left to family or friends in each year, the last first."""
    infant_starts: Annotated[list[Count], unit("children")]
    """Infants who started to be looked after in each year, the last first."""
    home_exit_share_by_age: SharesByAge
    """Of those who went home, the part of each age."""


class PublishedYearTable(Table):
    """Published counts of one year, kept for checks and warnings."""

    year: Year
    """The year to 31 March."""
    looked_after: Annotated[Count, unit("children")]
    """Children looked after on its 31 March, as published."""
    started: Annotated[Count, unit("children")]
    """Children who started to be looked after in it."""
    ceased: Annotated[Count, unit("children")]
    """Children who ceased to be looked after in it."""


class LatestCountTable(Table):
    """The latest count that a plan's authority has, later than its file's; it stands in the plan."""

    on: Day
    """The day of the count."""
    looked_after: Annotated[Annotated[int, Field(ge=1, le=10_000_000)], unit("children")]
    """Children looked after on that day; every future passes through this number."""
    source: Text
    """Where the count comes from."""


class AuthorityFile(Table):
    """An authority's published facts and the flows fitted to them."""

    name: Line
    """What the authority is called."""
    code: Line
    """Its code in published tables."""
    origin: Day
    """The 31 March on which its stock was counted."""
    source: Text
    """The published tables that the facts come from."""
    stock: Stock
    entries: Entries
    exits: Exits
    history: History
    published: list[PublishedYearTable] = []
    """Published counts of past years, kept for checks and warnings."""
    later: list[PublishedYearTable] = []
    """What happened afterwards: for checks, never an input."""
