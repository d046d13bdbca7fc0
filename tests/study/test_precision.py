"""The stopping rule on values alone: when it stops, what does not fool it, and how often its intervals are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from sfpc_sim.study.estimates import chance_difference_interval, chance_interval, mean_interval
from sfpc_sim.study.holm import p_of_chance, p_of_mean, told_from_zero
from sfpc_sim.study.precision import Aim, Followed, first_lasting, judge, look_ahead, meets, settle
from sfpc_sim.study.running_width import running_width

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def luck(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def decided(values: Floats, within: float, kind: str = "mean") -> int:
    """Give the number of replications the rule stops at; 0 for never."""
    return int(first_lasting(meets(values, kind, within)))  # type: ignore[arg-type]


def test_a_narrow_start_does_not_stop_it() -> None:
    """An interval that is narrow once is luck, and so is anything before the tenth value."""
    values = np.concatenate([np.tile([-2.5, 2.5], 5), np.tile([-10.0, 10.0], 200)])
    met = meets(values, "mean", 2.0)
    assert met[9]
    stopped = decided(values, 2.0)
    assert stopped > 50
    assert met[stopped - 1 : stopped + look_ahead(stopped)].all()
    assert decided(np.tile([-0.1, 0.1], 20), 2.0) == 10


def test_a_mean_near_zero_and_a_negative_one_cost_the_same_as_a_positive_one() -> None:
    """The width is in the outcome's unit, so where the mean lies does not matter."""
    apart = luck().normal(0, 10, 1000)
    stops = {decided(apart + mean, 1.5) for mean in (0.0, 0.5, -16.0, 1024.0)}
    assert len(stops) == 1
    assert 120 < stops.pop() < 240  # (1.96 * 10 / 1.5)^2 = 171


def test_no_spread_is_no_evidence() -> None:
    """Thirty pairs without a difference do not say that there never is one."""
    values = np.zeros(200)
    assert decided(values, 1.0) == 0
    values[30:] = luck().normal(0, 10, 170)
    assert decided(values, 4.0) > 30
    reached = judge([Followed(Aim(1.0, "children"), np.zeros(200), "mean")], 200).reached[0]
    assert not reached.spread


def test_a_chance_never_seen_is_not_known_after_ten() -> None:
    """Clopper and Pearson's interval, not that of a mean without spread: 2 points take 91 futures."""
    assert decided(np.zeros(400), 0.02, "chance") == 91
    assert np.diff(chance_interval(0, 91))[0] / 2 <= 0.02 < np.diff(chance_interval(0, 90))[0] / 2
    assert decided(np.zeros(400), 0.02, "chance difference") > 91


def test_the_running_width_is_that_of_the_intervals_printed() -> None:
    """Value by value, with gaps where there was nothing to measure."""
    values = luck().normal(1300, 40, 60)
    values[[0, 7, 20]] = np.nan
    won, drew = (luck().random(60) < 0.3).astype(float), luck(2).integers(-1, 2, 60).astype(float)
    means, chances = running_width(values, "mean", 0.95), running_width(won, "chance", 0.95)
    differences = running_width(drew, "chance difference", 0.95)
    for count in range(3, 61):
        known = values[:count][~np.isnan(values[:count])]
        if known.size > 1:
            assert means[count - 1] == pytest.approx(np.diff(mean_interval(known)[1:])[0] / 2)
        assert chances[count - 1] == pytest.approx(np.diff(chance_interval(int(won[:count].sum()), count))[0] / 2)
        of_pairs = chance_difference_interval(np.zeros(count), drew[:count])
        assert differences[count - 1] == pytest.approx(np.diff(of_pairs)[0] / 2)


@pytest.mark.parametrize("budget", [12, 100, 5000])
def test_the_steps_change_nothing(budget: int) -> None:
    """Decided at once from all there is, or in steps: the same to the last bit; and never beyond the budget."""
    values = luck().normal(-17, 10, 5000)[:budget]
    aim, asked = Aim(1.0, "children"), []

    def simulate(wanted: int) -> list[Followed]:
        asked.append(wanted)
        return [Followed(aim, values[:wanted], "mean")]

    in_steps, at_once = settle(budget, simulate), judge([Followed(aim, values, "mean")], budget)
    assert in_steps == at_once
    assert in_steps.met == (budget == 5000)
    assert max(asked) <= budget
    assert len(asked) < 10


def test_what_more_would_take_is_foreseen() -> None:
    """Half as near takes about four times as many."""
    values = luck().normal(0, 10, 5000)
    half = decided(values, 1.0)
    reached = judge([Followed(Aim(2.0, "children"), values, "mean")], 5000).reached[0]
    assert reached.needed_for_half == pytest.approx(half, rel=0.25)


def test_a_mean_that_a_few_far_values_carry_is_said_to_be() -> None:
    """Most pairs the same and a few far apart: the interval is too narrow for what it claims."""
    rare, usual = np.zeros(100), luck().normal(0, 10, 100)
    rare[[20, 50, 80]] = -10
    reached = judge([Followed(Aim(1.0, "children"), each, "mean") for each in (rare, usual)], 100).reached
    assert [each.skewed for each in reached] == [True, False]


def test_differences_are_told_from_zero_together() -> None:
    """Holm: the smallest p against all, the next against those left; after the first that fails none is told."""
    assert told_from_zero([0.03, 0.02, 0.01]) == (True, True, True)
    assert told_from_zero([0.04, 0.03, 0.01]) == (False, False, True)
    assert told_from_zero([0.02, 0.04]) == (True, True)
    assert told_from_zero([0.03, 0.04]) == (False, False)


def test_the_tests_of_differences_are_those_of_scipy() -> None:
    """A paired t-test, and the exact sign test of McNemar; without spread nothing is told."""
    apart, drew = luck().normal(1, 3, 40), luck().integers(-1, 2, 40).astype(float)
    assert p_of_mean(apart) == pytest.approx(stats.ttest_1samp(apart, 0).pvalue)
    gained, lost = int((drew > 0).sum()), int((drew < 0).sum())
    assert p_of_chance(drew) == pytest.approx(stats.binomtest(gained, gained + lost).pvalue)
    assert (p_of_mean(np.ones(5)), p_of_chance(np.zeros(5))) == (1, 1)


STUDIES, BUDGET = 4000, 500


@pytest.mark.slow
@pytest.mark.parametrize("within", [6.0, 4.0, 2.5])
@pytest.mark.parametrize(
    ("mean", "draw"),
    [
        (1300.0, lambda luck, size: luck.normal(1300, 10, size)),
        (-17.0, lambda luck, size: luck.normal(-17, 10, size)),
        (0.05, lambda luck, size: luck.normal(0.05, 10, size)),
        (-100.0, lambda luck, size: -luck.poisson(100, size).astype(float)),
        (0.0, lambda luck, size: (luck.poisson(50, size) - luck.poisson(50, size)).astype(float)),
    ],
    ids=["positive", "negative", "near zero", "a count averted", "a difference of counts"],
)
def test_intervals_cover_after_stopping(
    mean: float, draw: Callable[[np.random.Generator, tuple[int, int]], Floats], within: float
) -> None:
    """Of 4,000 studies that each stop by the rule, 94% to 96% have the truth in their interval."""
    values = draw(luck(int(10 * within)), (STUDIES, BUDGET))
    stops = first_lasting(meets(values, "mean", within))
    assert (stops > 0).all()
    covered = 0
    for study, stop in zip(values, stops.tolist(), strict=True):
        _, low, high = mean_interval(study[:stop])
        covered += low <= mean <= high
    assert 0.94 <= covered / STUDIES <= 0.96
