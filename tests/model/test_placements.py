"""Where children live, what it costs, and what fewer of them save."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_plans import a_plan

from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.partners import Partner
from sfpc_sim.model import placement_costs
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import month_edges
from sfpc_sim.model.placement_costs import PRICED, PlacementSpend, price_placements
from sfpc_sim.model.placements import FOSTER, KINDS, Placed, place
from sfpc_sim.model.simulate import simulate
from sfpc_sim.model.spells import CAUSES, FIRST, UNACCOMPANIED, Cohort
from sfpc_sim.model.world import World, make_world

YEAR = 365.25
ADOPTION, SEMI = KINDS.index("for adoption"), KINDS.index("semi-independent")
# No prices grow, no home is empty, and every kind costs a round sum.
STILL = {"early_placement_growth": 0.0, "later_placement_growth": 0.0, "in_house_foster_slack": 0.0}
ROUND = STILL | {"in_house_foster_cost_gbp": 20_000, "agency_foster_cost_gbp": 40_000, "agency_foster_share": 0.3}


def a_world(number: int = 1, **fixed: float) -> World:
    return make_world(a_plan(**fixed), number, Mechanisms())


def in_care(ages, entered=0.0, left=np.inf, *, first_key: int = 1, **columns) -> Cohort:
    """Make a cohort of children in care of given ages on the day they enter."""
    ages = np.atleast_1d(np.asarray(ages, float))
    cohort = Cohort(place_of_area=(0, 1))
    keys = np.arange(first_key, first_key + ages.size, dtype=np.uint64)
    columns = {"kind": FIRST, "entry_day": entered, "exit_day": left} | columns
    birth = np.broadcast_to(columns["entry_day"], ages.shape) - ages * YEAR
    cohort.add(ages.size, np.ones((CAUSES, ages.size)), key=keys, entered=True, birth_day=birth, **columns)
    return cohort


def test_every_day_in_care_is_spent_somewhere_and_only_once():
    """Child-days by kind and month add up to the days children were in care within the plan."""
    world = a_world()
    luck = np.random.default_rng(1)
    entered = luck.uniform(-3000.0, world.scenario.horizon_days, 500)
    left = entered + luck.exponential(900.0, 500)
    cohort = in_care(luck.uniform(0.0, 17.0, 500), entered, left)

    placed = place(world, [cohort])

    within = np.minimum(left, world.scenario.horizon_days) - np.maximum(entered, 0.0)
    assert placed.days.sum() == pytest.approx(within.clip(0.0).sum())
    edges = month_edges(world.scenario)
    april_2018 = np.minimum(left, edges[13]) - np.maximum(entered, edges[12])
    assert placed.days[0, :, 12].sum() == pytest.approx(april_2018.clip(0.0).sum())
    assert placed.on_first_day.sum() == np.sum((entered <= 0.0) & (left > 0.0))


def test_who_else_is_in_care_changes_nobodys_home():
    """Child for child: all together are placed as each alone, and as in a plan in which others never came."""
    world = a_world()
    ages = np.linspace(0.0, 17.5, 20)
    everyone, few = in_care(ages), in_care(ages[5:10], first_key=6)

    both = place(world, [everyone, few])
    one_by_one = [place(world, [in_care(age, first_key=1 + i)]).days[0] for i, age in enumerate(ages)]

    assert both.days[0] == pytest.approx(sum(one_by_one))
    assert both.days[1] == pytest.approx(sum(one_by_one[5:10]))


def test_another_spell_of_the_same_child_is_another_first_placement():
    """Back in care a child is placed anew, by luck of its own."""
    world = a_world(placement_moves_per_year=0.05)
    first, second = (place(world, [in_care(np.full(300, 12.0), spell=spell)]).days for spell in (0, 1))

    assert np.abs(first - second).sum() > 0.0


def test_kinds_of_home_keep_to_their_ages():
    """Nobody of ten to twelve is semi-independent or placed for adoption; at sixteen and under five some are."""
    world = a_world()

    middle, old, young = (
        place(world, [in_care(np.full(400, age), left=700.0)]).days[0].sum(axis=1) for age in (10.0, 16.0, 1.0)
    )

    assert middle[[SEMI, ADOPTION]].tolist() == [0.0, 0.0]
    assert old[SEMI] > 0.25 * old.sum()
    assert old[ADOPTION] == 0.0
    assert young[ADOPTION] > 0.1 * young.sum()
    assert young[SEMI] == 0.0


def test_unaccompanied_children_are_fostered_or_semi_independent():
    """In the proportion given, and nowhere else."""
    world = a_world(semi_independent_share_unaccompanied=0.6)

    days = place(world, [in_care(np.full(2000, 16.5), kind=UNACCOMPANIED)]).days[0].sum(axis=1)

    assert days[[FOSTER, SEMI]].sum() == pytest.approx(days.sum())
    assert days[SEMI] / days.sum() == pytest.approx(0.6, abs=0.03)


def test_children_of_the_first_day_remember_where_they_were_placed():
    """At 17, in care since 8: those who hardly move are still where an eight-year-old is placed; movers are not."""
    share = {}
    for moves in (0.05, 2.0):
        cohort = in_care(np.full(1500, 8.0), entered=-9 * YEAR, left=YEAR)
        days = place(a_world(placement_moves_per_year=moves), [cohort]).days[0].sum(axis=1)
        share[moves] = days[SEMI] / days.sum()

    # Moved since the 16th birthday: 1 - exp(-rate t), averaged over the second year after it.
    at_16 = a_world().draw["semi_independent_share_16_17"]
    moved = {rate: 1 - (np.exp(-rate) - np.exp(-2 * rate)) / rate for rate in share}
    assert share[0.05] == pytest.approx(at_16 * moved[0.05], abs=0.015)
    assert share[2.0] == pytest.approx(at_16 * moved[2.0], abs=0.03)


def test_children_move_at_the_rate_given():
    """Semi-independent at 16 though placed at 15: after t years a share 1 - exp(-rate t) has moved."""
    world = a_world(placement_moves_per_year=0.5)

    days = place(world, [in_care(np.full(4000, 15.999), left=730.0)]).days[0].sum(axis=1)

    moved = 1 - (1 - np.exp(-0.5 * 730 / YEAR)) / (0.5 * 730 / YEAR)
    assert days[SEMI] / days.sum() == pytest.approx(world.draw["semi_independent_share_16_17"] * moved, abs=0.012)


def test_partners_children_and_those_who_never_entered_are_not_placed():
    """Areas beyond the home authority's belong to partners."""
    world = a_world()

    assert place(world, [in_care([5.0, 6.0], area=np.array([0, 1]))]).days.sum() == pytest.approx(
        world.scenario.horizon_days
    )
    assert place(world, [in_care([5.0], state=0)]).days.sum() > 0.0
    stays_out = in_care([5.0])
    stays_out.entered[0] = False
    assert place(world, [stays_out, in_care([5.0])]).days[0].sum() == 0.0


