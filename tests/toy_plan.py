"""A small plan and a stand-in for the model, quick enough to test what surrounds a replication."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.assumptions import Assumption, Register, Source
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.inputs.scenario import (
    Authority,
    CostTable,
    Grade,
    Leader,
    Money,
    Post,
    Programme,
    PublishedYear,
    Scenario,
    Target,
    Team,
)
from sfpc_sim.model.replication import Replication

if TYPE_CHECKING:
    from typing import Any

MONTHS = 36


def toy_plan(**changes: Any) -> Scenario:
    """Make a plan of one team, one leader and one assumption, over three years."""
    no_years: tuple[int, ...] = ()
    authority = Authority(
        "Toytown", "E00000000", date(2017, 3, 31), "invented", (1, 2, 3, 4, 5), 0,
        *[(1.0,) * 5] * (2 if "entries_by_age" in Authority.__dataclass_fields__ else 1),
        ((0.1,) * 5,) * 4, (0.0,), ((1.0,),) * 4, no_years, no_years, no_years, (0.5,) * 5, 1.0, 0.9, 0.8,
        (PublishedYear(2018, 1_030, 60, 70), PublishedYear(2019, 1_010, 61, 71)),
    )  # fmt: skip
    fixed = Belief((Component("fixed", (2.0,), 1.0),))
    number = Assumption("toy_rate", "Invented.", "days", fixed, (1.0, 3.0), "world", Source("nobody", "D"), "toy:1")
    money = Money(2017, (Grade("PO1", (30_000.0,), 0),),
                  (CostTable("res", "RES", (100_000.0, 200_000.0), (1_000.0, 2_000.0), (0.0, 0.0)),),
                  2017, date(2020, 3, 31), 1e6, 1e5, 36_400.0)  # fmt: skip
    plan = Scenario(
        "toy", "A toy plan", "Does it work?", date(2017, 4, 1), date(2020, 3, 31), 7, 40,
        Target(1000, date(2019, 3, 31)), "published", "damped", pandemic=False,
        programme=Programme(enabled=True, recruitment_from=date(2017, 6, 23), planned_in_post_on=date(2017, 10, 1),
                            posts_filled="simulated"),
        authority=authority, posts=(Post("res/1", "Worker", "res", "PO1", 1.0, social_worker=True),
                                    Post("res/2", "Manager", "res", "PO1", 0.5, social_worker=False)),
        teams=(Team("res", "RES Team", "res", "res", "c1", ("res/2",), "director"),),
        leaders=(Leader("director", "Director", "director", 18.0),), joint_roles=(), money=money,
        register=Register((number,)), plugins=(), overlaid={"run": {"seed": 7}},
    )  # fmt: skip
    return replace(plan, **changes)


def toy_world(scenario: Scenario, number: int) -> Replication:
    """Give numbers that depend on seed, drift and address alone; one post in three is filled after the horizon."""
    spread = {"damped": 30.0, "walk": 60.0, "stationary": 15.0}[scenario.drift]
    luck = np.random.Generator(np.random.Philox(key=[scenario.seed, number]))
    stock = 1020 + spread * luck.standard_normal(MONTHS).cumsum() / 6
    avoided = float(luck.integers(0, 9)) if scenario.evidence != "no-effect" else 0.0
    years = {year: stock[12 * (year - 2017) - 1] for year in (2018, 2019, 2020)}
    measures = {f"looked_after_on:{year}-03-31": round(value) for year, value in years.items()}
    measures |= {f"counterfactual_looked_after_on:{year}-03-31": round(years[year]) + avoided for year in years}
    measures |= {"started:2018": 60.0, "ceased:2018": 70.0, "entries_avoided": avoided}
    measures |= {"under_by_target": float((stock[:24] < 1000).any()), "under_for_twelve_months": 0.0}
    measures |= {"in_post_day:res/1": 170 + 60 * luck.random(), "in_post_day:res/2": luck.choice([200, 250, np.nan])}
    measures["team_started_day:res"] = measures["in_post_day:res/2"]
    leaders = ("mean_utilisation", "months_above_amber", "months_above_red")
    measures |= {f"{each}:director": luck.random() for each in leaders}
    measures |= {"spend_gbp:2017": 9e4 + 1e4 * luck.random(), "unfunded_gbp:2020": 1.9e6}
    measures["placement_cost_avoided_gbp"] = 1e5
    return Replication(number, {k: float(v) for k, v in measures.items()}, {"looked_after": stock})


def slow_world(scenario: Scenario, number: int) -> Replication:
    """Take long enough to be killed."""
    time.sleep(0.02)
    return toy_world(scenario, number)


def failing_world(scenario: Scenario, number: int) -> Replication:
    """Fail in replication 17."""
    if number == 17:
        raise ZeroDivisionError("nothing left")
    return toy_world(scenario, number)


def interrupted_world(scenario: Scenario, number: int) -> Replication:
    """Be stopped by the user in replication 17."""
    if number == 17:
        raise KeyboardInterrupt
    return toy_world(scenario, number)
