"""The cohort kernel against what theory says of it, and what must hold in every world."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from small_care import (
    EIGHTEEN,
    LEAST_P,
    LUCK,
    YEAR,
    by_kind,
    by_month,
    children,
    in_care_on,
    leeds,
    live,
    lived,
    rules,
    spells,
    step,
)

from sfpc_sim.model.care import care_start
from sfpc_sim.model.kernel import advance
from sfpc_sim.model.mechanisms import Mechanisms
from sfpc_sim.model.months import month_edges
from sfpc_sim.model.spells import AT_18, FIRST, RECURRENCE, REENTRY, STOCK, UNACCOMPANIED, Cohort
from sfpc_sim.model.world import make_world

FOUR_CAUSES = (0.3, 0.12, 0.2, 0.08)
WAVES = ((4.0, 1.0, 0.3), (0.3, 2.0, 0.5), (0.0, 1.5, 2.0), (1.0, 1.0, 1.0))  # by time in care, (cause, duration)
WAVE_EDGES_DAYS = (30.0, 400.0)


# --- Theory ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pace", [1.0, 2.0, 0.5])
def test_constant_hazards_give_the_textbook_stock(pace):
    """With n0 children, entries at rate b and exits at hazard m, n0 exp(-mt) + b/m (1 - exp(-mt)) are in care."""
    first, a_year, years = 40_000, 20_000, 3
    evenly = (np.arange(a_year * years) + 0.5) / a_year * YEAR
    cohort = children(LUCK, np.concatenate([np.zeros(first), evenly]), 2.0)
    edges = np.arange(0, years * 12 + 1) * YEAR / 12

    end = lived(cohort, edges, rules(FOUR_CAUSES), LUCK, pace=pace)

    hazard = pace * sum(FOUR_CAUSES)
    for t in (0.05, 0.25, 0.5, 1.0, 2.0, 2.99):
        left = np.exp(-hazard * t)
        expected = first * left + a_year / hazard * (1 - left)
        # Each child is in care or not: variances add up over the first and over those who came since.
        since = (1 - left) / hazard - (1 - left**2) / (2 * hazard)
        error = np.sqrt(first * left * (1 - left) + a_year * since)
        assert abs(in_care_on(end, t * YEAR) - expected) < 4 * error


def test_children_in_care_are_entries_times_mean_stay():
    """Little's law, with hazards that change with time in care: L = b W in a cohort at rest."""
    a_year, years = 20_000, 12
    when = np.random.Generator(np.random.PCG64(1)).uniform(0, years * YEAR, a_year * years)
    hazards = rules((1.0, 1.0, 0.5, 0.5), factors=WAVES, edges_days=WAVE_EDGES_DAYS)
    end = lived(children(LUCK, when, 2.0), np.arange(years + 1) * YEAR, hazards, LUCK)

    total = np.array([1.0, 1.0, 0.5, 0.5]) @ np.array(WAVES)  # hazard by time in care
    stays, alive, before = 0.0, 1.0, 0.0
    for hazard, edge in zip(total, (*WAVE_EDGES_DAYS, np.inf), strict=True):
        left = np.exp(-hazard * (edge - before) / YEAR)
        stays += alive * (1 - left) / hazard
        alive, before = alive * left, edge

    rows = slice(0, end.size)
    window = np.array([6.0, 12.0]) * YEAR
    lived_in = np.clip(end.exit_day[rows], *window) - np.clip(end.entry_day[rows], *window)
    mean_stock = lived_in.sum() / (window[1] - window[0])
    expected = a_year * stays
    stay = (end.exit_day[: a_year * 6] - end.entry_day[: a_year * 6]) / YEAR
    square = np.mean(stay[np.isfinite(stay)] ** 2)
    error = np.sqrt(a_year * 6 * square) / 6  # entries come at random, so a sum of N stays has variance N E[stay^2]
    assert mean_stock == pytest.approx(expected, abs=4 * error)
    assert 4 * error < 0.03 * expected


