"""The annexes: assumptions, STRESS-DES, decisions, data, how to reproduce, and texts that were cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.paperwork import assumptions_log, checklist, data_log, decisions_log
from sfpc_sim.outputs.report.long_texts import shortened
from sfpc_sim.outputs.report.section import Section
from sfpc_sim.outputs.sections.provenance import provenance_line
from sfpc_sim.outputs.table import Column, Table
from sfpc_sim.outputs.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sfpc_sim.outputs.report.section import Told


def annexes(told: Told) -> list[Section]:
    """Give the annexes in order."""
    return [_assumptions(told), _stress_des(told), _decisions(told), _data(told), _reproduce(told), *_cut(told)]


def _assumptions(told: Told) -> Section:
    rows = list(assumptions_log.assumption_rows(told.result, told.plan, told.effects, told.today))
    return Section(
        name="assumptions",
        heading=f"Annex A: the {count(len(rows))} assumptions, weakest evidence first",
        sentences=(assumptions_log.about(told.effects), assumptions_log.of_others(told.plan)),
        numbers=(_table(told, "Log of assumptions", assumptions_log.HEADS, rows),),
    )


def _stress_des(told: Told) -> Section:
    rows = checklist.checklist_rows(told.result)
    return Section(
        "stress-des", "Annex B: how it was simulated (STRESS-DES)", (checklist.ABOUT,),
        numbers=(_table(told, "STRESS-DES checklist", checklist.HEADS, rows),),
    )  # fmt: skip


def _decisions(told: Told) -> Section:
    chosen = _table(told, "What the plan chose", decisions_log.HEADS, decisions_log.choice_rows(told.facts))
    changed = _table(
        told, "What the plan's file says itself", ("Key", "Value"), decisions_log.changed_rows(told.result)
    )
    return Section(
        "decisions", "Annex C: what was decided", (decisions_log.about_changes(told.result),),
        numbers=tuple(table for table in (chosen, changed) if table.rows),
    )  # fmt: skip


def _data(told: Told) -> Section:
    return Section(
        "data",
        "Annex D: the data",
        numbers=(_table(told, "Log of data", data_log.HEADS, data_log.data_rows(told.facts)),),
    )


def _reproduce(told: Told) -> Section:
    """Say how the same numbers are made again."""
    result, manifest = told.result, told.result.manifest
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    rows = (
        ("Make these tables again", f"`sfpc reproduce {result.folder.name}`"),
        ("Simulate", f"`sfpc run {manifest['scenario']} -n {manifest['replications']} --seed {manifest['seed']}`"),
        ("Write this page again", f"`sfpc report {result.folder.name}`"),
        ("Code", provenance_line(manifest)),
        ("Digest of plan, code, versions, seed and drift", f"`{manifest['digest']}`"),
        ("Digest of the tables", f"`{manifest['canonical_digest']}`"),
        ("Versions", versions),
        (
            "Simulated",
            f"{manifest['finished'][:10]}, seed {manifest['seed']}, {count(manifest['replications'])} futures",
        ),
    )
    return Section(
        "reproduce",
        "Annex E: how to make it again",
        numbers=(_table(told, "How to make it again", ("What", "How"), rows),),
    )


def _cut(told: Told) -> Iterator[Section]:
    if told.cut:
        rows = [(str(number), text) for number, text in enumerate(told.cut, 1)]
        table = Table("Texts that are cut above", (Column("Number"), Column("The whole text")), tuple(rows))
        yield Section("cut", "Annex F: long texts in full", numbers=(table,))


def _table(told: Told, caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table of texts, in which long ones of the plan are cut as they are elsewhere."""

    def cut(cell: str) -> str:
        for whole in told.cut:
            cell = cell.replace(whole, shortened(whole))
        return cell

    return Table(caption, tuple(map(Column, heads)), tuple(tuple(map(cut, row)) for row in rows))
