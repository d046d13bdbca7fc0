"""The heat strip of leaders' load as a real table: the number in every cell, four shades besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.outputs.pictures.strain import STEPS
from sfpc_sim.outputs.words import whole_percent

if TYPE_CHECKING:
    from sfpc_sim.outputs.pictures.picture import Picture
    from sfpc_sim.outputs.table import Cell


class Shaded(NamedTuple):
    """A number without its sign, and its shade, 0 to 3."""

    words: str
    step: int


class Strip(NamedTuple):
    """A caption, what each column is, a row of shaded numbers a role, and how they are read."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Shaded, ...]], ...]
    reading: str


def strip_of(picture: Picture) -> Strip:
    """Lay the picture of leaders' load out as a table."""
    rows = tuple((str(row[0]), tuple(map(_shaded, row[1:]))) for row in picture.table.rows)
    return Strip(f"{picture.table.caption}, in %", picture.table.heads[1:], rows, picture.reading)


def _shaded(share: Cell) -> Shaded:
    if not isinstance(share, float):
        return Shaded("", 0)
    # By the number that is written, so that no 100 is shaded as a 99.
    step = sum(round(share, 2) >= least for least, *_ in STEPS) - 1
    return Shaded(whole_percent(share).removesuffix("%"), step)