def test_stays_follow_their_hazards_through_every_change_of_rate():
    """Time in care has the law its piecewise hazards give, across duration edges and birthdays."""
    hazards = rules(FOUR_CAUSES, factors=WAVES, edges_days=WAVE_EDGES_DAYS)
    hazards.exits.rates[:, :, 1] *= 3.0  # from the first birthday to the fifth
    ages = np.random.Generator(np.random.PCG64(2)).uniform(0.2, 0.9, 20_000)
    end = lived(children(LUCK, np.full(20_000, 5.0), ages), [0, 3 * YEAR, 15 * YEAR], hazards, LUCK)

    stay = (end.exit_day[: ages.size] - end.entry_day[: ages.size]) / YEAR
    age_factor = np.array([1.0, 3.0, 1.0])
    spent = np.zeros(ages.size)
    for factor, (low, high) in zip(
        np.array(WAVES).T @ np.array(FOUR_CAUSES), pairwise([0, *np.array(WAVE_EDGES_DAYS) / YEAR, 99]), strict=True
    ):
        for much, (young, old) in zip(age_factor, pairwise([0.0, 1.0, 5.0, 18.0]), strict=True):
            inside = np.minimum(np.minimum(stay, high), old - ages) - np.maximum(np.maximum(0.0, low), young - ages)
            spent += factor * much * np.maximum(inside, 0.0)
    # What has been spent of the summed hazard at the exit is a unit exponential number.
    left = np.isfinite(stay)
    assert left.mean() > 0.99
    limit = spent[left].max()
    assert stats.kstest(-np.expm1(-spent[left]) / -np.expm1(-limit), "uniform").pvalue > LEAST_P


def test_causes_share_exits_in_proportion_to_their_rates():
    """Competing risks: with constant rates each cause takes its part, at whatever time a child leaves."""
    end = lived(children(LUCK, np.zeros(60_000), 2.0), [0, YEAR, 12 * YEAR], rules(FOUR_CAUSES), LUCK)
    left = np.isfinite(end.exit_day[: end.size])
    cause, early = end.cause[: end.size], end.exit_day[: end.size] < YEAR / 2

    for some in (left, left & early, left & ~early):
        seen = np.bincount(cause[some], minlength=4)
        expected = np.array(FOUR_CAUSES) / sum(FOUR_CAUSES) * some.sum()
        assert stats.chisquare(seen, expected).pvalue > LEAST_P


def test_doubling_one_causes_rate_leaves_other_causes_alone():
    """Who went home still goes home on the very same day, unless adopted before it."""
    cohort = children(LUCK, np.linspace(0, 2 * YEAR, 3000), np.linspace(0.1, 12.0, 3000))
    usual = rules(FOUR_CAUSES, factors=WAVES, edges_days=WAVE_EDGES_DAYS)
    more = rules((0.3, 0.12, 0.4, 0.08), factors=WAVES, edges_days=WAVE_EDGES_DAYS)
    before, after = (lived(cohort, [0, 2 * YEAR, 9 * YEAR], some, LUCK) for some in (usual, more))

    old, new = (c.exit_day[:3000] for c in (before, after))
    same_cause = before.cause[:3000] == after.cause[:3000]
    adopted_instead = (after.cause[:3000] == 2) & (new < old)
    adopted = before.cause[:3000] == 2
    assert np.all(same_cause | adopted_instead)
    assert np.array_equal(old[same_cause & ~adopted], new[same_cause & ~adopted])
    assert np.all(new[adopted] < old[adopted])
    assert adopted_instead[~adopted].sum() > 100


