"""What the programme's people cost: salaries by grade and increment, what goes with them, and agency cover.

Everything is so many pounds a day from one day to another, at rates that hold for a financial year, and
any stretch of a year is then a sum. Whoever holds a post costs what the post costs, a leader lent to it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sfpc_sim.model.months import DAYS_PER_YEAR, FinancialYear, april_day
from sfpc_sim.model.once import once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.scenario import Post, Scenario
    from sfpc_sim.model.staff import Staff

    Floats = NDArray[np.float64]
    Numbered = NDArray[np.int64]

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


def planned_in_post(scenario: Scenario, team: str) -> date:
    """Give the day on which a team is planned to be in post."""
    own = next(each.planned_in_post_on for each in scenario.teams if each.key == team)
    return own or scenario.programme.planned_in_post_on


def pay_level(numbers: Numbers, base_year: int, year: int) -> float:
    """Give pay in a financial year relative to that of an earlier one, by the awards between them."""
    level = 1.0
    for settled in range(base_year + 1, year + 1):
        later = settled >= numbers["later_pay_awards_from_year"]
        level *= 1.0 + (numbers.of("later_pay_award", settled) if later else numbers["early_pay_award"])
    return level


def _levels(numbers: Numbers, base_year: int, years: Sequence[FinancialYear]) -> Floats:
    """Give the pay level of each year (year,), relative to one before them."""
    level, by_year = 1.0, {}
    for year in range(base_year + 1, years[-1].year + 1):
        level *= pay_level(numbers, year - 1, year)
        by_year[year] = level
    return np.array([by_year.get(year.year, 1.0) for year in years])


@dataclass(frozen=True, slots=True)
class Tariff:
    """What posts and strands cost by a plan's own scales and tables, before awards: (post,), (strand, year) and so on.

    Posts are in the order of their strands' tables.
    """

    posts: tuple[Post, ...]
    strand: Numbered  # of each post
    fte: Floats
    salary: Floats  # (post, increments so far)
    planned_day: tuple[float, ...]  # on which each post is planned to be filled
    over_day: tuple[float, ...]  # the first day on which there is no more work for it
    year_days: Floats
    other_per_day: Floats  # (strand, year) for one full-time equivalent
    fixed_per_day: Floats  # (strand, year)
    fixed_from: float
    fixed_until: Floats  # (strand,)


@once
def tariff_of(scenario: Scenario, years: tuple[FinancialYear, ...]) -> Tariff:
    """Read a plan's scales and tables."""
    tables, grades = scenario.money.tables, {grade.name: grade for grade in scenario.money.grades}
    strand_of = {team.key: team.strand for team in scenario.teams}
    posts_of = [[post for post in scenario.posts if strand_of[post.team] == table.strand] for table in tables]
    posts = tuple(post for own in posts_of for post in own)
    planned_fte = np.array([sum(post.fte for post in own) for own in posts_of])[:, None]
    other, fixed = (
        np.array([_per_day(scenario, row, years) for row in rows]).reshape(-1, len(years))
        for rows in ([table.other_gbp for table in tables], [table.fixed_gbp for table in tables])
    )
    salaries = [grades[post.grade] for post in posts]
    return Tariff(
        posts=posts,
        strand=np.repeat(np.arange(len(tables)), [len(own) for own in posts_of]),
        fte=np.array([post.fte for post in posts]),
        salary=np.array([
            [grade.points_gbp[min(grade.start_point + more, len(grade.points_gbp) - 1)] for grade in salaries]
            for more in range(len(years) + 1)
        ]).T,
        planned_day=tuple(scenario.day(planned_in_post(scenario, post.team)) for post in posts),
        over_day=tuple(scenario.day(p.contract_ends) + 1.0 if p.contract_ends else np.inf for p in posts),
        year_days=np.array([year.end_day - year.first_day for year in years]),
        other_per_day=np.divide(other, planned_fte, out=np.zeros_like(other), where=planned_fte > 0.0),
        fixed_per_day=fixed,
        fixed_from=scenario.day(scenario.programme.planned_in_post_on),
        fixed_until=np.array([scenario.day(t.fixed_until) + 1.0 if t.fixed_until else np.inf for t in tables]),
    )  # fmt: skip


def _per_day(scenario: Scenario, by_year_gbp: Sequence[float], years: Sequence[FinancialYear]) -> list[float]:
    """Spread a table's years over days; before and after the table its first and last year hold."""
    money = scenario.money
    begins = scenario.day(date(money.tables_first_year, money.tables_first_month, 1))
    first_days = april_day(scenario, money.tables_first_year + 1) - begins
    rows = [min(max(year.year - money.tables_first_year, 0), len(by_year_gbp) - 1) for year in years]
    days = [year.end_day - year.first_day if row else first_days for row, year in zip(rows, years, strict=True)]
    return [by_year_gbp[row] / each for row, each in zip(rows, days, strict=True)]


