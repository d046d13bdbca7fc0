"""A small plan and a stand-in for the model, quick enough to test what surrounds a replication."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.assumptions import Assumption, Register, Source
from sfpc_sim.inputs.distributions import Belief, Component
from sfpc_sim.inputs.rules import parse_rule
from sfpc_sim.inputs.scenario import (
    Authority,
    Centre,
    CostTable,
    Gate,
    Grade,
    Grant,
    ImprovementPartnership,
    Leader,
    Money,
    Partner,
    Post,
    Programme,
    PublishedYear,
    Requirement,
    Risk,
    Scenario,
    Target,
    Team,
)
from sfpc_sim.model.replication import Replication

if TYPE_CHECKING:
    from typing import Any

MONTHS = 36


def toy_plan(**changes: Any) -> Scenario:
    """Make a plan of one team, two leaders, one partner and one of everything else, over three years."""
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
                  2017, 10, (Grant("grant", "A grant", 1e6, 0.0, None, 2017, 3, date(2020, 3, 31), ("res",)),),
                  36_400.0, agency_cover=False)  # fmt: skip
    plan = Scenario(
        "toy", "A toy plan", "Does it work?", date(2017, 4, 1), date(2020, 3, 31), 7, 40,
        Target(1000, date(2019, 3, 31)), "published", "damped", pandemic=False,
        programme=Programme(enabled=True, recruitment_from=date(2017, 6, 23), planned_in_post_on=date(2017, 10, 1),
                            posts_filled="simulated"),
        authority=authority, posts=(Post("res/1", "Worker", "res", "PO1", 1.0, social_worker=True),
                                    Post("res/2", "Manager", "res", "PO1", 0.5, social_worker=False)),
        teams=(Team("res", "RES Team", "res", "res", "c1", ("res/2",), "director"),),
        leaders=(Leader("director", "Director", "director", 18.0),
                 Leader("programme-director", "Programme Director", "director", 11.0, post="res/2")),
        joint_roles=(), money=money,
        register=Register((number,)), plugins=(), overlaid={"run": {"seed": 7}},
        partners=(Partner("northtown", "Northtown", authority, Register((number,)), date(2017, 10, 1), 50_000,
                          launched=False),),
        improvement=(ImprovementPartnership("plan", "Improvement of Southtown", "Southtown", date(2017, 10, 1), 44),),
        centre=Centre(date(2017, 10, 1), ("director",), ("director",), 151),
        gates=(Gate("progress", "Progress releases money", parse_rule("posts_filled_share >= 80%"), date(2018, 6, 30),
                    3, 4, None, "opens", "stays", 0, 0.0),),
        requirements=(Requirement("target", "The target is likelier met than missed", parse_rule(
            "chance(children_looked_after on 2019-03-31 < 1000) >= 50%", chances=True)),),
        risks=(Risk("missed", "The target is missed", parse_rule("children_looked_after on 2019-03-31 >= 1000"), 5),
               Risk("strained", "A director is strained", parse_rule("director_level_red_run >= 3"), 2)),
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
    measures |= {f"{each}:{role.key}": luck.random() for role in scenario.leaders for each in leaders}
    measures |= {"spend_gbp:2017": 9e4 + 1e4 * luck.random(), "unfunded_gbp:2020": 1.9e6}
    measures["placement_cost_avoided_gbp"] = 1e5
    if scenario.partners:
        measures |= _whole_programme(scenario, luck, measures)
    utilisation = {f"utilisation:{role.key}": 0.9 + 0.2 * luck.random(MONTHS) for role in scenario.leaders}
    return Replication(number, {k: float(v) for k, v in measures.items()}, {"looked_after": stock} | utilisation)


def _whole_programme(scenario: Scenario, luck: np.random.Generator, so_far: dict[str, Any]) -> dict[str, Any]:
    """Give what the second step measures; five partners are active in every other world, waits end in some."""
    missed, even = so_far["looked_after_on:2019-03-31"] >= 1000, luck.random() < 0.5
    avoided = so_far["entries_avoided"]
    measures = {f"red_three_months_running:{role.key}": luck.random() < 0.4 for role in scenario.leaders}
    measures |= {"red_three_months_running:director level": luck.random() < 0.6, "months_above_red:director level": 9}
    measures |= {"leaders_left": luck.integers(0, 3), "home_task_wait_days": luck.choice([2.5, np.nan])}
    measures["led_from_day:programme-director"] = so_far["in_post_day:res/2"]
    measures |= {"launched_day:northtown": luck.choice([190, 400, np.nan]), "trained_share:northtown": luck.random()}
    measures |= {"judged_inadequate:northtown": luck.random() < 0.1, "most_partners_active": 5 if even else 4}
    measures["programme_over_full_with_five"] = float(luck.random() < 0.7) if even else np.nan
    measures["partner_looked_after_at_end:northtown"] = 500 - avoided
    measures["counterfactual_partner_looked_after_at_end:northtown"] = 500
    measures |= {"recommendations_red:plan": 1, "recommendations_amber:plan": 34, "recommendations_green:plan": 9}
    measures |= {"authorities_reached": 100, "events_held": 30, "visits_received": 25}
    measures |= {"gate_passed:progress": even, "gate_day:progress": 456 if even else np.nan, "gate_late:progress": 0}
    measures |= {"chance:target 0": not missed, "risk:missed": missed, "risk:strained": luck.random() < 0.1}
    measures |= {"spend_gbp:2018": 2e5, "council_gbp:2017": 0, "council_gbp:2018": 1e4, "underspend_gbp:2018": 1e3}
    measures |= {"grant_received_gbp:grant": 9e5, "grant_balance_gbp:grant": 2e5, "grant_returned_gbp:grant": 0}
    measures |= {"stranded_posts:grant": 2, "stranded_fte:grant": 1.5, "stranded_gbp:grant": 6e4}
    measures["placement_cost_avoided_by_fewer_children_gbp"] = 7e4
    measures["placement_cost_avoided_by_cheaper_mix_gbp"] = 3e4
    return measures | {"exit_costs_gbp:2018": 5e5, "exit_costs_gbp:2019": 6e5, "exit_costs_avoided_gbp": -1e4}


def slow_world(scenario: Scenario, number: int) -> Replication:
    """Take long enough to be killed."""
    time.sleep(0.02)
    return toy_world(scenario, number)


def failing_world(scenario: Scenario, number: int) -> Replication:
    """Fail in replication 17."""
    if number == 17:
        raise ZeroDivisionError("nothing left")
    return toy_world(scenario, number)


def hopeless_world(scenario: Scenario, number: int) -> Replication:
    """Fail in every replication."""
    raise ZeroDivisionError(f"nothing left in {number}")


def deadly_world(scenario: Scenario, number: int) -> Replication:
    """Take the process along in replication 17, as the system does when memory runs out."""
    if number == 17:
        os.kill(os.getpid(), signal.SIGKILL)
    return slow_world(scenario, number)


def other_world(scenario: Scenario, number: int) -> Replication:
    """Differ from the toy in one bit of one measure."""
    made = toy_world(scenario, number)
    return replace(made, measures=made.measures | {"spend_gbp:2018": np.nextafter(2e5, 3e5)})


def interrupted_world(scenario: Scenario, number: int) -> Replication:
    """Be stopped by the user in replication 17."""
    if number == 17:
        raise KeyboardInterrupt
    return toy_world(scenario, number)
