"""The compiled kernels against their NumPy twins: the same children, the same days, in every world."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_care import EIGHTEEN, YEAR, leeds, rules, three_authorities

from sfpc_sim.inputs.beliefs import belief_of
from sfpc_sim.inputs.loading import load
from sfpc_sim.model import candidates, cohort, compiling, counting, families, kernel, luck, starting_stock
from sfpc_sim.model.care import HEADROOM, care_start, flow_rules
from sfpc_sim.model.luck import Luck
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import life_edges, month_edges
from sfpc_sim.model.placements import cumulative_mix
from sfpc_sim.model.places import place_of_areas, places_of
from sfpc_sim.model.simulate import simulate
from sfpc_sim.model.spells import CAUSES, FIRST, RECURRENCE, ROW, UNACCOMPANIED, Cohort, ExitRates
from sfpc_sim.model.world import World, make_world

pytestmark = pytest.mark.skipif(not compiling.is_compiled(), reason="Numba is not installed")
if compiling.is_compiled():
    from sfpc_sim.model import _belief_fast, _cohort_fast

DAYS = {"birth_day", "entry_day", "exit_day", "edge_day", "removed_day", "support_from", "support_until"}
ONE_KERNEL_EACH = ("_fill", "_live_until", "clocks_of", "_choose", "_place", "_support", "_home_years", "_settle")


def rows_of(some: Cohort) -> np.ndarray:
    """Give a cohort's rows in order of child and spell, and when each is due."""
    table = some.table[: some.size]
    order = np.lexsort((table["kind"], table["spell"], table["key"]))
    return table[order], some.due_day[: some.size][order]


def assert_same(one: Cohort, other: Cohort) -> None:
    """Hold two cohorts against each other, child for child and column for column."""
    assert one.size == other.size
    (mine, due), (theirs, their_due) = rows_of(one), rows_of(other)
    np.testing.assert_allclose(due, their_due, rtol=1e-12, atol=1e-7)
    for some in (one, other):  # which row a spell stands in is nobody's business, but whose it is
        again = np.flatnonzero(some.former[: some.size] >= 0)
        former = some.former[again]
        assert np.array_equal(some.key[former], some.key[again])
        assert np.array_equal(some.spell[former] + 1, some.spell[again])
    for name in ROW.names:
        if name == "former":
            continue
        if mine[name].dtype.kind == "f":
            np.testing.assert_allclose(mine[name], theirs[name], rtol=1e-9, atol=1e-7, err_msg=name)
        else:
            assert np.array_equal(mine[name], theirs[name]), name


# --- One thousand random worlds --------------------------------------------------------------------------------------

