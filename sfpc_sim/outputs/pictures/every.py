"""Which pictures there are, in the order a Board reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.pictures.break_even import break_even_picture
from sfpc_sim.outputs.pictures.chance import chance_picture
from sfpc_sim.outputs.pictures.children import children_picture
from sfpc_sim.outputs.pictures.drivers import drivers_picture
from sfpc_sim.outputs.pictures.money import money_picture
from sfpc_sim.outputs.pictures.partners import partners_picture
from sfpc_sim.outputs.pictures.recruitment import recruitment_picture
from sfpc_sim.outputs.pictures.strain import strain_picture
from sfpc_sim.outputs.pictures.time_to_fill import time_to_fill_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.pictures.picture import Picture

DIFFERENCES = "differences"  # of two results or more: not among those of one
# A picture of something the plan does not have is None.
PICTURES: dict[str, Callable[[Found], Picture | None]] = {
    "children": children_picture,
    "chance": chance_picture,
    "recruitment": recruitment_picture,
    "time-to-fill": time_to_fill_picture,
    "strain": strain_picture,
    "partners": partners_picture,
    "money": money_picture,
    "break-even": break_even_picture,
    "drivers": drivers_picture,
}


def pictures_of(found: Found, names: Collection[str] | None = None) -> list[Picture]:
    """Draw every picture that a result has something to tell for, or those of them that are named."""
    drawn = (draw(found) for name, draw in PICTURES.items() if not names or name in names)
    return [picture for picture in drawn if picture is not None]
