"""Plans are ranked with intervals that hold for all of them at once, whichever looks best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc_sim.study.ranking import ranked

STUDIES = 1_000


def names(count: int) -> list[str]:
    return [f"p{number}" for number in range(1, count + 1)]


def paired(luck: np.random.Generator, means: np.ndarray, replications: int) -> np.ndarray:
    """Values on shared luck, with unlike spreads of what the plans do not share."""
    shared = 20 * luck.standard_normal((replications, 1))
    own = np.linspace(1, 3, means.size) * luck.standard_normal((replications, means.size))
    return means + shared + own


def behind_truly(means: np.ndarray) -> np.ndarray:
    return np.array([means[i] - np.delete(means, i).min() for i in range(means.size)])


@pytest.mark.slow
@pytest.mark.parametrize(
    "means",
    [np.zeros(2), np.zeros(8), np.array([0.0, 0.0, 0.5, 1.0, 2.0]), np.linspace(0, 3, 12)],
    ids=["two equal", "eight equal", "some equal", "all unlike"],
)
def test_intervals_of_all_plans_hold_together_in_94_to_100_percent_of_studies(means: np.ndarray) -> None:
    luck = np.random.default_rng(20261129)
    truth, held = behind_truly(means), 0
    best = {names(means.size)[i] for i in np.flatnonzero(means == means.min())}
    for _ in range(STUDIES):
        table = ranked(names(means.size), paired(luck, means, 30))
        true = truth[[int(plan[1:]) - 1 for plan in table["plan"]]]
        inside = bool(((table["behind_low"] <= true + 1e-12) & (true - 1e-12 <= table["behind_high"])).all())
        held += inside and best <= set(table["plan"][table["may_be_best"]])  # also those that are equally good
    assert 0.94 <= held / STUDIES <= 1.0


@pytest.mark.slow
def test_the_mean_of_whichever_looks_best_is_covered_too() -> None:
    luck, held = np.random.default_rng(7), 0
    for _ in range(STUDIES):
        first = ranked(names(20), 3 * luck.standard_normal((30, 20))).iloc[0]
        held += first["ci_low"] <= 0 <= first["ci_high"]
    assert held / STUDIES >= 0.94


def test_a_plan_clearly_best_is_told_and_the_others_are_behind_it() -> None:
    luck = np.random.default_rng(1)
    table = ranked(names(4), paired(luck, np.array([10.0, 0.0, 10.0, 30.0]), 200))
    assert table["plan"][0] == "p2"
    assert list(table["may_be_best"]) == [True, False, False, False]
    assert table["behind_high"][0] < 0 < table["behind_low"][1]
    assert table["plan"][3] == "p4"


def test_plans_that_differ_in_nothing_cannot_be_told_apart() -> None:
    values = np.repeat(np.random.default_rng(2).standard_normal((50, 1)), 3, axis=1)
    table = ranked(names(3), values)
    assert table["may_be_best"].all()
    assert (table[["behind_best", "behind_low", "behind_high"]] == 0).all(axis=None)


def test_a_chance_seen_in_no_future_is_not_called_certainly_equal() -> None:
    table = ranked(names(3), np.zeros((100, 3)), chance=True, highest=True)
    assert table["may_be_best"].all()
    assert (table["behind_high"] > 0.01).all()
    assert (table["ci_high"] > 0.01).all()


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(2, 7), chance=st.booleans())
def test_ranking_by_the_highest_is_ranking_the_negative_by_the_lowest(seed: int, count: int, chance: bool) -> None:
    values = np.random.default_rng(seed).standard_normal((20, count))
    if chance:
        values = (values > 0).astype(float)
    up = ranked(names(count), values, chance=chance, highest=True)
    down = ranked(names(count), 1 - values if chance else -values, chance=chance)
    assert list(up["may_be_best"]) == list(down["may_be_best"])
    for name in ("behind_best", "behind_low", "behind_high"):
        assert up[name].to_numpy() == pytest.approx(down[name].to_numpy(), abs=1e-9)
    assert (up["behind_low"] <= up["behind_best"] + 1e-12).all()
    assert (up["behind_best"] <= up["behind_high"] + 1e-12).all()
