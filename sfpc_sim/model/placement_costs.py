"""What placements cost, and what a plan avoids: fewer children, and a cheaper mix of where they live.

The council's own foster carers are limited, and agencies take whoever is beyond them. Fewer children
therefore mean fewer places bought from agencies first (delegated decision report, 23 June 2017, 4.4.3).
Places are counted by the month: a place that falls free is taken by the next child who is placed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.months import DAYS_PER_YEAR, financial_year_of, month_edges, month_starts
from sfpc_sim.model.placements import FOSTER, KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.placements import Placed
    from sfpc_sim.model.salaries import Numbers
    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

PRICED = ("in-house foster", "agency foster", *KINDS[FOSTER + 1 :])
PRICES = (
    *("in_house_foster_cost_gbp", "agency_foster_cost_gbp", "kinship_cost_gbp", "residential_cost_gbp"),
    *("semi_independent_cost_gbp", "with_parents_cost_gbp", "adoption_placement_cost_gbp"),
)
PLAN, USUAL = 0, 1


@dataclass(frozen=True, slots=True)
class PlacementSpend:
    """Child-years (plan and counterfactual, priced kind, month), and what one costs (priced kind, month) in pounds."""

    years: Floats
    price: Floats

    @property
    def gbp(self) -> Floats:
        """Spend on all placements, (plan and counterfactual, month)."""
        return np.asarray(np.einsum("ckm,km->cm", self.years, self.price))


def price_placements(world: World, placed: Placed) -> PlacementSpend:
    """Split foster care between the council's carers and agencies, and price everything."""
    scenario, draw = world.scenario, world.draw
    own_places = placed.on_first_day[PLAN, FOSTER] * (1.0 - draw["agency_foster_share"])
    own_places *= 1.0 + draw["in_house_foster_slack"]
    fostered = placed.days[:, FOSTER]
    in_house = np.minimum(fostered, own_places * np.diff(month_edges(scenario)))
    days = np.stack([in_house, fostered - in_house, *np.delete(placed.days, FOSTER, axis=1).swapaxes(0, 1)], axis=1)
    years = _years_of_months(scenario)
    level_of = {year: price_level(draw, year) for year in set(years)}
    level = np.array([level_of[year] for year in years])
    return PlacementSpend(days / DAYS_PER_YEAR, np.outer([draw[name] for name in PRICES], level))


def measures(scenario: Scenario, spend: PlacementSpend) -> dict[str, float]:
    """Give spend on placements by financial year, and what is avoided against the counterfactual, in whole pence.

    What is avoided is what fewer children would have cost at the counterfactual's average price of the month, and
    the rest: the children who are left live more cheaply, or more dearly if that is negative.
    """
    result: dict[str, float] = {}
    years = np.array(_years_of_months(scenario))
    report_gbp = scenario.money.average_placement_gbp_per_year
    for prefix, gbp in zip(("", "counterfactual_"), spend.gbp, strict=True):
        result |= {f"{prefix}placement_spend_gbp:{y}": float(gbp[years == y].sum()) for y in sorted(set(years))}
    children = spend.years.sum(axis=1)
    fewer = children[USUAL] - children[PLAN]
    average = spend.gbp[USUAL] / np.maximum(children[USUAL], 1.0 / DAYS_PER_YEAR)
    avoided_pence = round(float((spend.gbp[USUAL] - spend.gbp[PLAN]).sum()) * 100)
    fewer_pence = round(float(fewer @ average) * 100)
    return result | {
        "placement_years_avoided": float(fewer.sum()),
        "agency_foster_years_avoided": float((spend.years[USUAL, 1] - spend.years[PLAN, 1]).sum()),
        "placement_cost_avoided_gbp": avoided_pence / 100,
        "placement_cost_avoided_by_fewer_children_gbp": fewer_pence / 100,
        "placement_cost_avoided_by_cheaper_mix_gbp": (avoided_pence - fewer_pence) / 100,
        "placement_cost_avoided_at_report_price_gbp": float(fewer.sum()) * report_gbp,
    }


def monthly(scenario: Scenario, spend: PlacementSpend) -> dict[str, Floats]:
    """Give children in each kind of placement and spend, (month,): the mean number over the month, and its pounds."""
    children = spend.years[PLAN] * DAYS_PER_YEAR / np.diff(month_edges(scenario))
    result = {f"placed:{kind.replace(' ', '-')}": number for kind, number in zip(PRICED, children, strict=True)}
    return result | {"placement_spend_gbp": spend.gbp[PLAN], "counterfactual_placement_spend_gbp": spend.gbp[USUAL]}


def partner_measures(world: World, months: Mapping[str, Floats]) -> dict[str, float]:
    """Give partners' placement-years avoided and their cost at the world's marginal price.

    Parameters
    ----------
    months : has `partner_looked_after:KEY` and `counterfactual_partner_looked_after:KEY`, (month,) at months' ends
    """
    scenario = world.scenario
    years = _years_of_months(scenario)
    price_of = {year: placement_cost_gbp_per_year(world.draw, year) for year in set(years)} if scenario.partners else {}
    price = np.array([price_of.get(year, 0.0) for year in years])
    length = np.diff(month_edges(scenario)) / DAYS_PER_YEAR
    result, gbp = {}, 0.0
    for partner in scenario.partners:
        name = f"partner_looked_after:{partner.key}"
        fewer = months[f"counterfactual_{name}"] - months[name]
        # Children at both ends of a month, averaged, over its length.
        placed = (fewer + np.concatenate([[0.0], fewer[:-1]])) / 2 * length
        result[f"partner_placement_years_avoided:{partner.key}"] = float(placed.sum())
        gbp += float(placed @ price)
    return result | {"partner_placement_cost_avoided_gbp": gbp}


def placement_cost_gbp_per_year(draw: Numbers, year: int) -> float:
    """Give what a marginal placement costs in a financial year: a mix of fostering and residential, grown."""
    residential = draw["residential_share"]
    cost = residential * draw["residential_cost_gbp"] + (1.0 - residential) * draw["fostering_cost_gbp"]
    return cost * price_level(draw, year)


def price_level(draw: Numbers, year: int) -> float:
    """Give the price of placements in a financial year relative to the year the register's costs are of."""
    level = 1.0
    for grown in range(int(draw["placement_costs_of_year"]) + 1, year + 1):
        later = grown >= draw["later_placement_growth_from_year"]
        level *= 1.0 + draw.of("later_placement_growth" if later else "early_placement_growth", grown)
    return level


def _years_of_months(scenario: Scenario) -> tuple[int, ...]:
    return _financial_years(month_starts(scenario))


@lru_cache(maxsize=64)
def _financial_years(months: tuple[date, ...]) -> tuple[int, ...]:
    return tuple(financial_year_of(start) for start in months)
