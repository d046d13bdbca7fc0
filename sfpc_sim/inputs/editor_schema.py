"""What an editor should know of a scenario file: the tables of `schema` as a JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field
from pydantic.json_schema import GenerateJsonSchema

from sfpc_sim.inputs.schema import ScenarioFile
from sfpc_sim.inputs.schema_authority import AuthorityFile
from sfpc_sim.inputs.schema_register import RegisterFile

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

    from sfpc_sim.inputs.schema_types import Table


def editor_schema() -> dict[str, Any]:
    """Describe a scenario file to an editor.

    Returns
    -------
    A JSON Schema of draft 07, which TOML editors read; a date is text of the form 2018-02-28. Nothing but `sfpc` is
    required, because a file over another says only what differs.
    """
    return {"$schema": _ForEditors.schema_dialect} | _described(_WrittenFile) | {"required": ["sfpc"]}


def authority_schema() -> dict[str, Any]:
    """Describe an authority's file the same way."""
    return _described(_AuthoritysFile)


def _described(model: type[Table]) -> dict[str, Any]:
    described = model.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_ForEditors)
    definitions = described.pop("$defs")
    return described | {"definitions": definitions}


class _AuthoritysFile(AuthorityFile, RegisterFile):
    """An authority's published facts, and what is believed of its own flows."""


class _WrittenFile(ScenarioFile, RegisterFile, title="sfpc scenario"):
    """A plan for sfpc, or what differs from the plan it extends."""

    extends: str = Field(description="The plan this one differs from: its name, or the path of its .toml file.")


class _ForEditors(GenerateJsonSchema):
    """What editors need, and no more.

    TOML has no null, a name is its own title, and what is left out is not a default but what the parent says.
    """

    schema_dialect = "http://json-schema.org/draft-07/schema#"

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        described = super().dict_schema(schema)
        return described | {"additionalProperties": False} if "patternProperties" in described else described

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def field_is_required(self, field: Any, total: Any) -> bool:  # noqa: ARG002
        return False
