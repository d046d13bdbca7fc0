"""The array kernel against a plain SimPy program with one process a child."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from twin import Child, KeyedSource, PlainCare, RandomSource, plain_children

from sfpc_sim.inputs.loading import load
from sfpc_sim.model.care import care, care_start
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import month_edges
from sfpc_sim.model.staff import nobody_in_post
from sfpc_sim.model.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.model.care import CareStart
    from sfpc_sim.model.cohort import Cohort
    from sfpc_sim.model.world import World


def usual_world(number: int) -> World:
    """Make a world without a programme."""
    world = make_world(load("no-programme"), number, Mechanisms())
    world.staff = nobody_in_post(world.scenario)
    return world


def run_kernel(world: World, start: CareStart) -> Cohort:
    """Run the array kernel to the horizon."""
    cohort = start.cohort.copy()
    world.env.run(until=world.env.process(care(world, start, cohort)))
    return cohort


def everyone(world: World, start: CareStart) -> Iterator[Child]:
    """List the first day's children and every candidate whose coordinate lies below the entry rate."""
    first = start.cohort
    for row in range(first.size):
        yield Child(int(first.key[row]), int(first.spell[row]), int(first.kind[row]), float(first.birth_day[row]),
                    float(first.entry_day[row]), float(first.coordinate[row]), float(first.chance[row]),
                    int(first.family[row]))  # fmt: skip
    edges = month_edges(world.scenario)
    for month in range(edges.size - 1):
        groups = start.rates.first_entries[month] * start.groups_per_first_entry
        rate = np.append(groups, start.rates.unaccompanied[month])
        for year in {int(edges[month] // 365.25), int((edges[month + 1] - 1e-9) // 365.25)}:
            some = start.candidates.year(year, rate)
            inside = (some.day >= edges[month]) & (some.day < edges[month + 1]) & (some.coordinate < rate[some.field])
            for row in np.flatnonzero(inside):
                kind = 4 if some.field[row] == rate.size - 1 else 1
                yield Child(int(some.key[row]), 0, kind, float(some.birth_day[row]), float(some.day[row]),
                            family=int(some.family[row]))  # fmt: skip


@pytest.mark.parametrize("number", [1, 2])
def test_the_kernel_agrees_with_a_plain_process_per_child_child_for_child(number: int):
    """Same luck, same children, same days, same reasons: nothing is rounded to months, nobody exits twice."""
    world = usual_world(number)
    start = care_start(world)
    cohort = run_kernel(world, start)
    months = list(month_edges(world.scenario)[:-1])
    plain = PlainCare(start, months, world.scenario.horizon_days, KeyedSource(world.luck))
    expected = {(s.key, s.spell): s for s in plain.run(everyone(usual_world(number), care_start(usual_world(number))))}

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


@pytest.mark.slow
def test_a_plain_program_with_its_own_luck_agrees_in_law():
    """Entries drawn month by month and lives drawn one by one have the means of the field and the kernel."""
    worlds = 60
    ours, plain = np.empty((worlds, 3)), np.empty((worlds, 3))
    for number in range(worlds):
        world = usual_world(number + 1)
        start = care_start(world)
        edges, horizon = month_edges(world.scenario), world.scenario.horizon_days
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