def _fostered(*numbers: int) -> Placed:
    """Say that so many children were fostered all the time, in the plan and in its counterfactual."""
    edges = month_edges(a_plan())
    days = np.zeros((2, len(KINDS), edges.size - 1))
    days[:, FOSTER] = np.outer(numbers, np.diff(edges))
    first = np.zeros((2, len(KINDS)))
    first[:, FOSTER] = max(numbers)
    return Placed(days, first)


def test_fewer_children_mean_fewer_places_bought_from_agencies_first():
    """A hundred fostered, 30 by agencies; ten fewer save ten agency places, of which half is a cheaper mix."""
    world = a_world(**ROUND)
    spend = price_placements(world, _fostered(90, 100))

    told = placement_costs.measures(world.scenario, spend)

    years = world.scenario.horizon_days / YEAR
    assert spend.years[:, PRICED.index("agency foster")].sum(axis=1) == pytest.approx([20 * years, 30 * years])
    assert spend.years[:, PRICED.index("in-house foster")].sum(axis=1) == pytest.approx([70 * years, 70 * years])
    assert told["placement_years_avoided"] == pytest.approx(10 * years)
    assert told["agency_foster_years_avoided"] == pytest.approx(10 * years)
    assert told["placement_cost_avoided_gbp"] == pytest.approx(10 * 40_000 * years, abs=0.01)
    assert told["placement_cost_avoided_by_fewer_children_gbp"] == pytest.approx(10 * 26_000 * years, abs=0.01)
    assert told["placement_cost_avoided_by_cheaper_mix_gbp"] == pytest.approx(10 * 14_000 * years, abs=0.02)
    assert told["placement_cost_avoided_at_report_price_gbp"] == pytest.approx(10 * 36_400 * years)


def test_more_children_go_to_agencies_once_the_councils_homes_are_full():
    """A twentieth of slack is filled first."""
    world = a_world(**ROUND | {"in_house_foster_slack": 0.05})
    spend = price_placements(world, replace(_fostered(100, 100), days=_fostered(110, 100).days))

    children = spend.years.sum(axis=2) / (world.scenario.horizon_days / YEAR)
    assert children[0, :2] == pytest.approx([73.5, 36.5])
    assert children[1, :2] == pytest.approx([73.5, 26.5])


