"""Staff in post to pounds, and what is told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import isnan

import numpy as np
import pytest
from small_plans import a_plan, a_post, lived, populated, put_in_post, the_2017_plan

from sfpc_sim.inputs.loading import load
from sfpc_sim.model import money
from sfpc_sim.model.grants import open_accounts

PLAIN = {"oncost_rate": 0.3, "early_pay_award": 0.0, "later_pay_award": 0.0}


def measured(world) -> dict[str, float]:
    return money.measures(world, open_accounts(world))


def spend(world) -> dict[int, float]:
    told = measured(world)
    return {int(key.partition(":")[2]): value for key, value in told.items() if key.startswith("spend_gbp:")}


def pounds(*values: float) -> object:
    """Expect pounds to the penny: books are kept in whole pence."""
    return pytest.approx(values if len(values) > 1 else values[0], abs=0.011)


def test_the_councils_tables_add_up_to_the_pound():
    """Tables 4 to 7 give 943, 1,884, 1,935 and 1,977 thousand, and £4.76 million to March 2020."""
    totals = money.tables_total(the_2017_plan())

    assert totals == {2017: 943_000, 2018: 1_884_000, 2019: 1_935_000, 2020: 1_977_000}
    assert sum(list(totals.values())[:3]) == 4_762_000


def test_the_build_up_from_grades_is_within_a_fiftieth_of_each_year():
    """Grades, increments, awards and on-cost explain the council's tables, year by year."""
    rows = money.planned_cost(the_2017_plan())

    assert [row.year for row in rows] == [2017, 2018, 2019, 2020]
    assert all(abs(row.difference) < 0.02 for row in rows), rows


def test_without_awards_pay_stays_that_of_the_scales_own_year():
    """What awards add to the build-up is what they compound to; other costs know no awards."""
    plan = a_plan([a_post()], **(PLAIN | {"early_pay_award": 0.1}))

    plain, awarded = (money.planned_cost(plan, awards=awards) for awards in (False, True))

    assert [row.staffing_gbp for row in plain] == pounds(31_000 * 1.3 * 182 / 365, 32_000 * 1.3)
    assert awarded[1].staffing_gbp == pounds(32_000 * 1.3 * 1.1)
    assert awarded[1].model_gbp - awarded[1].staffing_gbp == pounds(3_000)


def test_a_team_with_a_date_of_its_own_is_built_up_from_that_date():
    """Half of the posts come half a year later, and only half of the first year's pay is theirs."""
    late = replace(the_2017_plan().teams[0], key="team", strand="strand", planned_in_post_on=date(2018, 1, 1))
    plan = replace(a_plan([a_post()], **PLAIN), teams=(late,))

    assert money.planned_cost(plan)[0].staffing_gbp == pounds(31_000 * 1.3 * 90 / 365)


def test_the_sfpc_structure_costs_what_the_council_said():
    """Staffing 1,148 thousand rising to 1,238 thousand before awards; 8.26 million in five years with 2% awards."""
    plan = load("sfpc-2020")
    plain = money.planned_cost(plan, awards=False)
    in_pay = {2020: 1_148_000, 2023: 1_238_000, 2024: 1_238_000}

    assert sum(post.fte for post in plan.posts) == pytest.approx(20.2)
    assert {r.year: r.staffing_gbp for r in plain if r.year in in_pay} == pytest.approx(in_pay, rel=0.02)
    two_percent = replace(plan.register["early_pay_award"], name="later_pay_award", level="year")
    others = tuple(a for a in plan.register.assumptions if a.name != "later_pay_award")
    plan = replace(plan, register=replace(plan.register, assumptions=(*others, two_percent)))
    assert sum(row.model_gbp for row in money.planned_cost(plan)) == pytest.approx(8_260_000, rel=0.02)


def test_a_salary_grows_by_one_point_each_april_to_the_top_of_its_grade():
    """In post on 1 October: second point, then the third on 1 April, and no further."""
    plan = a_plan([a_post()], **PLAIN)
    world = populated(plan)
    put_in_post(world, "post", plan.day(date(2017, 10, 1)))

    pay = [31_000 * 182 / 365, 32_000, 32_000]
    beyond = [1_500, 3_000, 3_000]
    assert [spend(world)[year] for year in (2017, 2018, 2019)] == pounds(
        *(p * 1.3 + b for p, b in zip(pay, beyond, strict=True))
    )


def test_who_starts_after_october_waits_another_year_for_the_first_increment():
    """Six months are not over on 1 April."""
    plan = a_plan([a_post()], **PLAIN)
    world = populated(plan)
    put_in_post(world, "post", plan.day(date(2017, 10, 2)))

    assert [spend(world)[year] for year in (2018, 2019)] == pounds(31_000 * 1.3 + 3_000, 32_000 * 1.3 + 3_000)


