"""The small tables that go beside the long ones: estimates, assumptions, measures and paired differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sfpc_sim.inputs.register_rows import register_rows
from sfpc_sim.study.by_month import measured_by_month
from sfpc_sim.study.compare import COLUMNS as COMPARED
from sfpc_sim.study.compare import compare
from sfpc_sim.study.kinds import kind_of, unit_of
from sfpc_sim.study.measure_meanings import meaning_of
from sfpc_sim.study.monthly_meanings import monthly_meaning_of, monthly_unit_of
from sfpc_sim.study.restoring import restored_register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.outputs.found import Found

SCENARIO = "scenario"
DIFFERENCES = COMPARED[: COMPARED.index("verdict") + 1]  # the rest is about luck, and told by `sfpc compare`
ASSUMED = (
    *("authority", "name", "meaning", "unit", "p10", "p50", "p90", "low", "high"),
    *("grade", "source", "evidence_row", "level"),
)
OWN, OTHERS = "replications", "monthly"


def summary_frame(founds: Sequence[Found], labels: Sequence[str]) -> pd.DataFrame:
    """Give every estimate of every result, one row a measure and drift."""
    tables = [_labelled(found.summary, label) for found, label in zip(founds, labels, strict=True)]
    return pd.concat(tables, ignore_index=True)


def assumptions_frame(founds: Sequence[Found], labels: Sequence[str]) -> pd.DataFrame:
    """Give every assumption of every result and of the authorities it supports, weakest evidence first."""
    rows = []
    for found, label in zip(founds, labels, strict=True):
        authorities = [(found.facts["authority"]["name"], found.facts["register"])]
        authorities += [(partner["title"], partner["register"]) for partner in found.facts.get("partners", ())]
        for authority, register in authorities:
            rows += [
                {SCENARIO: label, "authority": authority, **row, "evidence_row": row["row"] or ""}
                for row in register_rows(restored_register(register))
            ]
    return pd.DataFrame(rows, columns=[SCENARIO, *ASSUMED])


def measures_frame(founds: Sequence[Found]) -> pd.DataFrame:
    """Say what every measure means, in which table it is told, in what unit, and how it is estimated."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for found in founds:
        for name in dict.fromkeys(found.summary["measure"]):
            kinds = {"unit": unit_of(name), "statistic_kind": kind_of(name), "meaning": meaning_of(name)}
            rows[OWN, name] = {"table": f"{OWN}, summary", "measure": name, **kinds}
        for name in measured_by_month(found.result):
            told = {"unit": monthly_unit_of(name), "statistic_kind": "", "meaning": monthly_meaning_of(name)}
            rows[OTHERS, name] = {"table": OTHERS, "measure": name, **told}
    return pd.DataFrame(rows.values())


def differences_frame(founds: Sequence[Found], labels: Sequence[str]) -> pd.DataFrame | None:
    """Give paired differences of each further result from the first; nothing where there is one result."""
    first, *others = founds
    if not others:
        return None
    tables = []
    for found, label in zip(others, labels[1:], strict=True):
        table = compare(first.result, found.result)[list(DIFFERENCES)]
        table.insert(0, "compared_with", labels[0])
        tables.append(_labelled(table, label))
    return pd.concat(tables, ignore_index=True)


def _labelled(table: pd.DataFrame, label: str) -> pd.DataFrame:
    table = table.copy()
    table.insert(0, SCENARIO, label)
    return table
