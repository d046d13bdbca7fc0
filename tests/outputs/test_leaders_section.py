"""What is said of leaders."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_up_estimates import chance, estimates, spread

from sfpc_sim.outputs.sections.leaders import leader_lines, leaders_heading, strip_lines

if TYPE_CHECKING:
    from sfpc_sim.study.result import Result

FACTS: dict[str, Any] = {
    "start": "2020-01-01",
    "end": "2025-03-31",
    "programme": {"enabled": True},
    "joint_roles": [],
    "duties": [{"key": "review"}],
    "partners": [{"title": "Northtown"}, {"title": "Southtown"}],
    "leaders": [
        {"key": "director", "title": "Director", "tier": "director", "post": None},
        {"key": "deputy", "title": "Deputy Director, " + "Many Services, " * 3, "tier": "deputy", "post": None},
        {"key": "head", "title": "Head", "tier": "head", "post": None},
        {"key": "lead", "title": "Programme Lead", "tier": "director", "post": "lead-1"},
    ],
}


def months(years: int, **utilisation: list[float]) -> pd.DataFrame:
    """Lay years of months out for each of two futures."""
    ends = [pd.Timestamp(2020 + year, month, 28).date() for year, month in product(range(years), range(1, 13))]
    columns = {f"utilisation:{key}": values * 2 for key, values in utilisation.items()}
    return pd.DataFrame({"replication": np.repeat([1, 2], len(ends)), "month_end": ends * 2, **columns})


def test_each_role_has_its_utilisation_months_and_chance(result: Result, text: str) -> None:
    """In one line, the chance of a red run with its interval, from the run's own numbers."""
    line = next(line for line in text.splitlines() if line.startswith("  Programme Director  "))
    own = result.replications.filter(like=":programme-director")
    share = own["red_three_months_running:programme-director"].mean()
    assert f"  {share:.0%} (CI " in line
    p10, p50, p90 = (100 * own["mean_utilisation:programme-director"].quantile(q) for q in (0.1, 0.5, 0.9))
    assert f"  {p10:.0f}% | {p50:.0f}% | {p90:.0f}%  " in line


def test_the_heading_says_what_the_workloads_rest_on() -> None:
    """And what the leaders' time goes to."""
    heading = leaders_heading(FACTS)
    assert heading.startswith("Leaders: home duties, recruitment panels, reviews, partner authorities; ")
    assert heading.endswith("their workloads are assumptions (grade D)")
    one = leaders_heading(FACTS | {"partners": [], "joint_roles": [{"partner": "Kirklees"}] * 3})
    assert "recruitment panels, reviews, Kirklees; " in one
    assert "nobody is lent" in leaders_heading(FACTS | {"programme": {"enabled": False}})


def test_the_director_level_the_waits_and_who_holds_new_roles_are_told() -> None:
    """Each only where it was measured."""
    found = estimates(
        led_from_day__lead=spread(30, 61, float("inf")),
        home_task_wait_days=spread(1, 2.25, 4),
        panel_wait_days=spread(5, 6, 7),
        leaders_left=spread(0, 1, 2),
        mean_utilisation__head=spread(0.8, 0.9, 1),
    )
    found_level = estimates(
        mean_utilisation__head=spread(0.8, 0.9, 1),
        **{"red_three_months_running__director level": chance(0.5, 0.4, 0.6)},
        **{"months_above_red__director level": spread(10, 20, 30)},
    )
    assert leader_lines(FACTS, found)[2:] == [
        "  Programme Lead, in the role from 31 Jan 2020 | 2 Mar 2020 | after Mar 2025",
        "  Leaders who left 0 | 1 | 2. Days until home's tasks begin 1.0 | 2.2 | 4.0, panels end 5.0 | 6.0 | 7.0",
    ]
    level = leader_lines(FACTS, found_level)[2]
    assert level.split("  ")[1] == "Director and deputies, any or all of them"
    assert level.endswith("  10 | 20 | 30  50% (CI 40% to 60%)")
    assert leader_lines(FACTS, estimates(entries=spread(1, 2, 3))) == []


def test_a_role_that_was_not_measured_is_left_out_and_a_long_title_is_cut() -> None:
    """The table is as wide as a page."""
    used = {"mean_utilisation": spread(0.8, 1.05, 1.2), "months_above_amber": spread(10, 20, 60)}
    used |= {"months_above_red": spread(1, 12, 60), "red_three_months_running": chance(0.9999, 0.9944, 1)}
    found = estimates(**{f"{name}__{key}": value for name, value in used.items() for key in ("director", "deputy")})
    head, director, deputy = leader_lines(FACTS, found)
    assert "80% | 105% | 120%  10 | 20 | 60  1 | 12 | 60   99.99% (CI 99.44% to 100%)" in director
    assert deputy.startswith("  Deputy Director, Many Services, Many ...  ")
    assert max(map(len, (head, director, deputy))) <= 120


def test_the_strip_gives_the_mean_of_each_quarter() -> None:
    """Over futures and months in which somebody held the role; a dash where nobody did."""
    nobody = float("nan")
    monthly = months(
        1,
        director=[0.8, 0.9, 1.0, *[1.2] * 9],
        lead=[nobody] * 3 + [nobody, 0.5, 0.7] + [1.0] * 6,
        head=[0.5] * 12,
    )
    monthly.loc[0, "utilisation:director"] = 1.4  # January of the first future
    assert strip_lines(FACTS, monthly) == [
        "  % used, by quarter  '20",
        "  director            100 120 120 120",
        "  lead                  -  60 100 100",
    ]


def test_the_strip_is_left_out_where_no_month_was_kept() -> None:
    """As in results of the first step."""
    assert strip_lines(FACTS, months(1)) == []


@pytest.mark.parametrize(("years", "cells", "step"), [(6, 24, "quarter"), (7, 14, "6 months"), (14, 14, "12 months")])
def test_a_long_plan_gets_wider_cells(years: int, cells: int, step: str) -> None:
    """At most 24 a line, and the line fits the page."""
    head, line = strip_lines(FACTS, months(years, director=[1.01] * 12 * years))
    assert line.split() == ["director", *["101"] * cells]
    assert f"by {step}" in head
    assert head.endswith(f"'{19 + years}") or step != "12 months"
    assert max(len(head), len(line)) <= 120
