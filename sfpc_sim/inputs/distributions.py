"""Families of belief by name.

A `Belief` turns a uniform number into a value by inversion, so one address of luck gives one
value. Quantile functions are written with `scipy.special` because a frozen SciPy distribution
costs fifty times as much a call; a test holds every family against `scipy.stats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


_FINE = 20_000
_HIGHEST = 1.0 - 2.0**-53  # of a component: the highest number below 1


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of distribution: its parameters, cumulative and inverse functions, and what they must obey."""

    parameters: tuple[str, ...]
    cumulative: Callable[..., Any]
    quantile: Callable[..., Any]
    faults: Callable[..., str]  # empty when the parameters can be used


def _triangular_quantile(u: Any, low: float, mode: float, high: float) -> Any:
    width, cut = high - low, (mode - low) / (high - low)
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.where(u < cut, rising, falling)


def _triangular_at_one(low: float, mode: float, high: float) -> Callable[[float], float]:
    """Give the same as above for one number, at a tenth of the cost: most durations are triangular."""
    width, cut, before, after = high - low, (mode - low) / (high - low), mode - low, high - mode
    return lambda u: low + sqrt(u * width * before) if u < cut else high - sqrt((1.0 - u) * width * after)


def _triangular_cumulative(x: Any, low: float, mode: float, high: float) -> Any:
    x = np.clip(x, low, high)
    rising = (x - low) ** 2 / ((high - low) * (mode - low)) if mode > low else 0.0
    falling = 1.0 - (high - x) ** 2 / ((high - low) * (high - mode)) if high > mode else 1.0
    return np.where(x < mode, rising, falling)


def _need(ok: object, words: str) -> str:
    return "" if ok else words


