"""The programme's pounds, told: the council's tables beside a build-up, spend by year, grants, what is stranded."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model.grants import end_day
from sfpc_sim.model.months import (
    DAYS_PER_YEAR,
    april_day,
    financial_year_of,
    financial_years,
    month_edges,
    years_between,
)
from sfpc_sim.model.salaries import AGENCY, OTHER, PAY, Bill, Medians, planned_in_post
from sfpc_sim.model.staff import Spell, Staff

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from sfpc_sim.inputs.finance import Grant
    from sfpc_sim.inputs.scenario import Post, Scenario
    from sfpc_sim.model.grants import Accounts, Book, Pence
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

PENCE = 100


class YearOfCost(NamedTuple):
    """A financial year in the council's tables and in the model's build-up, in pounds."""

    year: int
    tables_gbp: float
    staffing_gbp: float  # salaries with on-costs, of the build-up
    model_gbp: float  # all of it

    @property
    def difference(self) -> float:
        """How far the build-up lies above the tables, as a share; NaN where they say nothing."""
        return self.model_gbp / self.tables_gbp - 1.0 if self.tables_gbp else nan


def tables_total(scenario: Scenario) -> dict[int, float]:
    """Add the council's own tables up, by financial year."""
    money = scenario.money
    years = max((len(table.pay_gbp) for table in money.tables), default=0)
    return {
        money.tables_first_year + i: sum(t.pay_gbp[i] + t.other_gbp[i] + t.fixed_gbp[i] for t in money.tables)
        for i in range(years)
    }


def grants_end(scenario: Scenario) -> date:
    """Give the last day any grant pays for."""
    return max((grant.ends_on for grant in scenario.money.grants), default=scenario.end)


def planned_cost(scenario: Scenario, *, awards: bool = True) -> tuple[YearOfCost, ...]:
    """Build the tables up from grades: every post in post on its planned day, nobody leaves, middle beliefs.

    Parameters
    ----------
    awards : whether pay awards of later years are added, or pay stays that of the scales' own year
    """
    tables = tables_total(scenario)
    if not tables:
        return ()
    whole = tuple(replace(table, fixed_until=None) for table in scenario.money.tables)  # as the tables stand
    scenario = replace(scenario, money=replace(scenario.money, tables=whole))
    years = years_between(scenario.start, min(financial_year_of(scenario.start), *tables), max(tables))
    staff = Staff({post.key: [_as_planned(scenario, post)] for post in scenario.posts})
    bill = Bill(scenario, staff, Medians(scenario.register), years, awards=awards)
    edges = [april_day(scenario, year) for year in range(min(tables), max(tables) + 2)]
    gbp = bill.between(np.array(edges)).sum(axis=1)  # (kind, year)
    return tuple(
        YearOfCost(year, tables[year], float(gbp[PAY, i]), float(gbp[:, i].sum())) for i, year in enumerate(tables)
    )


def _as_planned(scenario: Scenario, post: Post) -> Spell:
    return Spell(post.key, scenario.day(planned_in_post(scenario, post.team)), newly_qualified=False, ramp_days=1.0)


def measures(world: World, accounts: Accounts) -> dict[str, float]:
    """Give spend by financial year, who pays it, and what each grant's book says at the end."""
    scenario = world.scenario
    spend = accounts.by_year(scenario, accounts.spend.sum(axis=(0, 1)))
    result = {f"spend_gbp:{year}": pence / PENCE for year, pence in spend.items()}
    council = accounts.by_year(scenario, accounts.council)
    result |= {f"council_gbp:{year}": pence / PENCE for year, pence in council.items()}
    in_tables = [table.strand for table in scenario.money.tables if any(table.pay_gbp)]
    planned = accounts.by_year(scenario, accounts.spend_on(in_tables))
    result |= _against_tables(scenario, planned) | _unfunded(scenario, accounts)
    result["agency_gbp"] = float(accounts.spend[AGENCY].sum()) / PENCE
    result["acting_up_gbp"] = _acting_up_gbp(world)
    first, growth = min(spend), 1.0 + world.draw["price_index_growth"]
    result["spend_real_gbp"] = sum(pence / PENCE / growth ** (year - first) for year, pence in spend.items())
    for book in accounts.books:
        result |= _of_grant(book) | _stranded(world, book.grant)
    return result


