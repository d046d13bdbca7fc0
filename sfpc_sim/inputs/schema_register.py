"""What a register of assumptions may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sfpc_sim.inputs.schema_types import GRADE_FORM, AssumptionName, Day, Key, Line, Table, Text


class SourceTable(Table):
    """Where a number comes from."""

    ref: Text | None = None
    """Where the number comes from, so that a reader finds it."""
    grade: Annotated[str, Field(pattern=GRADE_FORM)] | None = None
    """How good that is: A published data or a trial, B near it, C weaker, D an assumption."""


class Entry(Table):
    """An entry of the register, or what an overlay says of one."""

    meaning: Text | None = None
    """What the number is."""
    unit: Line | None = None
    """Its unit; a name that ends in _weeks, _months or _years is turned into days."""
    belief: dict[str, Any] | None = None
    """What is believed of it: a family of distributions with its parameters."""
    bounds: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    """The least and the most it can be; a belief that goes outside is refused."""
    level: Literal["world", "nation", "authority", "team", "entity", "year"] | None = None
    """At which level it is drawn: once for the world, for an authority, for each team ..."""
    evidence_row: str | None = None
    """The row of the project's evidence table."""
    source: SourceTable | None = None
    decided_on: Day | None = None
    """The day the value was decided on."""
    why: Text | None = None  # this value and no other
    """Why this value and no other."""
    signed_off_by: Line | None = None  # a role, never a person's name
    """The role that signed it off, never a person's name."""
    signed_off_on: Day | None = None
    """The day it was signed off."""
    review_by: Day | None = None
    """The day by which it is looked at again."""


class CorrelationTable(Table):
    """Assumptions that are drawn jointly."""

    names: Annotated[list[str], Field(min_length=2)]
    """The assumptions that are drawn together."""
    matrix: list[list[float]]
    """Their correlation matrix, in the order of the names."""


class RegisterFile(Table):
    """A file of assumptions, or the assumptions of another file."""

    assumptions: dict[AssumptionName, Entry] = {}
    """Uncertain numbers of this plan's own, over those of the register: `sfpc assumptions PLAN` lists them."""
    correlations: dict[Key | AssumptionName, CorrelationTable] = {}
