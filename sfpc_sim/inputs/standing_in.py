"""What stands in for what a plan's files say: flags of the command line, and changes said in code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfpc_sim.inputs.chain import OWN_TABLES, Chain, unsourced
from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.dotted import document_of, lost
from sfpc_sim.inputs.overlay import overlay, unchanged
from sfpc_sim.inputs.register import assumptions_in, is_said_together
from sfpc_sim.inputs.signing import lay_assumptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sfpc_sim.errors import Problem


def changed(
    chain: Chain, document: Document, changes: Sequence[tuple[Mapping[str, Any], bool]], problems: list[Problem]
) -> tuple[Chain, Document]:
    """Lay changes said in code over the files and the flags, by the rules for a file that extends another."""
    for said, may_repeat in changes:
        layer = document_of(said, problems)
        plan, own = layer.without(*OWN_TABLES), assumptions_in(layer.only(*OWN_TABLES), problems)
        problems.extend((*lost(document, plan), *unsourced(layer)))
        if not may_repeat:
            problems.extend(unchanged(document, plan))
            problems.extend(unchanged(chain.assumptions, own, whole=is_said_together))
        document = overlay(document, plan)
        folder = Path() if "plugins" in plan.values else chain.plugin_folder
        laid = lay_assumptions(chain.assumptions, own)
        chain = replace(chain, assumptions=laid, plugin_folder=folder, own=overlay(chain.own, layer))
    return chain, document


def flags(settings: Mapping[str, Any]) -> Document:
    """Make a document of the settings that were given."""
    run = {key: settings[key] for key in ("seed", "replications")}
    plain = {key: settings[key] for key in ("evidence", "drift", "pandemic")}
    document = Document("--flags")
    for key, value in (plain | {"run": run, "period": {"end": settings["until"]}}).items():
        inner = {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value
        if inner is None or inner == {}:
            continue
        document.values[key] = inner
        document.places[(key,)] = f"--{key}"
        for name in inner if isinstance(inner, dict) else ():
            document.places[key, name] = "--until" if key == "period" else f"--{name}"
    return document