@given(st.lists(st.floats(0.0, 5_000.0), min_size=24, max_size=24), st.lists(st.floats(0.0, 4_000.0), min_size=6))
def test_what_is_avoided_is_fewer_children_and_a_cheaper_mix_to_the_penny(years, prices):
    """Whatever the mix and the prices, the two parts add up to the total, exactly."""
    plan = a_plan()
    months = month_edges(plan).size - 1
    amounts = np.resize(np.array(years), (2, len(PRICED), months)) / 12
    price = np.resize(np.array(prices), (len(PRICED), months)) * 10

    told = placement_costs.measures(plan, PlacementSpend(amounts, price))

    parts = ("placement_cost_avoided_by_fewer_children_gbp", "placement_cost_avoided_by_cheaper_mix_gbp")
    pence = [round(told[name] * 100) for name in (*parts, "placement_cost_avoided_gbp")]
    assert pence[0] + pence[1] == pence[2]


def test_a_placement_costs_the_mix_of_fostering_and_residential():
    """The marginal price: 12% residential at 180 thousand and the rest fostering at 23; then it grows."""
    fixed = {"fostering_cost_gbp": 23_000, "residential_cost_gbp": 180_000, "early_placement_growth": 0.1}
    draw = a_world(**fixed).draw

    assert placement_costs.placement_cost_gbp_per_year(draw, 2017) == pytest.approx(41_840)
    assert placement_costs.placement_cost_gbp_per_year(draw, 2019) == pytest.approx(41_840 * 1.21)


def test_the_register_splits_the_published_price_of_fostering_between_its_kinds():
    """Own carers, agencies and relatives at their prices come to row 82's 23 thousand on average."""
    draw = a_world(**{name: a_plan().register[name].belief.quantile(0.5) for name in placement_costs.PRICES}).draw
    children = (546, 240, 197)

    average = sum(n * draw[name] for n, name in zip(children, placement_costs.PRICES[:3], strict=True)) / sum(children)
    assert average == pytest.approx(23_000, rel=0.03)


def test_a_partners_fewer_children_are_priced_at_the_margin():
    """Ten fewer at every month's end but the first, whose middle has five."""
    plan = a_plan(**STILL, fostering_cost_gbp=23_000, residential_cost_gbp=180_000)
    partner = Partner("darlington", "Darlington", plan.authority, plan.register, plan.start, 20_000, launched=True)
    world = make_world(replace(plan, partners=(partner,)), 1, Mechanisms())
    length = np.diff(month_edges(plan))
    usual = np.full(length.size, 100.0)
    months = {"partner_looked_after:darlington": usual - 10, "counterfactual_partner_looked_after:darlington": usual}

    told = placement_costs.partner_measures(world, months)

    years = (10 * length.sum() - 5 * length[0]) / YEAR
    assert told["partner_placement_years_avoided:darlington"] == pytest.approx(years)
    assert told["partner_placement_cost_avoided_gbp"] == pytest.approx(years * 41_840)


# Leeds, 31 March, by kind: foster care by strangers and kin together, as published; suppressed cells as one kind.
PUBLISHED = {
    2017: {"foster": 983, "residential": 102, "semi-independent": 59, "with-parents": 67, "for-adoption": 42},
    2018: {"foster": 1023, "residential": 97, "semi-independent": 43, "with-parents": 79, "for-adoption": 25},
}


@pytest.mark.slow
def test_leeds_children_live_where_the_published_tables_say():
    """The first month has the mix of 31 March 2017 within two points; a year later, a check, within three."""
    plan = load("no-programme")
    worlds = [simulate(plan, number).monthly for number in range(1, 16)]

    for year, months, points in ((2017, slice(0, 1), 0.02), (2018, slice(11, 13), 0.03)):
        number = {
            key.removeprefix("placed:"): np.mean([months_of[key][months] for months_of in worlds])
            for key in worlds[0]
            if key.startswith("placed:")
        }
        number["foster"] = sum(number.pop(kind) for kind in ("in-house-foster", "agency-foster", "kinship"))
        shares = {kind: value / sum(number.values()) for kind, value in number.items()}
        published = {kind: value / sum(PUBLISHED[year].values()) for kind, value in PUBLISHED[year].items()}
        assert shares == pytest.approx(published, abs=points)


@pytest.mark.slow
def test_placements_are_the_larger_part_of_what_looked_after_children_cost():
    """Section 251, Leeds 2017-18: 65.0 million in all, of which the model prices placements; a check, no input."""
    plan = load("no-programme")

    spend = np.mean([simulate(plan, number).measures["placement_spend_gbp:2017"] for number in range(1, 16)])

    assert 0.55 < spend / 64_959_864 < 0.85
