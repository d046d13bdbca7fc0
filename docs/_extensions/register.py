"""The directive `register PLAN ...`: every uncertain number of some plans, weakest evidence first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import sfpc_sim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx

HEADS = ("Name and meaning", "P10", "P50", "P90", "Unit", "Grade", "Source")


class Register(SphinxDirective):
    """A table, one row an assumption; what two plans share stands in it once."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Give the table."""
        self.env.note_reread()
        rows: dict[str, Any] = {}
        for plan in self.arguments[0].split():
            for row in sfpc_sim.assumptions(sfpc_sim.load(plan)).itertuples():
                rows.setdefault(row.name, row)
        in_order = sorted(rows.values(), key=lambda row: row.grade, reverse=True)  # D before A; as listed within
        return [table_of(HEADS, map(_cells, in_order), widths=(30, 8, 8, 8, 10, 6, 30))]


def _cells(row: Any) -> list[list[nodes.Node]]:
    name = [nodes.paragraph("", "", nodes.literal(text=row.name)), nodes.paragraph(text=row.meaning)]
    numbers = [[nodes.paragraph(text=f"{value:.4g}")] for value in (row.p10, row.p50, row.p90)]
    return [name, *numbers, *([nodes.paragraph(text=str(words))] for words in (row.unit, row.grade, row.source))]


def table_of(
    heads: Sequence[str], rows: Iterable[Sequence[list[nodes.Node]]], widths: Sequence[int]
) -> nodes.table:  # fmt: skip
    """Make a table whose first column names its rows."""
    group = nodes.tgroup(cols=len(heads))
    group += [nodes.colspec(colwidth=width) for width in widths]
    head, body = nodes.thead(), nodes.tbody()
    head += _row([nodes.paragraph(text=name)] for name in heads)
    body += [_row(cells) for cells in rows]
    group += [head, body]
    table = nodes.table()
    table += group
    return table


def _row(cells: Iterable[list[nodes.Node]]) -> nodes.row:
    row = nodes.row()
    row += [nodes.entry("", *each) for each in cells]
    return row


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("register", Register)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
