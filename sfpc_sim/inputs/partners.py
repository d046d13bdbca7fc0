"""Authorities the council supports: a stepped roll-out, an improvement partnership, the centre's tiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority

STAGES = ("engage", "diagnose", "design", "implement", "embed", "sustain")


@dataclass(frozen=True, slots=True)
class Partner:
    """An authority that adopts the model, launched in its turn."""

    key: str
    title: str
    authority: Authority
    register: Register  # what is believed of this authority's own flows
    planned_launch: date
    children: int  # under 18, published
    launched: bool  # under way before the plan starts: no step, no slip


@dataclass(frozen=True, slots=True)
class ImprovementPartnership:
    """Intensive support after a failed inspection: leaders lent, a plan of recommendations to be turned green."""

    key: str
    title: str
    partner: str  # as joint roles and deployments name it
    approved: date
    recommendations: int


@dataclass(frozen=True, slots=True)
class Centre:
    """The practice centre's offer to all authorities: free events, and modular visits on request."""

    events_from: date
    event_leaders: tuple[str, ...]
    visit_leaders: tuple[str, ...]
    authorities: int  # how many others there are in England
