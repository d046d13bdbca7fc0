"""What children cost who have left care: special guardianship, staying put, leaving care.

Counted for who leaves during the plan; who left before is the same with it and without it. A plan
that moves children to special guardianship is not free of them: here is what they go on costing.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.model import kernel
from sfpc_sim.model.counting import CARE_LEAVERS, INDEPENDENT_FROM_YEARS, LEFT_AT_18, TO_RELATIVES
from sfpc_sim.model.months import DAYS_PER_YEAR, financial_years
from sfpc_sim.model.salaries import pay_level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.salaries import Numbers
    from sfpc_sim.model.spells import Cohort
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]


class Support(NamedTuple):
    """Something paid for leavers between two ages; what one costs in a year is the product of the numbers named."""

    what: str
    leavers: int  # TO_RELATIVES, CARE_LEAVERS or LEFT_AT_18
    from_age: float
    until_age: float
    numbers: tuple[str, ...]


GUARDIANSHIP = ("special_guardianship_share", "special_guardianship_paid_share", "special_guardianship_allowance_gbp")
STAYING = ("staying_put_share", "staying_put_cost_gbp")
SUPPORTS = (
    Support("special_guardianship", TO_RELATIVES, 0.0, 18.0, GUARDIANSHIP),
    Support("staying_put", LEFT_AT_18, 18.0, 19.0, STAYING),
    Support("staying_put", LEFT_AT_18, 19.0, 20.0, (*STAYING, "staying_put_share_at_19")),
    Support("staying_put", LEFT_AT_18, 20.0, 21.0, (*STAYING, "staying_put_share_at_20")),
    Support("leaving_care", CARE_LEAVERS, INDEPENDENT_FROM_YEARS, 21.0, ("leaving_care_cost_gbp",)),
    Support("leaving_care", CARE_LEAVERS, 21.0, 25.0, ("leaving_care_cost_gbp", "leaving_care_share_from_21")),
)

_GROUPS = np.array([support.leavers for support in SUPPORTS])
_AGES_DAYS = np.array([(support.from_age, support.until_age) for support in SUPPORTS]) * DAYS_PER_YEAR


def measures(world: World, plan: Cohort, usual: Cohort) -> dict[str, float]:
    """Give costs of exits by financial year, and what of them is avoided against the counterfactual.

    Avoided costs are negative where a plan makes more children leave for support that costs.
    """
    scenario = world.scenario
    years = [year.year for year in financial_years(scenario)]
    own, without = (costs(scenario, world.draw, cohort) for cohort in (plan, usual))
    result: dict[str, float] = {}
    for prefix, by_kind in (("", own), ("counterfactual_", without)):
        total = np.sum(list(by_kind.values()), axis=0)
        result |= {f"{prefix}exit_costs_gbp:{year}": float(gbp) for year, gbp in zip(years, total, strict=True)}
    avoided = {what: float((without[what] - own[what]).sum()) for what in own}
    result |= {f"{what}_cost_avoided_gbp": gbp for what, gbp in avoided.items()}
    return result | {"exit_costs_avoided_gbp": sum(avoided.values())}


def costs(scenario: Scenario, numbers: Numbers, cohort: Cohort) -> dict[str, Floats]:
    """Give what leavers cost, by kind of support: pounds (financial year,)."""
    years = financial_years(scenario)
    days = np.array([(year.first_day, min(year.end_day, scenario.horizon_days)) for year in years])
    supported = kernel.support_years(cohort, _GROUPS, _AGES_DAYS, days)
    of_year = int(numbers["placement_costs_of_year"])
    level = np.array([pay_level(numbers, of_year, year.year) for year in years])
    result: dict[str, Floats] = {}
    for support, in_year in zip(SUPPORTS, supported, strict=True):
        price = prod(numbers[name] for name in support.numbers)
        result[support.what] = result.get(support.what, 0.0) + in_year * price * level
    return result
