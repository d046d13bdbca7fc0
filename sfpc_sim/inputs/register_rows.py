"""The register of assumptions as rows, weakest evidence first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sfpc_sim.inputs.assumptions import Register

COLUMNS = ("name", "grade", "p10", "p50", "p90", "low", "high", "unit", "level", "source", "row", "place", "meaning")


def register_rows(register: Register) -> list[dict[str, Any]]:
    """List every assumption with its range, bounds and source; grade D first, then topic by topic."""
    rows: list[dict[str, Any]] = []
    for assumption in register.assumptions:
        p10, p50, p90 = assumption.belief.percentiles((0.1, 0.5, 0.9))
        low, high = assumption.bounds
        values = (
            assumption.name, assumption.source.grade, p10, p50, p90, low, high, assumption.unit, assumption.level,
            assumption.source.ref, assumption.evidence_row, assumption.place, assumption.meaning,
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return sorted(rows, key=lambda row: str(row["grade"]), reverse=True)
