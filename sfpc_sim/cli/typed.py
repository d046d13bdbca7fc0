"""Whole numbers and days as people type them; what cannot be read is refused with what to write instead."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from sfpc_sim.inputs.toml_slips import unquoted_remedy

if TYPE_CHECKING:
    from collections.abc import Callable


def whole_number(least: int | None = None) -> Callable[[str | int], int]:
    """Make a reader of whole numbers, the least that may be given."""

    def read(text: str | int) -> int:
        try:
            number = int(text)
        except ValueError:
            remedy = unquoted_remedy(str(text), int) or "Write digits alone, for example 200."
            raise typer.BadParameter(f'"{text}" is no whole number. {remedy}') from None
        if least is not None and number < least:
            raise typer.BadParameter(f"{number} is too few. Write {least} or more.")
        return number

    return read


def day(text: str | datetime) -> datetime:
    """Read a day, year first."""
    if isinstance(text, datetime):
        return text
    try:
        return datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        remedy = unquoted_remedy(text, date) or "Write a real date as year-month-day, for example 2018-02-28."
        raise typer.BadParameter(f'"{text}" is no date. {remedy}') from None