USUAL = rules((0.3, 0.1, 0.2, 0.05))
BELIEFS = [leeds().register[f"{name}_days"].belief for name in ("recurrence_wait", "sibling_gap", "futures_support")]
RATES = st.one_of(st.just(0.0), st.floats(1e-3, 5.0), st.sampled_from([1e-12, 1e3, 1e9]))
AGES_DAYS = st.one_of(
    st.floats(0.0, EIGHTEEN + 30),
    st.sampled_from([0.0, YEAR, 5 * YEAR, EIGHTEEN, np.nextafter(EIGHTEEN, 0), EIGHTEEN - 1e-6]),
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Cohort, object, list[cohort.Step], Luck]:
    """Make children who wait, rules and steps: nobody, one or many; at the edge of 18; rates of nothing and of much."""
    areas, count = draw(st.integers(1, 3)), draw(st.sampled_from([0, 1, 2, 17]))
    number = draw(st.integers(1, 10**6))
    chance = np.random.Generator(np.random.PCG64(number))
    edges = np.sort(chance.uniform(1.0, 900.0, draw(st.integers(0, 3))))
    rates = np.array(draw(st.lists(RATES, min_size=CAUSES, max_size=CAUSES)))
    exits = ExitRates(
        rates[None, :, None] * chance.uniform(0.5, 2.0, (areas, CAUSES, 5)),
        chance.uniform(0.2, 3.0, (areas, CAUSES, edges.size + 1)), np.tile(edges, (areas, 1)),
    )  # fmt: skip
    chances = np.array([*chance.uniform(0, 1, 3), 0.0, 0.0]) * draw(st.sampled_from([0.0, 0.3, 1.0]))
    some_rules = replace(
        USUAL, exits=exits, reentry_chance=chances, recurrence_chance=0.4, recurrence_young_chance=0.9,
        young_share=0.3, recurrence_wait=draw(st.sampled_from(BELIEFS)),
    )  # fmt: skip
    fate = Luck(number, 1)
    made = Cohort(draw(st.sampled_from([1, 40])), np.arange(areas))
    key = chance.integers(1, 2**63, count).astype(np.uint64)
    day = np.array(draw(st.lists(st.floats(0.0, 1500.0), min_size=count, max_size=count)))
    age = np.array(draw(st.lists(AGES_DAYS, min_size=count, max_size=count)))
    made.add(
        count, -np.log(fate.numbers("exit budget", key, size=CAUSES)), key=key, family=key // np.uint64(2),
        kind=np.where(chance.uniform(size=count) < 0.2, UNACCOMPANIED, FIRST), area=chance.integers(0, areas, count),
        band=chance.integers(0, 6, count), birth_day=day - age, entry_day=day, coordinate=chance.uniform(size=count),
        support_from=chance.choice([np.inf, 100.0], count), support_until=chance.choice([400.0, np.inf], count),
    )  # fmt: skip
    ends = [0.0, *sorted(chance.uniform(0, 2000.0, draw(st.integers(0, 5)))), 2000.0]
    months, ratio = np.arange(0.0, 2000.0, 200.0), chance.uniform(0.3, 1.2, (10, areas, 5))
    pace = [np.exp(chance.normal(0, draw(st.sampled_from([0.0, 0.7])), (CAUSES, areas))) for _ in ends]
    steps = [cohort.Step(a, b, p, months, ratio, 0.7) for (a, b), p in zip(pairwise(ends), pace, strict=False)]
    return made, some_rules, steps, fate


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(worlds())
def test_the_twins_agree_in_a_thousand_random_worlds(world):
    made, some_rules, steps, fate = world
    fast, plain, at_once = made.copy(), made.copy(), made.copy()
    for step in steps:
        _cohort_fast.advance(fast, step, some_rules, fate)
        cohort.advance(plain, step, some_rules, fate)
        assert_same(fast, plain)
    later = tuple((step.start_day, step.pace) for step in steps[1:])
    whole = replace(steps[0], end_day=steps[-1].end_day, later=later)
    _cohort_fast.advance(at_once, whole, some_rules, fate)
    assert_same(at_once, plain)
    assert np.array_equal(np.sort(at_once.exit_day[: at_once.size]), np.sort(fast.exit_day[: fast.size]))


def test_a_belief_without_a_closed_form_is_left_to_the_twin():
    """A gamma wait cannot be compiled; the same children come out by the other way."""
    fate, wait = Luck(3, 1), belief_of({"gamma": {"mean": 400.0, "cv": 0.6}}, (1.0, 9000.0))
    some_rules = replace(rules((0.5, 0.2, 0.1, 0.1)), recurrence_chance=1.0, recurrence_wait=wait)
    made = Cohort()
    key = np.arange(1, 200, dtype=np.uint64)
    made.add(key.size, -np.log(fate.numbers("exit budget", key, size=CAUSES)), key=key, family=key, kind=FIRST,
             entry_day=np.linspace(0, 300, key.size), birth_day=-30.0)  # fmt: skip
    step = cohort.Step(0.0, 2000.0, np.ones((CAUSES, 1)), np.zeros(1), np.ones((1, 1, 5)), 1.0)
    fast, plain = made.copy(), made.copy()
    _cohort_fast.advance(fast, step, some_rules, fate)
    cohort.advance(plain, step, some_rules, fate)

    assert np.sum(fast.kind[: fast.size] == RECURRENCE) > 100
    assert_same(fast, plain)


# --- Every other kernel, on whole authorities ------------------------------------------------------------------------


