"""The leadership of one world: who is there, how strained they are, and who is asked next.

Who is least busy is asked first; for a role nobody holds, who covers it. Home duties are sized in
`home_duties`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL
from sfpc_sim.model.desk import Task
from sfpc_sim.model.home_duties import anchor_share, follow_caseload
from sfpc_sim.model.once import once
from sfpc_sim.model.working_time import LeaderTime, Strain

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    import numpy as np
    import simpy
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Leader
    from sfpc_sim.model.deployment import Lent
    from sfpc_sim.model.world import World

JOINT = "joint role with "
_NO_SHARE = 1e-9  # of a contract: less is rounding


@dataclass(slots=True)
class Leadership:
    """Every role's time, and what moves its home duties."""

    times: dict[str, LeaderTime]
    anchor_shares: dict[str, float]  # home blocks of each role at the start, as shares of its contract
    months: dict[str, list[Strain]]  # closed months by role, from the plan's start
    red: dict[str, list[bool]]  # was each month red, by role, the lead-in included
    kept_work: dict[str, float]  # what there is of a role's home duties, as a share
    away: dict[str, dict[str, float]]  # shares of a holder's contract, by what for
    caseload_ratio: float = 1.0  # children looked after against the first day
    open_vacancies: Counter[str] = field(default_factory=Counter)  # at home, by the leader who manages them
    acting: dict[str, str] = field(default_factory=dict)  # role to who acts up in it now
    leaving: set[str] = field(default_factory=set)  # roles whose holder serves notice
    vacant: set[str] = field(default_factory=set)  # roles whose holder has left, or that do not exist now
    settling: dict[str, str] = field(default_factory=dict)  # role to who is new to it
    abolished: set[str] = field(default_factory=set)
    lent: dict[str, Lent] = field(default_factory=dict)  # by deployment
    unmet_days: dict[float, dict[str, NDArray[np.float64]]] = field(default_factory=dict)  # as last told, on a day
    home: list[LeaderTime] = field(init=False)  # without the programme's own roles

    def __post_init__(self) -> None:
        self.home = [time for time in self.times.values() if not time.leader.post]

    def __getitem__(self, key: str) -> LeaderTime:
        return self.times[key]

    def away_share(self, key: str) -> float:
        """Give how much of their contract a role's holder is away."""
        away = self.away[key]
        return sum(away.values()) if away else 0.0

    def presence(self, key: str) -> float:
        """Give for what share of a home role's contract somebody is there: who acts in it, or its holder."""
        if key in self.acting:
            return 1.0
        if key in self.vacant:
            return 0.0
        left = 1.0 - self.away_share(key)
        return left if left > _NO_SHARE else 0.0

    def can_give(self, key: str, share: float) -> bool:
        """Tell whether a role has a holder, who stays and has such a share of their contract to give."""
        return key not in self.vacant | self.leaving and self.away_share(key) + share <= 1.0 + _NO_SHARE

    def present(self, keys: Iterable[str]) -> list[LeaderTime]:
        """List who of these roles is there at all, the least busy first; ties as listed."""
        return _by_load([time for time in map(self.times.__getitem__, keys) if time.present_share > 0.0])

    def holders_of(self, keys: Iterable[str]) -> list[LeaderTime]:
        """List who does the work of some roles now: the roles themselves, or who covers for the empty ones."""
        found: dict[LeaderTime, None] = {}
        for key in keys:
            time = self.times[key]
            if time.present_share > 0.0:
                found[time] = None
            else:
                found |= dict.fromkeys(self._standing_in(key))
        return _by_load(list(found))

    def _standing_in(self, key: str) -> Sequence[LeaderTime]:
        """Give who is there for an empty role: the least busy of who covers it, or of who covers those."""
        asked: set[str] = set()
        circle: tuple[str, ...] = (key,)
        while circle:
            there = self.present(circle)
            if there:
                return there[:1]
            asked.update(circle)
            covers = (cover for each in circle for cover in self.times[each].leader.covered_by)
            circle = tuple(dict.fromkeys(cover for cover in covers if cover not in asked))
        return ()


def _by_load(times: list[LeaderTime]) -> list[LeaderTime]:
    """Put the least busy first; ties as they come."""
    return sorted(times, key=_load_days) if len(times) > 1 else times


def _load_days(time: LeaderTime) -> float:
    return time.desk.load_days


def populate(world: World) -> None:
    """Give every role of the scenario its time, and start closing the months."""
    draw = world.draw
    floor = draw["panel_free_share_floor"]
    anchors = {leader.key: anchor_share(world, leader) for leader in world.scenario.leaders}

    def again(task: Task) -> None:
        _give(world, task)

    times = {each.key: LeaderTime(world.env, each, anchors[each.key], floor, again) for each in world.scenario.leaders}
    world.leadership = Leadership(
        times, anchors, months={key: [] for key in times},
        red={key: [] for key in times}, kept_work=dict.fromkeys(times, 1.0), away={key: {} for key in times},
    )  # fmt: skip
    world.each_month(_close_months(world))
    world.env.process(follow_caseload(world))


def ask(world: World, keys: Iterable[str], kind: str, work_days: float, priority: str) -> Task:
    """Ask some roles for a task."""
    task = Task(kind, work_days, priority, world.env.now, tuple(keys))
    _give(world, task)
    return task


def _give(world: World, task: Task) -> None:
    """Give a task to the least busy of the roles asked, or of who covers them; if all are empty, the first's waits."""
    leadership = world.leadership
    able = leadership.holders_of(task.keys) or leadership.present(time.key for time in leadership.home)
    (able[0] if able else leadership[task.keys[0]]).do(task)


def until_done(task: Task) -> Generator[simpy.Event, None, None]:
    """Wait for a task that was asked for; as a rule it is over already."""
    if task.desk is not None and not task.desk.is_done(task):
        yield task.desk.watch(task)


def director_level(world: World) -> tuple[str, ...]:
    """List the home roles at Director and Deputy Director level."""
    return _director_level(world.scenario.leaders)


@once
def _director_level(leaders: tuple[Leader, ...]) -> tuple[str, ...]:
    return tuple(leader.key for leader in leaders if leader.tier in DIRECTOR_LEVEL and not leader.post)


def _close_months(world: World) -> Callable[[float, float], None]:
    """Give what puts down, at a month's end, how strained every role was, and what waited there."""
    leadership, limit = world.leadership, world.draw["red_utilisation"]
    books = [(time, leadership.red[key], leadership.months[key]) for key, time in leadership.times.items()]

    def close(_: float, end: float) -> None:
        for time, red, months in books:
            month = time.close_month()
            red.append(month.utilisation > limit)
            if end > 0.0:
                months.append(month)

    return close
