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
from sfpc_sim.model.months import DAYS_PER_YEAR, financial_years, life_edges
from sfpc_sim.model.working_time import Account, LeaderTime, Task, make_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    import simpy

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
    months: dict[str, list[Account]]  # closed months by role, from the plan's start
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

    def __getitem__(self, key: str) -> LeaderTime:
        return self.times[key]

    def away_share(self, key: str) -> float:
        """Give how much of their contract a role's holder is away."""
        return sum(self.away[key].values())

    def presence(self, key: str) -> float:
        """Give for what share of a home role's contract somebody is there: who acts in it, or its holder."""
        if key in self.acting:
            return 1.0
        left = 0.0 if key in self.vacant else 1.0 - self.away_share(key)
        return left if left > _NO_SHARE else 0.0

    def can_give(self, key: str, share: float) -> bool:
        """Tell whether a role has a holder, who stays and has such a share of their contract to give."""
        return key not in self.vacant | self.leaving and self.away_share(key) + share <= 1.0 + _NO_SHARE

    def present(self, keys: Iterable[str]) -> list[LeaderTime]:
        """List who of these roles is there at all, the least busy first; ties as listed."""
        return _by_load([self.times[key] for key in keys if self.times[key].present_share > 0.0])

    def holders_of(self, keys: Iterable[str]) -> list[LeaderTime]:
        """List who does the work of some roles now: the roles themselves, or who covers for the empty ones."""
        found = {time.key: time for key in keys for time in self._standing_in(key)}
        return _by_load(list(found.values()))

    def _standing_in(self, key: str) -> list[LeaderTime]:
        """Give who is there for a role: itself, the least busy of who covers it, or of who covers those."""
        asked: set[str] = set()
        circle: tuple[str, ...] = (key,)
        while circle:
            there = self.present(circle)
            if there:
                return there[:1]
            asked.update(circle)
            covers = (cover for each in circle for cover in self.times[each].leader.covered_by)
            circle = tuple(dict.fromkeys(cover for cover in covers if cover not in asked))
        return []


def _by_load(times: list[LeaderTime]) -> list[LeaderTime]:
    """Put the least busy first; ties as they come."""
    return sorted(times, key=lambda time: time.load_days) if len(times) > 1 else times


def populate(world: World) -> None:
    """Give every role of the scenario its time, and start closing the months."""
    draw = world.draw
    floor = draw["panel_free_share_floor"]
    anchors = {leader.key: _anchor_share(world, leader) for leader in world.scenario.leaders}
    times = {leader.key: make_time(world.env, leader, anchors[leader.key], floor) for leader in world.scenario.leaders}
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
    covering = dict.fromkeys(leadership.times, 0.0)
    relief = _relief_days(world)
    home = [time for time in leadership.times.values() if not time.leader.post]
    for time in home:
        if leadership.presence(time.key) != time.present_share:
            time.change(present_share=leadership.presence(time.key))
    for time in home:
        work = home_share(world, time.leader, relief[time.key]) * leadership.kept_work[time.key]
        helpers = leadership.present(time.leader.covered_by) if time.present_share < 1.0 else []
        kept = time.present_share if helpers else 1.0
        for helper in helpers:
            days = work * (1.0 - kept) * time.leader.working_days_per_month / len(helpers)
            covering[helper.key] += days / helper.leader.working_days_per_month
        if work * kept != time.home_share:
            time.change(home_share=work * kept)
    for key, share in covering.items():
        if share != leadership[key].other_shares.get(COVERING, 0.0):
            leadership[key].change(**{COVERING: share})


def _relief_days(world: World) -> dict[str, float]:
    """Give the working days a month that filled posts take off each leader."""
    days = dict.fromkeys(world.leadership.times, 0.0)
    for post in world.staff.held():
        if post.relieves:
            days[post.relieves] += post.fte * world.draw["relief_share"] * FULL_POST_DAYS_PER_MONTH
    return days


def home_share(world: World, leader: Leader, relief_days: float) -> float:
    """Give what home asks of a role in blocks now, as a share of its contract, with some days a month relieved."""
    draw, leadership = world.draw, world.leadership
    share = leadership.anchor_shares[leader.key]
    share *= 1.0 + draw["home_duties_caseload_elasticity"] * (leadership.caseload_ratio - 1.0)
    vacancies = leadership.open_vacancies[leader.key] * draw["vacancy_working_days_per_month"]
    return max(share - relief_days / leader.working_days_per_month, 0.0) + vacancies / leader.working_days_per_month


def ask(world: World, keys: Iterable[str], kind: str, work_days: float, priority: str) -> simpy.Process:
    """Give a task to the least busy of some roles, or of who covers them."""
    return world.env.process(_see_done(world, tuple(keys), Task(kind, work_days, priority, world.env.now)))


def _see_done(world: World, keys: tuple[str, ...], task: Task) -> simpy.events.ProcessGenerator:
    """Have a task done, and handed on where the role that has it falls empty; if all are, it waits for the first."""
    leadership = world.leadership
    home = [leader.key for leader in world.scenario.leaders if not leader.post]
    while True:
        able = leadership.holders_of(keys) or leadership.present(home)
        yield from (able[0] if able else leadership[keys[0]]).do(task)
        if task.is_done:
            return


def director_level(world: World) -> list[str]:
    """List the home roles at Director and Deputy Director level."""
    return [leader.key for leader in world.scenario.leaders if leader.tier in DIRECTOR_LEVEL and not leader.post]


def _follow_caseload(world: World) -> simpy.events.ProcessGenerator:
    """Size home duties anew each 1 April, by the children looked after on it against those first counted."""
    counted = sum(world.scenario.authority.stock_by_age)
    aprils = [year.first_day for year in financial_years(world.scenario) if year.first_day > world.scenario.first_day]
    for april in aprils if counted else ():
        yield world.env.timeout(april - world.env.now)
        world.leadership.caseload_ratio = world.care.looked_after_on(april) / counted
        refresh(world)


def _close_months(world: World) -> simpy.events.ProcessGenerator:
    """At each month's end, put down what was asked of every role and what was done."""
    leadership, red = world.leadership, world.draw["red_utilisation"]
    opened = {key: Account() for key in leadership.times}
    for end in life_edges(world.scenario)[1:]:
        yield world.env.timeout(end - world.env.now)
        for key, time in leadership.times.items():
            time.settle()
            month, opened[key] = time.account - opened[key], time.account.copy()
            if end > 0.0:
                leadership.months[key].append(month)
                leadership.waiting_days[key].append(time.backlog)
            leadership.red[key].append(month.utilisation > red)
