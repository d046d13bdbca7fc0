"""The keys that a plan's and an authority's file may have, each with what it means, its unit and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.dotted import path_of
from sfpc_sim.inputs.editor_schema import authority_schema, editor_schema
from sfpc_sim.inputs.tables_with import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.toml_lines import KeyPath

AUTHORITY = "authority"  # its file's keys are told under this one
KINDS = {"boolean": "true or false", "integer": "a whole number", "number": "a number", "string": "text"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a file, `NAME` for names that the file's writer chooses."""

    path: tuple[str, ...]
    meaning: str
    unit: str
    takes: str  # in words; "a table" for one that holds others
    file: str  # "a plan" or "an authority's file"

    def __str__(self) -> str:
        return ".".join(self.path)


@cache
def known_keys() -> tuple[Key, ...]:
    """List every key of a plan, then every key of an authority's file under `authority`."""
    plan, authority = editor_schema(), authority_schema()
    return (
        *list(_walk(plan, (), plan["definitions"], "a plan"))[1:],  # the file itself is no key
        *list(_walk(authority, (AUTHORITY,), authority["definitions"], "an authority's file"))[1:],
    )


def keys_at(path: KeyPath) -> list[Key]:
    """Give what is known of a key as a plan would write it, or as this list does."""
    return [key for key in known_keys() if len(key.path) == len(path) and all(map(_fits, key.path, path))]


def keys_like(key: str) -> list[Key]:
    """Give the keys that a text names: by its whole path, else by its last parts."""
    path = path_of(key) or tuple(key.split("."))
    return keys_at(path) or [known for known in known_keys() if known.path[-len(path) :] == path]


def _fits(known: str, said: str | int) -> bool:
    return known in (NAME, said)


def _walk(node: dict[str, Any], at: tuple[str, ...], definitions: dict[str, Any], file: str) -> Iterator[Key]:
    if "$ref" in node:
        inner = definitions[node["$ref"].rpartition("/")[2]]
        node = inner | {key: value for key, value in node.items() if key != "$ref"}
    yield Key(at, _meaning(node, definitions), _unit(node), _takes(node), file)
    for name, inner in node.get("properties", {}).items():
        yield from _walk(inner, (*at, name), definitions, file)
    for inner in _named(node):
        yield from _walk(inner, (*at, NAME), definitions, file)


def _named(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what stands under names of the writer's own, or in a list of tables."""
    yield from node.get("patternProperties", {}).values()
    for each in (node.get("additionalProperties"), node.get("items")):
        if isinstance(each, dict) and ("$ref" in each or node["type"] == "object"):
            yield each


def _meaning(node: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Say what a key means: what stands beside it, else what its tables are."""
    if "description" in node:
        return " ".join(node["description"].split())
    inner = next(_named(node), {})
    return _meaning(definitions[inner["$ref"].rpartition("/")[2]], definitions) if "$ref" in inner else ""


def _unit(node: dict[str, Any]) -> str:
    return str(node.get("unit") or node.get("items", {}).get("unit", ""))


def _takes(node: dict[str, Any]) -> str:
    if "const" in node:
        return f"always {node['const']}"
    if "enum" in node:
        return f"one of: {', '.join(map(str, node['enum']))}"
    if node.get("type") == "array":
        few, most = node.get("minItems"), node.get("maxItems")
        size = f" of {few}" if few and few == most else ""
        return f"a list{size}, each {_takes(node.get('items', {}))}"
    if node.get("format") == "date":
        return "a date, written as 2018-02-28"
    if node.get("type") == "object":
        return "a table"
    return KINDS.get(node.get("type", ""), "a value") + _within(node)


def _within(node: dict[str, Any]) -> str:
    words = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}
    limits = [f"{said} {node[key]:,}" for key, said in words.items() if key in node and abs(node[key]) < 1e15]
    return f", {' and '.join(limits)}" if limits else ""
