"""Sobol indices against models whose indices are known, and how often their error bars hold them."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

import numpy as np
import pytest
from known_indices import RATES, STAYS, ishigami, ishigami_indices, present, present_many, system_indices

from sfpc_sim.errors import Refusal
from sfpc_sim.study.sobol import sobol_indices

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

KINDS = ("first_order", "total")


def design(draw: Callable[[np.random.Generator, int], np.ndarray], bases: int, seed: int) -> tuple[np.ndarray, ...]:
    """Draw coordinates twice, and the first with each exchanged: (base, coordinate) each."""
    luck = np.random.default_rng(seed)
    first, second = draw(luck, bases), draw(luck, bases)
    exchanged = []
    for coordinate in range(first.shape[1]):
        mixed = first.copy()
        mixed[:, coordinate] = second[:, coordinate]
        exchanged.append(mixed)
    return first, second, *exchanged


def estimated(model: Callable[[np.ndarray], np.ndarray], rows: tuple[np.ndarray, ...]) -> pd.DataFrame:
    first, second, *exchanged = (model(some) for some in rows)
    return sobol_indices("abc", first, second, np.column_stack(exchanged))


def held_by_bars(found: pd.DataFrame, known: dict[str, np.ndarray]) -> np.ndarray:
    """Whether each interval holds the truth, (kind, coordinate)."""
    ends = [(found[f"{kind}_ci_low"].to_numpy(), found[f"{kind}_ci_high"].to_numpy()) for kind in KINDS]
    return np.array(
        [(low <= known[kind]) & (known[kind] <= high) for kind, (low, high) in zip(KINDS, ends, strict=True)]
    )


def angles(luck: np.random.Generator, bases: int) -> np.ndarray:
    return luck.uniform(-np.pi, np.pi, (bases, 3))


def inputs(luck: np.random.Generator, bases: int) -> np.ndarray:
    chances = luck.integers(2**40, size=bases).astype(float)
    return np.column_stack([luck.uniform(*RATES, bases), luck.uniform(*STAYS, bases), chances])


def system(rows: np.ndarray) -> np.ndarray:
    return present_many(rows[:, 2], rows[:, 0], rows[:, 1])


def simpy_system(rows: np.ndarray) -> np.ndarray:
    return np.array([present(int(chance), rate, stay) for rate, stay, chance in rows], float)


def test_ishigami_is_inside_its_bars():
    """0.314, 0.442, 0 by themselves; 0.558, 0.442, 0.244 in all."""
    known = ishigami_indices()
    assert known["first_order"] == pytest.approx([0.3139, 0.4424, 0], abs=1e-4)
    assert known["total"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    found = estimated(ishigami, design(angles, 1000, seed=1))
    assert held_by_bars(found, known).all(), found


def test_an_m_m_infinity_system_in_simpy_is_inside_its_bars():
    """Rate, stay and chance, chance as a coordinate like the others."""
    found = estimated(simpy_system, design(inputs, 300, seed=2))
    assert held_by_bars(found, system_indices()).all(), found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "draw", "known", "bases", "studies"),
    [(ishigami, angles, ishigami_indices(), 500, 1000), (system, inputs, system_indices(), 300, 300)],
    ids=["ishigami", "M/M/infinity"],
)
def test_bars_cover_about_95_in_100(model, draw, known, bases, studies):
    """Over many studies each interval holds the truth in 95% of them, give or take the chance of so many studies."""
    held = np.mean(
        [held_by_bars(estimated(model, design(draw, bases, seed)), known) for seed in range(studies)], axis=0
    )
    noise = 3 * np.sqrt(0.95 * 0.05 / studies)
    assert (held > 0.95 - 0.015 - noise).all(), held
    assert (held < 0.95 + 0.02 + noise).all(), held


def test_an_outcome_that_never_changes_has_no_shares():
    """Nothing to share out: no number, rather than a wrong one."""
    found = sobol_indices("ab", np.ones(10), np.ones(10), np.ones((10, 2)))
    assert found.iloc[:, 1:].isna().all(axis=None)


def test_without_salib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    """A refusal, not a traceback."""
    there = builtins.__import__

    def missing(name: str, *rest: object) -> object:
        if name.startswith("SALib"):
            raise ImportError(name)
        return there(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(Refusal, match=r"install SALib|install salib"):
        sobol_indices("ab", np.ones(10), np.ones(10), np.ones((10, 2)))
