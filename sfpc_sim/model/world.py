"""What a process may see and touch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from sfpc_sim.model.draw import Draw
from sfpc_sim.model.ledger import Ledger
from sfpc_sim.model.luck import Luck

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.leadership import LeaderTime
    from sfpc_sim.model.mechanisms import Mechanisms
    from sfpc_sim.model.staff import Staff


@dataclass(slots=True)
class World:
    """One possible future under construction: a clock, luck, drawn numbers and a ledger."""

    scenario: Scenario
    luck: Luck
    draw: Draw
    mechanisms: Mechanisms
    env: simpy.Environment = field(default_factory=simpy.Environment)
    ledger: Ledger = field(default_factory=Ledger)
    staff: Staff = field(init=False)  # who is in post: written by recruitment, read by delivery and money
    leaders: dict[str, LeaderTime] = field(init=False)  # by leader key


def make_world(scenario: Scenario, replication: int, mechanisms: Mechanisms) -> World:
    """Make an empty world at an address."""
    luck = Luck(scenario.seed, replication)
    return World(scenario, luck, Draw(scenario.register, luck), mechanisms)
