"""One role's time: blocks that never queue, and tasks that wait for what is left.

Home duties, joint roles and whatever is covered for others are blocks: shares of the contract that
run every day. Tasks (panels, boards, partners' stages, inspections) come onto the role's desk and are
served in the days that blocks leave free. When a role falls empty, what lies there is left off.

Every change of shares is written into the role's diary, from which its account is added up when it
is asked for. Only strain is followed month by month.
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, NamedTuple

from sfpc_sim.model.desk import Desk, Task, Wait
from sfpc_sim.model.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    import simpy

    from sfpc_sim.inputs.scenario import Leader

MONTHS_PER_YEAR = 12
LEAST_THERE = 0.25  # of a period's days: below it a role counts as empty


class Moment(NamedTuple):
    """The shares of a contract, and the speed, in force from a day on."""

    day: float
    present: float
    home: float
    other: float  # blocks beside home duties
    speed: float


class Strain(NamedTuple):
    """What a month asked of a role at anybody's full pace, and the days somebody was there for it."""

    asked_days: float
    there_days: float
    utilisation: float  # NaN where nobody was there for a quarter of the days: a day's tasks say nothing of a month
    waiting_days: float  # of work, on the desk at the month's end


class LeaderTime:
    """A role in one world: who is there, what fills their days, and the desk for the rest.

    Shares are of the contract. `speed` is how much of a working day's work a day yields: less than one
    for somebody new to the role.

    Parameters
    ----------
    hand_on : what becomes of a task that was left off
    """

    __slots__ = (
        "_asked_days", "_asked_rate", "_env", "_given_days", "_hand_on", "_opened", "_since",
        "_there_days", "_there_rate", "asked_task_days", "block_share", "contracted_rate", "desk", "diary",
        "handed_on_days", "home_share", "key", "leader", "least_free_share", "other_shares", "present_share", "speed",
    )  # fmt: skip

    def __init__(
        self, env: simpy.Environment, leader: Leader, home_share: float, least_free_share: float,
        hand_on: Callable[[Task], None],
    ) -> None:  # fmt: skip
        self.leader, self.key, self.home_share = leader, leader.key, home_share
        self.contracted_rate = leader.working_days_per_month * MONTHS_PER_YEAR / DAYS_PER_YEAR  # a calendar day
        self.present_share = 0.0 if leader.post else 1.0  # a programme role is empty until somebody takes it up
        self.speed = 1.0
        self.other_shares: dict[str, float] = {}  # blocks beside home duties, by what for
        self.asked_task_days = 0.0  # so far, at the role's own speed, whether or not they were done
        self.handed_on_days = 0.0  # of these, what others took over when the role fell empty
        self.diary: list[Moment] = []
        self.desk = Desk(env, 0.0)
        self._env, self._hand_on, self.least_free_share = env, hand_on, least_free_share
        self._given_days: dict[str, float] = {}  # to blocks beside home duties, up to the last change of shares
        self._opened = self._since = env.now  # the month, and the shares in force
        self._asked_days = self._there_days = self._asked_rate = self._there_rate = 0.0
        self._share_out()

    @property
    def backlog(self) -> float:
        """Working days of tasks asked for and not done, now."""
        return self.desk.backlog

    @property
    def load_days(self) -> float:
        """Calendar days until what is asked for already would be done; infinite when nobody is there."""
        return self.desk.load_days

    @property
    def waits(self) -> list[Wait]:
        """What every task that is done by now waited, in the order in which they were done."""
        self.desk.catch_up()
        return self.desk.waits

    def do(self, task: Task) -> None:
        """Take a task on."""
        self.asked_task_days += task.left_days / self.speed
        self._asked_days += task.left_days
        self.desk.put(task)

    def change(self, **shares: float) -> None:
        """Change who is there, or home duties, from now on; whoever is at a task goes on at the new pace.

        Parameters
        ----------
        shares : `present_share`, `home_share`, `speed`, or a block by name; a block of 0 is over
        """
        was_there = self.present_share > 0.0
        for name in self.other_shares:
            self._given_days[name] = self.given_days(name)
        for name, value in shares.items():
            if name in ("present_share", "home_share", "speed"):
                setattr(self, name, value)
            elif value > 0.0:
                self.other_shares[name] = value
            else:
                self.other_shares.pop(name, None)
        self._share_out()
        if was_there and self.present_share <= 0.0:
            self.desk.clear(self._leave_off)

    def _share_out(self) -> None:
        """Put the shares in force from now on into the diary, and leave the rest for tasks."""
        now, present, other = self._env.now, self.present_share, sum(self.other_shares.values())
        self.diary.append(Moment(now, present, self.home_share, other, self.speed))
        self.block_share = (self.home_share + other) / self.speed  # what blocks ask for at the present speed
        free = max(present - self.block_share, self.least_free_share * present)  # a little is always found
        self.desk.change_pace(free * self.contracted_rate * self.speed)
        days, self._since = now - self._since, now
        self._asked_days += days * self._asked_rate
        self._there_days += days * self._there_rate
        self._there_rate = self.contracted_rate * present
        self._asked_rate = self.contracted_rate * (self.home_share + other) if present > 0.0 else 0.0

    def _leave_off(self, task: Task) -> None:
        self.handed_on_days += task.left_days / self.speed
        self._hand_on(task)

    def given_days(self, block: str) -> float:
        """Give the working days a block beside home duties has been given so far; a role nobody holds gives none."""
        before = self._given_days.get(block, 0.0)
        if block not in self.other_shares or self.present_share <= 0.0:
            return before
        return before + (self._env.now - self.diary[-1].day) * self.contracted_rate * self.other_shares[block]

    def close_month(self) -> Strain:
        """Give the strain of the month that ends now, and open another."""
        now = self._env.now
        days = now - self._since
        asked, there = self._asked_days + days * self._asked_rate, self._there_days + days * self._there_rate
        enough = there > (now - self._opened) * self.contracted_rate * LEAST_THERE
        self._opened = self._since = now
        self._asked_days = self._there_days = 0.0
        return Strain(asked, there, asked / there if enough else nan, self.desk.backlog)
