"""Plans side by side: paired differences from the first, on the same luck, and which inputs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.outputs.alike import alike_lines
from sfpc_sim.outputs.comparison import Shown, shown_and_same
from sfpc_sim.outputs.report.changed_inputs import changed_inputs
from sfpc_sim.outputs.report.prose import listed, unfolded
from sfpc_sim.outputs.report.section import Section
from sfpc_sim.outputs.table import Column, Table
from sfpc_sim.outputs.words import count
from sfpc_sim.study.compare import compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sfpc_sim.outputs.report.section import Told

READING = (
    "Differences are taken within each future, this plan less the first, and then averaged; CI: how well that mean is known,"
    " with 95% confidence. About one in twenty intervals misses the truth: a lone difference may be chance."
)


class Beside(NamedTuple):
    """A plan beside the first: its differences in words, what never differs, the pairs, and how alike luck was."""

    told: Told
    shown: list[Shown]
    same: list[str]
    pairs: int
    luck: list[str]


def beside_first(first: Told, others: Sequence[Told]) -> list[Beside]:
    """Compare each plan with the first.

    Raises
    ------
    Refusal : a plan that does not meet the same worlds or does not answer the same question
    """
    found = []
    for other in others:
        table = compare(first.result, other.result)
        shown, same = shown_and_same(first.facts, table)
        luck = unfolded(alike_lines(first.facts, table, None))
        found.append(Beside(other, shown, same, int(table["pairs"].max()), luck))
    return found


def answers(beside: Sequence[Beside]) -> Iterator[str]:
    """Say for the decision what each plan does to what matters first."""
    for each in beside:
        head = each.shown[0] if each.shown else None
        said = (
            f"{head.cells[0]}: {head.cells[-1]}" if head else "it cannot be told from the first plan in anything shown"
        )
        yield f"Beside it, {each.told.facts['title']} ({each.told.facts['name']}). {said}."


def side_by_side(first: Told, beside: Sequence[Beside]) -> Section:
    """Lay the plans' differences out."""
    names = [each.told.facts["name"] for each in beside]
    changed = tuple(changed_inputs(first, each.told) for each in beside)
    return Section(
        name="side-by-side",
        heading=f"{listed(names)} beside {first.facts['name']}: {_how_many(beside)}",
        sentences=tuple(_sentences(beside)),
        shown=tuple(_table(first, each) for each in beside if each.shown),
        numbers=tuple(table for table in changed if table.rows),
        caveat=READING,
    )


def _how_many(beside: Sequence[Beside]) -> str:
    told = sum("cannot be told" not in line.cells[-1] for each in beside for line in each.shown)
    return f"{told} of {sum(len(each.shown) + len(each.same) for each in beside)} differences can be told from 0"


def _sentences(beside: Sequence[Beside]) -> Iterator[str]:
    for each in beside:
        name = each.told.facts["name"]
        yield f"{name}: {count(each.pairs)} pairs of futures, the same children and the same luck under both plans."
        if each.same:
            yield f"{name}: no difference in any pair: {'; '.join(each.same)}."
        yield from each.luck


def _table(first: Told, beside: Beside) -> Table:
    names = first.facts["name"], beside.told.facts["name"]
    heads = (Column("What"), *map(Column, names), Column(f"{names[1]} less {names[0]}"))
    rows = tuple(_cells(line) for line in beside.shown)
    return Table(f"{beside.told.facts['title']} beside {first.facts['title']}, means", heads, rows)


def _cells(line: Shown) -> tuple[str, ...]:
    *cells, difference = line.cells
    return (*cells, f"{difference}; {line.note.strip()}" if line.note else difference)