FAMILIES: dict[str, Family] = {
    "fixed": Family(
        ("value",),
        lambda x, v: np.where(np.asarray(x) >= v, 1.0, 0.0),
        lambda u, v: np.full_like(np.asarray(u, float), v),
        lambda _: "",
    ),
    "uniform": Family(
        ("low", "high"),
        lambda x, a, b: np.clip((np.asarray(x) - a) / (b - a), 0, 1),
        lambda u, a, b: a + u * (b - a),
        lambda a, b: _need(a < b, "low must be below high"),
    ),
    "triangular": Family(
        ("low", "mode", "high"),
        _triangular_cumulative,
        _triangular_quantile,
        lambda a, c, b: _need(a <= c <= b and a < b, "order is low, mode, high"),
    ),
    "normal": Family(
        ("mean", "sd"),
        lambda x, m, s: special.ndtr((np.asarray(x) - m) / s),
        lambda u, m, s: m + s * special.ndtri(u),
        lambda _, s: _need(s > 0, "sd must be above 0"),
    ),
    "lognormal": Family(
        ("median", "log_sd"),
        lambda x, m, s: special.ndtr(np.log(np.maximum(x, 1e-300) / m) / s),
        lambda u, m, s: m * np.exp(s * special.ndtri(u)),
        lambda m, s: _need(m > 0 and s > 0, "median and log_sd must be above 0"),
    ),
    "beta": Family(
        ("a", "b"),
        lambda x, a, b: special.betainc(a, b, np.clip(x, 0, 1)),
        lambda u, a, b: special.betaincinv(a, b, u),
        lambda a, b: _need(a > 0 and b > 0, "a and b must be above 0"),
    ),
    "gamma": Family(
        ("mean", "cv"),
        lambda x, m, c: special.gammainc(c**-2, np.maximum(x, 0) / (m * c * c)),
        lambda u, m, c: m * c * c * special.gammaincinv(c**-2, u),
        lambda m, c: _need(m > 0 and c > 0, "mean and cv must be above 0"),
    ),
    "weibull": Family(
        ("shape", "scale"),
        lambda x, k, s: -np.expm1(-((np.maximum(x, 0) / s) ** k)),
        lambda u, k, s: s * (-np.log1p(-np.asarray(u))) ** (1 / k),
        lambda k, s: _need(k > 0 and s > 0, "shape and scale must be above 0"),
    ),
    "exponential": Family(
        ("mean", "from"),
        lambda x, m, a: -np.expm1(-np.maximum(np.asarray(x) - a, 0) / m),
        lambda u, m, a: a - m * np.log1p(-np.asarray(u)),
        lambda m, _: _need(m > 0, "mean must be above 0"),
    ),
}


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a belief: a family with its parameters, cut to the hard bounds, and its weight."""

    family: str
    parameters: tuple[float, ...]
    weight: float
    u_low: float = 0.0
    u_high: float = 1.0

    def quantile(self, u: Any) -> Any:
        """Give the value below which a share `u` of this component lies, inside the bounds."""
        inside = self.u_low + u * (self.u_high - self.u_low)
        return FAMILIES[self.family].quantile(inside, *self.parameters)

    def at_one_number(self, scale: float) -> Callable[[float], float]:
        """Give the quantile function for one number at a time, times `scale`; it takes what is left of a mixture."""
        quantile, parameters, weight = FAMILIES[self.family].quantile, self.parameters, self.weight
        u_low, width = self.u_low, self.u_high - self.u_low
        if self.family == "fixed":
            value = float(parameters[0]) * scale
            return lambda _: value
        if self.family == "triangular":
            at_one = _triangular_at_one(*parameters)
            if (weight, u_low, width) == (1.0, 0.0, 1.0):  # neither in a mixture nor cut
                return lambda u: at_one(min(u, _HIGHEST)) * scale
            return lambda left: at_one(u_low + min(left / weight, _HIGHEST) * width) * scale
        return lambda left: float(quantile(u_low + min(left / weight, _HIGHEST) * width, *parameters)) * scale


@dataclass(frozen=True)
class Belief:
    """A distribution in the file's unit, times `scale` (weeks to days is 7).

    A mixture chooses its component and the value inside it with the same uniform number.
    """

    components: tuple[Component, ...]
    scale: float = 1.0

    def __reduce__(self) -> tuple[type[Belief], tuple[tuple[Component, ...], float]]:
        return Belief, (self.components, self.scale)  # a function put together here does not travel

    @cached_property
    def quantile(self) -> Callable[[float], float]:
        """The value at one uniform number; asked a thousand times a replication, so put together once."""
        parts = [(component.weight, component.at_one_number(self.scale)) for component in self.components]
        if len(parts) == 1:
            return parts[0][1]
        return lambda u: _of_mixture(parts, u)

    def quantiles(self, u: ArrayLike) -> Floats:
        """Give the values at many uniform numbers, `(n,)` in and `(n,)` out."""
        left = np.array(u, float)
        value = np.zeros_like(left)
        undecided = np.ones(left.shape, bool)
        for component in self.components:
            last = component is self.components[-1]
            mine = undecided if last else undecided & (left < component.weight)
            share = np.minimum(left[mine] / component.weight, _HIGHEST)
            value[mine] = component.quantile(share)
            undecided = undecided & ~mine
            left = np.where(undecided, left - component.weight, left)
        return value * self.scale

    def percentiles(self, shares: tuple[float, ...]) -> tuple[float, ...]:
        """Give the values below which shares of the belief lie, for people to read.

        A mixture's `quantile` is not ordered in its uniform number, so it is sorted here over a fine even grid.
        """
        if len(self.components) == 1:
            return tuple(self.quantile(share) for share in shares)
        values = self.quantiles((np.arange(_FINE) + 0.5) / _FINE)
        return tuple(float(value) for value in np.quantile(values, shares))

    def share_within(self, low: float, high: float) -> float:
        """Tell how much of the belief, before it is cut, lies between two values in its scaled unit."""
        low, high = low / self.scale, high / self.scale
        return float(
            sum(
                c.weight
                * (
                    FAMILIES[c.family].cumulative(high, *c.parameters)
                    - FAMILIES[c.family].cumulative(np.nextafter(low, -np.inf), *c.parameters)
                )
                for c in self.components
            )
        )


def _of_mixture(parts: Sequence[tuple[float, Callable[[float], float]]], u: float) -> float:
    """Give the value at one number of a mixture: that of the component the number falls into."""
    left = u
    for weight, quantile in parts[:-1]:
        if left < weight:
            return quantile(left)
        left -= weight
    return parts[-1][1](left)
