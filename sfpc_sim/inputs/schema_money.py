"""What a scenario file may say of pay, cost tables and grants."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sfpc_sim.inputs.schema_types import Day, Key, Line, Pounds, Table, Year, unit


class GradeTable(Table):
    """Annual salaries by spine point."""

    points_gbp: Annotated[list[Pounds], Field(min_length=1)]
    """Annual salaries of the grade's spine points, the lowest first."""
    start_point: Annotated[int, Field(ge=0)]
    """The point a new starter begins on, 0 for the lowest."""


class CostTableTable(Table):
    """One of the council's cost tables, by year."""

    title: Line
    """What people call the table."""
    pay_gbp: Annotated[list[Pounds], Field(min_length=1)]
    """The council's figure for pay, year by year."""
    other_gbp: Annotated[list[Pounds], Field(min_length=1)]
    """Its other costs, in proportion to staff in post, year by year."""
    fixed_gbp: Annotated[list[Pounds], Field(min_length=1)]
    """Its costs that do not depend on posts, year by year."""
    fixed_until: Day | None = None
    """The last day of the fixed costs; the last year's goes on if left out."""


class MoneyTable(Table):
    """Pay year and the council's own tables."""

    pay_year: Year
    """The financial year whose pay scale the grades give, by its April."""
    tables_first_year: Year
    """The first financial year of the cost tables, by its April."""
    tables_first_month: Annotated[Annotated[int, Field(ge=1, le=12)], unit("month")] = 4
    """The month of that year in which the tables begin."""
    average_placement_gbp_per_year: Pounds
    """The report's own average cost of a placement, beside the simulated mix."""
    agency_cover: bool = False
    """Whether agency staff cover vacancies of social work posts, at a day rate."""
    tables: dict[Key, CostTableTable]


class GrantTable(Table):
    """Money from outside, by financial year."""

    title: Line
    """What people call the grant."""
    total_gbp: Pounds
    """All of it, the gated part included."""
    gated_gbp: Pounds = 0.0
    """The part that is paid only when the gate opens."""
    gate: str | None = None
    """The gate that releases it."""
    first_year: Year
    """The financial year of the first instalment, by its April."""
    years: Annotated[Annotated[int, Field(ge=1, le=40)], unit("years")]
    """How many financial years it is spread over."""
    ends_on: Day
    """The last day on which it may be spent."""
    strands: Annotated[list[str], Field(min_length=1)]
    """The cost tables it pays for."""
    elsewhere_gbp: Pounds = 0.0
    """The part for purposes outside the plan, spent evenly over the grant's life."""
