"""Care flows for the model's tests: fixed beliefs, worlds without a programme, rules with constant hazards."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.beliefs import belief_of
from sfpc_sim.inputs.loading import load
from sfpc_sim.model import leadership, recruitment
from sfpc_sim.model.care import care, care_start
from sfpc_sim.model.cohort import Step, advance
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.spells import FIRST, Cohort, FlowRules
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.luck import Luck

    Floats = NDArray[np.float64]

YEAR = 365.25

# Nothing varies from year to year or month to month but who happens to enter and leave.
STILL: Mapping[str, float] = {
    "entry_drift_sd": 0.0,
    "exit_drift_sd": 0.0,
    "national_shock_sd": 0.0,
    "entry_shock_sd": 0.0,
    "exit_shock_sd": 0.0,
    "unaccompanied_shock_sd": 0.0,
    "entry_month_ratio": 1.0,
    "entry_july_ratio": 1.0,
    "entry_august_ratio": 1.0,
    "entry_december_ratio": 1.0,
    "population_growth": 0.0,
    "demand_growth": 0.0,
    "exit_level_origin": 1.0,
    "exit_level_long_run": 1.0,
    "counting_residual": 0.0,
}


def fixed(scenario: Scenario, **values: float) -> Scenario:
    """Hold assumptions of a scenario at one value each; durations are in days."""
    unknown = values.keys() - scenario.register.by_name.keys()
    assert not unknown, f"no such assumption: {unknown}"
    assumptions = tuple(
        replace(a, belief=belief_of({"fixed": {"value": values[a.name]}}, (values[a.name], values[a.name])))
        if a.name in values
        else a
        for a in scenario.register.assumptions
    )
    return replace(scenario, register=Register(assumptions, scenario.register.correlations))


def live(scenario: Scenario, number: int) -> Cohort:
    """Let one world live to its horizon, and give its children."""
    world = make_world(scenario, number, Mechanisms())
    start = care_start(world)
    cohort = start.cohort.copy()
    leadership.populate(world)
    recruitment.populate(world)
    world.env.run(until=world.env.process(care(world, start, cohort)))
    return cohort


def leeds(**settings) -> Scenario:
    """Read Leeds without the programme."""
    return replace(load("no-programme"), **settings)


def rules(
    rates: Sequence[float],
    *,
    factors: Sequence[Sequence[float]] = ((1.0,), (1.0,), (1.0,), (1.0,)),
    edges_days: Sequence[float] = (),
    **other: object,
) -> FlowRules:
    """Make rules with the same hazard `(cause,)` at every age, and nobody who comes back unless said so."""
    plain = FlowRules(
        exit_rates=np.outer(rates, np.ones(5)),
        duration_factors=np.array(factors, float),
        duration_edges_days=np.array(edges_days, float),
        reentry_chance=np.zeros(5),
        reentry_shape=0.65,
        reentry_scale_days=1.6 * YEAR,
        recurrence_chance=0.0,
        recurrence_young_chance=0.0,
        young_share=0.0,
        recurrence_wait=leeds().register["recurrence_wait_days"].belief,
        infant_power=2.5,
    )
    return replace(plain, **other)


def step(start_day: float, end_day: float, pace: float = 1.0, entry_ratio: float = 1.0) -> Step:
    """Make a step of one area in which every age has the same entry ratio."""
    return Step(start_day, end_day, np.full(4, pace), np.full((1, 5), entry_ratio), 1.0)


def children(luck: Luck, entry_days: Floats, ages_years: Floats | float, *, kind: int = FIRST) -> Cohort:
    """Make a cohort of children who wait to enter on given days at given ages; keys count from 1."""
    cohort = Cohort()
    keys = np.arange(1, entry_days.size + 1, dtype=np.uint64)
    budgets = -np.log(luck.numbers("exit budget", keys, size=4))
    cohort.add(keys.size, budgets, key=keys, family=keys, kind=kind, entry_day=entry_days,
               birth_day=entry_days - np.asarray(ages_years) * YEAR)  # fmt: skip
    return cohort


def lived(cohort: Cohort, edges_days: Sequence[float], rules: FlowRules, luck: Luck, **rates: float) -> Cohort:
    """Let a copy of a cohort live through steps between the given days."""
    cohort = cohort.copy()
    for first, end in pairwise(edges_days):
        advance(cohort, step(first, end, **rates), rules, luck)
    return cohort


def in_care_on(cohort: Cohort, day: float) -> int:
    """Count who is in care on a day, from everybody's own days."""
    rows = slice(0, cohort.size)
    there = cohort.entered[rows] & (cohort.entry_day[rows] <= day) & (day < cohort.exit_day[rows])
    return int(there.sum())


def spells(cohort: Cohort) -> dict[tuple[int, int], tuple[float, float, int]]:
    """Give every spell of care by child and number: first day, last day, cause."""
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    columns = (cohort.key, cohort.spell, cohort.entry_day, cohort.exit_day, cohort.cause)
    return {(k, s): (e, x, c) for k, s, e, x, c in zip(*(column[rows].tolist() for column in columns), strict=True)}
