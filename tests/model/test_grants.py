"""The grants' books: to the penny, in every interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_plans import a_plan, a_post, lived, populated, put_in_post, the_2017_plan

from sfpc_sim.inputs.finance import Grant
from sfpc_sim.model.grants import Accounts, Book, balance_gbp, keep_book, open_accounts, spent_gbp
from sfpc_sim.model.months import financial_years, month_edges

MILLION = 1_000_000
PENCE = st.integers(0, 10**11)
GRANT = Grant("grant", "A grant", 3.0 * MILLION, 1.0 * MILLION, "gate", 2017, 2, date(2019, 3, 31), ("strand",))


def closes(book: Book, spent: np.ndarray) -> bool:
    """Tell whether received + council = spent + returned + change of balance in every interval, in whole pence."""
    change = np.diff(book.balance, prepend=0)
    return bool(np.all(book.instalments + book.gated + book.council == spent + book.returned + change))


def pence(gbp: float) -> int:
    return round(gbp * 100)


def accounts_of(world) -> Accounts:
    return open_accounts(world)


def with_grant(plan, **changes):
    return replace(plan, money=replace(plan.money, grants=(replace(plan.money.grants[0], **changes),)))


@given(
    st.lists(st.tuples(PENCE, PENCE, PENCE, PENCE), min_size=1, max_size=30),
    st.integers(0, 30),
    st.floats(0.0, 1.0),
)
def test_a_book_closes_whatever_is_received_and_spent(flows, ends, returned_share):
    """No penny is lost or made, the balance is never below zero, and nothing is charged after the end."""
    instalments, gated, elsewhere, spend = np.array(flows, np.int64).T
    ends = min(ends, spend.size)
    # A grant is paid before its end.
    instalments, gated = (np.where(np.arange(spend.size) < ends, each, 0) for each in (instalments, gated))

    book = keep_book(GRANT, instalments, gated, elsewhere, spend, ends, returned_share)

    assert closes(book, elsewhere + spend)
    assert np.all(book.balance >= 0)
    assert np.all(book.council >= 0)
    assert np.all(book.charged <= spend)
    assert book.charged[ends:].sum() == book.elsewhere[ends:].sum() == 0
    assert np.array_equal(book.council[ends:], (elsewhere + spend)[ends:])


def test_the_council_pays_only_what_the_balance_does_not():
    """Ten in, four a month and one elsewhere: two months are paid, the third in part, and of the fourth nothing."""
    none, four, one = np.zeros(4, np.int64), np.full(4, 4), np.full(4, 1)

    book = keep_book(GRANT, np.array([12, 0, 0, 0]), none, one, four, 4, 1.0)

    assert book.charged.tolist() == [4, 4, 1, 0]
    assert book.elsewhere.tolist() == [1, 1, 1, 0]
    assert book.council.tolist() == [0, 0, 3, 5]


def test_what_is_left_at_the_end_goes_back_or_is_kept():
    """Half of it by the share given; the other half stays in the balance."""
    none = np.zeros(3, np.int64)

    book = keep_book(GRANT, np.array([100, 0, 0]), none, none, np.array([10, 10, 10]), 2, 0.5)

    assert book.returned.tolist() == [0, 0, 40]
    assert book.balance.tolist() == [90, 80, 40]


@pytest.mark.parametrize("gate_day", [None, 400.0, 1200.0])
def test_every_book_of_the_innovation_grant_closes_to_the_penny(gate_day):
    """Simulated posts, the gate open early, late or never: year by year and month by month, in several worlds."""
    plan = the_2017_plan()
    for number in range(1, 6):
        world = lived(plan, number)
        world.gates_opened = {} if gate_day is None else {"satisfactory-progress": gate_day}
        accounts = accounts_of(world)
        (book,) = accounts.books

        spend = accounts.spend_on(book.grant.strands)
        before_end = accounts.edges[:-1] < plan.day(date(2020, 4, 1))
        due_elsewhere = _evenly(pence(4_837_000), np.diff(accounts.edges) * before_end)
        assert closes(book, spend + due_elsewhere)
        by_year = accounts.by_year(plan, spend)
        assert sum(by_year.values()) == spend.sum() == accounts.spend.sum()
        received = (book.instalments + book.gated).sum()
        # A gate that opens after the grant's end opens nothing.
        assert received == pence(9_600_000 if gate_day == 400.0 else 7_320_000)


def test_instalments_come_each_april_in_equal_parts_unless_said_otherwise():
    """Two million in two years; with a ratio of a half the second is half of the first."""
    plan = with_grant(a_plan([a_post()]), **_terms(GRANT))
    april = [0, 12]

    book = accounts_of(populated(plan)).book("grant")
    assert book.instalments[april].tolist() == [pence(MILLION)] * 2
    front_loaded = replace(plan, register=a_plan(grant_instalment_ratio=0.5).register)
    book = accounts_of(populated(front_loaded)).book("grant")
    assert book.instalments[april].tolist() == [133_333_333, 66_666_667]
    assert book.instalments.sum() == 2 * pence(MILLION)


def test_instalments_and_costs_of_before_the_plan_are_there_when_it_starts():
    """A grant that began two years earlier: two instalments and two years of other purposes in the first month."""
    plan = with_grant(
        a_plan([a_post()]), first_year=2015, years=3, ends_on=date(2020, 3, 31), total_gbp=3e6, elsewhere_gbp=1e6
    )

    book = accounts_of(populated(plan)).book("grant")

    assert book.instalments[0] == pence(3e6)
    years = (date(2017, 5, 1) - date(2015, 4, 1)).days / (date(2020, 4, 1) - date(2015, 4, 1)).days
    assert book.elsewhere[0] == pence(1e6 * years)
    assert book.elsewhere.sum() == pence(1e6)


def test_gated_money_comes_in_the_month_its_gate_opens():
    """On 15 September 2018, and not before: the balance shows it."""
    plan = with_grant(a_plan([a_post()]), **_terms(GRANT))
    world = populated(plan)
    opened = plan.day(date(2018, 9, 15))
    world.gates_opened["gate"] = opened

    book = accounts_of(world).book("grant")

    month = int(np.searchsorted(month_edges(plan), opened, side="right")) - 1
    assert np.flatnonzero(book.gated).tolist() == [month]
    assert book.gated[month] == pence(MILLION)
    assert balance_gbp(world, opened - 1.0, "grant") < balance_gbp(world, opened, "grant") - 0.99 * MILLION


def test_a_rule_may_ask_for_the_books_on_any_day_that_has_come():
    """Spend so far and balance on a day are what the months' books say at that month's end."""
    plan = the_2017_plan()
    world = lived(plan)
    accounts = accounts_of(world)
    month = 20
    day = float(month_edges(plan)[month])

    assert spent_gbp(world, day) == pytest.approx(accounts.spend[..., :month].sum() / 100)
    book = accounts.book("innovation")
    assert spent_gbp(world, day, "innovation") == pytest.approx(book.charged[:month].sum() / 100)
    assert balance_gbp(world, day, "innovation") == pytest.approx(book.balance[month - 1] / 100)
    assert spent_gbp(world, 0.0) == balance_gbp(world, 0.0, "innovation") == 0.0


def test_what_is_left_on_a_grants_last_day_can_still_be_asked_for_and_goes_back_the_day_after():
    """A rule about the balance at the grant's end must not meet a book that is closed already."""
    plan = the_2017_plan()
    world = lived(plan)
    world.gates_opened["satisfactory-progress"] = 400.0
    last = plan.day(date(2020, 3, 31))

    assert balance_gbp(world, last + 1.0, "innovation") > 0.0
    assert balance_gbp(world, last + 2.0, "innovation") == 0.0


