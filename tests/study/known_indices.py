"""Two models whose Sobol indices are known, one of them a stochastic simulation with chance as a coordinate."""

from __future__ import annotations

import numpy as np
import simpy

A, B = 7.0, 0.1


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), of `(base, 3)` in -pi to pi."""
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices() -> dict[str, np.ndarray]:
    """First-order and total indices, from the function's integrals."""
    by_itself = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0])
    of_both = B**2 * np.pi**8 * 8 / 225  # of the first and the third
    variance = by_itself.sum() + of_both
    return {"first_order": by_itself / variance, "total": (by_itself + np.array([of_both, 0, of_both])) / variance}


# An M/M/infinity system in its steady state; arrivals a year and years of stay are uncertain, uniform.
RATES, STAYS = (20.0, 40.0), (1.0, 2.0)
YEARS_BEFORE = 14 * STAYS[1]  # of arrivals: who came before has left


def present(chance: int, rate: float, stay: float) -> int:
    """Live an M/M/infinity system in SimPy and count who is there at the end.

    Arrivals come at the highest rate with a coordinate each, and those below the rate are real; a stay is the mean
    times an exponential of its own. So the same chance means the same people at every rate and stay.
    """
    luck = np.random.default_rng(chance)
    env = simpy.Environment()
    inside = 0

    def leave(_: simpy.Event) -> None:
        nonlocal inside
        inside -= 1

    def arrive():
        nonlocal inside
        while True:
            gap, coordinate, share = luck.exponential(1 / RATES[1]), luck.random(), luck.exponential()
            yield env.timeout(gap)
            if coordinate * RATES[1] < rate:
                inside += 1
                env.timeout(stay * share).callbacks.append(leave)

    env.process(arrive())
    env.run(until=YEARS_BEFORE)
    return inside


def present_many(chances: np.ndarray, rate: np.ndarray, stay: np.ndarray) -> np.ndarray:
    """Count the same by arrays, of other luck: quick enough for hundreds of studies."""
    counts = np.empty(chances.size)
    for at, chance in enumerate(chances):
        luck = np.random.default_rng(int(chance))
        arrivals = luck.poisson(RATES[1] * YEARS_BEFORE)
        (ago, coordinate), share = luck.random((2, arrivals)), luck.exponential(size=arrivals)
        there = (coordinate * RATES[1] < rate[at]) & (ago * YEARS_BEFORE < stay[at] * share)
        counts[at] = there.sum()
    return counts


def system_indices() -> dict[str, np.ndarray]:
    """First-order and total indices of rate, stay and chance.

    Given rate and stay the count is Poisson with mean rate x stay. Two systems on the same chance share whom both
    have: their covariance is min(rate, rate') x min(stay, stay'). All else follows from uniform moments.
    """
    (a, b), (c, d) = RATES, STAYS
    rate, stay = (a + b) / 2, (c + d) / 2
    rate_variance, stay_variance = (b - a) ** 2 / 12, (d - c) ** 2 / 12
    least_rate, least_stay = a + (b - a) / 3, c + (d - c) / 3  # mean of the smaller of two
    of_both = rate_variance * stay_variance
    variance = rate * stay + rate_variance * stay**2 + stay_variance * rate**2 + of_both
    first = np.array([rate_variance * stay**2, stay_variance * rate**2, least_rate * least_stay])
    without_rate = least_rate * stay + stay_variance * rate**2  # known: stay and chance
    without_stay = rate * least_stay + rate_variance * stay**2
    without_chance = variance - rate * stay
    total = variance - np.array([without_rate, without_stay, without_chance])
    return {"first_order": first / variance, "total": total / variance}
