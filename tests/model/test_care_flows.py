"""The process that moves children: who may ask when, what programmes raise, what each authority's counts say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_care import by_month, leeds, live, measured, rules, spells, step, three_authorities

from sfpc_sim.inputs.scenario import Target
from sfpc_sim.model.care import HEADROOM, CareFlows, care_start
from sfpc_sim.model.children import flows_of
from sfpc_sim.model.kernel import advance
from sfpc_sim.model.luck import Luck
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import month_edges
from sfpc_sim.model.populate import populate
from sfpc_sim.model.spells import FIRST, Cohort, ExitRates
from sfpc_sim.model.world import make_world

HOME, QUICK, SLOW = range(3)


# --- Asking ----------------------------------------------------------------------------------------------------------


def test_whoever_asks_when_changes_nobodys_days():
    """Asked on odd days, twice on one and at a month's first instant: the same lives to the last bit, true answers."""
    scenario = three_authorities(end=date(2019, 3, 31))
    world = make_world(scenario, 4, Mechanisms())
    world.care = CareFlows(world, care_start(world))
    populate(world)
    days = sorted([*np.random.Generator(np.random.PCG64(3)).uniform(0, 729, 30).tolist(), 30.0, 61.0, 61.0, 365.0])
    said = []

    def ask():
        for day in days:
            yield world.env.timeout(day - world.env.now)
            stock = [world.care.looked_after_on(day, place) for place in (HOME, QUICK, SLOW)]
            said.append((*stock, world.care.looked_after_on(day / 2), world.care.entries_until(day, SLOW)))

    world.env.process(ask())
    world.env.run(until=world.env.process(world.care.live()))
    asked, quiet = world.care.cohort, live(scenario, 4)

    assert len(said) == len(days)
    assert spells(asked) == spells(quiet)
    for day, (*stock, halfway, entries) in zip(days, said, strict=True):
        assert stock == [present(quiet, place, day) for place in (HOME, QUICK, SLOW)]
        assert halfway == present(quiet, HOME, day / 2)
        assert entries == sum(0 <= entry < day for entry, *_ in spells(quiet, SLOW).values())


def present(cohort: Cohort, place: int, day: float) -> int:
    """Count who is in care of an authority on a day, from everybody's own days."""
    return sum(entry < day <= left for entry, left, _ in spells(cohort, place).values())


# --- Areas of their own ----------------------------------------------------------------------------------------------


def test_a_change_of_pace_in_one_area_moves_nobody_elsewhere():
    """Not by the last bit, though all are moved in the same steps; where the pace doubles children leave sooner."""
    hazards = rules((0.3, 0.1, 0.2, 0.05), factors=((4.0, 1.0),) * 4, edges_days=(100.0,))
    exits = hazards.exits
    both = (np.repeat(some, 2, axis=0) for some in (exits.rates, exits.duration_factors, exits.duration_edges_days))
    hazards = replace(hazards, exits=ExitRates(*both))
    luck, count = Luck(1, 1), 2000
    keys = np.arange(1, count + 1, dtype=np.uint64)
    made = Cohort(place_of_area=[0, 1])
    made.add(count, -np.log(luck.numbers("exit budget", keys, size=4)), key=keys, family=keys, kind=1,
             entry_day=np.linspace(0, 700, count), birth_day=-1000.0, area=np.arange(count) % 2)  # fmt: skip

    def lives(*paces: float) -> Cohort:
        cohort = made.copy()
        for begin, pace in enumerate(paces):
            advance(cohort, step(begin * 200.0, begin * 200.0 + 200.0, [[1.0, pace]] * 4, areas=2), hazards, luck)
        return cohort

    still, wild = lives(1.0, 1.0, 1.0, 1.0, 1.0), lives(2.0, 1.3, 3.1, 1.7, 2.2)
    for place, same in ((0, True), (1, False)):
        assert (spells(still, place) == spells(wild, place)) is same
    sooner = [np.mean([day < entry + 100 for entry, day, _ in spells(cohort, 1).values()]) for cohort in (still, wild)]
    assert sooner[1] > 1.3 * sooner[0]


# --- More entries than usual -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1.2, 1.6, 2.5])
def test_higher_layers_are_read_where_something_raises_entries(ratio):
    """Beyond the candidates at hand too: first entries rise in proportion, nobody who entered stays away."""
    assert 1.2 < HEADROOM < 1.6
    scenario = three_authorities()
    raised = Mechanisms(partner_effect=lambda reach, draw: ratio)
    counts = np.zeros(2)
    for number in (1, 2, 3, 4):
        usual, more = live(scenario, number), live(scenario, number, raised)
        assert spells(usual, HOME) == spells(more, HOME)
        before, after = first_entries(usual), first_entries(more)
        assert before < after
        counts += [len(before), len(after)]
    # Children come in groups of 1.4 on average, whose sizes add to the variance.
    assert counts[1] / counts[0] == pytest.approx(ratio, abs=4 * np.sqrt(2 * (ratio - 1) / counts[0]))


def first_entries(cohort: Cohort) -> set[int]:
    """Give the keys of children who entered a partner's care for the first time."""
    rows = np.flatnonzero(cohort.entered[: cohort.size] & (cohort.kind[: cohort.size] == FIRST))
    return set(cohort.key[rows[cohort.place_of_area[cohort.area[rows]] != HOME]].tolist())


# --- Counting --------------------------------------------------------------------------------------------------------


