"""Files in, one frozen `Scenario` out, or a refusal with every problem at once.

scenario file over its parents (`extends`)  +  flags
register files < authority < evidence set < plug-ins < the scenario's own [assumptions]
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.assembly import make_scenario
from sfpc_sim.inputs.chain import read_chain
from sfpc_sim.inputs.checks import authority_faults, count_faults, scenario_faults, start_faults
from sfpc_sim.inputs.checks_programme import programme_faults
from sfpc_sim.inputs.checks_rules import rule_faults
from sfpc_sim.inputs.joining import read_partners
from sfpc_sim.inputs.lookup import find_scenario, name_faults
from sfpc_sim.inputs.overlay import overlay
from sfpc_sim.inputs.register import build_register
from sfpc_sim.inputs.register_layers import read_register, shipped_assumptions
from sfpc_sim.inputs.scenario import ReadFrom
from sfpc_sim.inputs.schema import ScenarioFile
from sfpc_sim.inputs.schema_authority import AuthorityFile
from sfpc_sim.inputs.shapes import checked
from sfpc_sim.inputs.standing_in import changed, flags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.documents import Document
    from sfpc_sim.inputs.scenario import PluginSource, Scenario

__all__ = ["load", "shipped_register"]


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
        facts, register_document, sources = read_register(document, chain, problems, may_repeat=repeats)
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
    register = build_register(shipped_assumptions(problems), problems)
    if problems:
        raise Refusal(_in_order(problems))
    return register


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