def test_pay_awards_compound_from_the_pay_scales_own_year():
    """Two awards of a tenth make a fifth and a hundredth more."""
    plan = a_plan([a_post()], **(PLAIN | {"early_pay_award": 0.1}))
    world = populated(plan)
    put_in_post(world, "post", 0.0)

    assert spend(world)[2019] == pounds(32_000 * 1.21 * 1.3 + 3_000)


def test_a_vacancy_costs_neither_pay_nor_other_costs_but_fixed_costs_go_on():
    """Half a year with nobody in post leaves half of pay and other costs, and all of what is fixed."""
    plan = a_plan([a_post()], **PLAIN)
    world = populated(plan)
    put_in_post(world, "post", 0.0, left=plan.day(date(2018, 10, 1)))

    share = 183 / 365
    assert spend(world)[2018] == pounds(share * (32_000 * 1.3 + 2_000) + 1_000)


def test_agency_staff_cover_a_social_workers_vacancy_by_the_working_day():
    """From the planned day to the first arrival, and from who left on; nobody covers other posts or other plans."""
    plan = a_plan([a_post(social_worker=True), a_post("clerk")], **PLAIN, agency_day_rate_gbp=250.0)
    covered = replace(plan, money=replace(plan.money, agency_cover=True))
    without, cover = populated(plan), populated(covered)
    for world in (without, cover):
        put_in_post(world, "post", plan.day(date(2018, 4, 1)), left=plan.day(date(2019, 4, 1)))

    a_day = 250 * 253 / 365.25
    empty_days = (date(2018, 4, 1) - date(2017, 10, 1)).days + (date(2022, 4, 1) - date(2019, 4, 1)).days
    assert measured(cover)["agency_gbp"] == pounds(a_day * empty_days)
    assert spend(cover)[2019] - spend(without)[2019] == pounds(a_day * 366)
    assert measured(without)["agency_gbp"] == 0.0


def test_a_post_filled_early_and_left_again_is_covered_before_its_planned_day():
    """In post in May, gone in July; cover runs from July, though the plan expected nobody before October."""
    plan = a_plan([a_post(social_worker=True)], **PLAIN, agency_day_rate_gbp=250.0)
    world = populated(replace(plan, money=replace(plan.money, agency_cover=True)))
    put_in_post(world, "post", plan.day(date(2017, 5, 1)), left=plan.day(date(2017, 7, 1)))

    empty_days = (date(2022, 4, 1) - date(2017, 7, 1)).days
    assert measured(world)["agency_gbp"] == pounds(250 * 253 / 365.25 * empty_days)


def test_an_agency_rate_grows_as_pay_does():
    """A tenth a year from the year the rate is of."""
    plan = a_plan([a_post(social_worker=True)], **(PLAIN | {"early_pay_award": 0.1}), agency_day_rate_gbp=250.0)
    world = populated(replace(plan, money=replace(plan.money, agency_cover=True)))

    assert spend(world)[2019] == pounds(250 * 253 / 365.25 * 366 * 1.21 + 1_000)


def test_a_leader_lent_to_a_post_costs_what_the_post_costs():
    """Money asks who is in post, not how they came to be there."""
    plan = a_plan([a_post()], **PLAIN)
    lent, hired = populated(plan), populated(plan)
    put_in_post(hired, "post", 0.0)
    put_in_post(lent, "post", 0.0).append("")
    lent.staff.spells["post"][0].permanent = False

    assert spend(lent) == spend(hired)


def test_acting_up_is_paid_for_the_days_it_lasts():
    """A year at 20,000, and from the last April on to the horizon."""
    plan = a_plan([a_post()], acting_up_allowance_gbp=20_000.0)
    world = populated(plan)
    for day, what in ((0.0, "acting_up"), (365.25, "acting_up_over"), (plan.horizon_days - 365.25, "acting_up")):
        world.ledger.note(day, what, "director")

    assert measured(world)["acting_up_gbp"] == pounds(40_000)


def test_what_is_spent_after_the_grant_is_unfunded():
    """Posts are permanent: from April 2020 the whole cost is the council's own."""
    told = measured(lived(the_2017_plan()))

    assert {key for key in told if key.startswith("unfunded")} == {"unfunded_gbp:2020", "unfunded_gbp:2021"}
    assert told["unfunded_gbp:2020"] == told["spend_gbp:2020"] == told["council_gbp:2020"] > 0.0
    assert told["spend_gbp:2017"] < 943_000


def test_the_grants_end_may_fall_within_a_financial_year():
    """Only the days after the grant's last one are unfunded."""
    plan = a_plan([a_post()], **PLAIN)
    grant = replace(plan.money.grants[0], ends_on=date(2019, 9, 15))
    world = populated(replace(plan, money=replace(plan.money, grants=(grant,))))
    put_in_post(world, "post", 0.0)

    told = measured(world)

    assert "unfunded_gbp:2018" not in told
    assert told["unfunded_gbp:2019"] == pounds((32_000 * 1.3 + 3_000) * 198 / 366)