def test_children_are_conserved_in_every_authority_each_month():
    """Counted child by child, each authority's stock changes by its entries less its exits."""
    scenario = three_authorities()
    cohort = live(scenario, 2)
    flows = flows_of(scenario, cohort)
    edges = month_edges(scenario)

    for place in (HOME, QUICK, SLOW):
        counted = np.array([present(cohort, place, day) for day in edges.tolist()])
        counted[0] = sum((scenario.authority, *(p.authority for p in scenario.partners))[place].stock_by_age)
        assert np.array_equal(flows.looked_after[place], counted[1:])
        assert np.array_equal(np.diff(counted), flows.entries[place] - flows.exits[place])
        assert flows.entries[place].sum() > 100


def test_each_partners_counts_carry_its_key():
    """Home measures keep their names; a partner's have its key as their address, by month and over all."""
    scenario = three_authorities()
    cohort = live(scenario, 2)
    flows, said, months = flows_of(scenario, cohort), measured(scenario, cohort), by_month(scenario, cohort)

    assert said["entries"] == flows.entries[HOME].sum()
    for place, key in ((QUICK, "quickton"), (SLOW, "slowbury")):
        assert said[f"partner_entries:{key}"] == flows.entries[place].sum()
        assert said[f"partner_exits:{key}"] == flows.exits[place].sum()
        assert said[f"partner_looked_after_at_end:{key}"] == months[f"partner_looked_after:{key}"][-1]
        assert np.array_equal(months[f"partner_looked_after:{key}"], flows.looked_after[place])
    alone = replace(scenario, partners=())
    own = measured(alone, live(alone, 2))
    assert own.items() <= said.items()
    assert {name.partition(":")[0] for name in said.keys() - own.keys()} == {
        "partner_entries", "partner_exits", "partner_looked_after_at_end"}  # fmt: skip


# --- Counting as published -------------------------------------------------------------------------------------------


def a_history(*lives: tuple[int, float, float]) -> Cohort:
    """Make a cohort of spells (child, first day, last day) that have happened."""
    cohort = Cohort()
    child, entry, left = (np.array(column) for column in zip(*lives, strict=True))
    again = np.append(False, child[1:] == child[:-1])  # spells of a child follow one another
    cohort.add(child.size, np.ones((4, child.size)), key=child.astype(np.uint64), entry_day=entry, exit_day=left,
               spell=np.arange(child.size), former=np.where(again, np.arange(child.size) - 1, -1),
               entered=True)  # fmt: skip
    return cohort


def test_a_child_who_starts_twice_in_a_year_counts_once():
    """Published starts and ceases count children, monthly entries and exits count spells."""
    scenario = leeds()
    ever = np.inf
    cohort = a_history(
        (1, 10.0, 100.0), (1, 200.0, 300.0),  # twice in and twice out in the first year
        (2, 50.0, 80.0), (2, 400.0, ever),  # once in each of two years
        (3, -500.0, 20.0), (3, 30.0, 40.0), (3, 60.0, ever),  # in care before; out twice, in twice
        (4, -100.0, ever),  # in care all the time
        (5, 365.0, 366.0),  # 1 April 2018: the first day of the next year
        (6, 364.9, ever),
    )  # fmt: skip
    said = measured(scenario, cohort)
    monthly = by_month(scenario, cohort)

    assert (said["started:2018"], said["ceased:2018"]) == (4, 3)
    assert (said["started:2019"], said["ceased:2019"]) == (2, 1)
    assert (said["started:2020"], said["ceased:2020"]) == (0, 0)
    assert (monthly["entries"][:12].sum(), monthly["exits"][:12].sum()) == (6, 5)
    assert said["looked_after_on:2018-03-31"] == 3
    assert said["looked_after_on:2019-03-31"] == 4


@pytest.mark.parametrize(
    ("on", "children"), [(date(2017, 4, 11), 1), (date(2017, 4, 12), 0), (date(2018, 3, 31), 1), (date(2020, 3, 31), 2)]
)
def test_a_target_may_be_for_any_day_of_the_plan(on, children):
    """At the end of the day: who left in its course is no longer there, nor is there twice who is there on 31 March."""
    cohort = a_history((1, -100.0, 11.5), (2, 300.0, np.inf), (3, 800.0, np.inf))
    scenario = replace(leeds(), target=Target(1000, on))
    assert measured(scenario, cohort)[f"looked_after_on:{on}"] == children


def test_candidates_who_stayed_out_are_never_counted():
    """A possible return that did not happen, or has not yet, is no start."""
    cohort = a_history((1, 10.0, 100.0))
    cohort.add(1, np.ones((4, 1)), key=np.uint64(1), entry_day=200.0, spell=1)
    said = measured(leeds(), cohort)

    assert (said["entries"], said["started:2018"], said["ceased:2018"]) == (1, 1, 1)


@pytest.mark.parametrize(("under", "met"), [(12, 0.0), (13, 1.0)])
def test_staying_under_for_twelve_months_needs_thirteen_month_ends(under, met):
    """Twelve month ends in a row span eleven months only."""
    scenario = leeds()
    edges = month_edges(scenario)
    # A thousand children stay; one is away over some month ends.
    lives = [(i, -1.0, np.inf) for i in range(999)]
    away = (1000, -1.0, edges[4] - 0.5), (1000, edges[4 + under] - 0.5, np.inf)
    said = measured(scenario, a_history(*lives, *away))

    assert said["under_for_twelve_months"] == met
    assert said["under_by_target"] == 1.0
