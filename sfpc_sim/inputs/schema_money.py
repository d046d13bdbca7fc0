"""What a scenario file may say of pay, cost tables and grants."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sfpc_sim.inputs.schema_types import Day, Key, Line, Pounds, Table, Year


class GradeTable(Table):
    """Annual salaries by spine point."""

    points_gbp: Annotated[list[Pounds], Field(min_length=1)]
    start_point: Annotated[int, Field(ge=0)]


class CostTableTable(Table):
    """One of the council's cost tables, by year."""

    title: Line
    pay_gbp: Annotated[list[Pounds], Field(min_length=1)]
    other_gbp: Annotated[list[Pounds], Field(min_length=1)]
    fixed_gbp: Annotated[list[Pounds], Field(min_length=1)]
    fixed_until: Day | None = None


class MoneyTable(Table):
    """Pay year and the council's own tables."""

    pay_year: Year
    tables_first_year: Year
    tables_first_month: Annotated[int, Field(ge=1, le=12)] = 4
    average_placement_gbp_per_year: Pounds
    agency_cover: bool = False
    tables: dict[Key, CostTableTable]


class GrantTable(Table):
    """Money from outside, by financial year."""

    title: Line
    total_gbp: Pounds
    gated_gbp: Pounds = 0.0
    gate: str | None = None
    first_year: Year
    years: Annotated[int, Field(ge=1, le=40)]
    ends_on: Day
    strands: Annotated[list[str], Field(min_length=1)]
    elsewhere_gbp: Pounds = 0.0
