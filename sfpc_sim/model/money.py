"""Staff in post to pounds: salaries by grade and increment, other costs, the unfunded pressure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from sfpc_sim.model.months import FinancialYear, april_day, financial_years
from sfpc_sim.model.staff import Spell, Staff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.scenario import CostTable, Grade, Post, Scenario
    from sfpc_sim.model.world import World

TABLES_START_MONTH = 10  # the tables' first year runs from October: half a year


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


class YearOfCost(NamedTuple):
    """A financial year in the council's tables and in the model's build-up, in pounds."""

    year: int
    tables_gbp: float
    model_gbp: float

    @property
    def difference(self) -> float:
        """How far the build-up lies above the tables, as a share."""
        return self.model_gbp / self.tables_gbp - 1.0


def tables_total(scenario: Scenario) -> dict[int, float]:
    """Add the council's own tables up, by financial year."""
    money = scenario.money
    years = max((len(table.pay_gbp) for table in money.tables), default=0)
    return {
        money.tables_first_year + i: sum(t.pay_gbp[i] + t.other_gbp[i] + t.fixed_gbp[i] for t in money.tables)
        for i in range(years)
    }


def planned_cost(scenario: Scenario) -> tuple[YearOfCost, ...]:
    """Build the tables up from grades: every post in post on the planned day, nobody leaves, middle beliefs."""
    planned = scenario.day(scenario.programme.planned_in_post_on)
    staff = Staff(
        {post.key: [Spell(post.key, planned, newly_qualified=False, ramp_days=1.0)] for post in scenario.posts}
    )
    bill = Bill(scenario, staff, Medians(scenario.register))
    rows = []
    for year, tables_gbp in tables_total(scenario).items():
        first, end = april_day(scenario, year), april_day(scenario, year + 1)
        rows.append(YearOfCost(year, tables_gbp, bill.between(FinancialYear(year, first, end), first, end)))
    return tuple(rows)


class Bill:
    """What a staff costs: made once a world, asked for any stretch of a financial year."""

    def __init__(self, scenario: Scenario, staff: Staff, numbers: Numbers) -> None:
        self._scenario, self._staff, self._numbers = scenario, staff, numbers
        self._grades = {grade.name: grade for grade in scenario.money.grades}
        strand_of = {team.key: team.strand for team in scenario.teams}
        self._posts_of: dict[str, list[Post]] = {}
        for post in scenario.posts:
            self._posts_of.setdefault(strand_of[post.team], []).append(post)

    def between(self, year: FinancialYear, first: float, end: float) -> float:
        """Give the pounds spent from day `first` to day `end`, both inside one financial year."""
        if end <= first:
            return 0.0
        pay = self._pay(self._scenario.posts, year, first, end)
        return pay + sum(self._beyond_pay(table, year, first, end) for table in self._scenario.money.tables)

    def _pay(self, posts: Iterable[Post], year: FinancialYear, first: float, end: float) -> float:
        """Add up salaries and on-costs of whoever is in post."""
        salaries = 0.0
        for post in posts:
            for spell in self._staff.spells.get(post.key, ()):
                days = min(end, spell.left_day) - max(first, spell.in_post_day)
                if days > 0.0:
                    salaries += post.fte * days * self._salary(self._grades[post.grade], spell, year)
        length = year.end_day - year.first_day
        return salaries / length * self._pay_level(year.year) * (1.0 + self._numbers["oncost_rate"])

    def _salary(self, grade: Grade, spell: Spell, year: FinancialYear) -> float:
        """Give a year's salary in pay of `pay_year`: one increment each 1 April after the first six months."""
        earns_from = spell.in_post_day + self._numbers["first_increment_after_days"]
        latest, increments = year.year, 0
        while april_day(self._scenario, latest) >= earns_from:
            increments, latest = increments + 1, latest - 1
        return grade.points_gbp[min(grade.start_point + increments, len(grade.points_gbp) - 1)]

    def _pay_level(self, year: int) -> float:
        """Give the pay of a year relative to the pay scales' own year."""
        numbers, level = self._numbers, 1.0
        for settled in range(self._scenario.money.pay_year + 1, year + 1):
            later = settled >= numbers["later_pay_awards_from_year"]
            level *= 1.0 + (numbers.of("later_pay_award", settled) if later else numbers["early_pay_award"])
        return level

    def _beyond_pay(self, table: CostTable, year: FinancialYear, first: float, end: float) -> float:
        """Give other costs, pro rata to full-time equivalents in post, and fixed costs, pro rata to time."""
        money = self._scenario.money
        row = min(year.year - money.tables_first_year, len(table.other_gbp) - 1)
        if row < 0:
            return 0.0
        days = year.end_day - (self._tables_start() if row == 0 else year.first_day)
        posts = self._posts_of.get(table.strand, [])
        planned = sum(post.fte for post in posts) * days
        other = table.other_gbp[row] * self._fte_days(posts, first, end) / planned if planned else 0.0
        begins = self._scenario.day(self._scenario.programme.planned_in_post_on)
        return other + table.fixed_gbp[row] * max(0.0, end - max(first, begins)) / days

    def _tables_start(self) -> float:
        start = self._scenario.start.replace(self._scenario.money.tables_first_year, TABLES_START_MONTH, 1)
        return self._scenario.day(start)

    def _fte_days(self, posts: Iterable[Post], first: float, end: float) -> float:
        total = 0.0
        for post in posts:
            for spell in self._staff.spells.get(post.key, ()):
                total += post.fte * max(0.0, min(end, spell.left_day) - max(first, spell.in_post_day))
        return total


def spend_by_year(world: World) -> dict[int, float]:
    """Give the programme's spend in each financial year, up to the horizon."""
    return _by_year(world, 0.0)


def unfunded_by_year(world: World) -> dict[int, float]:
    """Give the spend after the grant's last day: posts are permanent, they stay and somebody pays."""
    return _by_year(world, world.scenario.day(world.scenario.money.grant_ends_on) + 1.0)


def _by_year(world: World, since: float) -> dict[int, float]:
    scenario = world.scenario
    years = financial_years(scenario)
    if not scenario.programme.enabled:
        return {year.year: 0.0 for year in years}
    bill = Bill(scenario, world.staff, world.draw)
    return {
        year.year: bill.between(year, max(year.first_day, since, 0.0), min(year.end_day, scenario.horizon_days))
        for year in years
    }


def placement_cost_gbp_per_year(draw: Numbers, year: int) -> float:
    """Give what a marginal placement costs in a financial year: a mix of fostering and residential, grown."""
    residential = draw["residential_share"]
    cost = residential * draw["residential_cost_gbp"] + (1.0 - residential) * draw["fostering_cost_gbp"]
    for grown in range(int(draw["placement_costs_of_year"]) + 1, year + 1):
        later = grown >= draw["later_placement_growth_from_year"]
        cost *= 1.0 + draw.of("later_placement_growth" if later else "early_placement_growth", grown)
    return cost


def measures(world: World) -> dict[str, float]:
    """Give spend by financial year, and what of it is unfunded."""
    last_funded = world.scenario.day(world.scenario.money.grant_ends_on)
    ends = {year.year: year.end_day for year in financial_years(world.scenario)}
    result = {f"spend_gbp:{year}": spend for year, spend in spend_by_year(world).items()}
    for year, spend in unfunded_by_year(world).items():
        if ends[year] > last_funded + 1.0:
            result[f"unfunded_gbp:{year}"] = spend
    return result
