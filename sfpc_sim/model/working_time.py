"""One role's time: blocks that never queue, and tasks that wait for what is left.

A role is a SimPy pre-emptive resource of capacity one. Home duties, joint roles and whatever is
covered for others are blocks: shares of the contract that run every day. Tasks (panels, boards,
partners' stages, inspections) are served one at a time in the days that blocks leave free. A
statutory task breaks in; what it interrupts keeps the work done and is taken up again first. When a
role falls empty, what waits there is left off, so that it can be handed on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from sfpc_sim.inputs.leadership import PRIORITIES
from sfpc_sim.model.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Generator

    from sfpc_sim.inputs.scenario import Leader

    Process = Generator[simpy.Event, object, None]

MONTHS_PER_YEAR = 12
STATUTORY = "statutory"
_RANK = {name: 2 * rank for rank, name in enumerate(PRIORITIES)}
_TAKEN_UP_AGAIN = 1  # what was broken off comes before new work of its own kind, and never before a higher one
LEAST_THERE = 0.25  # of a period's days: below it a role counts as empty
_NOTHING = 1e-9  # working days: less is rounding
_NOBODY_THERE = "nobody there"


@dataclass(slots=True)
class Account:
    """Working days of one role since a day, kept by adding up as time passes.

    supplied = used + idle + absent; asked is new work, whether or not it was done.
    """

    supplied: float = 0.0
    absent: float = 0.0  # nobody there, or lent away
    blocks: float = 0.0  # used by blocks
    tasks: float = 0.0  # used by tasks
    idle: float = 0.0
    asked_blocks: float = 0.0
    asked_tasks: float = 0.0
    handed_on: float = 0.0  # of the tasks asked for, what others took over when the role fell empty
    slowness: float = 0.0  # of what was asked, the days it takes longer because somebody is new to the role
    unserved: float = 0.0  # home duties of days on which nobody was there, and nobody covered

    @property
    def asked(self) -> float:
        """New work that arrived."""
        return self.asked_blocks + self.asked_tasks

    @property
    def utilisation(self) -> float:
        """New work, at anybody's full pace, against the days somebody was there for it.

        NaN where nobody was there for at least a quarter of the days: a day's tasks over a day say nothing of a month.
        """
        there = self.supplied - self.absent
        return (self.asked - self.slowness) / there if there > self.supplied * LEAST_THERE else float("nan")

    def __sub__(self, earlier: Account) -> Account:
        """Give what was added since an earlier state."""
        return Account(
            self.supplied - earlier.supplied, self.absent - earlier.absent, self.blocks - earlier.blocks,
            self.tasks - earlier.tasks, self.idle - earlier.idle, self.asked_blocks - earlier.asked_blocks,
            self.asked_tasks - earlier.asked_tasks, self.handed_on - earlier.handed_on,
            self.slowness - earlier.slowness, self.unserved - earlier.unserved,
        )  # fmt: skip

    def copy(self) -> Account:
        """Give an independent copy."""
        return self - Account()


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one task waited: from being asked for to being begun, and to being done, in days."""

    kind: str
    asked_day: float
    to_begin_days: float
    to_end_days: float


