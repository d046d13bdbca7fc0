"""Who is alive on the first day: every wing of one world, in the order in which they lean on one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc_sim.model import deployment, duties, gates, leadership, partners, recruitment, succession, support

if TYPE_CHECKING:
    from sfpc_sim.model.world import World


def populate(world: World) -> None:
    """Start every process of a world but its children's."""
    for wing in (recruitment, leadership, duties, deployment, succession, partners, support, gates):
        wing.populate(world)


def populate_without_programme(world: World) -> None:
    """Start what reaches children in a world without a programme: its leaders only where their strain does harm."""
    if world.strain_does_harm:
        populate(world)
        return
    for wing in (recruitment, partners):
        wing.populate(world)
