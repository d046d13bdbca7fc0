"""The authorities of a scenario, home and partners: each file found, read, and checked like the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Problem, Refusal, refuse
from sfpc_sim.inputs.assembly import make_authority
from sfpc_sim.inputs.chain import OWN_TABLES
from sfpc_sim.inputs.checks import authority_faults
from sfpc_sim.inputs.documents import Document, read_document
from sfpc_sim.inputs.lookup import find_authority
from sfpc_sim.inputs.partners import Partner
from sfpc_sim.inputs.register import assumptions_in, build_register
from sfpc_sim.inputs.schema_authority import AuthorityFile
from sfpc_sim.inputs.schema_programme import PartnerTable
from sfpc_sim.inputs.shapes import checked, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.toml_lines import KeyPath


def authority_document(document: Document, at: KeyPath, folder: Path, problems: list[Problem]) -> Document:
    """Read the authority file that a scenario names at a key path.

    Raises
    ------
    Refusal
        If none is named, or the file is not there or cannot be read; with the problems found so far.
    """
    name = _look_up(document.values, at)
    if not isinstance(name, str) or not name:
        if name is not None:
            raise refuse(document.place(at), f'"{".".join(map(str, at))}" must be a name.', 'Write "leeds-2017".')
        raise refuse(document.place(), "No authority is named.", 'Add it: authority = "leeds-2017"')
    path = find_authority(name, beside=folder, place=document.place(at))
    try:
        return read_document(path, f"authorities/{path.name}")
    except Refusal as refusal:
        raise Refusal([*problems, *refusal.problems]) from None


def read_partners(
    document: Document, folder: Path, home: AuthorityFile | None, problems: list[Problem]
) -> tuple[Partner, ...]:
    """Read the authorities that join the programme, in the order of their planned launches.

    What an authority's file says of its own rates stays its own; what is said of no authority in particular
    (the nation's shock, sibling groups) comes from the scenario's register.
    """
    partners = []
    tables = document.values.get("partners")
    for key, values in tables.items() if isinstance(tables, dict) else ():
        table = read_table(PartnerTable, values)
        if table is None or not table.joins:
            continue
        try:
            partner = _partner(document, key, table, folder, home, problems)
        except Refusal as refusal:
            problems.extend(refusal.problems)
            continue
        if partner is not None:
            partners.append(partner)
    return tuple(sorted(partners, key=lambda partner: (partner.planned_launch, partner.key)))


def _partner(
    document: Document, key: str, table: PartnerTable, folder: Path, home: AuthorityFile | None, problems: list[Problem]
) -> Partner | None:
    at = ("partners", key, "authority")
    facts = authority_document(document, at, folder, [])
    file = checked(AuthorityFile, facts.without(*OWN_TABLES), problems)
    own = build_register(assumptions_in(facts.only(*OWN_TABLES), problems), problems)
    if file is None:
        return None
    problems.extend(authority_faults(file, facts))
    if home is not None and file.origin != home.origin:
        fault = f'"{file.name}" is known as of {file.origin}, "{home.name}" as of {home.origin}.'
        problems.append(Problem(document.place(at), fault, "Name authority files fitted for the same day."))
    if home is not None and file.code == home.code:
        problems.append(Problem(document.place(at), f'"{file.name}" is the home authority.', "Name another one."))
    authority = make_authority(file)
    return Partner(key, table.title, authority, own, table.planned_launch, table.children, table.launched)


def _look_up(values: Any, at: KeyPath) -> Any:
    for key in at:
        values = values.get(key) if isinstance(values, dict) else None
    return values
