"""What a calibration's file may say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sfpc_sim.inputs.schema_register import SourceTable
from sfpc_sim.inputs.schema_types import AssumptionName, Line, Rate, Table, Text


class ParameterTable(Table):
    """A belief of the register, its prior, and how good the targets that speak of it are."""

    prior: dict[str, object]
    grade: Annotated[str, Field(pattern=r"^[A-D]$")]


class TargetTable(Table):
    """A published figure."""

    meaning: Text
    cause: Literal["home", "kinship", "adopted", "other"]
    years: Annotated[float, Field(gt=0, le=18)]
    value: Annotated[float, Field(ge=0, le=1)]
    sampling_sd: Rate
    discrepancy_sd: Rate
    source: SourceTable


class ProblemFile(Table):
    """A calibration's file."""

    title: Line
    authority: Line
    years: Annotated[int, Field(ge=1, le=15)]
    parameters: Annotated[dict[AssumptionName, ParameterTable], Field(min_length=1)]
    targets: Annotated[dict[AssumptionName, TargetTable], Field(min_length=1)]
