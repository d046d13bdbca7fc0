"""What the partners' side of a world came to: launches, stages, coverage, leaders' days, recommendations, reach."""

from __future__ import annotations

from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.leadership import DIRECTOR_LEVEL
from sfpc_sim.inputs.partners import STAGES
from sfpc_sim.model.months import month_edges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sfpc_sim.model.world import World

    Floats = NDArray[np.float64]

FIVE = 5  # "up to five at once": the load the evidence asks about


def measures(world: World) -> dict[str, float]:
    """Give each partner's launch, stages and coverage, and what support came to."""
    result: dict[str, float] = {}
    for key, each in world.partnerships.items():
        result[f"launched_day:{key}"] = _happened(world, each.launched_day)
        for stage in STAGES[1:]:
            result[f"{stage}_from_day:{key}"] = _happened(world, each.stage_days.get(stage, float("inf")))
        result[f"trained_share:{key}"] = each.trained / each.people
        result[f"judged_inadequate:{key}"] = float(each.shocks.inadequate_from < world.scenario.horizon_days)
    if world.partnerships:
        result["most_partners_active"] = float(partners_active(world).max())
        result["partner_days_asked"] = sum(days for each in world.partnerships.values() for _, days in each.visits)
        result["programme_over_full_with_five"] = _over_full(world)
        result["director_level_over_full_with_five"] = _director_level_over_full(world)
    for key, plan in world.support.plans.items():
        red, amber, green = plan.colours()
        result |= {f"recommendations_red:{key}": float(red), f"recommendations_amber:{key}": float(amber)}
        result[f"recommendations_green:{key}"] = float(green)
    if world.scenario.centre:
        result["authorities_reached"] = float(len(world.support.reached))
        result["events_held"], result["visits_received"] = float(world.support.events), float(world.support.visits)
    return result


def _happened(world: World, day: float) -> float:
    return day if day < world.scenario.horizon_days else nan


def _over_full(world: World) -> float:
    """Tell whether director-level programme work asked for passed what programme roles supply while five were active.

    NaN where five never were; the months with five active are taken together.
    """
    with_five = partners_active(world) >= FIVE
    if not with_five.any():
        return nan
    asked, supplied = programme_load(world)
    return float(asked[with_five].sum() > supplied[with_five].sum())


def _director_level_over_full(world: World) -> float:
    """Tell whether Director, deputies and Programme Director together were asked for more than their days.

    Over the months with five partners active, taken together; NaN where five never were.
    """
    with_five = np.flatnonzero(partners_active(world) >= FIVE).tolist()
    roles = [leader.key for leader in world.scenario.leaders if leader.tier in DIRECTOR_LEVEL]
    months = [world.leadership.months[role][month] for role in roles for month in with_five]
    if not months:
        return nan
    return float(sum(month.asked_days for month in months) > sum(month.there_days for month in months))


def programme_load(world: World) -> tuple[Floats, Floats]:
    """Give by month the working days partners asked of leaders, and those the programme roles' contracts hold."""
    edges = month_edges(world.scenario)
    visits = [visit for each in world.partnerships.values() for visit in each.visits]
    days, work = np.array(visits).reshape(-1, 2).T
    asked = np.histogram(days, edges, weights=work)[0]
    roles = [leader.key for leader in world.scenario.leaders if leader.post]
    return asked, np.diff(edges) * sum(world.leadership[role].contracted_rate for role in roles)


def active_on(world: World, day: float) -> float:
    """Count the partners supported on a day: launched, and not yet only sustaining."""
    return float(_active(world, np.array([day]))[0])


def partners_active(world: World) -> Floats:
    """Count the partners supported at each month's end."""
    return _active(world, month_edges(world.scenario)[1:])


def _active(world: World, days: Floats) -> Floats:
    lives = [(each.launched_day, each.stage_days.get("sustain", inf)) for each in world.partnerships.values()]
    launched, sustained = np.array(lives).reshape(-1, 2).T
    return np.asarray(np.sum((launched[:, None] < days) & (days <= sustained[:, None]), axis=0, dtype=float))


def monthly(world: World) -> dict[str, Floats]:
    """Give partners launched and active, coverage, recommendations and reach at each month's end."""
    ends = month_edges(world.scenario)[1:]
    result: dict[str, Floats] = {}
    if world.partnerships:
        launched = [each.launched_day < ends for each in world.partnerships.values()]
        result["partners_launched"] = np.sum(launched, axis=0).astype(float)
        result["partners_active"] = partners_active(world)
        for key, each in world.partnerships.items():
            result[f"trained_share:{key}"] = _last(each.coverage, ends.size)
    for key, plan in world.support.plans.items():
        total = plan.partnership.recommendations
        result[f"recommendations_green_share:{key}"] = _last(plan.green, ends.size) / total
    if world.scenario.centre:
        result["authorities_reached"] = _last(world.support.reached_by_month, ends.size)
    return result


def _last(values: Sequence[float], months: int) -> Floats:
    """Give the plan's own months of a series that begins with the lead-in; nothing happened where it is empty."""
    return np.array(values[-months:], float) if values else np.zeros(months)
