"""Luck by address: the published generator, and numbers that depend on nothing but their address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from sfpc_sim.model.luck import Luck, _to_unit, child_keys, key_of, philox, philox_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ONES = 0xFFFFFFFF
KNOWN_ANSWERS = [  # Random123, kat_vectors, philox4x32 10
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
MANY = 100_000
ENTITIES = np.arange(MANY)
LEAST_P = 1e-4  # every seed is fixed, so this is met for ever or never


def a_luck(replication: int = 1, seed: int = 20170623) -> Luck:
    return Luck(seed, replication)


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN_ANSWERS)
def test_the_generator_gives_its_published_answers(counter, key, words):
    """Scalar and vector forms are Philox4x32-10 as its authors' own test vectors have it."""
    assert philox(counter, key) == words
    assert philox_many(np.array(counter, np.uint64)[:, None], key)[:, 0].tolist() == list(words)


def test_scalar_and_vector_forms_are_one_function():
    """Any counter and key give the same four words one by one and side by side."""
    rng = np.random.Generator(np.random.PCG64(1))
    for key in rng.integers(0, 2**32, (20, 2)).tolist():
        counters = rng.integers(0, 2**32, (4, 50), dtype=np.uint64)
        one_by_one = [philox(tuple(counter), tuple(key)) for counter in counters.T.tolist()]
        assert philox_many(counters, tuple(key)).T.tolist() == [list(words) for words in one_by_one]


def test_one_number_is_the_first_of_many():
    """The scalar call and the array call read the same address, whatever names the entity."""
    luck = a_luck()
    keys = [0, 1, 2**32 - 1, 2**32, 2**64 - 1, key_of("res-worker-jess-1")]
    for attempt in (0, 1, 7, 2**31):
        assert [luck.number("stay", key, attempt) for key in keys] == luck.numbers("stay", keys, attempt)[0].tolist()
    assert luck.number("stay", "res-worker-jess-1") == luck.numbers("stay", [key_of("res-worker-jess-1")])[0, 0]


