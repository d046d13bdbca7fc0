"""What children cost who have left care."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from small_plans import a_plan

from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.model import exit_costs
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.spells import AT_18, CAUSES, FIRST, REENTRY, Cohort
from sfpc_sim.model.world import World, make_world

YEAR = 365.25
HOME, KINSHIP, OTHER = (EXIT_CAUSES.index(cause) for cause in ("home", "kinship", "other"))
# Every leaver costs a round sum, and nothing grows.
ROUND = {
    "early_pay_award": 0.0, "later_pay_award": 0.0,
    "special_guardianship_share": 1.0, "special_guardianship_paid_share": 0.5,
    "special_guardianship_allowance_gbp": 8_000, "staying_put_cost_gbp": 10_000,
    "staying_put_share": 0.4, "staying_put_share_at_19": 0.5, "staying_put_share_at_20": 0.25,
    "leaving_care_cost_gbp": 6_000, "leaving_care_share_from_21": 0.5,
}  # fmt: skip
PLAN = a_plan(**ROUND)


def a_world(**fixed: float) -> World:
    return make_world(a_plan(**ROUND | fixed), 1, Mechanisms())


def leavers(ages, cause, left=0.0, **columns) -> Cohort:
    """Make a cohort of children who left at given ages, each after a year in care; keys are far apart."""
    ages = np.atleast_1d(np.asarray(ages, float))
    cohort = Cohort(place_of_area=(0, 1))
    left = np.broadcast_to(np.asarray(left, float), ages.shape)
    given = {"key": np.arange(1, ages.size + 1, dtype=np.uint64) * np.uint64(1_000_003), "kind": FIRST}
    given |= {"entry_day": left - YEAR, "exit_day": left, "cause": cause, "birth_day": left - ages * YEAR}
    cohort.add(ages.size, np.ones((CAUSES, ages.size)), entered=True, **given | columns)
    return cohort


def costs(cohort: Cohort, **fixed: float) -> dict[str, np.ndarray]:
    world = a_world(**fixed)
    return exit_costs.costs(world.scenario, world.draw, cohort)


def test_a_special_guardians_allowance_is_paid_to_the_eighteenth_birthday():
    """One left at ten is paid for all five years, one at 17 for one; half of guardians are paid 8,000."""
    paid = costs(leavers([10.0, 17.0], KINSHIP))

    years = PLAN.horizon_days / YEAR
    assert paid["special_guardianship"].sum() == pytest.approx(4_000 * (years + 1.0))
    assert paid["special_guardianship"][-1] == pytest.approx(4_000 * 365 / YEAR)
    assert paid["staying_put"].sum() == paid["leaving_care"].sum() == 0.0


def test_a_child_back_in_care_is_no_longer_paid_for():
    """After a year with relatives the child returns to care: the allowance ends that day."""
    cohort = leavers([10.0, 10.0], KINSHIP)
    cohort.add(1, np.ones((CAUSES, 1)), key=cohort.key[:1], entered=True, kind=REENTRY, spell=1, former=0,
               entry_day=YEAR, birth_day=-10 * YEAR)  # fmt: skip

    paid = costs(cohort)["special_guardianship"]

    assert paid.sum() == pytest.approx(4_000 * (PLAN.horizon_days / YEAR + 1.0))


def test_who_leaves_at_18_stays_put_less_and_less_and_is_supported_to_25():
    """40% stay to 19, half of them to 20, a quarter to 21; support costs 6,000 to 21 and half of it afterwards."""
    paid = costs(leavers([18.0], AT_18))

    years = PLAN.horizon_days / YEAR
    assert paid["staying_put"].sum() == pytest.approx(4_000 * (1.0 + 0.5 + 0.25))
    assert paid["staying_put"][:3] == pytest.approx([4_000, 2_000, 1_000], rel=0.01)
    assert paid["leaving_care"].sum() == pytest.approx(6_000 * 3 + 3_000 * (years - 3))


def test_who_leaves_for_independence_at_sixteen_is_a_care_leaver_and_a_younger_one_is_not():
    """Support begins the day they leave; children who go home or leave younger have no claim."""
    paid = costs(leavers([16.5, 15.5], OTHER))
    home = costs(leavers([16.5, 10.0], HOME))

    assert paid["leaving_care"].sum() == pytest.approx(6_000 * 4.5 + 3_000 * (PLAN.horizon_days / YEAR - 4.5))
    assert sum(kind.sum() for kind in home.values()) == 0.0


def test_who_left_before_the_plan_costs_the_same_with_it_and_without_it_and_is_not_counted():
    """Nor are children whose leaving lies beyond the horizon, or partners' children."""
    outside = [leavers([10.0], KINSHIP, left=-1.0), leavers([10.0], KINSHIP, left=PLAN.horizon_days)]
    outside.append(leavers([10.0], KINSHIP, area=1))

    assert [costs(cohort)["special_guardianship"].sum() for cohort in outside] == [0.0, 0.0, 0.0]


def test_costs_grow_as_pay_does():
    """Two awards of a tenth by 2019."""
    paid = costs(leavers([10.0], KINSHIP), early_pay_award=0.1)["special_guardianship"]

    assert paid[2] / paid[1] == pytest.approx(1.1 * 366 / 365)
    assert paid[0] == pytest.approx(4_000 * 365 / YEAR)


def test_moving_children_to_special_guardianship_shows_its_cost():
    """A child who would have gone home leaves to a relative instead: what is avoided is negative."""
    world = a_world()
    day = PLAN.day(date(2019, 4, 1))
    plan, usual = leavers([8.0, 9.0], [KINSHIP, HOME], left=day), leavers([8.0, 9.0], HOME, left=day)

    told = exit_costs.measures(world, plan, usual)

    extra = 4_000 * (PLAN.horizon_days - day) / YEAR
    assert told["special_guardianship_cost_avoided_gbp"] == pytest.approx(-extra)
    assert told["exit_costs_avoided_gbp"] == pytest.approx(-extra)
    assert told["exit_costs_gbp:2018"] == 0.0
    assert told["exit_costs_gbp:2019"] == pytest.approx(4_000 * 366 / YEAR)
    assert told["counterfactual_exit_costs_gbp:2019"] == 0.0
