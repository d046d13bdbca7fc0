"""Candidates for entry: a Poisson field in time and rate that no plan can move."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats
from small_care import LEAST_P, YEAR, leeds

from sfpc_sim.inputs.authority import AGE_EDGES_YEARS
from sfpc_sim.model.candidates import CandidateField, Children, Fields
from sfpc_sim.model.draw import Draw
from sfpc_sim.model.luck import Luck, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

YEARS = 250
ALONE = 5
COLUMNS = ("key", "family", "field", "day", "coordinate", "birth_day")


def a_field(
    bands: Sequence[int], rate: ArrayLike, *, names: Sequence[str] = (), replication: int = 1, years: int = 1
) -> CandidateField:
    """Make fields of given age bands at usual rates, `(field,)` or `(year, field)`; a field's name is its address."""
    luck = Luck(11, replication)
    names = names or [f"field {i}" for i in range(len(bands))]
    keys = np.array([key_of(name) for name in names], np.uint64)
    fields = Fields(keys, np.zeros(len(bands), int), np.array(bands), np.ones(len(bands)))
    usual = np.broadcast_to(np.asarray(rate, float), (years, len(bands)))
    return CandidateField(luck, Draw(leeds().register, luck), fields, YEAR * np.arange(years + 1), usual)


def everybody(field: CandidateField) -> Children:
    """Give who enters at the usual rates."""
    return field.between(0.0, 1.0)


def youngest(children: Children) -> NDArray[np.int64]:
    """Give the row of each group's youngest."""
    by_group = np.lexsort((-children.birth_day, children.family))
    _, first = np.unique(children.family[by_group], return_index=True)
    return by_group[first]


def rows_of(children: Children, mine: NDArray[np.bool_] | slice = slice(None)) -> dict[int, tuple[float, ...]]:
    """Give all that is known of some children, by key."""
    columns = [getattr(children, name)[mine].tolist() for name in COLUMNS if name != "field"]
    budgets = children.budget[:, mine].T.tolist()
    return {row[0]: (*row, *budget) for row, budget in zip(zip(*columns, strict=True), budgets, strict=True)}


@pytest.fixture(scope="module")
def many_years() -> Children:
    """Give 250 years of sixteen fields at a rate of ten groups a year."""
    return everybody(a_field([3] * 16, 10.0, years=YEARS))


def counts_of(children: Children, rate: float, parts: int = 1) -> NDArray[np.int64]:
    """Count the groups that enter at a constant rate: (part of a year, field), years one after the other."""
    rows = youngest(children)
    rows = rows[children.coordinate[rows] < rate]
    part = (children.day[rows] / YEAR * parts).astype(int)
    return np.bincount(part * 16 + children.field[rows], minlength=YEARS * parts * 16).reshape(YEARS * parts, 16)


@pytest.mark.parametrize("rate", [0.7, 4.0, 6.5, 10.0])
def test_groups_that_enter_at_a_constant_rate_follow_poissons_law(many_years, rate):
    """Counts by field and year have Poisson's mean, variance and frequencies, within and across layers."""
    counts = counts_of(many_years, rate).ravel()

    assert abs(counts.mean() - rate) < 4 * np.sqrt(rate / counts.size)
    assert abs(counts.var(ddof=1) - rate) < 4 * np.sqrt((rate + 2 * rate**2) / counts.size)
    usual = np.arange(stats.poisson.ppf(0.005, rate), stats.poisson.ppf(0.995, rate))
    expected = np.array([*stats.poisson.pmf(usual, rate), 1 - stats.poisson.pmf(usual, rate).sum()]) * counts.size
    seen = np.array([*(np.sum(counts == k) for k in usual), np.sum(~np.isin(counts, usual))])
    assert stats.chisquare(seen, expected).pvalue > LEAST_P


