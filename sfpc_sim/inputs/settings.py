"""Every value of a plan with the file and line that set it: what `load` resolves, before the model reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.chain import OWN_TABLES, read_chain
from sfpc_sim.inputs.comments import Comments
from sfpc_sim.inputs.joining import authority_document
from sfpc_sim.inputs.keys import AUTHORITY, keys_at
from sfpc_sim.inputs.overlay import overlay
from sfpc_sim.inputs.register import in_days
from sfpc_sim.inputs.register_layers import read_register
from sfpc_sim.inputs.schema import ScenarioFile
from sfpc_sim.inputs.signing import SIGNING_KEYS
from sfpc_sim.inputs.standing_in import changed, flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.documents import Document
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.inputs.toml_lines import KeyPath

DEFAULT = "default"  # the place of what no file says
NAMING = ("key", "name", "year", "strand", "leader")  # what tells the tables of a list apart


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a plan.

    Attributes
    ----------
    key : as a change in code would name it; of an authority's file under `authority`
    value : as the file says it; p10, p50 and p90 of an assumption, in its unit
    place : file and line that set it, a flag, or "default"
    meaning : what it is, in a sentence
    source : an assumption's, else what the comment beside the value says
    grade : of an assumption's evidence
    exact : all that is said of it, which two plans agree on or not
    """

    key: str
    value: Any
    unit: str
    place: str
    meaning: str = ""
    source: str = ""
    grade: str = ""
    exact: Any = None


def settings_of(scenario: Scenario) -> list[Setting]:
    """List a plan's own values, then its authority's, its partners', and every assumption.

    Parameters
    ----------
    scenario : one that was loaded, so that nothing in its files is at fault
    """
    files = scenario.read_from
    assert files is not None, "a loaded scenario knows its file"
    chain = read_chain(Path(files.path), [])
    chain, plan = changed(chain, overlay(chain.plan, flags(files.settings)), files.changes, [])
    facts, entries, _ = read_register(plan, chain, [], may_repeat=True)
    comments = Comments(chain.path)
    found = [
        *_plan_settings(plan, comments),
        *_own_settings(facts, AUTHORITY, comments),
        *_assumed(entries, scenario.register, "assumptions"),
        *_correlated(entries, ""),
        *(Setting(f"plugins.{each.name}", each.sha256[:12], "", "its text", exact=each.sha256)
          for each in scenario.plugins),
    ]  # fmt: skip
    for partner in scenario.partners:
        at, under = ("partners", partner.key, AUTHORITY), f"partners.{partner.key}.{AUTHORITY}"
        of_partner = authority_document(plan, at, chain.path.parent, [])
        own = of_partner.only(*OWN_TABLES)
        found += _own_settings(of_partner.without(*OWN_TABLES), under, comments)
        found += _assumed(own, partner.register, f"{under}.assumptions")
        found += _correlated(own, f"{under}.")
    return found


def matching(settings: list[Setting], key: str) -> list[Setting]:
    """Give the settings a text names: one by its whole key, all of a table, or those whose key ends so."""
    wanted = in_days(key.replace('"', "").replace("'", ""))
    found = [each for each in settings if each.key == wanted or each.key.startswith(f"{wanted}.")]
    return found or [each for each in settings if each.key.endswith(f".{wanted}")]


def _plan_settings(plan: Document, comments: Comments) -> Iterator[Setting]:
    """Give what the plan says and what it leaves to defaults."""
    complete = ScenarioFile.model_validate(plan.values).model_dump(exclude_none=True)
    for path, value in leaves(complete):
        place = plan.place(path) if _is_said(plan.values, path) else DEFAULT
        yield _setting("", path, value, place, comments)


def _own_settings(facts: Document, under: str, comments: Comments) -> Iterator[Setting]:
    """Give an authority's facts."""
    for path, value in leaves(facts.values):
        yield _setting(f"{under}.", path, value, facts.place(path), comments)


def _setting(before: str, path: KeyPath, value: Any, place: str, comments: Comments) -> Setting:
    key = before + ".".join(map(str, path))
    known = next(iter(keys_at((AUTHORITY, *path) if before else path)), None)
    unit, meaning = (known.unit, known.meaning) if known else ("", "")
    return Setting(key, value, unit, place, meaning, comments.at(place), exact=value)


def _assumed(entries: Document, register: Register, under: str) -> Iterator[Setting]:
    said = entries.values.get("assumptions", {})
    for assumption in register.assumptions:
        p10, p50, p90 = (float(value) for value in assumption.belief.percentiles((0.1, 0.5, 0.9)))
        place = entries.place(("assumptions", assumption.name, "belief"))
        exact = {key: value for key, value in said[assumption.name].items() if key not in SIGNING_KEYS}
        yield Setting(
            f"{under}.{assumption.name}", {"p10": p10, "p50": p50, "p90": p90}, assumption.unit, place,
            assumption.meaning, assumption.source.ref, assumption.source.grade, exact,
        )  # fmt: skip


def _correlated(entries: Document, before: str) -> Iterator[Setting]:
    for path, value in leaves({"correlations": entries.values.get("correlations", {})}):
        yield Setting(before + ".".join(map(str, path)), value, "", entries.place(path), exact=value)


def leaves(values: Any, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Give nested values one by one; a list of tables by what tells them apart, never by position."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from leaves(value, (*at, key))
    elif isinstance(values, list | tuple) and values and all(isinstance(each, dict) for each in values):
        for position, each in enumerate(values):
            name = next((each[key] for key in NAMING if key in each), position)
            yield from leaves(each, (*at, name))
    else:
        yield at, values.isoformat() if isinstance(values, date) else values


def _is_said(values: Any, path: KeyPath) -> bool:
    for key in path:
        if not isinstance(values, dict) or key not in values:
            return False
        values = values[key]
    return True
