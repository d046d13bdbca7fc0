"""A desk: tasks that one leader does one at a time, at the pace there is.

What is most pressing comes first, then what came first. A statutory task breaks in; what it
interrupts keeps the work done and is taken up again before others of its kind. When nobody is there
any more, what lies on the desk is left off, so that it can be handed on.

Until the pace changes or a statutory task comes it is known when each task will be done. So nothing
has to happen then: the desk is brought up to date when somebody looks at it, and the end of a task is
an event only for who waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from simpy.events import Event

from sfpc_sim.inputs.leadership import PRIORITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import simpy

STATUTORY = "statutory"
_RANK = {name: 2 * rank for rank, name in enumerate(PRIORITIES)}
_TAKEN_UP_AGAIN = 1  # what was broken off comes before new work of its own kind, and never before a higher one
_NOTHING = 1e-9  # working days: less is rounding
_NEVER = float("inf")


class Wait(NamedTuple):
    """How long one task waited: from being asked for to being begun, and to being done, in days."""

    kind: str
    asked_day: float
    to_begin_days: float
    to_end_days: float


@dataclass(slots=True, eq=False)
class Task:
    """Work that waits on one leader's desk, or on several where a role falls empty."""

    kind: str
    left_days: float  # working days at full speed
    priority: str  # one of PRIORITIES
    asked_day: float
    keys: tuple[str, ...] = ()  # of the roles it is asked of
    begun_day: float | None = None
    rank: int = 0
    desk: Desk | None = None  # where it lies, or lay
    done: Event | None = None  # there when somebody waits for it

    @property
    def is_done(self) -> bool:
        """Whether nothing is left but rounding."""
        return self.left_days <= _NOTHING


@dataclass(slots=True, eq=False)
class Desk:
    """A queue with one server, who may be away: the pace is working days' work that a day yields, or 0."""

    env: simpy.Environment
    pace: float
    waits: list[Wait] = field(default_factory=list)  # of tasks that are done
    at_tasks: list[float] = field(default_factory=list)  # days on which somebody sat down to tasks, and got up, in turn
    _task: Task | None = None  # the one under way
    _sat_down: float = 0.0
    _ends_day: float = _NEVER  # of the task under way, if nothing changes
    _owed: float = 0.0  # working days not done when somebody last sat down
    _queue: list[tuple[int, float, int, Task]] = field(default_factory=list)
    _came: int = 0  # counts tasks, for those that come in the same instant
    _watched: int = 0  # tasks here that somebody waits for
    _alarm_day: float = _NEVER

    @property
    def backlog(self) -> float:
        """Working days of tasks asked for and not done, now."""
        if self._task is None:
            return 0.0
        now = self.env.now
        if self._ends_day <= now:
            self.catch_up()
            if self._task is None:
                return 0.0
        owed = self._owed - (now - self._sat_down) * self.pace
        return owed if owed > _NOTHING else 0.0

    @property
    def load_days(self) -> float:
        """Calendar days until the desk would be clear; infinite when nobody is there."""
        if self.pace <= 0.0:
            return _NEVER
        return self.backlog / self.pace if self._task is not None else 0.0

    def put(self, task: Task) -> None:
        """Take a task on: it is begun if the desk is clear; a statutory one breaks in; else it waits.

        asked -> waits -> begun (-> broken off by a statutory duty -> taken up again ...) -> done, or left off
        """
        if self._task is not None:
            self.catch_up()
        task.desk, task.rank = self, _RANK[task.priority]
        self._take(task)

    def _take(self, task: Task) -> None:
        self._owed += task.left_days
        self._watched += task.done is not None
        under_way = self._task
        if task.is_done:
            self._note(task, self.env.now)
        elif under_way is None:
            self.at_tasks.append(self.env.now)
            self._sit_down(task, self.env.now)
        elif task.priority == STATUTORY and task.rank < under_way.rank:
            self._count_work(under_way, self.env.now)
            under_way.rank = _RANK[under_way.priority] - _TAKEN_UP_AGAIN
            self._wait(under_way)
            self._sit_down(task, self.env.now)
        else:
            self._wait(task)
        if self._watched:
            self._set_alarm()

    def change_pace(self, pace: float) -> None:
        """Go on with what is under way at a new pace, from now on."""
        self.catch_up()
        if self._task is None:
            self.pace = pace
            return
        self._count_work(self._task, self.env.now)
        self.pace = pace
        self._sit_down(self._task, self.env.now)

    def clear(self, leave_off: Callable[[Task], None]) -> None:
        """Leave off what lies here, what was under way first, once everybody knows who is there."""
        self.catch_up()
        if self._task is None:
            return
        self._count_work(self._task, self.env.now)
        left_off = [self._task, *(task for *_, task in sorted(self._queue))]
        self._owed -= sum(task.left_days for task in left_off)
        self._watched = 0
        self._queue.clear()
        self._get_up(self.env.now)
        self.env.process(self._hand_on(left_off, leave_off))

    def _hand_on(self, left_off: list[Task], leave_off: Callable[[Task], None]) -> Generator[Event, None, None]:
        """Hand tasks on; where somebody is there again, they are taken up again first."""
        yield from ()  # in this instant
        for task in left_off:
            if self.pace > 0.0:
                task.rank = _RANK[task.priority] - _TAKEN_UP_AGAIN
                self._take(task)
            else:
                leave_off(task)

    def is_done(self, task: Task) -> bool:
        """Tell whether a task that lies here, or lay here, is done by now."""
        self.catch_up()
        return task.is_done

    def watch(self, task: Task) -> Event:
        """Give an event that happens when a task that lies here is done, wherever it is handed on to."""
        task.done = Event(self.env)
        self._watched += 1
        self._set_alarm()
        return task.done

    def catch_up(self, until: float | None = None) -> None:
        """Do what can have been done by now, or until the day of an alarm, which is now but for rounding."""
        until = self.env.now if until is None else until
        while self._task is not None and self._ends_day <= until:
            day, task = self._ends_day, self._task
            self._count_work(task, day)
            task.left_days = 0.0
            self._note(task, day)
            if self._queue:
                self._sit_down(heappop(self._queue)[-1], day)
            else:
                self._get_up(day)

    def _wait(self, task: Task) -> None:
        self._came += 1
        heappush(self._queue, (task.rank, self.env.now, self._came, task))

    def _sit_down(self, task: Task, day: float) -> None:
        """Begin a task, or go on with it."""
        self._task, self._sat_down = task, day
        self._ends_day = day + task.left_days / self.pace if self.pace > 0.0 else _NEVER
        if task.begun_day is None:
            task.begun_day = day
        if self._watched:
            self._set_alarm()

    def _count_work(self, task: Task, day: float) -> None:
        """Count what has been done of the task under way."""
        worked = min((day - self._sat_down) * self.pace, task.left_days)
        task.left_days -= worked
        self._owed -= worked

    def _get_up(self, day: float) -> None:
        self._task, self._ends_day = None, _NEVER
        self.at_tasks.append(day)

    def _note(self, task: Task, day: float) -> None:
        begun = task.asked_day if task.begun_day is None else task.begun_day  # a task of no work never waits
        self.waits.append(Wait(task.kind, task.asked_day, begun - task.asked_day, day - task.asked_day))
        if task.done is not None:
            self._watched -= 1
            task.done.succeed()

    def _set_alarm(self) -> None:
        """Look at the desk again when what is under way is done: somebody waits for it, or for what comes after."""
        day = self._ends_day
        if self.env.now < day < _NEVER and day != self._alarm_day:
            self._alarm_day = day
            self.env.timeout(day - self.env.now).callbacks.append(lambda _: self.catch_up(day))