@pytest.mark.parametrize("parts", [[3], [60], [1, 2, 3, 5, 7, 11, 200]])
def test_cutting_time_into_more_steps_changes_nobodys_days(parts):
    """Months lived one by one or all at once give the same days to the last bit, returns included."""
    world = make_world(leeds(), 1, Mechanisms())
    start = care_start(world)
    cohort, areas = start.cohort.copy(), start.cohort.place_of_area.size
    infants = children(LUCK, np.linspace(0.3, 900.7, 500), 0.4)
    names = ("key", "family", "kind", "birth_day", "entry_day")
    cohort.add(500, infants.budget[:, :500], **{name: getattr(infants, name)[:500] for name in names})
    paces = ((0.0, 366.0, 1.1), (366.0, 1127.0, 0.93), (1127.0, 1826.0, 1.07))

    def live_in(cuts: list[int]) -> Cohort:
        some = cohort.copy()
        for first, end, pace in paces:
            for number in cuts:
                edges = np.linspace(first, end, number + 1) if number == cuts[-1] else [first, first + number / 7]
                for begin, stop in pairwise(edges):
                    advance(some, step(begin, stop, pace, areas=areas), start.rules, world.luck)
                first = edges[-1]  # noqa: PLW2901
        return some

    whole = spells(live_in([1]))
    assert len(whole) > 1800
    assert {spell for _, spell in whole} >= {0, 1}
    assert spells(live_in(parts)) == whole


# --- Every world -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[1, 2, 3])
def world_of_leeds(request) -> Cohort:
    """Give Leeds after five years, whole."""
    return live(leeds(), request.param)


def test_children_are_conserved_each_month(world_of_leeds):
    """Counted child by child, the stock changes by the month's entries less its exits, from 1,253."""
    scenario = leeds()
    edges = month_edges(scenario)
    said = by_month(scenario, world_of_leeds)
    counted = np.array([in_care_on(world_of_leeds, day) for day in edges])

    assert counted[0] == 1253
    assert np.array_equal(said["looked_after"], counted[1:])
    assert np.array_equal(np.diff(counted), said["entries"] - said["exits"])
    assert said["entries"].min() > 0
    assert said["exits"].min() > 0


def test_nobody_exits_twice_and_no_childs_spells_overlap(world_of_leeds):
    """A child leaves before coming back, spells are numbered as they happen, and each ends after it began."""
    c = world_of_leeds
    rows = np.flatnonzero(c.entered[: c.size])
    rows = rows[np.lexsort((c.entry_day[rows], c.key[rows]))]
    same = c.key[rows][1:] == c.key[rows][:-1]
    earlier, later = rows[:-1][same], rows[1:][same]

    assert len(spells(c)) == rows.size
    assert earlier.size > 40
    assert np.all(c.exit_day[earlier] < c.entry_day[later])
    assert np.array_equal(c.spell[later], c.spell[earlier] + 1)
    assert np.array_equal(c.birth_day[later], c.birth_day[earlier])
    assert np.all(c.exit_day[rows] > c.entry_day[rows])
    assert np.all(c.cause[rows[np.isfinite(c.exit_day[rows])]] >= 0)
    never = np.flatnonzero(~c.entered[: c.size])
    assert np.all(np.isinf(c.exit_day[never]))


def test_everybody_has_left_by_eighteen(world_of_leeds):
    """Nobody enters as an adult, and a birthday in care is an exit on that day."""
    c, horizon = world_of_leeds, leeds().horizon_days
    rows = np.flatnonzero(c.entered[: c.size])
    birthday = c.birth_day[rows] + EIGHTEEN
    grown_up = c.cause[rows] == AT_18

    assert np.all(c.entry_day[rows] < birthday)
    assert np.all(c.exit_day[rows][birthday < horizon] <= birthday[birthday < horizon])
    assert np.array_equal(c.exit_day[rows][grown_up], birthday[grown_up])
    assert grown_up.sum() > 400


def test_unaccompanied_children_leave_only_at_eighteen(world_of_leeds):
    """They neither go home nor come back, and no younger sibling follows them."""
    c = world_of_leeds
    rows = by_kind(c, UNACCOMPANIED)
    left = rows[np.isfinite(c.exit_day[rows])]

    assert left.size > 80
    assert set(c.cause[left]) == {AT_18}
    others = np.setdiff1d(np.arange(c.size), rows)
    assert not np.isin(c.family[rows], c.family[others]).any()


def test_every_way_into_care_is_used(world_of_leeds):
    """Stock, first entries, returns, recurrent removals and unaccompanied children are all there."""
    for kind in (STOCK, FIRST, REENTRY, RECURRENCE, UNACCOMPANIED):
        assert by_kind(world_of_leeds, kind).size > 10
