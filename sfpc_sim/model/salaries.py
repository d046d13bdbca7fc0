"""What the programme's people cost: salaries by grade and increment, what goes with them, and agency cover.

Everything is laid out as charges, so many pounds a day from one day to another, and any stretch of
time is then a sum. Whoever holds a post costs what the post costs, a leader lent to it too.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sfpc_sim.model.months import DAYS_PER_YEAR, FinancialYear, april_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.finance import CostTable, Grade
    from sfpc_sim.inputs.scenario import Post, Scenario
    from sfpc_sim.model.staff import Spell, Staff

    Floats = NDArray[np.float64]

KINDS = 4
PAY, OTHER, FIXED, AGENCY = range(KINDS)  # other costs go with posts, fixed ones with the strand


class Numbers(Protocol):
    """Whatever gives the register's numbers: a draw, or the middle of each belief."""

    def __getitem__(self, name: str) -> float:
        """Give a number that holds for the whole world."""

    def of(self, name: str, entity: str | int, attempt: int = 0) -> float:
        """Give a number that belongs to one entity."""


class Medians:
    """The middle of every belief, for a build-up without chance."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def __getitem__(self, name: str) -> float:
        return self._register[name].belief.quantile(0.5)

    def of(self, name: str, entity: str | int, attempt: int = 0) -> float:  # noqa: ARG002
        """Give the middle, whoever asks."""
        return self[name]


class Charge(NamedTuple):
    """So many pounds a day, of one kind and for one strand."""

    kind: int  # PAY, OTHER, FIXED or AGENCY
    strand: int
    first_day: float
    end_day: float
    gbp_per_day: float


class Charges:
    """All charges of a plan, to be added up over any stretch of time."""

    def __init__(self, charges: Sequence[Charge], strands: int) -> None:
        self._strands = strands
        columns = np.array(charges, np.float64).reshape(-1, len(Charge._fields)).T
        kind, strand, self._first, self._end, self._gbp_per_day = columns
        self._group = (kind * strands + strand).astype(np.int64)

    def between(self, edges: Floats) -> Floats:
        """Give the pounds charged in each interval.

        Parameters
        ----------
        edges : (interval + 1,) days, rising

        Returns
        -------
        (kind, strand, interval) pounds
        """
        days = np.minimum(self._end[:, None], edges[1:]) - np.maximum(self._first[:, None], edges[:-1])
        gbp = np.maximum(days, 0.0) * self._gbp_per_day[:, None]
        groups = np.equal.outer(np.arange(KINDS * self._strands), self._group)
        return np.asarray(groups @ gbp).reshape(KINDS, self._strands, edges.size - 1)


def planned_in_post(scenario: Scenario, team: str) -> date:
    """Give the day on which a team is planned to be in post."""
    own = {each.key: each.planned_in_post_on for each in scenario.teams}[team]
    return own or scenario.programme.planned_in_post_on


def pay_level(numbers: Numbers, base_year: int, year: int) -> float:
    """Give pay in a financial year relative to that of an earlier one, by the awards between them."""
    level = 1.0
    for settled in range(base_year + 1, year + 1):
        later = settled >= numbers["later_pay_awards_from_year"]
        level *= 1.0 + (numbers.of("later_pay_award", settled) if later else numbers["early_pay_award"])
    return level


class Bill:
    """What a staff costs under a plan's pay scales and cost tables.

    Parameters
    ----------
    years : whole financial years, in order; nothing outside them is charged
    awards : whether pay awards are added to the pay scales, which are those of one year
    """

    def __init__(
        self, scenario: Scenario, staff: Staff, numbers: Numbers, years: Sequence[FinancialYear], *, awards: bool = True
    ) -> None:
        self._scenario, self._staff, self._numbers, self._years = scenario, staff, numbers, years
        self._grades = {grade.name: grade for grade in scenario.money.grades}
        strand_of = {team.key: team.strand for team in scenario.teams}
        self._posts_of: dict[str, list[Post]] = {table.strand: [] for table in scenario.money.tables}
        for post in scenario.posts:
            self._posts_of[strand_of[post.team]].append(post)
        base = scenario.money.pay_year
        on_cost = 1.0 + numbers["oncost_rate"]
        levels = {year.year: pay_level(numbers, base, year.year) if awards else 1.0 for year in years}
        self._pay_per_day = {y.year: levels[y.year] * on_cost / (y.end_day - y.first_day) for y in years}

    def charges(self) -> Charges:
        """Lay out everything the staff and the strands cost."""
        found: list[Charge] = []
        for strand, table in enumerate(self._scenario.money.tables):
            posts = self._posts_of[table.strand]
            found += self._fixed(strand, table)
            other_of = self._other_per_fte_day(table, sum(post.fte for post in posts))
            for post in posts:
                for spell in self._staff.spells.get(post.key, ()):
                    found += self._held(strand, post, spell, other_of)
                if self._scenario.money.agency_cover and post.social_worker:
                    found += self._covered(strand, post)
        return Charges(found, len(self._scenario.money.tables))

    def _held(self, strand: int, post: Post, spell: Spell, other_of: dict[int, float]) -> Iterator[Charge]:
        """Charge one person's time in a post: salary with on-costs, and other costs."""
        first_increment = self._first_increment_year(spell)
        for year in self._years:
            first, end = max(spell.in_post_day, year.first_day), min(spell.left_day, year.end_day)
            if first < end:
                salary = _salary(self._grades[post.grade], max(year.year - first_increment + 1, 0))
                yield Charge(PAY, strand, first, end, post.fte * salary * self._pay_per_day[year.year])
                yield Charge(OTHER, strand, first, end, post.fte * other_of[year.year])

    def _first_increment_year(self, spell: Spell) -> int:
        """Name the first year that begins with an increment: on 1 April after the first six months in post."""
        earns_from = spell.in_post_day + self._numbers["first_increment_after_days"]
        coming = (year.year for year in self._years if year.first_day >= earns_from)
        return next(coming, self._years[-1].year + 1)

    def _other_per_fte_day(self, table: CostTable, planned_fte: float) -> dict[int, float]:
        """Give other costs of one full-time equivalent a day, by year: the table's over those it plans for."""
        per_day = self._per_day(table.other_gbp)
        return {year: gbp / planned_fte if planned_fte else 0.0 for year, gbp in per_day.items()}

    def _fixed(self, strand: int, table: CostTable) -> Iterator[Charge]:
        """Charge what does not depend on posts, from the day the plan would have its first of them."""
        begins = self._scenario.day(self._scenario.programme.planned_in_post_on)
        ends = self._scenario.day(table.fixed_until) + 1.0 if table.fixed_until else np.inf
        per_day = self._per_day(table.fixed_gbp)
        for year in self._years:
            first, end = max(begins, year.first_day), min(ends, year.end_day)
            if first < end:
                yield Charge(FIXED, strand, first, end, per_day[year.year])

    def _per_day(self, by_year_gbp: Sequence[float]) -> dict[int, float]:
        """Spread a table's years over days; before and after the table its first and last year hold."""
        money, scenario = self._scenario.money, self._scenario
        begins = scenario.day(date(money.tables_first_year, money.tables_first_month, 1))
        result = {}
        for year in self._years:
            row = min(max(year.year - money.tables_first_year, 0), len(by_year_gbp) - 1)
            end = april_day(scenario, money.tables_first_year + 1)
            days = end - begins if row == 0 else year.end_day - year.first_day
            result[year.year] = by_year_gbp[row] / days
        return result

    def _covered(self, strand: int, post: Post) -> Iterator[Charge]:
        """Charge agency cover of a post's vacancies by the working day; cover keeps the work going, no effect."""
        numbers = self._numbers
        of_year = int(numbers["agency_day_rate_of_year"])
        daily = post.fte * numbers["agency_day_rate_gbp"] * numbers["working_days_per_year"] / DAYS_PER_YEAR
        for first, end in self._vacancies(post):
            for year in self._years:
                rate = daily * pay_level(numbers, of_year, year.year)
                yield Charge(AGENCY, strand, max(first, year.first_day), min(end, year.end_day), rate)

    def _vacancies(self, post: Post) -> Iterator[tuple[float, float]]:
        """Give when a post is empty: from its planned day until it is filled, and whenever somebody has left."""
        empty_from = self._scenario.day(planned_in_post(self._scenario, post.team))
        for spell in self._staff.spells.get(post.key, ()):
            if spell.in_post_day > empty_from:
                yield empty_from, spell.in_post_day
            empty_from = spell.left_day
        over = self._scenario.day(post.contract_ends) + 1.0 if post.contract_ends else np.inf
        if empty_from < over:
            yield empty_from, over


def _salary(grade: Grade, increments: int) -> float:
    return grade.points_gbp[min(grade.start_point + increments, len(grade.points_gbp) - 1)]
