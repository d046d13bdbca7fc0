"""Types and the strict base that every table of a file shares."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from sfpc_sim.inputs.hidden import hidden_in

LONGEST_TEXT = 20_000  # characters; a cell of a spreadsheet holds 32,767


def _visible(text: str) -> str:
    character = hidden_in(text)
    if character:
        raise PydanticCustomError("hidden_character", "holds {character}", {"character": character})
    return text


def _on_one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("line_break", "holds a line break")
    return text


def unit(name: str) -> Any:
    """Say in what unit a key is; an editor passes it over, `sfpc explain` and `sfpc show` tell it."""
    return Field(json_schema_extra={"unit": name})


KEY_FORM = r"^[A-Za-z0-9][A-Za-z0-9-]*$"
ASSUMPTION_FORM = r"^[a-z][a-z0-9_]*$"
GRADE_FORM = r"^[A-D]\*?(/[A-D]\*?)?$"
Key = Annotated[str, Field(pattern=KEY_FORM, max_length=80)]
AssumptionName = Annotated[str, Field(pattern=ASSUMPTION_FORM, max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_visible)]
Line = Annotated[Text, AfterValidator(_on_one_line)]  # a title or a name
Pounds = Annotated[float, Field(ge=0, le=1e12), unit("pounds")]
Share = Annotated[float, Field(ge=0, le=1), unit("share")]
Rate = Annotated[float, Field(ge=0, le=1e6)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Months = Annotated[int, Field(ge=1, le=480), unit("months")]
ByAge = Annotated[list[Rate], Field(min_length=5, max_length=5)]
SharesByAge = Annotated[list[Share], Field(min_length=5, max_length=5)]
CountsByAge = Annotated[list[Count], Field(min_length=5, max_length=5)]
Year = Annotated[int, Field(ge=1990, le=2100), unit("year")]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31)), unit("date")]


class Table(BaseModel):
    """A table of a file: nothing is coerced, nothing unknown is passed over."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )
