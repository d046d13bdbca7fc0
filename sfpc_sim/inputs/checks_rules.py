"""Whether the rules of a scenario can be read, and answered: with the place in the file and in the rule."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem
from sfpc_sim.inputs import schema
from sfpc_sim.inputs import schema_programme as tables
from sfpc_sim.inputs.measures import faults_of
from sfpc_sim.inputs.rules import RuleError, parse_rule
from sfpc_sim.inputs.shapes import read_table, table_in, tables_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.documents import Document
    from sfpc_sim.inputs.rules import Rule
    from sfpc_sim.inputs.toml_lines import KeyPath

LAST_DAY = date(2100, 12, 31)
Ruled = tables.GateTable | tables.RequirementTable | tables.RiskTable
RULED: tuple[tuple[str, type[Ruled]], ...] = (
    ("gates", tables.GateTable), ("requirements", tables.RequirementTable), ("risks", tables.RiskTable),
)  # fmt: skip


def rule_faults(document: Document, register: Register) -> Iterator[Problem]:
    """Yield what keeps a gate, a requirement or a risk from being asked."""
    period = read_table(schema.Period, document.values.get("period"))
    subjects = _subjects(document)
    for table, model in RULED:
        for key, entry in tables_in(document, model, table):
            at = (table, key, "rule")
            rule = _read(document, at, entry.rule, chances=table == "requirements")
            if isinstance(rule, Problem):
                yield rule
            elif period is not None and period.start < period.end:  # else its dates are refused already
                # What is asked at the end of a plan is left out, and said so, where a shorter plan never gets there.
                last = period.end if table == "gates" else LAST_DAY
                for fault in faults_of(rule, subjects, register.by_name, period.start, last):
                    yield Problem(document.place(at), fault.fault, fault.remedy)


def _read(document: Document, at: KeyPath, text: str, *, chances: bool) -> Rule | Problem:
    try:
        return parse_rule(text, chances=chances)
    except RuleError as error:
        return Problem(document.place(at), error.fault, error.remedy)


def _subjects(document: Document) -> Mapping[str, Collection[str]]:
    """List what a rule may ask of, by kind."""
    joined = {key for key, entry in tables_in(document, tables.PartnerTable, "partners") if entry.joins}
    return {
        "partner": joined,
        "team": table_in(document, "teams"),
        "leader": table_in(document, "leaders"),
        "improvement": table_in(document, "improvement"),
        "grant": table_in(document, "grants"),
        "gate": table_in(document, "gates"),
    }
