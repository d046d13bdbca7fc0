"""Care flows for the model's tests: fixed beliefs, worlds without a programme, rules with constant hazards."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.assumptions import Register
from sfpc_sim.inputs.beliefs import belief_of
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.partners import Partner
from sfpc_sim.model import children as published
from sfpc_sim.model.care import CareFlows, care_start
from sfpc_sim.model.cohort import Step
from sfpc_sim.model.kernel import advance
from sfpc_sim.model.luck import Luck
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.populate import populate
from sfpc_sim.model.spells import FIRST, Cohort, ExitRates, FlowRules
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.scenario import Scenario

    Floats = NDArray[np.float64]

YEAR = 365.25
EIGHTEEN = 18 * YEAR
LUCK = Luck(20170623, 1)
LEAST_P = 1e-4  # every seed is fixed, so this is met for ever or never

# What an authority's file says of its own rates.
OWN_BELIEFS = (
    "counting_residual", "unaccompanied_starts_per_year", "population_growth", "demand_growth",
    "entries_origin_per_year", "entries_long_run_per_year", "exit_level_origin", "exit_level_long_run",
    *(f"{flow}_{name}" for flow in ("entry", "exit") for name in ("drift_sd", "drift_persistence", "shock_sd")),
)  # fmt: skip

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


def live(scenario: Scenario, number: int, mechanisms: Mechanisms | None = None) -> Cohort:
    """Let one world live to its horizon, and give its children."""
    world = make_world(scenario, number, mechanisms or Mechanisms())
    world.care = CareFlows(world, care_start(world))
    populate(world)
    world.env.run(until=world.env.process(world.care.live()))
    return world.care.cohort


def leeds(**settings) -> Scenario:
    """Read Leeds without the programme."""
    return replace(load("no-programme"), **settings)


def small_town(
    key: str, scenario: Scenario, *, size: float, pace: float = 1.0, edges: int = 7, later: float = 1.0
) -> Partner:
    """Make a partner that is `size` times Leeds, with exits at its own pace and fewer duration edges, so much later."""
    leeds = scenario.authority
    own = [scenario.register[name] for name in OWN_BELIEFS]
    children_a_year = ("entries_origin_per_year", "entries_long_run_per_year", "unaccompanied_starts_per_year")
    beliefs = [replace(a, belief=replace(a.belief, scale=size)) if a.name in children_a_year else a for a in own]
    correlations = tuple(c for c in scenario.register.correlations if set(c.names) <= set(OWN_BELIEFS))
    authority = replace(
        leeds,
        name=key.title(),
        code=f"code of {key}",
        stock_by_age=_scaled(leeds.stock_by_age, size),
        stock_unaccompanied=round(leeds.stock_unaccompanied * size),
        exit_rates=tuple(tuple(pace * rate for rate in rates) for rates in leeds.exit_rates),
        duration_edges_days=tuple(later * day for day in leeds.duration_edges_days[:edges]),
        duration_factors=tuple(factors[: edges + 1] for factors in leeds.duration_factors),
        returned_home_by_past_year=_scaled(leeds.returned_home_by_past_year, size),
        kinship_by_past_year=_scaled(leeds.kinship_by_past_year, size),
        infant_starts_by_past_year=_scaled(leeds.infant_starts_by_past_year, size),
        expected_repeat_entries_per_year=leeds.expected_repeat_entries_per_year * size,
    )
    return Partner(
        key=key, title=authority.name, authority=authority, register=Register(tuple(beliefs), correlations),
        planned_launch=scenario.start, children=round(160_000 * size), launched=False,
    )  # fmt: skip


def _scaled(counts: Sequence[int], size: float) -> tuple[int, ...]:
    return tuple(round(count * size) for count in counts)


def three_authorities(**settings: object) -> Scenario:
    """Give Leeds with two partners, one small and quick, one large and slow; nothing befalls them or their leaders."""
    scenario = fixed(leeds(strain_harms_practice=False, **settings), inadequate_entry_ratio=1.0)
    quick = small_town("quickton", scenario, size=0.2, pace=1.3, edges=4, later=1.6)
    slow = small_town("slowbury", scenario, size=0.5, pace=0.8)
    return replace(scenario, partners=(quick, slow))


def rules(
    rates: Sequence[float],
    *,
    factors: Sequence[Sequence[float]] = ((1.0,), (1.0,), (1.0,), (1.0,)),
    edges_days: Sequence[float] = (),
    **other: object,
) -> FlowRules:
    """Make rules of one area with the same hazard `(cause,)` at every age, and nobody who comes back unless said so."""
    plain = FlowRules(
        exits=ExitRates(
            np.outer(rates, np.ones(5))[None], np.array(factors, float)[None], np.array(edges_days, float)[None]
        ),
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


def step(
    start_day: float, end_day: float, pace: float | Floats = 1.0, entry_ratio: float = 1.0, areas: int = 1
) -> Step:
    """Make a step in which every age has the same entry ratio; a pace may be given by area."""
    paces, ratios = np.full((4, areas), pace), np.full((1, areas, 5), entry_ratio)
    return Step(start_day, end_day, paces, np.array([start_day]), ratios, 1.0)


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


def measured(scenario: Scenario, cohort: Cohort) -> dict[str, float]:
    """Give what a cohort says of itself: measures."""
    return published.measures(scenario, cohort, published.flows_of(scenario, cohort))


def by_month(scenario: Scenario, cohort: Cohort) -> dict[str, Floats]:
    """Give what a cohort says of itself: months."""
    return published.monthly(scenario, published.flows_of(scenario, cohort))


def in_care_on(cohort: Cohort, day: float) -> int:
    """Count who is in care on a day, from everybody's own days."""
    rows = slice(0, cohort.size)
    there = cohort.entered[rows] & (cohort.entry_day[rows] <= day) & (day < cohort.exit_day[rows])
    return int(there.sum())


def by_kind(cohort: Cohort, kind: int) -> NDArray[np.int64]:
    """Give the rows of one kind that became spells of care."""
    rows = np.arange(cohort.size)
    return rows[cohort.entered[rows] & (cohort.kind[rows] == kind)]


def spells(cohort: Cohort, place: int | None = None) -> dict[tuple[int, int], tuple[float, float, int]]:
    """Give every spell of care, or those of one authority, by child and number: first day, last day, cause."""
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    if place is not None:
        rows = rows[cohort.place_of_area[cohort.area[rows]] == place]
    columns = (cohort.key, cohort.spell, cohort.entry_day, cohort.exit_day, cohort.cause)
    return {(k, s): (e, x, c) for k, s, e, x, c in zip(*(column[rows].tolist() for column in columns), strict=True)}
