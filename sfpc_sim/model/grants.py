"""The grants' books, in whole pence: what came in, what was charged to it, what went back, what the council pays.

Every book closes: what was received and what the council paid is what was spent, here and
elsewhere, what was returned and what the balance changed by, to the penny in every interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.months import april_day, financial_years, month_edges
from sfpc_sim.model.once import once
from sfpc_sim.model.salaries import KINDS, Bill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.finance import Grant
    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Pence = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Book:
    """One grant's book; pence (interval,) but for the grant itself."""

    grant: Grant
    instalments: Pence
    gated: Pence  # received when the gate opened
    elsewhere: Pence  # charged by purposes outside the plan's cost tables
    charged: Pence  # charged by the strands it pays for
    returned: Pence  # to the funder, after the grant's last day
    council: Pence  # what the grant did not cover of either

    @property
    def balance(self) -> Pence:
        """What is left at the end of each interval, (interval,)."""
        movement = self.instalments + self.gated - self.elsewhere - self.charged - self.returned
        return np.asarray(np.cumsum(movement))


@dataclass(frozen=True, slots=True)
class Accounts:
    """A plan's money in one world: spend in pence (kind, strand, interval), and a book for each grant."""

    edges: Floats  # (interval + 1,) days: starts of months, and the day after each grant's last
    spend: Pence
    strands: tuple[str, ...]
    books: tuple[Book, ...]

    @property
    def council(self) -> Pence:
        """What the council itself pays, (interval,): what no grant covers, and strands without a grant."""
        granted = {strand for book in self.books for strand in book.grant.strands}
        own = [i for i, strand in enumerate(self.strands) if strand not in granted]
        return np.asarray(self.spend[:, own].sum(axis=(0, 1)) + sum(book.council for book in self.books))

    def spend_on(self, strands: Sequence[str]) -> Pence:
        """Give the spend on some strands, (interval,)."""
        return np.asarray(self.spend[:, [self.strands.index(strand) for strand in strands]].sum(axis=(0, 1)))

    def book(self, grant: str) -> Book:
        """Give a grant's book by its key."""
        return next(book for book in self.books if book.grant.key == grant)

    def by_year(self, scenario: Scenario, pence: Pence) -> dict[int, int]:
        """Add intervals up by financial year."""
        years = financial_years(scenario)
        bounds = np.searchsorted(self.edges[:-1], [years[0].first_day, *(year.end_day for year in years)])
        so_far = np.append(0, np.cumsum(pence))[bounds]
        return dict(zip((year.year for year in years), np.diff(so_far).tolist(), strict=True))


def open_accounts(world: World, until_day: float | None = None) -> Accounts:
    """Keep a world's books from its first day to the horizon, or to a day that has come; what is past stays so."""
    until = world.scenario.horizon_days if until_day is None else until_day
    if until > world.env.now:
        return _accounts(world, until)
    state = until, len(world.gates_opened)
    if state not in world.accounts:
        world.accounts[state] = _accounts(world, until)
    return world.accounts[state]


def _accounts(world: World, until: float) -> Accounts:
    scenario = world.scenario
    cuts = _cuts(scenario)
    edges = np.append(cuts[cuts < until], until)
    strands = tuple(table.strand for table in scenario.money.tables)
    if not scenario.programme.enabled:
        return Accounts(edges, np.zeros((KINDS, len(strands), edges.size - 1), np.int64), strands, ())
    bill = Bill(scenario, world.staff, world.draw, financial_years(scenario))
    accounts = Accounts(edges, _pence(bill.between(edges)), strands, ())
    return replace(accounts, books=tuple(_book(world, accounts, grant) for grant in scenario.money.grants))


def _book(world: World, accounts: Accounts, grant: Grant) -> Book:
    """Gather what comes in and what is due, and keep one grant's book."""
    scenario, draw, edges = world.scenario, world.draw, accounts.edges
    instalments = _instalments(scenario, grant, draw["grant_instalment_ratio"], edges)
    gated = _gated(scenario, grant, world.gates_opened.get(grant.gate or "", np.inf), edges)
    before_end = int(np.searchsorted(edges[1:], end_day(scenario, grant), side="right"))
    due = _elsewhere(scenario, grant, edges), accounts.spend_on(grant.strands)
    return keep_book(grant, instalments, gated, *due, before_end, draw["grant_unspent_returned_share"])