@dataclass(slots=True)
class Task:
    """Work that waits in one role's queue, or in several where a role falls empty."""

    kind: str
    left_days: float  # working days at full speed
    priority: str  # one of PRIORITIES
    asked_day: float
    begun_day: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left but rounding."""
        return self.left_days <= _NOTHING


@dataclass(slots=True)
class LeaderTime:
    """A role in one world: who is there, what fills their days, and the queue for the rest.

    Shares are of the contract. `speed` is how much of a working day's work a day yields: less than one
    for somebody new to the role.
    """

    leader: Leader
    env: simpy.Environment
    resource: simpy.PreemptiveResource
    home_share: float
    least_free_share: float
    present_share: float = 1.0
    speed: float = 1.0
    other_shares: dict[str, float] = field(default_factory=dict)  # blocks beside home duties, by what for
    given_days: dict[str, float] = field(default_factory=dict)  # to other blocks so far, by what for
    account: Account = field(default_factory=Account)
    waits: list[Wait] = field(default_factory=list)
    _other_share: float = 0.0  # all other shares added up
    _settled: float = 0.0
    _owed: float = 0.0  # working days of tasks not done when somebody last sat down to one, or got up
    _busy: bool = False
    _sat_down: float = 0.0
    _pace: float = 0.0  # working days' work a day of whoever is at a task; 0 if nobody is
    _changed: simpy.Event | None = None  # fires when the pace of work changes; there while somebody is at work

    @property
    def key(self) -> str:
        """The role's key."""
        return self.leader.key

    @property
    def contracted_rate(self) -> float:
        """Working days a calendar day in the contract."""
        return self.leader.working_days_per_month * MONTHS_PER_YEAR / DAYS_PER_YEAR

    @property
    def block_share(self) -> float:
        """Share of the contract that blocks ask for at the present speed."""
        return (self.home_share + self._other_share) / self.speed

    @property
    def free_share(self) -> float:
        """Share of the contract left for tasks: however stretched, a little is always found."""
        return max(self.present_share - self.block_share, self.least_free_share * self.present_share)

    @property
    def pace(self) -> float:
        """Working days' work that a day yields for tasks."""
        return self.free_share * self.contracted_rate * self.speed

    @property
    def backlog(self) -> float:
        """Working days of tasks asked for and not done, now."""
        owed = self._owed - (self.env.now - self._sat_down) * self._pace
        return owed if owed > _NOTHING else 0.0

    @property
    def load_days(self) -> float:
        """Calendar days until what is asked for already would be done; infinite when nobody is there."""
        return self.backlog / self.pace if self.pace > 0.0 else float("inf")

    def settle(self) -> None:
        """Bring the account up to now, at the shares in force since it was last settled."""
        days = (self.env.now - self._settled) * self.contracted_rate
        self._settled = self.env.now
        if days <= 0.0:
            return
        busy = self.free_share if self._busy else 0.0
        blocks = min(self.block_share, self.present_share - busy)
        account = self.account
        account.supplied += days
        account.absent += days * (1.0 - self.present_share)
        account.tasks += days * busy
        account.blocks += days * blocks
        account.idle += days * (self.present_share - busy - blocks)
        if self.present_share > 0.0:
            account.asked_blocks += days * self.block_share
            account.slowness += days * (self.block_share - self.home_share - self._other_share)
            for name, share in self.other_shares.items():
                self.given_days[name] = self.given_days.get(name, 0.0) + days * share
        else:  # home duties that nobody covers stay undone; joint roles and mentoring lapse
            account.unserved += days * self.home_share

    def begin(self) -> None:
        """Let the account begin now."""
        self._settled = self.env.now

    def change(self, **shares: float) -> None:
        """Change who is there, or home duties, from now on; whoever is at a task goes on at the new pace.

        Parameters
        ----------
        shares : `present_share`, `home_share`, `speed`, or a block by name; a block of 0 is over
        """
        self.settle()
        was_there = self.present_share > 0.0
        for name, value in shares.items():
            if name in ("present_share", "home_share", "speed"):
                setattr(self, name, value)
            elif value > 0.0:
                self.other_shares[name] = value
            else:
                self.other_shares.pop(name, None)
        self._other_share = sum(self.other_shares.values())
        if self._changed:
            self._changed.succeed()
            self._changed = None
        if was_there and self.present_share <= 0.0:
            for request in [*self.resource.users, *self.resource.queue]:
                request.proc.interrupt(_NOBODY_THERE)

    def do(self, task: Task) -> Process:
        """Do a task, or leave it off when the role falls empty.

        asked -> waits -> begun (-> broken off by a statutory duty -> taken up again ...) -> done, or left off
        """
        self.settle()
        self.account.asked_tasks += task.left_days / self.speed
        self.account.slowness += task.left_days * (1.0 / self.speed - 1.0)
        self._owed += task.left_days
        rank, statutory = _RANK[task.priority], task.priority == STATUTORY
        while not task.is_done:
            with self.resource.request(priority=rank, preempt=statutory) as turn:
                try:
                    yield turn
                    task.begun_day = self.env.now if task.begun_day is None else task.begun_day
                    yield from self._sit(task)
                except simpy.Interrupt as interrupt:
                    if interrupt.cause == _NOBODY_THERE and self.present_share <= 0.0:
                        self.account.handed_on += task.left_days / self.speed
                        self._owed -= task.left_days
                        return
            rank = _RANK[task.priority] - _TAKEN_UP_AGAIN
        begun = task.asked_day if task.begun_day is None else task.begun_day  # a task of no work never waits
        self.waits.append(Wait(task.kind, task.asked_day, begun - task.asked_day, self.env.now - task.asked_day))

    def _sit(self, task: Task) -> Process:
        """Work at the pace there is until the task is done; what was done counts, whatever breaks in."""
        while not task.is_done:
            self.settle()
            self._busy, self._changed = True, self.env.event()
            self._sat_down, self._pace = self.env.now, self.pace
            try:
                if self._pace > 0.0:
                    yield self.env.timeout(task.left_days / self._pace) | self._changed
                else:  # nobody there, and nobody to hand it on to: wait for somebody to come
                    yield self._changed
            finally:
                self.settle()
                worked = min((self.env.now - self._sat_down) * self._pace, task.left_days)
                task.left_days -= worked
                self._owed -= worked
                self._busy, self._changed, self._pace = False, None, 0.0


def make_time(env: simpy.Environment, leader: Leader, home_share: float, least_free_share: float) -> LeaderTime:
    """Make a role's time from now on; a programme role is empty until somebody takes it up."""
    there = 0.0 if leader.post else 1.0
    time = LeaderTime(
        leader, env, simpy.PreemptiveResource(env, capacity=1), home_share, least_free_share, present_share=there
    )
    time.begin()
    return time
