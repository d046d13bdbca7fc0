"""What is said of money."""

from __future__ import annotations

from typing import Any

from made_up_estimates import estimates, spread

from sfpc_sim.outputs.sections.money import money_lines, report_gbp

FACTS: dict[str, Any] = {
    "programme": {"enabled": True},
    "money": {
        "tables_first_year": 2017,
        "tables": [
            {"pay_gbp": [1e5, 2e5], "other_gbp": [1e4, 2e4], "fixed_gbp": [0.0, 5e3]},
            {"pay_gbp": [1e6, 1e6], "other_gbp": [0.0, 0.0], "fixed_gbp": [0.0, 0.0]},
        ],
        "grants": [{"key": "innovation", "title": "A grant", "ends_on": "2020-03-31"}],
    },
}


def thousands_of(p10: float, p50: float, p90: float) -> dict[str, float]:
    return spread(1000 * p10, 1000 * p50, 1000 * p90)


def test_the_reports_tables_add_up_by_financial_year() -> None:
    """Pay, other and fixed together."""
    assert report_gbp(FACTS["money"]) == {2017: 1_110_000.0, 2018: 1_225_000.0}


def test_each_year_has_its_spend_beside_the_tables_and_who_pays() -> None:
    """A year without tables leaves their columns blank."""
    found = estimates(
        spend_gbp__2018=thousands_of(1_100, 1_200, 1_300),
        underspend_gbp__2018=thousands_of(-75, 25, 125),
        council_gbp__2018=thousands_of(0, 10, 20),
        spend_gbp__2021=thousands_of(1, 2, 3),
    )
    assert money_lines(FACTS, found) == [
        "           spend                        report's tables  left of the tables    paid by the council",
        "  2018/19  £1,100k | £1,200k | £1,300k  £1,225k          -£75k | £25k | £125k  £0k | £10k | £20k",
        "  2021/22  £1k | £2k | £3k",
    ]


def test_a_grants_book_and_the_posts_it_strands_are_told() -> None:
    """What is nothing in every future is not said."""
    found = estimates(
        grant_received_gbp__innovation=thousands_of(96, 96, 96),
        grant_gated_gbp__innovation=thousands_of(0, 22, 22),
        grant_returned_gbp__innovation=thousands_of(0, 0, 0),
        grant_balance_gbp__innovation=thousands_of(0, 2, 3),
        stranded_posts__innovation=spread(20, 22, 24),
        stranded_fte__innovation=spread(19.5, 21.5, 24),
        stranded_gbp__innovation=thousands_of(9, 95, 99),
    )
    assert money_lines(FACTS, found) == [
        "  A grant: received £96k | £96k | £96k; of it gated £0k | £22k | £22k; left at the end £0k | £2k | £3k",
        "  Posts stranded when it ends on 31 Mar 2020: 20 | 22 | 24 (FTE 19.5 | 21.5 | 24.0), £9k | £95k | £99k a year",
    ]


def test_a_grants_book_adds_up_and_says_who_pays_what_it_does_not() -> None:
    """Of 96 received 60 go to the plan, 30 elsewhere and 6 back; where 5 less go elsewhere the council pays them."""
    book = {
        "grant_received_gbp__innovation": thousands_of(91, 96, 96),
        "grant_charged_gbp__innovation": thousands_of(60, 60, 60),
        "grant_returned_gbp__innovation": thousands_of(6, 6, 6),
    }
    said = "  A grant: received £91k | £96k | £96k; spent by the plan £60k | £60k | £60k; on purposes outside it"
    everywhere = estimates(**book, grant_elsewhere_gbp__innovation=thousands_of(30, 30, 30))
    assert money_lines(FACTS, everywhere) == [f"{said} £30k | £30k | £30k;", "    returned £6k | £6k | £6k"]

    short = estimates(**book, grant_elsewhere_gbp__innovation={**thousands_of(25, 30, 30), "mean": 29_000.0})
    assert money_lines(FACTS, short)[2:] == [
        "    What the grant fails to pay for purposes outside the plan is in what the council pays.",
    ]


def test_what_is_avoided_has_its_two_parts_and_exits_their_cost() -> None:
    """Fewer children and a cheaper mix; a plan that discharges more pays for it."""
    found = estimates(
        placement_cost_avoided_gbp=thousands_of(90, 100, 110),
        placement_cost_avoided_by_fewer_children_gbp=thousands_of(60, 70, 80),
        placement_cost_avoided_by_cheaper_mix_gbp=thousands_of(20, 30, 40),
        total_exit_costs_gbp=thousands_of(5, 6, 7),
        exit_costs_avoided_gbp=thousands_of(-2, -1, 0),
    )
    assert money_lines(FACTS, found) == [
        "  Placement cost avoided: £100k (CI £100k to £100k)  £90k | £100k | £110k",
        "    of it by fewer children £70k (CI £70k to £70k); by a cheaper mix £30k (CI £30k to £30k)",
        "  Guardianship, staying put, leaving care, all years: £5k | £6k | £7k; avoided -£1k (CI -£1k to -£1k)",
    ]


def test_without_a_programme_nothing_is_spent() -> None:
    """And that is said."""
    none = FACTS | {"programme": {"enabled": False}}
    assert money_lines(none, estimates(spend_gbp__2018=thousands_of(0, 0, 0))) == ["  no programme: nothing is spent"]
