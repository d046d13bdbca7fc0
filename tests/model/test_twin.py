"""The array kernel against a plain SimPy program with one process a child."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from small_care import leeds, three_authorities
from twin import FIRST, UNACCOMPANIED, Child, KeyedSource, PlainCare, RandomSource, first_day_children, plain_children

from sfpc_sim.model import partners
from sfpc_sim.model.candidates import UNACCOMPANIED_BAND
from sfpc_sim.model.care import HEADROOM, CareFlows, care_start
from sfpc_sim.model.cohort import Step
from sfpc_sim.model.kernel import admit, advance
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import life_edges
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.scenario import Scenario
    from sfpc_sim.model.care import CareStart
    from sfpc_sim.model.cohort import Cohort
    from sfpc_sim.model.world import World

HIGHEST_RATIO = 1.4  # of the programmes made up below


def usual_world(scenario: Scenario, number: int) -> World:
    """Make a world without a programme, whose leaders harm nobody."""
    world = make_world(replace(scenario, strain_harms_practice=False), number, Mechanisms())
    world.staff = nobody_in_post(world.scenario)
    partners.populate(world)
    return world


def run_kernel(world: World, start: CareStart) -> Cohort:
    """Run the array kernel to the horizon."""
    world.care = CareFlows(world, start)
    world.env.run(until=world.env.process(world.care.live()))
    return world.care.cohort


def everyone(world: World, start: CareStart) -> Iterator[Child]:
    """List the first day's children and every candidate who might enter; their chance is the usual rate, anew."""
    yield from first_day_children(start)
    days, fields = life_edges(world.scenario), start.candidates.fields
    some = start.candidates.between(0.0, HIGHEST_RATIO)
    for row in range(some.key.size):
        field, month = some.field[row], int(np.searchsorted(days, some.day[row], side="right")) - 1
        place = start.cohort.place_of_area[fields.area[field]]
        alone = fields.band[field] == UNACCOMPANIED_BAND
        entries = start.rates.unaccompanied if alone else start.rates.first_entries
        yield Child(int(some.key[row]), 0, UNACCOMPANIED if alone else FIRST, float(some.birth_day[row]),
                    float(some.day[row]), float(some.coordinate[row]),
                    float(entries[month, place] * fields.groups_per_first_entry[field]), int(some.family[row]),
                    int(fields.area[field]), int(fields.band[field]))  # fmt: skip


def assert_same_lives(cohort: Cohort, plain: PlainCare, children: Iterator[Child]) -> None:
    """Compare the kernel's spells with the plain program's, child for child."""
    expected = {(s.key, s.spell): s for s in plain.run(children)}
    rows = np.flatnonzero(cohort.entered[: cohort.size])
    mine = {(int(cohort.key[r]), int(cohort.spell[r])): r for r in rows}
    assert len(mine) == rows.size > 2500
    assert mine.keys() == expected.keys()
    for address, row in mine.items():
        spell = expected[address]
        assert cohort.entry_day[row] == pytest.approx(spell.entry_day, abs=1e-6)
        assert int(cohort.cause[row]) == spell.cause
        if math.isfinite(spell.exit_day):
            assert cohort.exit_day[row] == pytest.approx(spell.exit_day, abs=1e-6)
        else:
            assert cohort.exit_day[row] == math.inf


LATER = three_authorities(start=date(2018, 1, 1), end=date(2020, 3, 31))


@pytest.mark.parametrize(
    "scenario", [leeds(), three_authorities(), LATER], ids=["leeds", "three authorities", "with a lead-in"]
)
@pytest.mark.parametrize("number", [1, 2])
def test_the_kernel_agrees_with_a_plain_process_per_child_child_for_child(scenario: Scenario, number: int):
    """Same luck, same children, same days, same reasons: nothing is rounded to months, nobody exits twice."""
    world = usual_world(scenario, number)
    start = care_start(world)
    cohort = run_kernel(world, start)
    months = life_edges(scenario)[:-1].tolist()
    plain = PlainCare(start, months, scenario.horizon_days, KeyedSource(world.luck))
    assert_same_lives(cohort, plain, everyone(world, start))


def test_the_kernel_agrees_with_the_plain_process_under_programmes_of_every_kind():
    """Entry ratios below and above one by area, age and month, exit ratios by cause; lived through at odd cuts."""
    scenario = three_authorities()
    world = usual_world(scenario, 3)
    start = care_start(world)
    days = life_edges(scenario)
    months, areas = days.size - 1, start.cohort.place_of_area.size
    chance = np.random.Generator(np.random.PCG64(5))
    entry_ratio = chance.uniform(0.5, HIGHEST_RATIO, (months, areas, 5))
    faster = chance.uniform(size=(months, 1, areas)) < 0.2
    exit_ratio = np.where(faster, chance.uniform(0.7, 1.5, (months, 4, areas)), 1.0)

    cohort = start.cohort.copy()
    admit(cohort, start.candidates, HEADROOM, HIGHEST_RATIO)
    for month, (begin, end) in enumerate(pairwise(days.tolist())):
        pace = start.rates.exit_pace[month, start.cohort.place_of_area] * exit_ratio[month]
        for first, last in pairwise([begin, *chance.uniform(begin, end, 1).tolist(), end]):
            advance(cohort, Step(first, last, pace, days[:-1], entry_ratio, 1.0), start.rules, world.luck)

    plain = PlainCare(
        start, days[:-1].tolist(), scenario.horizon_days, KeyedSource(world.luck), entry_ratio, exit_ratio
    )
    assert_same_lives(cohort, plain, everyone(world, start))


@pytest.mark.slow
def test_a_plain_program_with_its_own_luck_agrees_in_law():
    """Entries drawn month by month and lives drawn one by one have the means of the field and the kernel."""
    worlds = 60
    ours, plain = np.empty((worlds, 3)), np.empty((worlds, 3))
    for number in range(worlds):
        world = usual_world(leeds(), number + 1)
        start = care_start(world)
        edges, horizon = life_edges(world.scenario), world.scenario.horizon_days
        cohort = run_kernel(world, start)
        rows = np.flatnonzero(cohort.entered[: cohort.size])
        ours[number] = _seen(cohort.entry_day[rows], cohort.exit_day[rows], horizon)
        source = RandomSource(number)
        spells = PlainCare(start, list(edges[:-1]), horizon, source).run(plain_children(start, edges, source.random))
        days = np.array([(spell.entry_day, spell.exit_day) for spell in spells])
        plain[number] = _seen(days[:, 0], days[:, 1], horizon)
    difference = ours - plain  # the same rates in each pair: what is left is chance
    error = difference.std(axis=0, ddof=1) / np.sqrt(worlds)
    assert np.all(np.abs(difference.mean(axis=0)) < 4 * error)


def _seen(entered: np.ndarray, left: np.ndarray, horizon: float) -> tuple[int, int, int]:
    """Count entries, exits and children in care at the horizon."""
    return int(np.sum(entered >= 0)), int(np.sum(left < horizon)), int(np.sum((entered < horizon) & (left >= horizon)))