def test_a_strand_no_grant_pays_for_is_the_councils():
    """Its spend never touches the grant."""
    plan = with_grant(a_plan([a_post()]), strands=("other",))
    table = replace(plan.money.tables[0], strand="other")
    plan = replace(plan, money=replace(plan.money, tables=(*plan.money.tables, table)))
    world = populated(plan)
    put_in_post(world, "post", 0.0)

    accounts = accounts_of(world)

    own = accounts.spend_on(("strand",))
    assert own.sum() > 0
    paid_after_the_grant = accounts.spend_on(("other",)).sum() - accounts.book("grant").charged.sum()
    assert accounts.council.sum() == own.sum() + paid_after_the_grant


def test_financial_years_hold_every_month_once():
    """Adding up by year loses nothing, whichever day the grant ends on."""
    plan = with_grant(a_plan([a_post()]), ends_on=date(2019, 9, 15))
    world = populated(plan)
    put_in_post(world, "post", 100.0)
    accounts = accounts_of(world)

    by_year = accounts.by_year(plan, accounts.spend.sum(axis=(0, 1)))

    assert list(by_year) == [year.year for year in financial_years(plan)]
    assert sum(by_year.values()) == accounts.spend.sum()


def _evenly(total: int, days: np.ndarray) -> np.ndarray:
    return np.diff(np.rint(np.cumsum(days) / days.sum() * total).astype(np.int64), prepend=0)


def _terms(grant: Grant) -> dict[str, object]:
    fields = ("total_gbp", "gated_gbp", "gate", "first_year", "years", "ends_on")
    return {field: getattr(grant, field) for field in fields}
