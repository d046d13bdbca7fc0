"""What a results folder was made from, value by value, to be held against another folder or a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.settings import Setting, leaves
from sfpc_sim.study.plain import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sfpc_sim.inputs.scenario import Scenario

DIGITS = 12  # of a digest, to tell it from another
MADE_WITH = "made_with"


def scenario_settings(scenario: Scenario) -> list[Setting]:
    """List the values of a plan as its results would record them."""
    return _of_facts(facts_of(scenario), "the plan")


def result_settings(manifest: Mapping[str, Any], folder: str, *, made_with: bool) -> list[Setting]:
    """List the values a folder was made from.

    Parameters
    ----------
    manifest : what the folder says about itself
    folder : its name, as the place of its values
    made_with : tell also how many replications there are, and code and versions that made them
    """
    settings = _of_facts(manifest["facts"], folder)
    if made_with:
        parts = {key: value for key, value in manifest["digest_parts"].items() if key not in ("scenario", "plugins")}
        told = {"replications": manifest["replications"], "tables": manifest["canonical_digest"], **parts}
        settings += [_setting(f"{MADE_WITH}.{key}", value, folder) for key, value in told.items()]
    return settings


def _of_facts(facts: Mapping[str, Any], place: str) -> list[Setting]:
    return [_setting(".".join(map(str, path)), value, place) for path, value in leaves(dict(facts))]


def _setting(key: str, value: Any, place: str) -> Setting:
    is_digest = isinstance(value, str) and len(value) == 64 and value.isalnum()
    return Setting(key, value[:DIGITS] if is_digest else value, "", place, exact=value)
