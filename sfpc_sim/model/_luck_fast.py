"""Luck compiled: the same numbers at the same addresses as `luck`, made where they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.compiling import compiled, making_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]

# Unsigned throughout: one signed number among them would turn all into floats.
_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_WORD, _32 = np.uint64(0xFFFFFFFF), np.uint64(32)
_5, _6, _27, _30, _31 = np.uint64(5), np.uint64(6), np.uint64(27), np.uint64(30), np.uint64(31)
_GOLDEN, _MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_NOUGHT, _ONE = np.uint64(0), np.uint64(1)
_ROUNDS = 10
_HALF_STEP = 2.0**-54
_HIGHEST = 1.0 - 2.0**-53


@compiled
def pair(key_0: np.uint64, key_1: np.uint64, entity: np.uint64, attempt: np.uint64, block: np.uint64):  # type: ignore[no-untyped-def]
    """Give the two uniform numbers of one block at one address."""
    c0, c1, c2, c3 = entity & _WORD, entity >> _32, attempt, block
    for _ in range(_ROUNDS):
        product_0, product_1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _32) ^ c1 ^ key_0,
            product_1 & _WORD,
            (product_0 >> _32) ^ c3 ^ key_1,
            product_0 & _WORD,
        )
        key_0, key_1 = (key_0 + _WEYL_0) & _WORD, (key_1 + _WEYL_1) & _WORD
    return _unit(c0, c1), _unit(c2, c3)


@compiled
def _unit(high: np.uint64, low: np.uint64) -> float:
    return min((float(high >> _5) * 67108864.0 + float(low >> _6)) * 2.0**-53 + _HALF_STEP, _HIGHEST)


@compiled
def first(key_0: np.uint64, key_1: np.uint64, entity: np.uint64, attempt: np.uint64) -> float:
    """Give the first uniform number at one address."""
    u, _ = pair(key_0, key_1, entity, attempt, _NOUGHT)
    return u


@compiled
def one(key_0: int, key_1: int, entity: int, attempt: int) -> float:
    """Give the same to Python, whose own numbers cross over three times as fast as unsigned ones.

    An entity's key is handed over as the signed number with its 64 bits.
    """
    return first(np.uint64(key_0), np.uint64(key_1), np.uint64(entity), np.uint64(attempt))


@making_arrays
def many(key_0: int, key_1: int, entities: Keys, attempts: Keys, size: int) -> Floats:
    """Give uniform numbers (size, entity); `attempts` is (entity,) or (1,)."""
    word_0, word_1 = np.uint64(key_0), np.uint64(key_1)
    blocks, step = (size + 1) // 2, 1 if attempts.size > 1 else 0
    numbers = np.empty((2 * blocks, entities.size))
    for block in range(blocks):
        # One loop without a branch, so that several entities are reckoned side by side.
        for i in range(entities.size):
            u, v = pair(word_0, word_1, entities[i], attempts[i * step], np.uint64(block))
            numbers[2 * block, i], numbers[2 * block + 1, i] = u, v
    return numbers[:size]


@compiled
def child_key(parent: np.uint64, order: np.uint64) -> np.uint64:
    """Give the key of one entity that belongs to another; see `luck.child_keys`."""
    z = parent + (order + _ONE) * _GOLDEN
    z = (z ^ (z >> _30)) * _MIX_1
    z = (z ^ (z >> _27)) * _MIX_2
    return z ^ (z >> _31)
