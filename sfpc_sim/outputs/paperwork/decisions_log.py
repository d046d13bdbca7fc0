"""The log of decisions: what the plan chose, and the modelling decisions that ship with the package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sfpc_sim
from sfpc_sim.outputs.paperwork.markdown import field, table
from sfpc_sim.outputs.words import count, on_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.study.result import Result

    Facts = dict[str, Any]

HEADS = ("Decision", "What was chosen", "When", "Why", "Signed off")
_RECORD = re.compile(r"^(\d+)\. \*\*(.+?)\*\*", re.MULTILINE | re.DOTALL)


def decisions_log(result: Result) -> str:
    """Write the plan's choices with fields for who made them, then the model's by number."""
    chosen = table(HEADS, choice_rows(result.facts))
    changed = changed_rows(result)
    changes = f"{about_changes(result)}\n\n{table(('Key', 'Value'), changed)}" if changed else about_changes(result)
    records = "\n".join(f"- {number}. {' '.join(words.split())}" for number, words in modelling_decisions())
    model = f"Of the model, by record of `docs/decisions.md`, which says why and what was rejected:\n\n{records}"
    return f"Of the plan:\n\n{chosen}\n\n{changes}\n\n{model}"


def choice_rows(facts: Facts) -> list[tuple[str, ...]]:
    """Give the cells of each choice, under `HEADS`."""
    person = (field("date"), field("reason"), field("role, date"))
    return [(*row, *person) for row in _choices(facts)]


def changed_rows(result: Result) -> list[tuple[str, str]]:
    """Give key and value of what the plan's own file says over its parent; nothing where it has none."""
    own = _own(result)
    if "extends" not in own:
        return []
    return [(f"`{key}`", value) for key, value in leaves(own) if key not in ("sfpc", "extends")]


def about_changes(result: Result) -> str:
    """Say which plan it extends."""
    own = _own(result)
    return f"What it says itself, over `{own['extends']}`:" if "extends" in own else "It extends no other plan."


def _own(result: Result) -> Facts:
    own: Facts = result.manifest["overlaid"].get("own", {})
    return own


def leaves(values: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Give nested values as dotted keys and text."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from leaves(value, f"{at}.{key}" if at else str(key))
    else:
        yield at, str(values).lower() if isinstance(values, bool) else str(values)


def modelling_decisions() -> list[tuple[str, str]]:
    """List the numbered decisions with their first sentence: inside the package (a wheel) or beside it (a checkout)."""
    package = Path(sfpc_sim.__file__).resolve().parent
    places = (package / "decisions.md", package.parent / "docs" / "decisions.md")
    path = next(place for place in places if place.is_file())
    return _RECORD.findall(path.read_text(encoding="utf-8"))


def _choices(facts: Facts) -> Iterator[tuple[str, str]]:
    target, programme = facts["target"], facts["programme"]
    yield "Target", f"fewer than {count(target['children_under'])} children on {on_day(target['on'])}"
    yield "Evidence set", facts["evidence"]
    yield "Drift", facts["drift"]
    yield "Pandemic", "acts from April 2020" if facts["pandemic"] else "left out"
    posts = f"from {on_day(programme['recruitment_from'])}, posts {programme['posts_filled']}"
    yield "Programme", posts if programme["enabled"] else "none"
    yield "Leaders leave", "yes" if facts["leaders_leave"] else "no: a thought experiment"
    yield "Strain harms practice", "yes" if facts["strain_harms_practice"] else "no: a thought experiment"
    yield from (
        (f"Gate: {gate['title']}", f"`{gate['rule']}`, first asked on {on_day(gate['first_review'])}")
        for gate in facts["gates"]
    )
    yield from ((f"Requirement: {each['title']}", f"`{each['rule']}`") for each in facts["requirements"])
    yield from ((f"Plug-in: {each['name']}", f"sha256 `{each['sha256']}`") for each in facts["plugins"])
