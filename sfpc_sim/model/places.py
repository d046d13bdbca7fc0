"""The authorities of one world and their areas: the home authority first, then its partners.

Areas are numbered through: the home authority's "elsewhere", its clusters, then one for each
partner. Whatever belongs to an area, a pace or a hazard, has a place in one array of all areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model import delivery
from sfpc_sim.model.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

HOME = 0  # the number of the home authority among a world's places
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Place:
    """An authority in one world: its published facts, what is believed of it, and its areas."""

    authority: Authority
    draw: Draw
    area_names: tuple[str, ...]
    area_share: Floats  # (area,) how its demand is split
    first_area: int

    @property
    def areas(self) -> Rows:
        """Numbers of its areas among those of all places, (area,)."""
        return self.first_area + np.arange(len(self.area_names))


def places_of(world: World) -> tuple[Place, ...]:
    """List a world's authorities: home first, then the partners that take part."""
    scenario = world.scenario
    clusters = delivery.clusters(scenario)
    # Each of the high-need clusters has an equal part of their share (001, 3.4).
    each = world.draw["res_cluster_share"] / delivery.HIGH_NEED_CLUSTERS
    share = np.concatenate([[1 - len(clusters) * each], np.full(len(clusters), each)])
    places = [Place(scenario.authority, world.draw, (ELSEWHERE, *clusters), share, 0)]
    for number, partner in enumerate(scenario.partners, start=share.size):
        draw = Draw(partner.register, world.luck, owner=partner.authority.code, shared=world.draw)
        places.append(Place(partner.authority, draw, (ELSEWHERE,), np.ones(1), number))
    return tuple(places)


def place_of_areas(places: Sequence[Place]) -> Rows:
    """Give the number of the place that each area belongs to, (area,)."""
    return np.repeat(np.arange(len(places)), [len(place.area_names) for place in places])