def a_world(number: int) -> World:
    return make_world(three_authorities(), number, Mechanisms())


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_first_day_and_the_candidates_are_the_same(number):
    """Stock, past leavers and families, and every child who might enter: three authorities of their own sizes."""
    world = a_world(number)
    places = places_of(world)
    some_rules = flow_rules(world, places)
    fast, plain = (some(world, places, some_rules) for some in (kernel.starting_cohort, starting_stock.starting_cohort))
    assert_same(fast, plain)

    field = care_start(world).candidates
    low, high = np.zeros(field.fields.key.size), np.full(field.fields.key.size, HEADROOM)
    high[::3] = 0.0  # nobody of these
    for some, into in ((kernel.admit, fast), (candidates.admit, plain)):
        some(into, field, low, high, 40.0)
        some(into, field, high, 2 * HEADROOM, 400.5)
    assert fast.size > 4000
    assert_same(fast, plain)


def lived_through(number: int) -> tuple[World, Cohort]:
    """Give an authority's children at the end of the plan, some families supported on the way."""
    world = a_world(number)
    start = care_start(world)
    some, days = start.cohort.copy(), life_edges(world.scenario)
    areas = some.place_of_area.size
    ratio = np.ones((days.size - 1, areas, 5))
    for month, (begin, end) in enumerate(pairwise(days)):
        pace = start.rates.exit_pace[month, some.place_of_area] * np.ones((CAUSES, 1))
        kernel.advance(some, cohort.Step(begin, end, pace, days[:-1], ratio, 0.5), start.rules, world.luck)
        offered = [choose(some, end, 9, 300.0) for choose in (kernel.families_to_support, families.families_to_support)]
        assert np.array_equal(*offered)
        some.support_from[offered[0]], some.support_until[offered[0]] = end, end + 200.0
    assert np.isfinite(some.support_from[: some.size]).sum() > 20
    return world, some


def test_what_is_counted_after_the_run_is_the_same():
    world, one = lived_through(4)
    _, other = lived_through(5)
    edges = month_edges(world.scenario)
    for mine, theirs in zip(kernel.spells_by_period(one, edges), counting.spells_by_period(one, edges), strict=True):
        assert np.array_equal(mine, theirs)
    firsts = np.array([0.0, 365.0, 730.0])
    for mine, theirs in zip(
        kernel.home_years(one, firsts, firsts + 365.0), counting.home_years(one, firsts, firsts + 365.0), strict=True
    ):
        assert np.array_equal(mine, theirs)
    for place, days in ((0, (-np.inf, 700.0, 700.0)), (1, (0.0, 900.0, -np.inf)), (2, (-np.inf, 1.0, 1.0))):
        some, again = (count.spells_between(one, place, *days) for count in (kernel, counting))
        assert some == again > 0
    groups, ages = np.arange(3), np.array([[0.0, 18.0], [16.0, 21.0], [18.0, 25.0]]) * YEAR
    years = np.array([[-100.0, 265.0], [265.0, 1500.0]])
    assert np.array_equal(*(some.support_years(one, groups, ages, years) for some in (kernel, counting)))
    moves = counting.Moves(world.scenario.first_day, edges, cumulative_mix(world.draw), 0.004)
    for cohorts in ([one], [one, one.copy()], [one, other]):
        for mine, theirs in zip(
            *(some.placement_days(cohorts, world.luck, moves) for some in (kernel, counting)), strict=True
        ):
            assert np.array_equal(mine, theirs)
            assert mine.sum() > 0


def test_children_who_start_twice_in_a_year_are_counted_once():
    """Three spells in one year are one child who started and one who ceased; in two years they are two of each."""
    some = Cohort()
    some.add(4, np.ones((CAUSES, 4)), key=np.array([7, 7, 7, 8], np.uint64), spell=[0, 1, 2, 0], former=[-1, 0, 1, -1],
             entered=True, entry_day=[10.0, 50.0, 400.0, 20.0], exit_day=[40.0, 60.0, 420.0, np.inf])  # fmt: skip
    firsts = np.array([0.0, 365.0])
    for count in (kernel.home_years, counting.home_years):
        looked_after, started, ceased = count(some, firsts, firsts + 365.0)
        assert (looked_after.tolist(), started.tolist(), ceased.tolist()) == ([1, 1], [2, 1], [1, 1])


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_luck_is_the_same_to_the_last_bit(entity, attempt, size):
    fate = Luck(5, 7)
    words = luck.key_of("5/7/some purpose")
    key = words & 0xFFFFFFFF, words >> 32
    keys, attempts = np.array([entity, 3], np.uint64), np.array([attempt], np.uint64)
    assert fate.number("some purpose", entity, attempt) == luck.first_number(*key, entity, attempt)
    mine, theirs = fate.numbers("some purpose", keys, attempts, size), luck.many_numbers(*key, keys, attempts, size)
    assert np.array_equal(mine, theirs)


