"""A table that is told in several places: its numbers as they are, and how each column is written.

A page writes them as words, a workbook keeps them as numbers; both come from the same cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.outputs.words import count, decimal, on_date, percent, thousands, whole_percent

if TYPE_CHECKING:
    from collections.abc import Callable

Cell = float | str | date | None  # None: nothing is told there


class Form(NamedTuple):
    """How a number or a date is written: in words, and as a spreadsheet's number format."""

    write: Callable[..., str]
    spreadsheet: str


TEXT = Form(str, "@")
COUNT = Form(count, "#,##0")
DECIMAL = Form(decimal, "#,##0.0")
CHANCE = Form(percent, "[<0.01]0.00%;[>0.99]0.00%;0.0%")  # as in words: 99.96% is not shown as 100.0%
SHARE = Form(whole_percent, "0%")
POUNDS = Form(thousands, "[$£]#,##0")
DAY = Form(on_date, "d mmm yyyy")


class Column(NamedTuple):
    """A column's head and how its cells are written."""

    head: str
    form: Form = TEXT


def range_columns(head: str, form: Form) -> tuple[Column, ...]:
    """Give the three columns of a range of futures; without a head they are P10, P50 and P90 alone."""
    return tuple(Column(f"{head}, {name}" if head else name, form) for name in ("P10", "P50", "P90"))


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, columns, and a row of cells for each line; the first cell of a row names it.

    A text in a column of numbers stands for itself ("after Mar 2022").
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns."""
        return tuple(column.head for column in self.columns)

    def written(self) -> list[tuple[str, ...]]:
        """Write every cell in words."""
        return [
            tuple(_written(cell, column) for cell, column in zip(row, self.columns, strict=True)) for row in self.rows
        ]


def _written(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return column.form.write(cell)
    return "-" if isnan(cell) else column.form.write(cell)
