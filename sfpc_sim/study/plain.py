"""A scenario as plain JSON values: what the manifest records, what the digest covers, what the summary reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.rules import Rule

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario


def as_plain(value: Any) -> Any:
    """Turn frozen dataclasses, tuples, mappings, dates and rules into dictionaries, lists and text."""
    if isinstance(value, Rule):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def facts_of(scenario: Scenario) -> dict[str, Any]:
    """Describe everything results depend on, and nothing else.

    Left out: how many replications were asked for, the files and how they were laid over one another (the frozen
    scenario is their result), line numbers, and the plug-ins' text (their hashes stay).
    """
    facts: dict[str, Any] = as_plain(scenario)
    del facts["replications"], facts["overlaid"], facts["read_from"]
    for register in (facts["register"], *(partner["register"] for partner in facts["partners"])):
        for assumption in register["assumptions"]:
            del assumption["place"]
    for plugin in facts["plugins"]:
        del plugin["text"]
    return facts
