"""The scenario of a finished result, from what its folder holds: the other way round than `plain`."""

from __future__ import annotations

import hashlib
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import refuse
from sfpc_sim.inputs import (
    assumptions,
    authority,
    distributions,
    finance,
    governance,
    leadership,
    partners,
    scenario,
)
from sfpc_sim.inputs.rules import Rule, parse_rule
from sfpc_sim.inputs.scenario import Scenario
from sfpc_sim.study.digest import digest_parts

if TYPE_CHECKING:
    from pathlib import Path

_MODULES = (assumptions, authority, distributions, finance, governance, leadership, partners, scenario)
# What annotations may name: those of the files that annotate are for type checking only, and not there at run time.
_KNOWN = {name: value for module in _MODULES for name, value in vars(module).items() if isinstance(value, type)}
_NAMES = _KNOWN | {"date": date, "Rule": Rule, "Mapping": typing.Mapping, "Any": Any}
_LEFT_OUT = {"place": "", "read_from": None}  # by `facts_of`: line numbers and files


def restored(folder: Path, manifest: dict[str, Any]) -> Scenario:
    """Make the frozen scenario of a result again, and prove that it says the same.

    Parameters
    ----------
    folder, manifest : the results folder, for refusals, and what it says about itself

    Raises
    ------
    Refusal : the manifest is of another version, was changed, or lacks the text of a plug-in
    """
    facts = manifest["facts"] | {"replications": manifest["replications"], "overlaid": manifest["overlaid"]}
    try:
        facts["plugins"] = [plugin | {"text": _text(folder, manifest, plugin)} for plugin in facts["plugins"]]
        again: Scenario = _made(Scenario, facts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _other_plan(folder, f"its plan cannot be read ({error})") from None
    if digest_parts(again)["scenario"] != manifest["digest_parts"]["scenario"]:
        raise _other_plan(folder, "the plan it holds is not the one that its digest names")
    return again


def restored_register(plain: dict[str, Any]) -> assumptions.Register:
    """Make a register again from a scenario's facts."""
    register: assumptions.Register = _made(assumptions.Register, plain)
    return register


def restored_belief(plain: dict[str, Any]) -> distributions.Belief:
    """Make a belief again from a scenario's facts."""
    belief: distributions.Belief = _made(distributions.Belief, plain)
    return belief


def _text(folder: Path, manifest: dict[str, Any], plugin: dict[str, Any]) -> str:
    text = manifest.get("plugin_texts", {}).get(plugin["name"])
    if text is None or hashlib.sha256(text.encode()).hexdigest() != plugin["sha256"]:
        fault = f'does not hold the text of its plug-in "{plugin["name"]}".'
        raise refuse(str(folder), fault, "Run the scenario again with this version, which keeps it.")
    return str(text)


def _other_plan(folder: Path, fault: str) -> Exception:
    remedy = "It was written by another version or changed since: run the scenario again."
    return refuse(str(folder / "manifest.json"), f"{fault}.", remedy)


def _made(kind: Any, value: Any) -> Any:
    """Give a plain value the type that its place asks for; numbers stay as they were written."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if value is None:
        return None
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)
        each = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_made(one, item) for one, item in zip(each, value, strict=True))
    if kind is date:
        return date.fromisoformat(value)
    return _object(kind, value) if is_dataclass(kind) else value


def _object(kind: Any, plain: dict[str, Any]) -> Any:
    hints = _hints(kind)
    values = {
        name: parse_rule(plain[name], chances=kind is governance.Requirement)
        if hint is Rule
        else _made(hint, _LEFT_OUT[name] if name in _LEFT_OUT else plain[name])
        for name, hint in hints.items()
    }
    unknown = plain.keys() - hints.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Give the types of a dataclass's fields, by name."""
    hints = typing.get_type_hints(kind, globalns=_NAMES)
    return {field.name: hints[field.name] for field in fields(kind)}