def test_groups_come_at_any_time_and_height_alike(many_years):
    """Times are uniform in the year, coordinates uniform below the rate, neither tells of the other."""
    rows = youngest(many_years)
    times, heights = many_years.day[rows] / YEAR % 1, many_years.coordinate[rows]

    assert stats.kstest(times, "uniform").pvalue > LEAST_P
    assert stats.kstest(heights / 10.0, "uniform").pvalue > LEAST_P
    assert abs(np.corrcoef(times, heights)[0, 1]) < 4 / np.sqrt(times.size)


def test_parts_of_a_year_know_nothing_of_one_another(many_years):
    """How many groups come in the first half says nothing about the second, nor a year about the next."""
    halves = counts_of(many_years, 10.0, parts=2)

    assert abs(np.corrcoef(halves[0::2].ravel(), halves[1::2].ravel())[0, 1]) < 4 / np.sqrt(16 * YEARS)
    years = counts_of(many_years, 10.0)
    assert abs(np.corrcoef(years[:-1].ravel(), years[1:].ravel())[0, 1]) < 4 / np.sqrt(16 * (YEARS - 1))


def test_fields_are_independent_of_one_another(many_years):
    """No two of sixteen fields rise and fall together."""
    counts = counts_of(many_years, 10.0)
    between = np.corrcoef(counts.T)[np.triu_indices(16, 1)]

    assert np.max(np.abs(between)) < 4.5 / np.sqrt(YEARS)  # 120 pairs
    assert abs(between.mean()) < 4 / np.sqrt(YEARS * between.size)


def test_a_higher_rate_only_adds_groups():
    """Whoever enters at five groups a year also enters at thirteen: the same children on the same days."""
    low = everybody(a_field([0, 3], [5.0, 5.0]))
    high = everybody(a_field([0, 3], [13.0, 5.0]))
    before, after = rows_of(low), rows_of(high)

    assert before.items() < after.items()
    assert {high.field[high.key == key][0] for key in after.keys() - before.keys()} == {0}


@pytest.mark.parametrize("cuts", [(0.0, 1.3), (0.0, 1.0, 1.3), (0.0, 0.4, 0.41, 1.0, 1.0, 1.3)])
def test_what_is_asked_for_in_parts_is_what_is_made_at_once(cuts):
    """Candidates between multiples of the usual rate add up: nobody is lost or comes twice, whatever the cuts."""
    rates = [[7.0, 3.0, 1.0], [9.0, 2.0, 4.0]]
    whole = everybody(a_field([1, 4, ALONE], 1.3 * np.array(rates), years=2))
    field = a_field([1, 4, ALONE], rates, years=2)
    parts = [rows_of(field.between(low, high)) for low, high in pairwise(cuts)]

    assert len(rows_of(whole)) > 30
    assert sum(len(part) for part in parts) == len(rows_of(whole))
    assert {key: row for part in parts for key, row in part.items()} == rows_of(whole)


def test_rates_hold_for_their_own_months():
    """A year without demand has no candidates though its neighbours have; nobody comes after the last month."""
    children = everybody(a_field([2, 2], [[5.0, 0.0], [0.0, 8.0], [5.0, 8.0]], years=3))
    year = (children.day / YEAR).astype(int)

    assert {*zip(year.tolist(), children.field.tolist(), strict=True)} == {(0, 0), (1, 1), (2, 0), (2, 1)}
    assert np.array_equal(children.usual_rate, np.array([[5.0, 0.0], [0.0, 8.0], [5.0, 8.0]])[year, children.field])
    assert np.all(children.coordinate < children.usual_rate)


def test_another_area_leaves_everybody_elses_candidates_alone():
    """A field's children come from its own name: not from its place in the list nor from who else is there."""
    names, bands = ["a", "b", "c"], [0, 2, ALONE]
    few = everybody(a_field(bands, 8.0, names=names))
    more = everybody(a_field([4, ALONE, 0, 2], 8.0, names=["d", "c", "a", "b"]))

    assert rows_of(few) == rows_of(more, more.field > 0)
    for old, new in ((0, 2), (1, 3), (2, 1)):
        assert set(few.key[few.field == old]) == set(more.key[more.field == new])


