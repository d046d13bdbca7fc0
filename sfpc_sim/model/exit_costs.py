"""What children cost who have left care: special guardianship, staying put, leaving care.

Counted for who leaves during the plan; who left before is the same with it and without it. A plan
that moves children to special guardianship is not free of them: here is what they go on costing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sfpc_sim.inputs.authority import EXIT_CAUSES
from sfpc_sim.model.months import DAYS_PER_YEAR, financial_years
from sfpc_sim.model.placements import of_home
from sfpc_sim.model.salaries import pay_level
from sfpc_sim.model.spells import AT_18

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.salaries import Numbers
    from sfpc_sim.model.spells import Cohort
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

KINSHIP, OTHER = EXIT_CAUSES.index("kinship"), EXIT_CAUSES.index("other")
TO_RELATIVES, CARE_LEAVERS, LEFT_AT_18 = range(3)
INDEPENDENT_FROM = 16.0  # who leaves for other reasons from this age on is a care leaver


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
    Support("leaving_care", CARE_LEAVERS, INDEPENDENT_FROM, 21.0, ("leaving_care_cost_gbp",)),
    Support("leaving_care", CARE_LEAVERS, 21.0, 25.0, ("leaving_care_cost_gbp", "leaving_care_share_from_21")),
)


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
    leavers = _leavers(scenario, cohort)
    of_year = int(numbers["placement_costs_of_year"])
    level = np.array([pay_level(numbers, of_year, year.year) for year in financial_years(scenario)])
    result: dict[str, Floats] = {}
    for support in SUPPORTS:
        years = _years_supported(scenario, cohort, leavers[support.leavers], support)
        price = np.prod([numbers[name] for name in support.numbers])
        result[support.what] = result.get(support.what, 0.0) + years * price * level
    return result


def _leavers(scenario: Scenario, cohort: Cohort) -> tuple[Rows, Rows, Rows]:
    """Find who left during the plan to relatives, who left as a care leaver, and who of those at 18."""
    rows = slice(0, cohort.size)
    left = of_home(scenario, cohort) & (cohort.exit_day[rows] >= 0.0) & (cohort.exit_day[rows] < scenario.horizon_days)
    cause, age = cohort.cause[rows], (cohort.exit_day[rows] - cohort.birth_day[rows]) / DAYS_PER_YEAR
    independent = (cause == AT_18) | ((cause == OTHER) & (age >= INDEPENDENT_FROM))
    groups = (cause == KINSHIP, independent, cause == AT_18)
    to_relatives, care_leavers, at_18 = (_in_order(cohort, left & group) for group in groups)
    return to_relatives, care_leavers, at_18


def _in_order(cohort: Cohort, chosen: NDArray[np.bool_]) -> Rows:
    """List rows by child and spell: sums over the same children are then the same to the last bit."""
    rows = np.flatnonzero(chosen)
    return rows[np.lexsort((cohort.spell[rows], cohort.key[rows]))]


def _years_supported(scenario: Scenario, cohort: Cohort, rows: Rows, support: Support) -> Floats:
    """Give years of support (financial year,): from leaving care or an age to an age or a return to care."""
    birth = cohort.birth_day[rows]
    first = np.maximum(cohort.exit_day[rows], birth + support.from_age * DAYS_PER_YEAR)
    end = np.minimum(birth + support.until_age * DAYS_PER_YEAR, _back_day(cohort, rows))
    end = np.minimum(end, scenario.horizon_days)
    years = financial_years(scenario)
    begins, ends = (np.array([getattr(year, edge) for year in years])[:, None] for edge in ("first_day", "end_day"))
    days = np.minimum(end, ends) - np.maximum(first, begins)
    return np.asarray(np.maximum(days, 0.0).sum(axis=1) / DAYS_PER_YEAR)


def _back_day(cohort: Cohort, rows: Rows) -> Floats:
    """Give the day on which each leaver is back in care, infinity if never: the child's next spell."""
    returned = np.flatnonzero(cohort.entered[: cohort.size] & (cohort.spell[: cohort.size] > 0))
    # Keys are spread over 64 bits, so key plus spell number is a spell's own number.
    spells = cohort.key[returned] + cohort.spell[returned].astype(np.uint64)
    order = np.argsort(spells)
    sought = cohort.key[rows] + cohort.spell[rows].astype(np.uint64) + np.uint64(1)
    place = np.searchsorted(spells[order], sought)
    found = place < spells.size
    found[found] = spells[order][place[found]] == sought[found]
    day = np.full(rows.size, np.inf)
    day[found] = cohort.entry_day[returned[order[place[found]]]]
    return day
