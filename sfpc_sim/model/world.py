"""What a process may see and touch."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from sfpc_sim.model.clock import Clock
from sfpc_sim.model.draw import Draw
from sfpc_sim.model.held import USUAL
from sfpc_sim.model.ledger import Ledger
from sfpc_sim.model.luck import Luck
from sfpc_sim.model.months import life_edges

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import simpy

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.care import CareFlows
    from sfpc_sim.model.grants import Accounts
    from sfpc_sim.model.held import Held
    from sfpc_sim.model.leadership import Leadership
    from sfpc_sim.model.mechanisms import Mechanisms
    from sfpc_sim.model.partners import Partnership
    from sfpc_sim.model.shocks import Shocks
    from sfpc_sim.model.staff import Staff
    from sfpc_sim.model.support import Support


@dataclass
class World:
    """One possible future under construction: a clock, luck, drawn numbers and a ledger."""

    scenario: Scenario
    luck: Luck
    draw: Draw
    mechanisms: Mechanisms
    env: Clock
    ledger: Ledger = field(default_factory=Ledger)
    staff: Staff = field(init=False)  # who is in post: written by recruitment, read by delivery and money
    leadership: Leadership = field(init=False)  # leaders' time
    partnerships: dict[str, Partnership] = field(default_factory=dict)  # by partner key
    support: Support = field(init=False)  # improvement partnerships and the centre
    care: CareFlows = field(init=False)  # children, now
    gates_opened: dict[str, float] = field(default_factory=dict)  # gate key to the day it opened
    accounts: dict[tuple[float, int], Accounts] = field(default_factory=dict)  # by last day, and gates opened
    shocks: dict[str, Shocks] = field(default_factory=dict)  # what befalls authorities, by their codes
    _days: dict[float, simpy.Event] = field(default_factory=dict)  # that somebody waits for
    _monthly: list[Callable[[float, float], None]] = field(default_factory=list)  # what is done at a month's end

    def until(self, day: float) -> simpy.Event:
        """Give the event that a day has come: all who wait for the end of a month wait for one."""
        event = self._days.get(day)
        if event is None or event.processed:
            event = self._days[day] = self.env.timeout(day - self.env.now)
        return event

    def each_month(self, do: Callable[[float, float], None]) -> None:
        """Do something at the end of every month, the lead-in included, told its first instant and its end.

        Whoever asks first comes first; all of it is one process, because most of it takes less than waking one.
        """
        if not self._monthly:
            self.env.process(self._live_months())
        self._monthly.append(do)

    def _live_months(self) -> Generator[simpy.Event, object, None]:
        for start, end in pairwise(life_edges(self.scenario).tolist()):
            yield self.until(end)
            for do in self._monthly:
                do(start, end)

    def end(self) -> None:
        """Take apart what nobody asks any more once all is measured, so that its memory is free at once."""
        self.env.stop()
        self._monthly.clear()
        del self.care
        vars(self).pop("leadership", None)  # not there where nobody's strain matters

    @cached_property
    def strain_does_harm(self) -> bool:
        """Whether strain reaches practice at all in this world."""
        harms = self.scenario.strain_harms_practice
        return harms and self.luck.number("strain does harm") < self.draw["dilution_chance"]


def make_world(
    scenario: Scenario,
    replication: int,
    mechanisms: Mechanisms,
    like: World | None = None,
    *,
    luck_of: type[Luck] = Luck,
    held: Held = USUAL,
) -> World:
    """Make an empty world at an address.

    Parameters
    ----------
    like : a world at the same address, over the same register, with and without a programme: what luck drew for one
        it drew for the other, and nothing is drawn twice
    luck_of : luck that does more than give numbers
    held : what is not drawn as usual
    """
    env = Clock(scenario.first_day)
    if like is not None:
        return World(scenario, like.luck, like.draw, mechanisms, env, shocks=like.shocks)
    luck = held.luck(scenario.seed, replication) if held.apart else luck_of(scenario.seed, replication)
    return World(scenario, luck, Draw(scenario.register, luck, pinned=dict(held.pinned)), mechanisms, env)
