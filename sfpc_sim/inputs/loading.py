"""Files in, one frozen `Scenario` out, or a refusal with every problem at once.

scenario file over its parents (`extends`)  +  flags
register files < authority < evidence set < plug-ins < the scenario's own [assumptions]
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.assembly import make_scenario
from sfpc_sim.inputs.chain import OWN_TABLES, Chain, read_chain
from sfpc_sim.inputs.checks import authority_faults, count_faults, scenario_faults, start_faults
from sfpc_sim.inputs.checks_plugins import own_effect_faults
from sfpc_sim.inputs.checks_programme import programme_faults
from sfpc_sim.inputs.checks_rules import rule_faults
from sfpc_sim.inputs.documents import Document, read_document
from sfpc_sim.inputs.joining import authority_document, read_partners
from sfpc_sim.inputs.lookup import find_scenario, name_faults, new_scenario, shipped_folder
from sfpc_sim.inputs.overlay import overlay, unchanged
from sfpc_sim.inputs.plugins import open_plugins, read_plugin
from sfpc_sim.inputs.register import (
    assumptions_in,
    build_register,
    entry_of,
    is_said_together,
    nearest_assumption,
)
from sfpc_sim.inputs.scenario import EVIDENCE_SETS, ReadFrom
from sfpc_sim.inputs.schema import ScenarioFile
from sfpc_sim.inputs.schema_authority import AuthorityFile
from sfpc_sim.inputs.shapes import checked
from sfpc_sim.inputs.signing import lay_assumptions
from sfpc_sim.inputs.standing_in import changed, flags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.scenario import PluginSource, Scenario
    from sfpc_sim.inputs.toml_lines import KeyPath

__all__ = ["load", "new_scenario", "shipped_register"]


def load(
    name_or_path: str | Path,
    *,
    evidence: str | None = None,
    drift: str | None = None,
    seed: int | None = None,
    replications: int | None = None,
    until: date | None = None,
    pandemic: bool | None = None,
    changes: Sequence[tuple[Mapping[str, Any], bool]] = (),
    name: str | None = None,
) -> Scenario:
    """Read a scenario, complete, checked and frozen.

    Parameters
    ----------
    name_or_path : a name such as "innovation-2017", or the path of a TOML file
    evidence, drift, seed, replications, until, pandemic : stand in for what the file says
    changes : dotted keys to values, laid over all that, each with whether it may repeat what is so; see `change`
    name : of the scenario, its file's if left out

    Raises
    ------
    Refusal
        With every problem at once: where, what, and what to write instead.
    """
    problems: list[Problem] = []
    chain = read_chain(find_scenario(name_or_path), problems)
    problems.extend(name_faults(chain.path))
    said = {"evidence": evidence, "drift": drift, "seed": seed, "replications": replications, "until": until}
    read_from = ReadFrom(str(chain.path.resolve()), said | {"pandemic": pandemic}, tuple(changes))
    chain, document = changed(chain, overlay(chain.plan, flags(read_from.settings)), changes, problems)
    plan = checked(ScenarioFile, document, problems)
    problems.extend(scenario_faults(document))
    try:
        repeats = any(may_repeat for _, may_repeat in changes)
        facts, register_document, sources = _read_register(document, chain, problems, may_repeat=repeats)
    except Refusal as refusal:
        raise Refusal([*problems, *refusal.problems]) from None
    register = build_register(register_document, problems)
    authority = checked(AuthorityFile, facts, problems)
    partners = read_partners(document, chain.path.parent, authority, problems)
    if authority is not None:
        problems.extend(authority_faults(authority, facts))
        if plan is not None:
            problems.extend(start_faults(plan, authority, document))
            problems.extend(count_faults(plan, authority, document))
    problems.extend(programme_faults(document, register))
    problems.extend(rule_faults(document, register))
    if problems or plan is None or authority is None:
        raise Refusal(_in_order(problems))
    overlaid = _resolved(document, facts, register_document, sources) | {"own": _plain(chain.own.values)}
    return make_scenario(
        name or chain.path.stem, plan, authority, register,
        partners=partners, plugins=sources, overlaid=overlaid, read_from=read_from,
    )  # fmt: skip


def shipped_register() -> Register:
    """Read the shipped assumptions that belong to no authority, evidence set or plan.

    Raises
    ------
    Refusal
        If a shipped file is damaged.
    """
    problems: list[Problem] = []
    register = build_register(_shipped_assumptions(problems), problems)
    if problems:
        raise Refusal(_in_order(problems))
    return register


def _read_register(
    document: Document, chain: Chain, problems: list[Problem], *, may_repeat: bool
) -> tuple[Document, Document, tuple[PluginSource, ...]]:
    """Gather the authority's facts, all assumptions in days, and the plug-ins."""
    register = _shipped_assumptions(problems)
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


def _shipped_assumptions(problems: list[Problem]) -> Document:
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


def _resolved(
    document: Document, facts: Document, register: Document, sources: tuple[PluginSource, ...]
) -> dict[str, Any]:
    """Give everything the files say, as JSON can write it."""
    return {
        "scenario": _plain(document.values),
        "authority": _plain(facts.values),
        "assumptions": _plain(register.values.get("assumptions", {})),
        "correlations": _plain(register.values.get("correlations", {})),
        "plugins": {source.name: source.sha256 for source in sources},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Sort by file and line, each problem once; files in the order in which they first failed."""
    files = {problem.place.rpartition(":")[0]: None for problem in problems}
    order = {file: number for number, file in enumerate(files)}

    def key(problem: Problem) -> tuple[int, int]:
        file, _, line = problem.place.rpartition(":")
        return order[file], int(line) if line.isdigit() else 0

    return sorted(dict.fromkeys(problems), key=key)
