"""What every program of the toy simulates, and what must come out."""

from __future__ import annotations

from math import exp, sqrt

CHILDREN = 1280  # at the start
ENTRIES_PER_YEAR = 450.0
YEARS = 5
MONTHS = 12 * YEARS
MEAN_STAY_YEARS = CHILDREN / ENTRIES_PER_YEAR  # keeps the stock in balance

# The stock at any census: who is left of the start is binomial, who came since and is still there Poisson. Its
# mean is CHILDREN throughout, and its variance grows from 0 towards CHILDREN; at the end it is all but there.
EXPECTED_AT_END = float(CHILDREN)

Census = list[int]  # children there at the end of each month


def spread_of_mean(runs: int) -> float:
    """Give the standard deviation of the mean stock at the end over so many independent runs."""
    stays = exp(-YEARS / MEAN_STAY_YEARS)  # the share of the start still there
    return sqrt(CHILDREN * (stays * (1 - stays) + 1 - stays) / runs)


def agrees(mean_at_end: float, runs: int) -> bool:
    """Tell whether a program's mean stock at the end is what the toy asks for, within four standard deviations."""
    return abs(mean_at_end - EXPECTED_AT_END) <= 4 * spread_of_mean(runs)
