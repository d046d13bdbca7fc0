"""One authority's file by itself: its facts, and what is believed of its own rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.assembly import make_authority
from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.chain import OWN_TABLES
from sfpc_sim.inputs.checks import authority_faults
from sfpc_sim.inputs.documents import read_document
from sfpc_sim.inputs.register import assumptions_in, build_register
from sfpc_sim.inputs.schema_authority import AuthorityFile
from sfpc_sim.inputs.shapes import checked

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.authority import Authority


def read_authority(path: Path) -> tuple[Authority, Register]:
    """Read an authority's facts, and the assumptions and correlations its file declares.

    Raises
    ------
    Refusal
        With every problem at once, if the file is not there or cannot be used.
    """
    problems: list[Problem] = []
    document = read_document(path, path.name)
    facts = document.without(*OWN_TABLES)
    file = checked(AuthorityFile, facts, problems)
    own = build_register(assumptions_in(document.only(*OWN_TABLES), problems), problems)
    if file is not None:
        problems.extend(authority_faults(file, facts))
    if problems or file is None:
        raise Refusal(problems)
    return make_authority(file), own


def merged(register: Register, own: Register) -> Register:
    """Lay an authority's own assumptions and correlations over a register."""
    others = tuple(a for a in register.assumptions if a.name not in own.by_name)
    ties = {correlation.name for correlation in own.correlations}
    return Register(
        (*others, *own.assumptions), (*(c for c in register.correlations if c.name not in ties), *own.correlations)
    )