def keep_book(
    grant: Grant, instalments: Pence, gated: Pence, elsewhere: Pence, spend: Pence, ends: int, returned_share: float
) -> Book:
    """Charge a grant until its end or as far as its balance goes; purposes outside the plan come first.

    Parameters
    ----------
    instalments, gated : (interval,) pence received at the start of each interval
    elsewhere, spend : (interval,) pence due, for purposes outside the plan and by its strands
    ends : number of intervals before the grant's end
    returned_share : of what is left at its end, from 0 to 1, goes back in the interval after; the rest is kept
    """
    charged = np.zeros((2, spend.size), np.int64)
    returned = np.zeros(spend.size, np.int64)
    balance = 0
    received, due = (instalments + gated).tolist(), (elsewhere.tolist(), spend.tolist())
    for i in range(ends):
        balance += received[i]
        for row in (0, 1):
            paid = charged[row, i] = min(due[row][i], balance)
            balance -= paid
    if ends < spend.size:
        returned[ends] = round(balance * returned_share)
    council = elsewhere + spend - charged.sum(axis=0)
    return Book(grant, instalments, gated, charged[0], charged[1], returned, council)


def end_day(scenario: Scenario, grant: Grant) -> float:
    """Give the clock at the end of the last day a grant pays for."""
    return scenario.day(grant.ends_on) + 1.0


def spent_gbp(world: World, day: float, grant: str | None = None) -> float:
    """Give what has been spent by a day that has come, or what of it was charged to a grant."""
    if day <= 0.0 or not world.scenario.programme.enabled:
        return 0.0
    accounts = open_accounts(world, day)
    return float(accounts.spend.sum() if grant is None else accounts.book(grant).charged.sum()) / 100


def balance_gbp(world: World, day: float, grant: str) -> float:
    """Give what a grant has received and not yet spent by a day that has come."""
    if day <= 0.0 or not world.scenario.programme.enabled:
        return 0.0
    return float(open_accounts(world, day).book(grant).balance[-1]) / 100


@once
def _cuts(scenario: Scenario) -> Floats:
    """List the first days of months, and the day after each grant's last."""
    ends = [end_day(scenario, grant) for grant in scenario.money.grants]
    edges = np.unique(np.concatenate([month_edges(scenario), ends]))
    return np.asarray(edges[edges >= 0.0])


def _pence(gbp: Floats) -> Pence:
    """Round pounds (..., interval) to pence such that no stretch is off by more than a penny."""
    so_far = np.rint(np.cumsum(gbp, axis=-1) * 100).astype(np.int64)
    return np.diff(so_far, axis=-1, prepend=0)


def _instalments(scenario: Scenario, grant: Grant, ratio: float, edges: Floats) -> Pence:
    """Receive what is not gated each 1 April; an instalment of before the plan is there when it starts."""
    weights = ratio ** np.arange(grant.years)
    amounts = _pence((grant.total_gbp - grant.gated_gbp) * weights / weights.sum())
    days = [april_day(scenario, grant.first_year + year) for year in range(grant.years)]
    received = np.zeros(edges.size - 1, np.int64)
    for day, amount in zip(days, amounts, strict=True):
        if day < min(edges[-1], end_day(scenario, grant)):
            received[_interval(edges, max(day, 0.0))] += amount
    return received


def _gated(scenario: Scenario, grant: Grant, opened_day: float, edges: Floats) -> Pence:
    """Receive the gated money in the interval in which the gate opens, unless the grant is over by then."""
    received = np.zeros(edges.size - 1, np.int64)
    if opened_day < end_day(scenario, grant) and opened_day <= edges[-1]:
        received[_interval(edges, opened_day)] = round(grant.gated_gbp * 100)
    return received


def _interval(edges: Floats, day: float) -> int:
    return min(int(np.searchsorted(edges, day, side="right")) - 1, edges.size - 2)


def _elsewhere(scenario: Scenario, grant: Grant, edges: Floats) -> Pence:
    """Spread what goes to purposes outside the plan evenly over the grant's life; what is past is due at once."""
    first, end = april_day(scenario, grant.first_year), end_day(scenario, grant)
    begins = np.append(min(first, edges[0]), edges[1:-1])
    days = np.minimum(edges[1:], end) - np.maximum(begins, first)
    return _pence(np.maximum(days, 0.0) * grant.elsewhere_gbp / (end - first))
