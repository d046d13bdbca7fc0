"""Gates and the risk register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.report.section import Section
from sfpc_sim.outputs.sections.governance import BANDS, rated, rating, score
from sfpc_sim.outputs.table import CHANCE, COUNT, Column, Table

if TYPE_CHECKING:
    from sfpc_sim.outputs.report.section import Told
    from sfpc_sim.outputs.table import Cell

HEADS = (
    Column("Risk"), Column("Score", COUNT), Column("Rating"), Column("Probability", CHANCE),
    Column("known from", CHANCE), Column("known to", CHANCE), Column("Impact", COUNT),
)  # fmt: skip


def risks(told: Told) -> Section | None:
    """Tell each risk's probability, impact, score and rating; nothing where the plan names none."""
    rows = sorted(_rows(told), key=lambda row: (row[1], row[3]), reverse=True)
    if not rows:
        return None
    worst = rating(25)
    surely = sum(row[2] == worst for row in rows)
    perhaps = sum(str(row[2]).endswith(f"to {worst}") for row in rows)
    more = f"; {perhaps} more may be" if perhaps else ""
    return Section(
        name="risks",
        heading=f"Rated {worst} in the plan's risk register: {surely} of {len(rows)}{more}",
        shown=(Table("Risk register, worst first", HEADS, tuple(rows)),),
        caveat=BANDS,
    )


def _rows(told: Told) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for risk in told.facts["risks"]:
        chance, impact = told.estimates(f"risk:{risk['key']}"), risk["impact"]
        if chance.there:
            points = score(chance.mean, impact)
            known = (chance.mean, chance.ci_low, chance.ci_high)
            rows.append((risk["title"], points, rated(chance, impact), *known, impact))
    return rows
