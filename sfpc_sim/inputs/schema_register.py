"""What a register of assumptions may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sfpc_sim.inputs.schema_types import AssumptionName, Day, Key, Line, Table, Text


class SourceTable(Table):
    """Where a number comes from."""

    ref: Text | None = None
    grade: Annotated[str, Field(pattern=r"^[A-D]\*?(/[A-D]\*?)?$")] | None = None


class Entry(Table):
    """An entry of the register, or what an overlay says of one."""

    meaning: Text | None = None
    unit: Line | None = None
    belief: dict[str, Any] | None = None
    bounds: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    level: Literal["world", "nation", "authority", "team", "entity", "year"] | None = None
    evidence_row: str | None = None
    source: SourceTable | None = None
    decided_on: Day | None = None
    why: Text | None = None  # this value and no other
    signed_off_by: Line | None = None  # a role, never a person's name
    signed_off_on: Day | None = None
    review_by: Day | None = None


class CorrelationTable(Table):
    """Assumptions that are drawn jointly."""

    names: Annotated[list[str], Field(min_length=2)]
    matrix: list[list[float]]


class RegisterFile(Table):
    """A file of assumptions, or the assumptions of another file."""

    assumptions: dict[AssumptionName, Entry] = {}
    correlations: dict[Key | AssumptionName, CorrelationTable] = {}
