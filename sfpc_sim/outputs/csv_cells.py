"""Cells of a CSV file, which a spreadsheet would read as formulas if they began like one."""

from __future__ import annotations

from typing import Any

from sfpc_sim.inputs.hidden import harmless

FORMULA_STARTS = ("=", "+", "-", "@", "\t")
AS_TEXT = "'"  # spreadsheets take what follows as text


def shown_as_text(cell: Any) -> Any:
    """Give a text that no spreadsheet calculates; numbers, and a dash alone, stay as they are."""
    if not isinstance(cell, str):
        return cell
    return harmless(f"{AS_TEXT}{cell}" if len(cell) > 1 and cell.startswith(FORMULA_STARTS) else cell)
