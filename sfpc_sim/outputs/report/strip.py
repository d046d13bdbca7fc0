"""The heat strip of leaders' load: a real table, the number in every cell, four steps of shade besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.outputs.words import whole_percent
from sfpc_sim.study.by_month import by_month, measured_by_month

if TYPE_CHECKING:
    import pandas as pd

    from sfpc_sim.outputs.report.section import Told

# Amber and red of the model's own measures, and a tenth above red.
STEPS = (0.9, 1.0, 1.1)
MOST_CELLS = 24
READING = (
    "Each cell is the mean over all simulated futures of working days asked for, in % of working days there are; how"
    " far futures range stands in the table below. White: below 90%; pale: from 90%; darker: from 100%, over-committed;"
    " darkest, in bold: from 110%."
)


class Cell(NamedTuple):
    """A number and its step, 0 to 3."""

    words: str
    step: int


class Row(NamedTuple):
    """A role and its quarters."""

    title: str
    cells: tuple[Cell, ...]


class Strip(NamedTuple):
    """A caption, the quarters, and a row a role."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    reading: str = READING


def strip(told: Told) -> Strip | None:
    """Lay the mean load of every role out by quarter, or by longer stretches where these are too many for a page."""
    measured = set(measured_by_month(told.result))
    columns = {leader["title"]: f"utilisation:{leader['key']}" for leader in told.facts["leaders"]}
    there = {title: by_month(told.result, column) for title, column in columns.items() if column in measured}
    if not there:
        return None
    ends = next(iter(there.values())).columns
    months = 3
    while len(ends) / months > MOST_CELLS:
        months *= 2
    starts = range(0, len(ends), months)
    rows = [Row(title, tuple(_cell(table, start, months) for start in starts)) for title, table in there.items()]
    heads = tuple(f"{ends[start]:%b %y}" for start in starts)
    return Strip(f"% of working days used, by {_stretch(months)} from the month named", heads, tuple(rows))


def _stretch(months: int) -> str:
    return "quarter" if months == 3 else f"{months} months"


def _cell(table: pd.DataFrame, start: int, months: int) -> Cell:
    values = table.iloc[:, start : start + months].to_numpy()
    if np.isnan(values).all():
        return Cell("-", 0)
    share = round(float(np.nanmean(values)), 2)  # as it is written, so that a cell's step agrees with its number
    return Cell(whole_percent(share).removesuffix("%"), sum(share >= step for step in STEPS))
