"""A scenario file over its parents (`extends`), nearest last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, refuse
from sfpc_sim.inputs.documents import Document, read_document
from sfpc_sim.inputs.lookup import find_scenario
from sfpc_sim.inputs.overlay import overlay, unchanged
from sfpc_sim.inputs.register import assumptions_in, is_said_together
from sfpc_sim.inputs.signing import lay_assumptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPEST = 3  # parents above a scenario
OWN_TABLES = ("assumptions", "correlations")
SOURCE = {"ref": 'ref = "where it comes from"', "grade": 'grade = "D"'}  # what a new belief may not inherit


@dataclass(frozen=True)
class Chain:
    """A scenario laid over its parents; its assumptions apart, because they go over the register."""

    plan: Document
    assumptions: Document
    path: Path
    plugin_folder: Path  # of the file that names the plug-ins
    own: Document  # what the scenario itself says, `extends` among it


def read_chain(path: Path, problems: list[Problem]) -> Chain:
    """Read a scenario and its parents and lay them over one another.

    Raises
    ------
    Refusal
        If a file cannot be read, a parent is missing, or `extends` is a circle or too deep.
    """
    layers: list[tuple[Path, Document]] = []
    place = path.name
    while True:
        if any(path.resolve() == seen.resolve() for seen, _ in layers):
            names = " -> ".join([seen.stem for seen, _ in layers] + [path.stem])
            raise refuse(place, f'"extends" goes round in a circle: {names}.', "Extend another scenario.")
        if len(layers) > DEEPEST:
            raise refuse(place, f'"extends" is more than {DEEPEST} deep.', "Extend a scenario higher up.")
        document = read_document(path, path.name)
        layers.append((path, document))
        parent = document.values.get("extends")
        if parent is None:
            return _lay(layers, problems)
        place = document.place(("extends",))
        if not isinstance(parent, str) or not parent:
            raise refuse(place, '"extends" must be the name of a scenario.', 'Write extends = "innovation-2017".')
        path = find_scenario(parent, beside=path.parent, place=place)


def _lay(layers: list[tuple[Path, Document]], problems: list[Problem]) -> Chain:
    """Lay the layers, nearest first as read, over one another from the farthest."""
    name = layers[0][1].name
    plan, assumptions, plugin_folder = Document(name), Document(name), layers[0][0].parent
    for depth, (path, document) in reversed(list(enumerate(layers))):
        settings = document.without(*OWN_TABLES, "extends")
        if depth < len(layers) - 1:
            problems.extend(unchanged(plan, settings.without("sfpc")))
        if "plugins" in document.values:
            plugin_folder = path.parent
        problems.extend(unsourced(document))
        in_days = assumptions_in(document.only(*OWN_TABLES), problems)
        problems.extend(unchanged(assumptions, in_days, whole=is_said_together))
        plan = overlay(plan, settings)
        assumptions = lay_assumptions(assumptions, in_days)
    return Chain(plan, assumptions, layers[0][0], plugin_folder, own=layers[0][1])


def unsourced(document: Document) -> Iterator[Problem]:
    """Find beliefs that would keep the source or the grade of the number they replace."""
    entries = document.values.get("assumptions")
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if not isinstance(entry, dict) or "belief" not in entry:
            continue
        source = entry.get("source", {})
        lacks = [key for key in SOURCE if key not in source] if isinstance(source, dict) else []
        if not source:
            fault, key, remedy = "has no source", "belief", f"source = {{ {', '.join(SOURCE.values())} }}"
        elif lacks:
            fault, key, remedy = f"has a source without {' and '.join(lacks)}", "source", SOURCE[lacks[0]]
        else:
            continue
        place = document.place(("assumptions", name, key))
        yield Problem(place, f'The new belief of "{name}" {fault}.', f"Add it: {remedy}")
