"""Plans side by side: paired differences from the first, on the same luck, and which inputs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.outputs.alike import HEADS as LUCK_HEADS
from sfpc_sim.outputs.alike import alike_rows, low_words
from sfpc_sim.outputs.comparison import NOT_TOLD, Shown, shown_and_same
from sfpc_sim.outputs.pictures.differences import differences_picture
from sfpc_sim.outputs.report.changed_inputs import changed_inputs
from sfpc_sim.outputs.report.decision import target_of
from sfpc_sim.outputs.report.prose import listed
from sfpc_sim.outputs.report.section import Section, said
from sfpc_sim.outputs.table import Column, Table
from sfpc_sim.outputs.words import count, percent
from sfpc_sim.study.compare import compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from sfpc_sim.outputs.pictures.picture import Picture
    from sfpc_sim.outputs.report.section import Told

READING = (
    "Differences are taken within each future, this plan less the first, and then averaged; CI: how well that mean is"
    " known, with 95% confidence. About one in twenty intervals misses the truth: a lone difference may be chance."
)


class Beside(NamedTuple):
    """A plan beside the first, and their paired differences."""

    told: Told
    differences: pd.DataFrame
    shown: list[Shown]
    same: list[str]

    @property
    def pairs(self) -> int:
        """In how many futures the two are compared."""
        return int(self.differences["pairs"].max())


def beside_first(first: Told, others: Sequence[Told]) -> list[Beside]:
    """Compare each plan with the first.

    Raises
    ------
    Refusal : a plan that does not meet the same worlds or does not answer the same question
    """
    tables = [compare(first.result, other.result) for other in others]
    return [
        Beside(other, table, *shown_and_same(first.facts, table)) for other, table in zip(others, tables, strict=True)
    ]


def answers(beside: Sequence[Beside]) -> Iterator[str]:
    """Say for the decision what each plan's chance is, and the first thing in which it differs."""
    for each in beside:
        chance, what = target_of(each.told)
        head = each.shown[0].cells if each.shown else ("Anything shown", "no difference in any pair")
        yield (
            f"Beside it, {each.told.facts['title']} ({each.told.facts['name']}) has {what} with a chance of"
            f" {chance.known(percent)}. {head[0]}, beside the first plan: {head[-1]}."
        )


def side_by_side(first: Told, beside: Sequence[Beside]) -> Section:
    """Lay the plans' differences out."""
    names = [each.told.facts["name"] for each in beside]
    changed = [changed_inputs(first, each.told) for each in beside]
    luck = [_luck(first, each) for each in beside]
    return Section(
        name="side-by-side",
        heading=f"{listed(names)} beside {first.facts['name']}: {_how_many(beside)}",
        sentences=said(_sentences(first, beside)),
        pictures=tuple(filter(None, [_drawn(first, beside)])),
        shown=tuple(_table(first, each) for each in beside if each.shown),
        numbers=tuple(table for table in (*changed, *luck) if table.rows),
        caveat=READING,
    )


def _drawn(first: Told, beside: Sequence[Beside]) -> Picture | None:
    founds = [first.found, *(each.told.found for each in beside)]
    return differences_picture(founds, [each.differences for each in beside])


def _how_many(beside: Sequence[Beside]) -> str:
    told = sum(NOT_TOLD not in line.cells[-1] for each in beside for line in each.shown)
    return f"{told} of {sum(len(each.shown) + len(each.same) for each in beside)} differences can be told from 0"


def _sentences(first: Told, beside: Sequence[Beside]) -> Iterator[str]:
    for each in beside:
        name = each.told.facts["name"]
        yield f"{name}: {count(each.pairs)} pairs of futures, the same children and the same luck under both plans."
        yield f"{name}: no difference in any pair: {'; '.join(each.same)}." if each.same else ""
        low = low_words(first.facts, each.differences)
        yield f"{name}: luck was hardly alike, which makes the difference less sure. {low}." if low else ""


def _table(first: Told, beside: Beside) -> Table:
    heads = ("What", f"A: {first.facts['name']}", f"B: {beside.told.facts['name']}", "B less A")
    rows = tuple(_cells(line) for line in beside.shown)
    caption = f"{beside.told.facts['title']} (B) beside {first.facts['title']} (A), means"
    return Table(caption, tuple(map(Column, heads)), rows)


def _cells(line: Shown) -> tuple[str, ...]:
    *cells, difference = line.cells
    return (*cells, f"{difference}; {line.note.strip()}" if line.note else difference)


def _luck(first: Told, beside: Beside) -> Table:
    heads = ("What", *LUCK_HEADS[1:])
    rows = alike_rows(first.facts, beside.differences)
    return Table(f"{LUCK_HEADS[0]}, {beside.told.facts['name']}", tuple(map(Column, heads)), tuple(rows))