def test_addresses_are_permanent():
    """The same address gives the same number in every version, or results could not be made again."""
    assert key_of("res-worker-jess-1") == 0x4FFAE95FC08868B0
    assert a_luck().number("how long they stay", "res-worker-jess-1", 2) == 0.8451935740783718
    # SplitMix64 from seed 0, as published with it.
    assert child_keys(0, [0, 1, 2]).tolist() == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def _numbers(along: str) -> Floats:
    """Give uniform numbers in which one part of the address counts upwards and nothing else changes."""
    luck = a_luck()
    return {
        "entity": lambda: luck.numbers("purpose", ENTITIES)[0],
        "attempt": lambda: luck.numbers("purpose", np.zeros(MANY, np.uint64), ENTITIES)[0],
        "number of an entity": lambda: luck.numbers("purpose", 7, size=MANY)[:, 0],
        "child": lambda: luck.numbers("purpose", child_keys(np.uint64(key_of("family")), ENTITIES))[0],
        "parent": lambda: luck.numbers("purpose", child_keys(ENTITIES, 0))[0],
        "replication": lambda: np.array([a_luck(r).number("purpose", "post") for r in range(MANY // 5)]),
        "seed": lambda: np.array([a_luck(1, seed).number("purpose", "post") for seed in range(MANY // 5)]),
        "purpose": lambda: np.array([luck.number(f"purpose {i}", "post") for i in range(MANY // 5)]),
        "name": lambda: np.array([luck.number("purpose", f"post-{i}") for i in range(MANY // 5)]),
    }[along]()


PARTS = ("entity", "attempt", "number of an entity", "child", "parent", "replication", "seed", "purpose", "name")


@pytest.mark.parametrize("along", PARTS)
def test_numbers_are_uniform_and_independent_along_every_part_of_the_address(along):
    """Counting through entities, attempts, replications, purposes or families looks like chance and nothing else."""
    u = _numbers(along)

    assert stats.kstest(u, "uniform").pvalue > LEAST_P
    assert stats.chisquare(np.bincount((u * 100).astype(int), minlength=100)).pvalue > LEAST_P
    last_bits = np.bincount((u * 2.0**40).astype(np.int64) % 64, minlength=64)
    assert stats.chisquare(last_bits).pvalue > LEAST_P
    for lag in (1, 2, 3, 8):
        assert_independent(u[:-lag], u[lag:])


def assert_independent(x: Floats, y: Floats) -> None:
    """No correlation, and pairs fill a grid of 400 cells evenly."""
    assert abs(np.corrcoef(x, y)[0, 1]) < 4 / np.sqrt(x.size)
    cells = (x * 20).astype(int) * 20 + (y * 20).astype(int)
    assert stats.chisquare(np.bincount(cells, minlength=400)).pvalue > LEAST_P


@pytest.mark.parametrize(
    "other",
    [
        lambda: a_luck(2).numbers("purpose", ENTITIES)[0],
        lambda: a_luck(1, 20170624).numbers("purpose", ENTITIES)[0],
        lambda: a_luck().numbers("another purpose", ENTITIES)[0],
        lambda: a_luck().numbers("purpose", ENTITIES, 1)[0],
        lambda: a_luck().numbers("purpose", ENTITIES, size=2)[1],
        lambda: a_luck().numbers("purpose", ENTITIES, size=4)[3],
        lambda: a_luck().numbers("purpose", ENTITIES.astype(np.uint64) << np.uint64(32))[0],
        lambda: a_luck().numbers("purpose", child_keys(ENTITIES, 0))[0],
        lambda: a_luck().numbers("purpose", child_keys(ENTITIES, 1))[0],
    ],
    ids=["replication", "seed", "purpose", "attempt", "second", "fourth", "high word", "first child", "second child"],
)
def test_neighbouring_addresses_have_nothing_in_common(other: Callable[[], Floats]):
    """The same hundred thousand entities meet unrelated luck one replication, purpose or attempt further on."""
    assert_independent(a_luck().numbers("purpose", ENTITIES)[0], other())


def test_many_neighbouring_replications_are_uncorrelated():
    """No two of forty replications follow one another for the same children."""
    u = np.array([a_luck(r).numbers("exit budget", ENTITIES[:20_000])[0] for r in range(1, 41)])
    between = np.corrcoef(u)[np.triu_indices(40, 1)]

    assert np.max(np.abs(between)) < 5 / np.sqrt(20_000)  # 780 pairs
    assert np.mean(between) == pytest.approx(0.0, abs=4 / np.sqrt(20_000 * between.size))


def test_the_highest_and_the_lowest_number_lie_strictly_between_zero_and_one():
    """No word leads to 0 or 1, where a normal or exponential quantile is infinite."""
    words = np.array([0, ONES], np.uint64)
    lowest, highest = _to_unit(words, words)

    assert lowest > 0.0
    assert highest < 1.0


def test_numbers_met_in_practice_lie_strictly_between_zero_and_one():
    """Two million numbers reach neither end, and come near both."""
    u = a_luck().numbers("purpose", np.arange(500_000), size=4)

    assert 0.0 < u.min() < 1e-5
    assert 1.0 - 1e-5 < u.max() < 1.0


def test_a_number_does_not_depend_on_what_else_is_asked_for():
    """Fewer, more, other, or the same entities in another order: everybody keeps their own numbers."""
    luck = a_luck()
    keys = child_keys(np.uint64(1), np.arange(50))
    attempts = np.arange(50) % 3
    all_numbers = luck.numbers("purpose", keys, attempts, size=7)

    for size in range(1, 7):
        assert np.array_equal(luck.numbers("purpose", keys, attempts, size=size), all_numbers[:size])
    order = np.random.Generator(np.random.PCG64(2)).permutation(50)[:20]
    assert np.array_equal(luck.numbers("purpose", keys[order], attempts[order], size=7), all_numbers[:, order])
    for i, key in enumerate(keys.tolist()):
        assert luck.number("purpose", key, int(attempts[i])) == all_numbers[0, i]
    a_luck(99).numbers("another purpose", keys, size=30)
    assert np.array_equal(a_luck().numbers("purpose", keys, attempts, size=7), all_numbers)


def test_no_numbers_are_asked_for_nobody():
    """An empty cohort is no special case."""
    assert a_luck().numbers("purpose", np.zeros(0, np.uint64), size=3).shape == (3, 0)


def test_children_of_many_parents_have_keys_of_their_own():
    """Among a million siblings of a thousand families, and their next of kin, no two share a key."""
    families = child_keys(np.uint64(key_of("E08000035/elsewhere/under 1")), np.arange(1000))
    children = child_keys(np.repeat(families, 1000), np.tile(np.arange(1000), 1000))
    of_neighbours = child_keys(np.arange(1_000_000), 0)
    next_of_kin = child_keys(children[:100_000], 1)

    everyone = np.concatenate([families, children, of_neighbours, next_of_kin])
    assert np.unique(everyone).size == everyone.size == 2_101_000
