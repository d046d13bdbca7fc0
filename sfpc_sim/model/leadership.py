"""The leadership of one world: who is there, what home asks of them, and who is asked next.

Home duties are sized so that everything home asks (blocks, inspections, incidents) comes to the
drawn utilisation without a programme; they grow with the number of children looked after and with
vacancies, and shrink where a programme post relieves a leader. Work of a role nobody holds is
shared among those who cover it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL
from sfpc_sim.model.desk import Task
from sfpc_sim.model.months import DAYS_PER_YEAR, financial_years, life_edges
from sfpc_sim.model.once import once
from sfpc_sim.model.working_time import LeaderTime, Strain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence

    import numpy as np
    import simpy
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Duty, Leader
    from sfpc_sim.model.deployment import Lent
    from sfpc_sim.model.world import World

COVERING, JOINT = "covering", "joint role with "
FULL_POST_DAYS_PER_MONTH = 18.3  # working days of a full post, leave taken off
_NO_SHARE = 1e-9  # of a contract: less is rounding


@dataclass(slots=True)
class Leadership:
    """Every role's time, and what moves its home duties."""

    times: dict[str, LeaderTime]
    anchor_shares: dict[str, float]  # home blocks of each role at the start, as shares of its contract
    months: dict[str, list[Strain]]  # closed months by role, from the plan's start
    waiting_days: dict[str, list[float]]  # working days of tasks that waited at each of these months' ends
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
        return sum(self.away[key].values())

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
            found |= dict.fromkeys(self._standing_in(key))
        return _by_load(list(found))

    def _standing_in(self, key: str) -> Sequence[LeaderTime]:
        """Give who is there for a role: itself, the least busy of who covers it, or of who covers those."""
        if self.times[key].present_share > 0.0:
            return (self.times[key],)
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
    anchors = {leader.key: _anchor_share(world, leader) for leader in world.scenario.leaders}

    def again(task: Task) -> None:
        _give(world, task)

    times = {each.key: LeaderTime(world.env, each, anchors[each.key], floor, again) for each in world.scenario.leaders}
    world.leadership = Leadership(
        times, anchors, months={key: [] for key in times}, waiting_days={key: [] for key in times},
        red={key: [] for key in times}, kept_work=dict.fromkeys(times, 1.0), away={key: {} for key in times},
    )  # fmt: skip
    world.env.process(_close_months(world))
    world.env.process(_follow_caseload(world))


def _anchor_share(world: World, leader: Leader) -> float:
    """Give the home blocks that bring a role's utilisation without a programme to its drawn anchor.

    A programme role has none; a role that is created takes over the work of those it covers for.
    """
    if leader.post or (leader.starts and world.scenario.day(leader.starts) > world.env.now):
        return 0.0
    anchor = world.draw.of("home_duties_share", leader.key)
    home = [duty for duty in world.scenario.duties if not duty.programme]
    queued = sum(expected_days_per_year(world, duty, leader.key) for duty in home)
    return max(anchor - queued / (leader.working_days_per_month * 12), 0.0)


def expected_days_per_year(world: World, duty: Duty, leader: str) -> float:
    """Give the working days a year that a duty asks of a leader on average: an equal share of all listed."""
    if leader not in duty.leaders:
        return 0.0
    return times_per_year(world, duty) * _middle(world, duty.working_days) / len(duty.leaders)


def times_per_year(world: World, duty: Duty) -> float:
    """Give how often a duty comes in a year."""
    if duty.every_months is not None:
        return 12 / duty.every_months
    if duty.per_year is not None:
        return world.draw[duty.per_year]
    return DAYS_PER_YEAR / _middle(world, duty.interval or "")


def _middle(world: World, name: str) -> float:
    """Give a belief's middle; durations and days of work are near symmetric."""
    return world.draw.assumption(name).belief.quantile(0.5)


def refresh(world: World) -> None:
    """Bring every role's home duties and cover up to date with who is there and what home asks."""
    leadership = world.leadership
    covering: dict[str, float] = {}
    relief = _relief_days(world)
    for time in leadership.home:
        present = leadership.presence(time.key)
        if present != time.present_share:
            time.change(present_share=present)
    for time in leadership.home:
        work = home_share(world, time.leader, relief)
        if time.present_share < 1.0 and (helpers := leadership.present(time.leader.covered_by)):
            days = work * (1.0 - time.present_share) * time.leader.working_days_per_month / len(helpers)
            for helper in helpers:
                share = days / helper.leader.working_days_per_month
                covering[helper.key] = covering.get(helper.key, 0.0) + share
            work *= time.present_share
        if work != time.home_share:
            time.change(home_share=work)
    for key, time in leadership.times.items():
        share = covering.get(key, 0.0)
        if share != time.other_shares.get(COVERING, 0.0):
            time.change(**{COVERING: share})


def count_vacancy(world: World, manager: str, more: int) -> None:
    """Let an empty post at home ask for its manager's days, and for nobody else's unless they are shared out."""
    world.leadership.open_vacancies[manager] += more
    time = world.leadership[manager]
    if time.present_share < 1.0:
        refresh(world)
    elif not time.leader.post:
        time.change(home_share=home_share(world, time.leader, _relief_days(world)))


def _relief_days(world: World) -> dict[str, float]:
    """Give the working days a month that filled posts take off leaders."""
    days: dict[str, float] = {}
    for post in world.staff.relieving():
        relief = post.fte * world.draw["relief_share"] * FULL_POST_DAYS_PER_MONTH
        days[post.relieves or ""] = days.get(post.relieves or "", 0.0) + relief
    return days


def home_share(world: World, leader: Leader, relief: Mapping[str, float]) -> float:
    """Give what home asks of a role in blocks now, as a share of its contract, with some days a month relieved."""
    draw, leadership, key = world.draw, world.leadership, leader.key
    share = leadership.anchor_shares[key]
    share *= 1.0 + draw["home_duties_caseload_elasticity"] * (leadership.caseload_ratio - 1.0)
    vacancies = leadership.open_vacancies.get(key, 0) * draw["vacancy_working_days_per_month"]
    share = max(share - relief.get(key, 0.0) / leader.working_days_per_month, 0.0)
    return (share + vacancies / leader.working_days_per_month) * leadership.kept_work[key]


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


def _follow_caseload(world: World) -> simpy.events.ProcessGenerator:
    """Size home duties anew each 1 April, by the children looked after on it against those first counted."""
    counted = sum(world.scenario.authority.stock_by_age)
    aprils = [year.first_day for year in financial_years(world.scenario) if year.first_day > world.scenario.first_day]
    for april in aprils if counted else ():
        yield world.env.timeout(april - world.env.now)
        world.leadership.caseload_ratio = world.care.looked_after_on(april) / counted
        refresh(world)


def _close_months(world: World) -> simpy.events.ProcessGenerator:
    """At each month's end, put down how strained every role was, and what waited there."""
    leadership, red = world.leadership, world.draw["red_utilisation"]
    for end in life_edges(world.scenario)[1:].tolist():
        yield world.until(end)
        for key, time in leadership.times.items():
            month = time.close_month()
            leadership.red[key].append(month.utilisation > red)
            if end > 0.0:
                leadership.months[key].append(month)
                leadership.waiting_days[key].append(time.backlog)
