"""All assumptions of a plan in their order: register files < authority < evidence set < plug-ins < the plan's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.chain import OWN_TABLES
from sfpc_sim.inputs.checks_plugins import own_effect_faults
from sfpc_sim.inputs.documents import Document, read_document
from sfpc_sim.inputs.joining import authority_document
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.overlay import unchanged
from sfpc_sim.inputs.plugins import open_plugins, read_plugin
from sfpc_sim.inputs.register import assumptions_in, entry_of, is_said_together, nearest_assumption
from sfpc_sim.inputs.scenario import EVIDENCE_SETS
from sfpc_sim.inputs.signing import lay_assumptions

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.chain import Chain
    from sfpc_sim.inputs.scenario import PluginSource
    from sfpc_sim.inputs.toml_lines import KeyPath


def read_register(
    document: Document, chain: Chain, problems: list[Problem], *, may_repeat: bool
) -> tuple[Document, Document, tuple[PluginSource, ...]]:
    """Gather the authority's facts, all assumptions in days, and the plug-ins."""
    register = shipped_assumptions(problems)
    facts = authority_document(document, ("authority",), chain.path.parent, problems)
    own, facts = facts.only(*OWN_TABLES), facts.without(*OWN_TABLES)
    register = lay_assumptions(register, assumptions_in(own, problems))
    evidence = document.values.get("evidence")
    if evidence in EVIDENCE_SETS:
        layer = _register_file(shipped_folder() / "assumptions" / "evidence" / f"{evidence}.toml", problems)
        register = lay_assumptions(register, _only_known(register, layer, problems))
    sources = _plugin_sources(document, chain.plugin_folder, problems)
    problems.extend(own_effect_faults(document, sources))
    register = lay_assumptions(register, _plugin_assumptions(sources, register, problems))
    plans_own = _only_known(register, chain.assumptions, problems)
    files_own = evidence == chain.plan.values.get("evidence")
    if files_own and not may_repeat:  # under another evidence set an override may happen to say the same
        problems.extend(unchanged(register, plans_own, whole=is_said_together))
    return facts, lay_assumptions(register, plans_own), sources


def shipped_assumptions(problems: list[Problem]) -> Document:
    """Read the shipped assumptions that belong to no authority, evidence set or plan."""
    register = Document("assumptions")
    for path in sorted((shipped_folder() / "assumptions").glob("*.toml")):
        layer = _register_file(path, problems)
        for name in layer.values.get("assumptions", {}):
            if name in register.values.get("assumptions", {}):
                where = register.place(("assumptions", name))
                place = layer.place(("assumptions", name))
                problems.append(Problem(place, f'"{name}" stands in {where} already.', "Keep one of them."))
        register = lay_assumptions(register, layer)
    return register


def _register_file(path: Path, problems: list[Problem]) -> Document:
    """Read a register file: its tables are assumptions, `correlations` apart."""
    read = read_document(path, f"{path.parent.name}/{path.name}")
    entries = {key: value for key, value in read.values.items() if key != "correlations"}
    values = {"assumptions": entries, "correlations": read.values.get("correlations", {})}
    places = {(key if key[0] == "correlations" else ("assumptions", *key)): at for key, at in read.places.items()}
    return assumptions_in(Document(read.name, values, places), problems)


def _only_known(register: Document, layer: Document, problems: list[Problem]) -> Document:
    """Take away, and report, what overrides no entry of the register."""
    known = register.values.get("assumptions", {})
    entries = dict(layer.values.get("assumptions", {}))
    for name in [name for name in entries if name not in known]:
        place = layer.place(("assumptions", name))
        problems.append(Problem(place, f'"{name}" is not an assumption.', nearest_assumption(name, known)))
        del entries[name]
    return Document(layer.name, {**layer.values, "assumptions": entries}, layer.places)


def _plugin_sources(document: Document, folder: Path, problems: list[Problem]) -> tuple[PluginSource, ...]:
    named = document.values.get("plugins", [])
    sources = []
    for position, name in enumerate(named if isinstance(named, list) else []):
        if not isinstance(name, str):
            continue  # the schema says so
        try:
            sources.append(read_plugin(folder / name, name))
        except Refusal as refusal:
            place = document.place(("plugins", position))
            problems.extend(replace(p, place=place, fault=f'Plug-in "{name}": {p.fault}') for p in refusal.problems)
    return tuple(sources)


def _plugin_assumptions(sources: tuple[PluginSource, ...], register: Document, problems: list[Problem]) -> Document:
    try:
        opened = open_plugins(sources)
    except Refusal as refusal:
        problems.extend(refusal.problems)
        return Document("plug-ins")
    known = register.values.get("assumptions", {})
    for assumption in opened.assumptions:
        if assumption.name in known:
            fault = f'A plug-in declares "{assumption.name}", which the register has already.'
            problems.append(Problem(register.place(("assumptions", assumption.name)), fault, "Give it another name."))
    entries = {assumption.name: entry_of(assumption) for assumption in opened.assumptions}
    places: dict[KeyPath, str] = {("assumptions", assumption.name): "plug-in" for assumption in opened.assumptions}
    return Document("plug-ins", {"assumptions": entries}, places)