def test_replications_and_years_have_children_of_their_own():
    """Two replications share keys but no days; two years share nothing."""
    one, other = (everybody(a_field([2], 40.0, replication=number, years=2)) for number in (1, 2))
    first = one.day < YEAR

    assert not set(one.family[first]) & set(one.family[~first])
    assert not set(one.day) & set(other.day)
    assert set(one.key) & set(other.key)


def test_brothers_and_sisters_enter_together_at_ages_that_can_be():
    """A group shares day and coordinate; the youngest is of the field's band, gaps are 1 to 5 years, nobody is 18."""
    children = everybody(a_field([0, 1, 2, 3, 4], 800.0))
    age = (children.day - children.birth_day) / YEAR
    order = np.lexsort((age, children.family))
    family, age, field = children.family[order], age[order], children.field[order]
    day, coordinate = children.day[order], children.coordinate[order]
    same = family[1:] == family[:-1]
    _, size = np.unique(family, return_counts=True)

    assert size.min() == 1
    assert size.max() == 4
    assert np.array_equal(day[1:][same], day[:-1][same])
    assert np.array_equal(coordinate[1:][same], coordinate[:-1][same])
    assert np.array_equal(field[1:][same], field[:-1][same])
    gap = (age[1:] - age[:-1])[same]
    assert 1.0 - 1e-9 <= gap.min() < 1.02
    assert 4.9 < gap.max() <= 5.0 + 1e-9
    first = np.append(True, ~same)
    low, high = np.array(AGE_EDGES_YEARS)[field[first]], np.array(AGE_EDGES_YEARS)[field[first] + 1]
    assert np.all((low <= age[first] + 1e-9) & (age[first] < high + 1e-9))
    assert age.max() < 18.0
    assert np.unique(children.key).size == children.key.size


def test_group_sizes_and_ages_follow_the_register():
    """Sizes have the shares of the evidence, infants are front-loaded, other youngest children are uniform."""
    children = everybody(a_field([0, 2], 4000.0))
    rows = youngest(children)
    age = (children.day - children.birth_day)[rows] / YEAR
    infants = children.field[rows] == 0
    # An infant's brothers and sisters are under 16: no group is cut short by the 18th birthday.
    _, size = np.unique(children.family[children.field == 0], return_counts=True)
    shares = np.array([0.72, 0.17, 0.07, 0.04])

    assert stats.chisquare(np.bincount(size, minlength=5)[1:], shares * size.size).pvalue > LEAST_P
    assert stats.kstest(age[infants] ** (1 / 2.5), "uniform").pvalue > LEAST_P
    assert stats.kstest((age[~infants] - 5) / 5, "uniform").pvalue > LEAST_P


def test_unaccompanied_children_come_alone_at_fifteen_to_eighteen():
    """Nobody brings a sibling, whatever the luck of group sizes says."""
    children = everybody(a_field([ALONE], 2000.0))
    age = (children.day - children.birth_day) / YEAR

    assert np.unique(children.family).size == children.key.size > 1800
    assert stats.kstest((age - 15) / 3, "uniform").pvalue > LEAST_P


def test_budgets_of_first_spells_are_unit_exponential_and_independent():
    """Each cause has a budget of its own, and it tells nothing about day or age."""
    children = everybody(a_field([1, 3], 3000.0))

    for budget in children.budget:
        assert stats.kstest(budget, "expon").pvalue > LEAST_P
    age = children.day - children.birth_day
    between = np.corrcoef(np.vstack([-np.expm1(-children.budget), children.day, children.coordinate, age]))
    limit = 4.5 / np.sqrt(children.day.size)
    assert np.max(np.abs(between[:4, :4] - np.eye(4))) < limit
    assert np.max(np.abs(between[:4, 4:])) < limit
