"""Where chance comes from: a number by address.

Every random number is a function of (study seed, replication, purpose, entity, attempt) and of
nothing else: not of the order of calls, the process count or the chunk size. The function is
Philox4x32-10 (Salmon and others, 2011, "Parallel random numbers: as easy as 1, 2, 3"), a published
counter-based generator. The key comes from seed, replication and purpose; the counter from
entity, attempt and block. Adding a post, an authority or a purpose changes nobody else's luck.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model import compiling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]

_MULTIPLIER_0, _MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_ROUNDS = 10
_WORD = 0xFFFFFFFF
_TWO_TO_64, _HIGHEST_SIGNED = 2**64, 2**63 - 1
_MULTIPLIERS = np.array([[_MULTIPLIER_0], [_MULTIPLIER_1]], np.uint64)
_MASK, _SHIFT = np.uint64(_WORD), np.uint64(32)
_HALF_STEP = 2.0**-54  # keeps numbers away from 0
_HIGHEST = 1.0 - 2.0**-53  # the half step would round the last one up to 1


@lru_cache(maxsize=65536)
def key_of(name: str) -> int:
    """Give the permanent 64-bit key of an entity by its name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Turn one counter and key, 32-bit words, into four random words: the scalar twin."""
    c0, c1, c2, c3 = counter
    for k0, k1 in _scalar_round_keys(key):
        product_0, product_1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> 32) ^ c1 ^ k0,
            product_1 & _WORD,
            (product_0 >> 32) ^ c3 ^ k1,
            product_0 & _WORD,
        )
    return c0, c1, c2, c3


@lru_cache(maxsize=4096)
def _scalar_round_keys(key: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    k0, k1 = key
    return tuple(((k0 + i * _WEYL_0) & _WORD, (k1 + i * _WEYL_1) & _WORD) for i in range(_ROUNDS))


def philox_many(counters: Keys, key: tuple[int, int]) -> Keys:
    """Turn counters `(4, n)` of 32-bit words into random words `(4, n)`.

    The two multiplications of a round are done side by side, words 0 and 2 over words 1 and 3.
    """
    upper, lower = counters[0::2], counters[1::2]
    for round_key in _round_keys(key):
        product = upper * _MULTIPLIERS
        upper = (product >> _SHIFT)[::-1] ^ lower ^ round_key
        lower = (product & _MASK)[::-1]
    words = np.empty_like(counters)
    words[0::2], words[1::2] = upper, lower
    return words


@lru_cache(maxsize=4096)
def _round_keys(key: tuple[int, int]) -> Keys:
    """Give the keys of each round, `(round, 2, 1)`."""
    rounds = np.arange(_ROUNDS, dtype=np.uint64)[:, None]
    keys = np.array(key, np.uint64) + rounds * np.array([_WEYL_0, _WEYL_1], np.uint64)
    return (keys & _MASK)[:, :, None]


def first_number(key_0: int, key_1: int, entity: int, attempt: int) -> float:
    """Give the first uniform number at one address, whose entity may be signed: the scalar twin."""
    words = philox((entity & _WORD, entity >> 32 & _WORD, attempt, 0), (key_0, key_1))
    return min(((words[0] >> 5) * 67108864.0 + (words[1] >> 6)) * 2.0**-53 + _HALF_STEP, _HIGHEST)


def many_numbers(key_0: int, key_1: int, entities: Keys, attempts: Keys, size: int) -> Floats:
    """Give uniform numbers (size, entity) at many addresses: the NumPy twin."""
    blocks = (size + 1) // 2
    counters = np.empty((4, blocks, entities.size), np.uint64)
    counters[0], counters[1] = entities & _MASK, entities >> _SHIFT
    counters[2] = attempts
    counters[3] = np.arange(blocks, dtype=np.uint64)[:, None]
    words = philox_many(counters.reshape(4, -1), (key_0, key_1)).reshape(2, 2, blocks, entities.size)
    pairs = _to_unit(words[:, 0], words[:, 1])  # (half of a block, block, n)
    return pairs.swapaxes(0, 1).reshape(2 * blocks, entities.size)[:size]


def _to_unit(high: Keys, low: Keys) -> Floats:
    """Make 53-bit numbers in (0, 1) of pairs of 32-bit words."""
    unit = ((high >> np.uint64(5)) * 67108864.0 + (low >> np.uint64(6))) * 2.0**-53 + _HALF_STEP
    return np.minimum(unit, _HIGHEST)


_one: Callable[..., float] = first_number
_many: Callable[..., Floats] = many_numbers
if compiling.is_compiled():
    from sfpc_sim.model import _luck_fast

    _one, _many = _luck_fast.one, _luck_fast.many


class _Purposes(dict[str, tuple[int, int]]):
    """The two key words of each purpose in one replication, made when first asked for."""

    def __init__(self, seed: int, replication: int) -> None:
        self._address = f"{seed}/{replication}/".encode()

    def __missing__(self, purpose: str) -> tuple[int, int]:
        key = int.from_bytes(blake2b(self._address + purpose.encode(), digest_size=8).digest(), "big")
        words = self[purpose] = key & _WORD, key >> 32
        return words


@dataclass(frozen=True, slots=True)
class Luck:
    """The luck of one replication of one study."""

    seed: int
    replication: int
    _keys: _Purposes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", _Purposes(self.seed, self.replication))

    def number(self, purpose: str, entity: str | int = 0, attempt: int = 0) -> float:
        """Give one uniform number in (0, 1)."""
        key_0, key_1 = self._keys[purpose]
        key = key_of(entity) if isinstance(entity, str) else entity
        return _one(key_0, key_1, key - _TWO_TO_64 if key > _HIGHEST_SIGNED else key, attempt)

    def numbers(self, purpose: str, entities: ArrayLike, attempts: ArrayLike = 0, size: int = 1) -> Floats:
        """Give uniform numbers in (0, 1).

        Parameters
        ----------
        purpose : what they are for
        entities : (n,) 64-bit keys
        attempts : (n,) or one for all; counts from 0
        size : numbers an entity

        Returns
        -------
        (size, n); column i is the same whatever else is asked for
        """
        keys, attempts = (np.array(some, np.uint64, ndmin=1) for some in (entities, attempts))
        return _many(*self._keys[purpose], keys, attempts, size)

    def each(self, purpose: str, entities: ArrayLike) -> Floats:
        """Give each entity's one number, (n,): what `number` gives them one by one."""
        return np.asarray(self.numbers(purpose, entities)[0])

    def words(self, purposes: Sequence[str]) -> Keys:
        """Give the keys of purposes as a kernel takes them, (purpose, word)."""
        return np.array([self._keys[purpose] for purpose in purposes], np.uint64)


def child_keys(parents: ArrayLike, birth_order: ArrayLike) -> Keys:
    """Give the keys of entities that belong to another: siblings of a group, a family's next child.

    SplitMix64's finaliser (Steele and others, 2014) over parent key plus a Weyl step each.
    """
    golden = np.uint64(0x9E3779B97F4A7C15)
    with np.errstate(over="ignore"):
        z = np.asarray(parents, np.uint64) + (np.asarray(birth_order, np.uint64) + np.uint64(1)) * golden
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)))