def test_posts_are_stranded_when_permanent_and_held_on_the_day_after_the_grant():
    """Of four posts one is empty by then and one time-limited; the others cost a year of pay and other costs."""
    plan = a_plan([a_post("a"), a_post("b", fte=0.5), a_post("left"), a_post("lent")], **PLAIN)
    world = populated(plan)
    for key in ("a", "b", "lent"):
        put_in_post(world, key, 0.0)
    put_in_post(world, "left", 0.0, left=plan.day(date(2020, 4, 1)))
    world.staff.spells["lent"][0].permanent = False
    world.staff.spells["a"][0].left_day = plan.day(date(2020, 6, 1))

    told = measured(world)

    assert (told["stranded_posts:grant"], told["stranded_fte:grant"]) == (2.0, 1.5)
    assert told["stranded_gbp:grant"] == pounds(1.5 * 32_000 * 1.3 + 1.5 * 2_000 / 3.5)


def test_what_stranded_posts_cost_is_a_whole_years_cost_whenever_the_grant_ends():
    """A grant that ends in September strands a year's pay too, at the pay of that year."""
    plan = a_plan([a_post()], **PLAIN)
    grant = replace(plan.money.grants[0], ends_on=date(2019, 9, 15))
    world = populated(replace(plan, money=replace(plan.money, grants=(grant,))))
    put_in_post(world, "post", 0.0)

    assert measured(world)["stranded_gbp:grant"] == pounds(32_000 * 1.3 + 2_000)


def test_a_grant_that_outlives_the_plan_strands_nobody():
    """Nothing is said of a day nobody has seen."""
    plan = a_plan([a_post()])
    grant = replace(plan.money.grants[0], ends_on=date(2023, 3, 31))

    assert not any(
        "stranded" in key for key in measured(lived(replace(plan, money=replace(plan.money, grants=(grant,)))))
    )


def test_a_months_delay_leaves_about_as_much_pay_as_the_council_said():
    """The report says about 130 thousand a month; three months later the build-up has 130 to 140 thousand less."""
    on_time, late = (
        money.planned_cost(the_2017_plan(planned_in_post_on=day))[0].staffing_gbp
        for day in (date(2017, 10, 1), date(2018, 1, 1))
    )

    assert 130_000 < (on_time - late) / 3 < 140_000


def test_delay_lowers_spend_and_shows_as_underspend():
    """The same worlds with recruitment three months later: less spend, and as much more of the tables left."""
    early, late = the_2017_plan(), the_2017_plan(recruitment_from=date(2017, 9, 23))

    told = [[measured(lived(plan, n)) for n in range(1, 11)] for plan in (early, late)]
    spent, left = (
        np.array([[each[name] for each in plan] for plan in told]) for name in ("spend_gbp:2017", "underspend_gbp:2017")
    )
    assert spent[1].mean() < spent[0].mean()
    assert spent + left == pytest.approx(np.full((2, 10), 943_000.0))


def test_without_a_programme_nothing_is_spent():
    """Not even what is fixed, and no grant is received."""
    told = measured(lived(the_2017_plan(enabled=False)))

    assert {value for key, value in told.items() if key.startswith(("spend", "council", "unfunded"))} == {0.0}
    assert not any(key.startswith("grant") for key in told)


def test_a_total_in_first_years_prices_takes_the_index_off():
    """Spend of the third year counts for 1 / 1.1² where prices rise by a tenth."""
    plan = a_plan([a_post()], **PLAIN, price_index_growth=0.1)
    world = populated(plan)
    put_in_post(world, "post", 0.0)

    by_year = spend(world)
    expected = sum(gbp / 1.1 ** (year - 2017) for year, gbp in by_year.items())
    assert measured(world)["spend_real_gbp"] == pytest.approx(expected)
    assert expected < sum(by_year.values())


def test_month_by_month_spend_grows_to_the_years_total():
    """The last month's running total is what all years add up to; so is the council's."""
    world = lived(the_2017_plan())
    accounts = open_accounts(world)

    months, told = money.monthly(world, accounts), money.measures(world, accounts)

    assert months["spend_gbp_so_far"].shape == (60,)
    assert np.all(np.diff(months["spend_gbp_so_far"]) >= 0.0)
    for kind in ("spend", "council"):
        total = sum(value for key, value in told.items() if key.startswith(f"{kind}_gbp:"))
        assert months[f"{kind}_gbp_so_far"][-1] == pytest.approx(total)
    assert months["grant_balance_gbp:innovation"][-1] == told["grant_balance_gbp:innovation"]


def test_a_year_of_which_the_tables_say_nothing_has_no_difference():
    """A plan whose tables hold zeros is built up all the same."""
    plan = a_plan([a_post()])
    empty = replace(plan.money.tables[0], pay_gbp=(0.0,), other_gbp=(0.0,), fixed_gbp=(0.0,))

    (row,) = money.planned_cost(replace(plan, money=replace(plan.money, tables=(empty,))))

    assert row.model_gbp > 0.0
    assert isnan(row.difference)
