"""A plan that starts later than its authorities' stock was counted: children live on from the day it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from small_care import by_month, in_care_on, leeds, live, measured, spells, three_authorities

from sfpc_sim.inputs.authorities import merged, read_authority
from sfpc_sim.model.care import care_start
from sfpc_sim.model.children import flows_of
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import life_edges, month_edges
from sfpc_sim.model.rates import calendar_of
from sfpc_sim.model.spells import IN_CARE
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

AUTHORITIES = Path(__file__).parents[2] / "scenarios" / "authorities"
ORIGIN = date(2019, 4, 1)
END = date(2022, 3, 31)


def leeds_2019(start: date, **settings: object) -> Scenario:
    """Give Leeds as known for March 2019, whose plan starts on a day, without a programme."""
    plan = leeds(strain_harms_practice=False)
    authority, own = read_authority(AUTHORITIES / "leeds-2019.toml")
    register = merged(plan.register, own)
    return replace(plan, authority=authority, register=register, start=start, end=END, **settings)


def test_the_same_children_live_whenever_the_plan_starts():
    """Nine months later on the clock, the same spells on the same dates."""
    early, late = leeds_2019(ORIGIN), leeds_2019(date(2020, 1, 1))
    assert (early.first_day, late.first_day) == (0.0, -275.0)
    for number in (1, 2):
        one, other = spells(live(early, number)), spells(live(late, number))
        assert one.keys() == other.keys()
        assert [cause for *_, cause in one.values()] == [other[address][2] for address in one]
        days, shifted = (np.array([some[address][:2] for address in one]) for some in (one, other))
        assert shifted[:, 0] == pytest.approx(days[:, 0] - 275, abs=1e-6)
        left = np.isfinite(days[:, 1])
        assert np.array_equal(left, np.isfinite(shifted[:, 1]))
        assert shifted[left, 1] == pytest.approx(days[left, 1] - 275, abs=1e-6)


def test_results_begin_with_the_plan_and_years_with_the_stock():
    """Months are the plan's; a financial year that the lead-in saw whole is counted whole."""
    early, late = leeds_2019(ORIGIN), leeds_2019(date(2020, 1, 1))
    one, other = live(early, 3), live(late, 3)
    months, later = by_month(early, one), by_month(late, other)

    for name in ("looked_after", "entries", "exits"):
        assert later[name].size == month_edges(late).size - 1
        assert np.array_equal(later[name], months[name][9:])
    said, plan = measured(early, one), measured(late, other)
    for name in said:
        if name.startswith(("looked_after_on", "started", "ceased")):
            assert plan[name] == said[name], name
    assert {"started:2020", "ceased:2020", "looked_after_on:2020-03-31"} <= plan.keys()
    assert "started:2019" not in plan
    assert plan["entries"] == later["entries"].sum() < said["entries"]
    assert plan["reentries"] < said["reentries"]


@pytest.mark.parametrize("start", [ORIGIN, date(2019, 4, 2), date(2019, 6, 20), date(2020, 1, 1), date(2021, 2, 28)])
def test_children_are_conserved_from_the_day_they_were_counted(start):
    """Whatever day the plan starts on, the stock is entries less exits since the count, month for month."""
    scenario = leeds_2019(start)
    cohort = live(scenario, 1)
    flows = flows_of(scenario, cohort)
    edges = month_edges(scenario)
    counted = np.array([in_care_on(cohort, day) for day in edges])

    assert in_care_on(cohort, scenario.first_day) == sum(scenario.authority.stock_by_age)
    assert np.array_equal(flows.looked_after[0], counted[1:])
    assert np.array_equal(np.diff(counted), flows.entries[0] - flows.exits[0])


def test_nothing_happens_before_the_count():
    """Stock entered before it, everybody else after it; ages on that day are those published."""
    scenario = leeds_2019(date(2020, 1, 1))
    cohort = care_start(make_world(scenario, 1, Mechanisms())).cohort
    rows = np.arange(cohort.size)
    stock = cohort.state[rows] == IN_CARE
    age = (scenario.first_day - cohort.birth_day[rows][stock]) / 365.25

    assert np.histogram(age, [0, 1, 5, 10, 16, 18])[0].tolist() == list(scenario.authority.stock_by_age)
    assert np.all(cohort.entry_day[rows][stock] <= scenario.first_day)
    assert np.all(cohort.entry_day[rows][~stock] >= scenario.first_day)
    assert cohort.entry_day[rows][~stock].min() < -200


def test_the_calendar_of_rates_counts_from_the_count():
    """The lead-in's months come first; years since the origin and seasons are the calendar's."""
    scenario = leeds_2019(date(2020, 1, 15))
    calendar = calendar_of(scenario)

    assert calendar.months[0] == ORIGIN
    assert calendar.months[9:12] == (date(2020, 1, 1), date(2020, 1, 15), date(2020, 2, 1))
    assert calendar.years_since[0] == pytest.approx(0.5 + 15 / 365.25)
    assert dict.fromkeys(calendar.year) == {0: None, 1: None, 2: None}
    dates = [scenario.start + timedelta(days=float(day)) for day in life_edges(scenario)]
    assert [day.day for day in dates].count(1) == dates.index(dates[-1])  # all but the plan's start are firsts


def test_the_pandemic_comes_on_its_date():
    """With a lead-in as without: the same children enter until March 2020, some do not in the year after."""
    usual, pandemic = (leeds_2019(date(2020, 1, 1), pandemic=flag) for flag in (False, True))
    before, after = (spells(live(some, 1)) for some in (usual, pandemic))
    april = usual.day(date(2020, 4, 1))

    assert {a: s[0] for a, s in before.items() if s[0] < april} == {a: s[0] for a, s in after.items() if s[0] < april}
    year = {a for a, s in before.items() if april <= s[0] < april + 365 and a[1] == 0}
    assert {a for a, s in after.items() if april <= s[0] < april + 365 and a[1] == 0} < year


def test_partners_live_through_the_lead_in_too():
    """Every authority's stock on day 0 is what was counted, plus who came, less who left since."""
    scenario = three_authorities(start=date(2018, 1, 1), end=date(2019, 3, 31))
    cohort = live(scenario, 1)
    flows = flows_of(scenario, cohort)
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    place = cohort.place_of_area[cohort.area[rows]]
    stock = [sum(a.stock_by_age) for a in (scenario.authority, *(p.authority for p in scenario.partners))]

    for number, counted in enumerate(stock):
        entry, left = cohort.entry_day[rows][place == number], cohort.exit_day[rows][place == number]
        at_start = np.sum(entry < 0) - np.sum(left < 0)
        assert np.sum(entry <= scenario.first_day) == counted
        assert at_start != counted
        first = flows.looked_after[number, 0] - flows.entries[number, 0] + flows.exits[number, 0]
        assert first == at_start
