"""What shipped plans say beside what happened (evidence 8.2) and what experts thought (row 77)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from small_plans import as_many_as_counted, lived

from sfpc_sim.inputs.loading import load
from sfpc_sim.model import gates, partner_measures

# "Aug-Sep 2020", "Dec 2020", "Apr 2021" and "Jun 2022"; where only the month is known, its first day.
LAUNCHED = {
    "warwickshire": date(2020, 9, 1),
    "newcastle": date(2020, 12, 1),
    "coventry": date(2021, 4, 1),
    "sefton": date(2022, 6, 1),
}


@pytest.fixture(scope="module")
def worlds():
    """Live the roll-out with the pandemic in eighty worlds, children aside."""
    plan = load("sfpc-2020-pandemic")
    return plan, [partner_measures.measures(lived(plan, n, as_many_as_counted(plan))) for n in range(1, 81)]


@pytest.mark.slow
def test_at_least_three_of_four_later_launches_lie_between_p10_and_p90(worlds):
    """From the planned six-month step and what was known in November 2019, with the pandemic let in."""
    plan, measured = worlds
    inside = []
    for key, happened in LAUNCHED.items():
        days = [world[f"launched_day:{key}"] for world in measured]
        p10, p90 = np.quantile(days, (0.1, 0.9))
        inside.append(p10 <= plan.day(happened) <= p90)

    assert sum(inside) >= 3, dict(zip(LAUNCHED, inside, strict=True))


@pytest.mark.slow
def test_five_partners_at_once_ask_about_as_much_as_the_programmes_roles_supply(worlds):
    """Five times 0.25 of a post against 1.2: about a half or more of the worlds go over (rows 67 and 68)."""
    _, measured = worlds
    over = [world["programme_over_full_with_five"] for world in measured]

    assert np.mean(np.isnan(over)) < 0.1
    assert 0.4 < np.nanmean(over) < 0.9


@pytest.mark.slow
def test_the_gated_money_is_released_about_as_often_as_the_experts_thought():
    """Row 77: released with a chance of 0.8, three months late or more with 0.4; the threshold is set so."""
    plan = load("innovation-2017")
    measured = [gates.measures(lived(plan, n, as_many_as_counted(plan))) for n in range(1, 121)]

    assert 0.7 < np.mean([world["gate_passed:satisfactory-progress"] for world in measured]) < 0.9
    assert 0.28 < np.mean([world["gate_late:satisfactory-progress"] for world in measured]) < 0.55
