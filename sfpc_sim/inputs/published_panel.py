"""All authorities of comparable size side by side, as far as one origin knew them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.published_rows import LOCAL, MEASURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.published_joining import PublishedTables

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Panel:
    """Authorities with unbroken stock, starts and ceases: arrays (authority, year), years ascending."""

    years: tuple[int, ...]
    stock: Floats
    started: Floats
    ceased: Floats
    codes: tuple[str, ...]
    names: tuple[str, ...]


def read_panel(tables: PublishedTables, until: int, *, least_stock: float) -> Panel:
    """Read all authorities with an unbroken run to `until` and a mean stock of at least `least_stock`.

    The run begins in the first year of which the tables hold half of the authorities of `until`.
    """
    figures = tables.figures
    local = np.flatnonzero([area.level == LOCAL for area in figures.areas])
    if not figures.years[0] <= until <= figures.years[-1]:
        empty = np.empty((0, 0))
        return Panel((), empty, empty, empty, (), ())
    last = until - figures.years[0] + 1
    counts = np.array([figures.first[measure][local, :last] for measure in MEASURES])
    there = np.asarray((counts > 0).all(axis=0))
    begun = _unbroken_half(there)
    mine = there[:, begun:].all(axis=1)
    mine &= np.where(mine, counts[0][:, begun:].mean(axis=1), 0.0) >= least_stock
    stock, started, ceased = counts[:, mine, begun:]
    areas = [figures.areas[number] for number in local[mine]]
    return Panel(figures.years[begun:last], stock, started, ceased, tuple(a.code for a in areas),
                 tuple(a.name for a in areas))  # fmt: skip


def _unbroken_half(there: NDArray[np.bool_]) -> int:
    """Give the first year from which on at least half of the last year's authorities are there, every year."""
    enough = there.sum(axis=0) * 2 >= there[:, -1].sum()
    gaps = np.flatnonzero(~enough)
    return int(gaps[-1]) + 1 if gaps.size else 0