@pytest.mark.parametrize("belief", [
    {"uniform": {"low": 2.0, "high": 5.0}}, {"triangular": {"low": 1.0, "mode": 2.0, "high": 6.0}},
    {"normal": {"mean": 3.0, "sd": 2.0}}, {"lognormal": {"median": 17.5, "log_sd": 0.7}},
    {"weibull": {"shape": 0.65, "scale": 1.6}}, {"exponential": {"mean": 4.0}},
    {"discrete": {"values": [1, 2, 3, 4], "weights": [0.72, 0.17, 0.07, 0.04]}},
], ids=lambda belief: next(iter(belief)))  # fmt: skip
def test_a_compiled_belief_gives_the_values_of_the_register(belief):
    """Also far out in both tails, and cut to its bounds."""
    some = replace(belief_of(belief, (-6.0, 90.0)), scale=30.4375)
    table = _belief_fast.packed(some)
    for u in (*np.linspace(0.0005, 0.9995, 401).tolist(), 2.0**-54, 1e-9, 1 - 1e-9, 1 - 2.0**-53):
        assert _belief_fast.value_at(table, u) == pytest.approx(some.quantile(u), rel=1e-12, abs=1e-12)


# --- What surrounds them ---------------------------------------------------------------------------------------------


def in_a_fresh_python(code: str) -> str:
    """Run some lines in a Python of their own, and give what they print."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    return done.stdout


def test_every_kernel_is_compiled_once_whatever_the_plan():
    """A second kind of argument would be compiled unannounced, in the middle of somebody's run."""
    code = """
import json, sys
from sfpc_sim import load, simulate
for name in ("innovation-2017", "sfpc-2020", "no-programme", "innovation-2017-city-wide", "sfpc-2020-pandemic"):
    simulate(load(name), 1)
modules = [module for name, module in sys.modules.items() if name.startswith("sfpc_sim.model._")]
found = {name: each for module in modules for name, each in vars(module).items() if hasattr(each, "signatures")}
print(json.dumps({name: len(each.signatures) for name, each in found.items()}))
"""
    compiled = json.loads(in_a_fresh_python(code))
    assert compiled.keys() >= set(ONE_KERNEL_EACH)
    assert all(compiled[name] == 1 for name in ONE_KERNEL_EACH)
    assert {name: count for name, count in compiled.items() if count > 1} == {}


def test_everything_works_without_numba_and_says_the_same():
    """The whole of every shipped plan, in a Python that has no Numba: no count and no day differs."""
    plans = sorted(path.stem for path in (compiling.PACKAGE.parent / "scenarios").glob("*.toml"))
    assert len(plans) > 15
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "import json\nfrom sfpc_sim import load, simulate\nfrom sfpc_sim.model import compiling\n"
        "assert compiling.name() == 'numpy'\n"
        f"print(json.dumps([simulate(load(name), 2).measures for name in {plans}]))"
    )
    for name, theirs in zip(plans, json.loads(in_a_fresh_python(code)), strict=True):
        mine = simulate(load(name), 2).measures
        assert mine.keys() == theirs.keys()
        for measure, value in mine.items():
            assert value == pytest.approx(theirs[measure], rel=1e-9, abs=1e-6, nan_ok=True), f"{name}: {measure}"


def test_the_folder_of_machine_code_is_named_after_all_that_goes_into_it():
    """Every module a kernel takes constants or code from is among the sources."""
    listed = {f"sfpc_sim.{name[:-3].replace('/', '.')}" for name in compiling.SOURCES}
    for path in (compiling.PACKAGE / "model").glob("_*_fast.py"):
        assert f"sfpc_sim.model.{path.stem}" in listed
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body:  # what is imported for type checking only is inside an `if`
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sfpc_sim.model."):
                assert node.module in listed, f"{path.name} takes from {node.module}"


def test_place_numbers_of_areas_are_what_the_kernels_expect():
    assert place_of_areas(places_of(a_world(1))).dtype == np.int64
