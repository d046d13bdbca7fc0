"""Staff in post to pounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_plans import a_plan, a_post, lived, populated, put_in_post, the_2017_plan

from sfpc_sim.model import money

PLAIN = {"oncost_rate": 0.3, "early_pay_award": 0.0, "later_pay_award": 0.0}


def test_the_councils_tables_add_up_to_the_pound():
    """Tables 4 to 7 give 943, 1,884, 1,935 and 1,977 thousand, and £4.76 million to March 2020."""
    totals = money.tables_total(the_2017_plan())

    assert totals == {2017: 943_000, 2018: 1_884_000, 2019: 1_935_000, 2020: 1_977_000}
    assert sum(list(totals.values())[:3]) == 4_762_000


def test_the_build_up_from_grades_is_within_a_twentieth_of_each_year():
    """Grades, increments, awards and on-cost explain the council's tables without being fitted to them."""
    rows = money.planned_cost(the_2017_plan())

    assert [row.year for row in rows] == [2017, 2018, 2019, 2020]
    assert all(abs(row.difference) < 0.05 for row in rows), rows


def test_a_salary_grows_by_one_point_each_april_to_the_top_of_its_grade():
    """In post on 1 October: second point, then the third on 1 April, and no further."""
    plan = a_plan([a_post()], **PLAIN)
    world = populated(plan)
    put_in_post(world, "post", plan.day(date(2017, 10, 1)))

    spend = money.spend_by_year(world)

    pay = [31_000 * 182 / 365, 32_000, 32_000]
    beyond = [1_500, 3_000, 3_000]
    assert [spend[year] for year in (2017, 2018, 2019)] == pytest.approx(
        [p * 1.3 + b for p, b in zip(pay, beyond, strict=True)]
    )


def test_who_starts_after_october_waits_another_year_for_the_first_increment():
    """Six months are not over on 1 April."""
    plan = a_plan([a_post()], **PLAIN)
    world = populated(plan)
    put_in_post(world, "post", plan.day(date(2017, 10, 2)))

    spend = money.spend_by_year(world)
    assert [spend[2018], spend[2019]] == pytest.approx([31_000 * 1.3 + 3_000, 32_000 * 1.3 + 3_000])


def test_pay_awards_compound_from_the_pay_scales_own_year():
    """Two awards of a tenth make a fifth and a hundredth more."""
    plan = a_plan([a_post()], **(PLAIN | {"early_pay_award": 0.1}))
    world = populated(plan)
    put_in_post(world, "post", 0.0)

    assert money.spend_by_year(world)[2019] == pytest.approx(32_000 * 1.21 * 1.3 + 3_000)


def test_a_vacancy_costs_neither_pay_nor_other_costs_but_fixed_costs_go_on():
    """Half a year with nobody in post leaves half of pay and other costs, and all of what is fixed."""
    plan = a_plan([a_post()], **PLAIN)
    world = populated(plan)
    put_in_post(world, "post", 0.0, left=plan.day(date(2018, 10, 1)))

    share = 183 / 365
    assert money.spend_by_year(world)[2018] == pytest.approx(share * (32_000 * 1.3 + 2_000) + 1_000)


def test_what_is_spent_after_the_grant_is_unfunded():
    """Posts are permanent: from April 2020 the whole cost is the council's own."""
    measured = money.measures(lived(the_2017_plan()))

    assert {key for key in measured if key.startswith("unfunded")} == {"unfunded_gbp:2020", "unfunded_gbp:2021"}
    assert measured["unfunded_gbp:2020"] == measured["spend_gbp:2020"] > 0.0
    assert measured["spend_gbp:2017"] < 943_000


def test_the_grants_end_may_fall_within_a_financial_year():
    """Only the days after the grant's last one are unfunded."""
    plan = a_plan([a_post()], **PLAIN)
    world = populated(replace(plan, money=replace(plan.money, grant_ends_on=date(2019, 9, 30))))
    put_in_post(world, "post", 0.0)

    unfunded = money.unfunded_by_year(world)

    assert unfunded[2018] == 0.0
    assert unfunded[2019] == pytest.approx((32_000 * 1.3 + 3_000) * 183 / 366)


def test_without_a_programme_nothing_is_spent():
    """Not even what is fixed."""
    measured = money.measures(lived(the_2017_plan(enabled=False)))

    assert {value for key, value in measured.items() if key.startswith("spend")} == {0.0}


def test_the_posts_of_a_late_plan_cost_less_in_the_first_year():
    """Delay lowers spend: the same world with recruitment three months later."""
    early, late = the_2017_plan(), the_2017_plan(recruitment_from=date(2017, 9, 23))

    spend = [[money.spend_by_year(lived(plan, n))[2017] for n in range(1, 11)] for plan in (early, late)]
    assert np.mean(spend[1]) < np.mean(spend[0])


def test_a_placement_costs_the_mix_of_fostering_and_residential():
    """12% residential at 180 thousand and the rest fostering at 23; then it grows."""
    fixed = {"fostering_cost_gbp": 23_000, "residential_cost_gbp": 180_000, "early_placement_growth": 0.1}
    draw = populated(a_plan(**fixed)).draw

    assert money.placement_cost_gbp_per_year(draw, 2017) == pytest.approx(41_840)
    assert money.placement_cost_gbp_per_year(draw, 2019) == pytest.approx(41_840 * 1.21)