class Bill:
    """What a staff costs under a plan's pay scales and cost tables.

    Parameters
    ----------
    years : whole financial years, in order
    awards : whether pay awards are added to the pay scales, which are those of one year
    """

    def __init__(
        self, scenario: Scenario, staff: Staff, numbers: Numbers, years: tuple[FinancialYear, ...], *,
        awards: bool = True,
    ) -> None:  # fmt: skip
        self._staff, self._numbers, self._years = staff, numbers, years
        self._agency_cover = scenario.money.agency_cover
        self._tariff = tariff_of(scenario, years)
        self._first_days = np.array([year.first_day for year in years])
        levels = _levels(numbers, scenario.money.pay_year, years) if awards else np.ones(len(years))
        self._pay_per_day = levels * (1.0 + numbers["oncost_rate"]) / self._tariff.year_days

    def between(self, edges: Floats) -> Floats:
        """Give the pounds charged in each interval.

        Parameters
        ----------
        edges : (interval + 1,) days, rising, inside the years; every 1 April between them is one

        Returns
        -------
        (kind, strand, interval) pounds
        """
        tariff = self._tariff
        year = np.searchsorted(self._first_days, edges[:-1], side="right") - 1
        gbp = np.zeros((KINDS, tariff.fixed_until.size, edges.size - 1))
        gbp[PAY], gbp[OTHER] = self._held(edges, year)
        fixed_days = _days(np.full(tariff.fixed_until.size, tariff.fixed_from), tariff.fixed_until, edges)
        gbp[FIXED] = fixed_days * tariff.fixed_per_day[:, year]
        if self._agency_cover:
            gbp[AGENCY] = self._covered(edges, year)
        return gbp

    def _held(self, edges: Floats, year: Numbered) -> tuple[Floats, Floats]:
        """Charge everybody's time in post: salary with on-costs, and other costs; (strand, interval) each."""
        tariff = self._tariff
        spells = [(n, spell) for n, post in enumerate(tariff.posts) for spell in self._staff.spells.get(post.key, ())]
        held = np.array([n for n, _ in spells], np.int64)
        since = np.array([spell.in_post_day for _, spell in spells])
        days = _days(since, np.array([spell.left_day for _, spell in spells]), edges)
        # An increment comes on 1 April after the first six months in post.
        first = np.searchsorted(self._first_days, since + self._numbers["first_increment_after_days"])
        increments = np.maximum(year - first[:, None] + 1, 0)
        pay = days * (tariff.fte[held, None] * tariff.salary[held[:, None], increments] * self._pay_per_day[year])
        other = days * (tariff.fte[held, None] * tariff.other_per_day[tariff.strand[held]][:, year])
        return self._by_strand(held, pay), self._by_strand(held, other)

    def _covered(self, edges: Floats, year: Numbered) -> Floats:
        """Charge agency cover of vacancies by the working day; cover keeps the work going, no effect."""
        numbers, tariff = self._numbers, self._tariff
        empty = [
            (n, *days) for n, post in enumerate(tariff.posts) if post.social_worker for days in self._vacancies(n)
        ]  # fmt: skip
        post = np.array([n for n, *_ in empty], np.int64)
        days = _days(np.array([since for _, since, _ in empty]), np.array([until for *_, until in empty]), edges)
        daily = numbers["agency_day_rate_gbp"] * numbers["working_days_per_year"] / DAYS_PER_YEAR
        level = _levels(numbers, int(numbers["agency_day_rate_of_year"]), self._years)
        return self._by_strand(post, days * (tariff.fte[post, None] * daily * level[year]))

    def _vacancies(self, number: int) -> Iterator[tuple[float, float]]:
        """Give when a post is empty: from its planned day until it is filled, and whenever somebody has left."""
        empty_from, over = self._tariff.planned_day[number], self._tariff.over_day[number]
        for spell in self._staff.spells.get(self._tariff.posts[number].key, ()):
            if spell.in_post_day > empty_from:
                yield empty_from, spell.in_post_day
            empty_from = spell.left_day
        if empty_from < over:
            yield empty_from, over

    def _by_strand(self, post: Numbered, gbp: Floats) -> Floats:
        """Add up what (somebody, interval) costs by the strand of the post."""
        of_strand = np.equal.outer(np.arange(self._tariff.fixed_until.size), self._tariff.strand[post])
        return np.asarray(of_strand @ gbp)


def _days(since: Floats, until: Floats, edges: Floats) -> Floats:
    """Give the days of each stretch within each interval, (stretch, interval)."""
    days = np.minimum(until[:, None], edges[1:]) - np.maximum(since[:, None], edges[:-1])
    return np.asarray(np.maximum(days, 0.0))
