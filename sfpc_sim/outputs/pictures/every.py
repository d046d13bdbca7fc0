"""Which pictures there are, in the order a Board reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.outputs.pictures.children import children_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from sfpc_sim.outputs.found import Found
    from sfpc_sim.outputs.pictures.picture import Picture

# A picture of something the plan does not have is None.
PICTURES: dict[str, Callable[[Found], Picture | None]] = {
    "children": children_picture,
}


def pictures_of(found: Found) -> list[Picture]:
    """Draw every picture that a result has something to tell for."""
    drawn = (draw(found) for draw in PICTURES.values())
    return [picture for picture in drawn if picture is not None]
