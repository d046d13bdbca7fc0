"""Who the children counted were: an authority's ages, reasons and unaccompanied children, with every stand-in named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.inputs.characteristics import read_cells
from sfpc_sim.inputs.characteristics_lent import Filling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sfpc_sim.inputs.characteristics import Cells
    from sfpc_sim.inputs.characteristics_lent import Lent

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Details:
    """Who the children counted were. Arrays by age follow the bands, by cause `EXIT_CAUSES`.

    The last year's row is always there; earlier ones are NaN where nothing was published.
    """

    stock_year: int  # the last year whose stock was published by age
    stock_by_age: Floats  # (age,) at the origin, by the shares of `stock_year`
    unaccompanied: Floats  # (year,) at 31 March
    started_by_age: Floats  # (year, age)
    ceased_by_age: Floats  # (year, age), under 18 only
    ceased_at_18: Floats  # (year,)
    ceased_by_cause: Floats  # (year, cause), under 18 only


def read_details(
    cells: Cells, years: tuple[int, ...], stock: Floats, started: Floats, ceased: Floats, lent: Lent
) -> tuple[Details, tuple[str, ...]]:
    """Read one authority's cells to the last of `years`; the stand-ins in words come beside them."""
    told = read_cells(cells, years, stock, started, ceased)
    fill = Filling(years, lent)
    stock_year, stock_by_age = fill.stock_by_age(told, stock)
    under_18, at_18 = fill.split_at_18(told, ceased)
    causes = fill.other_causes(told.ceased_by_cause, under_18.sum(axis=1))
    details = Details(
        stock_year=stock_year,
        stock_by_age=stock_by_age,
        unaccompanied=fill.unaccompanied(told, stock),
        started_by_age=fill.last_row("started_by_age", told.started_by_age, started),
        ceased_by_age=under_18,
        ceased_at_18=at_18,
        ceased_by_cause=fill.last_row("ceased_by_cause", causes, under_18.sum(axis=1)),
    )
    return details, tuple(fill.told)