def _against_tables(scenario: Scenario, spend: dict[int, int]) -> dict[str, float]:
    """Give what is left of the council's tables in each whole year; delay lowers spend.

    Strands whose table plans no money at all are in no table of the council's, and their spend is not set against them.
    """
    tables = tables_total(scenario)
    whole = [y.year for y in financial_years(scenario) if y.first_day >= 0 and y.end_day <= scenario.horizon_days]
    return {f"underspend_gbp:{year}": tables[year] - spend[year] / PENCE for year in whole if year in tables}


def _unfunded(scenario: Scenario, accounts: Accounts) -> dict[str, float]:
    """Give the spend after a grant's last day, by year: posts are permanent, they stay and somebody pays."""
    after = np.zeros(accounts.edges.size - 1, np.int64)
    ends = []
    for grant in scenario.money.grants:
        end = end_day(scenario, grant)
        ends.append(end)
        after += np.where(accounts.edges[:-1] >= end, accounts.spend_on(grant.strands), 0)
    by_year = accounts.by_year(scenario, after)
    later = [year.year for year in financial_years(scenario) if ends and year.end_day > min(ends)]
    return {f"unfunded_gbp:{year}": by_year[year] / PENCE for year in later}


def _acting_up_gbp(world: World) -> float:
    """Give the allowances of who acts up, from day 0; what an empty role frees pays for who fills the last gap."""
    per_day = world.draw["acting_up_allowance_gbp"] / DAYS_PER_YEAR
    horizon, days = world.scenario.horizon_days, 0.0
    for event in world.ledger.events:
        if event.what == "acting_up":
            days += horizon - max(event.day, 0.0)
        elif event.what == "acting_up_over":
            days -= horizon - max(event.day, 0.0)
    return days * per_day


def _of_grant(book: Book) -> dict[str, float]:
    key = book.grant.key
    received = book.instalments + book.gated
    totals = {"received": received, "gated": book.gated, "charged": book.charged, "elsewhere": book.elsewhere}
    result = {f"grant_{name}_gbp:{key}": float(pence.sum()) / PENCE for name, pence in totals.items()}
    result[f"grant_returned_gbp:{key}"] = float(book.returned.sum()) / PENCE
    return result | {f"grant_balance_gbp:{key}": float(book.balance[-1]) / PENCE}


def _stranded(world: World, grant: Grant) -> dict[str, float]:
    """Give the permanent posts somebody holds on the day after a grant, and what they cost in a year."""
    scenario, day = world.scenario, end_day(world.scenario, grant)
    if day > scenario.horizon_days:
        return {}
    strand_of = {team.key: team.strand for team in scenario.teams}
    funded = [post for post in scenario.posts if strand_of[post.team] in grant.strands]
    held = {post.key: world.staff.in_post(post.key, day) for post in funded}
    spells = {key: replace(spell, left_day=np.inf) for key, spell in held.items() if spell and spell.permanent}
    first, last = financial_year_of(scenario.start), financial_year_of(grant.ends_on) + 1
    years = years_between(scenario.start, first, last)
    of_day = next(year for year in years if year.first_day <= day < year.end_day)
    staff = Staff({post: [spell] for post, spell in spells.items()})
    gbp = Bill(scenario, staff, world.draw, years).between(np.array([day, of_day.end_day]))
    a_year = (of_day.end_day - of_day.first_day) / (of_day.end_day - day)
    return {
        f"stranded_posts:{grant.key}": float(len(spells)),
        f"stranded_fte:{grant.key}": sum(post.fte for post in funded if post.key in spells),
        f"stranded_gbp:{grant.key}": float(gbp[[PAY, OTHER]].sum()) * a_year,
    }


def monthly(world: World, accounts: Accounts) -> dict[str, Floats]:
    """Give what had been spent and what each grant had left at the end of each month, (month,) pounds."""
    ends = np.searchsorted(accounts.edges, month_edges(world.scenario)[1:]) - 1

    def so_far(pence: Pence) -> Floats:
        return np.asarray(np.cumsum(pence)[ends] / PENCE)

    spend = accounts.spend.sum(axis=(0, 1))
    result = {"spend_gbp_so_far": so_far(spend), "council_gbp_so_far": so_far(accounts.council)}
    for book in accounts.books:
        result[f"grant_charged_gbp_so_far:{book.grant.key}"] = so_far(book.charged)
        result[f"grant_balance_gbp:{book.grant.key}"] = np.asarray(book.balance[ends] / PENCE)
    return result
