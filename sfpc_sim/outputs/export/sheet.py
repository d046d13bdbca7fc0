"""What a sheet of the workbook holds: one table, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sfpc_sim.outputs.export.dictionary import field_of
from sfpc_sim.outputs.table import DAY, TEXT, Column, Form, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.outputs.table import Cell

AS_IT_IS = Form(str, "General")
FORMS = {"number": AS_IT_IS, "integer": AS_IT_IS, "date": DAY, "string": TEXT}
SCENARIO = Column("Scenario")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its table, and sentences above it."""

    name: str
    table: Table
    sentences: tuple[str, ...] = ()

    @property
    def table_name(self) -> str:
        """What formulas call the table."""
        return self.name.lower().replace(" ", "_").replace("-", "_")


def stacked(labels: Sequence[str], tables: Sequence[Table], *, named: bool) -> Table:
    """Put one topic's tables of several plans under one another; a column that one plan lacks is empty there.

    Parameters
    ----------
    labels, tables : the plans that have the topic, and their tables
    named : whether the plan stands first in each row; where not, there is one plan
    """
    if not named:
        return tables[0]
    columns = {column.head: column for table in tables for column in table.columns}
    rows: list[tuple[Cell, ...]] = []
    for label, table in zip(labels, tables, strict=True):
        for row in table.rows:
            cells = dict(zip(table.heads, row, strict=True))
            rows.append((label, *(cells.get(head) for head in columns)))
    return Table(tables[0].caption, (SCENARIO, *columns.values()), tuple(rows))


def from_frame(name: str, caption: str, frame: pd.DataFrame) -> Table:
    """Make a table of a tidy one, its column names as they are; NaN is an empty cell."""
    columns = tuple(Column(str(head), FORMS[field_of(name, str(head)).type]) for head in frame.columns)
    values: list[list[Any]] = [frame[head].tolist() for head in frame.columns]
    rows = zip(*([None if pd.isna(cell) else cell for cell in column] for column in values), strict=True)
    return Table(caption, columns, tuple(rows))
