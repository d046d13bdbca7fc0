"""Beliefs compiled: the value at one uniform number, for the families that have a closed form."""

from __future__ import annotations

from functools import lru_cache
from math import exp, log, log1p, sqrt
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.model.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.distributions import Belief

    Floats = NDArray[np.float64]

# Beta and gamma have no closed form: a scenario that believes in one here is left to the NumPy twin.
FAMILIES = ("fixed", "uniform", "triangular", "normal", "lognormal", "weibull", "exponential")
_FIXED, _UNIFORM, _TRIANGULAR, _NORMAL, _LOGNORMAL, _WEIBULL, _EXPONENTIAL = range(len(FAMILIES))
_FAMILY, _WEIGHT, _U_LOW, _U_HIGH, _SCALE, _PARAMETERS = range(6)
_BELOW_ONE = 1.0 - 2.0**-53

# Wichura (1988), algorithm AS 241: numerators and denominators near the middle, in the tails and far out.
_TOP = np.array([
    [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0],
    [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0],
    [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0],
])  # fmt: skip
_BOTTOM = np.array([
    [5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0],
    [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0],
    [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0],
])  # fmt: skip


@lru_cache(maxsize=64)
def packed(belief: Belief) -> Floats | None:
    """Lay a belief out for `value_at`, (component, number); nothing if a family of it has no closed form."""
    if any(component.family not in FAMILIES for component in belief.components):
        return None
    table = np.zeros((len(belief.components), _PARAMETERS + 3))
    for row, c in zip(table, belief.components, strict=True):
        row[:_PARAMETERS] = FAMILIES.index(c.family), c.weight, c.u_low, c.u_high, belief.scale
        row[_PARAMETERS : _PARAMETERS + len(c.parameters)] = c.parameters
    return table


@compiled
def value_at(table: Floats, u: float) -> float:
    """Give a belief's value at a uniform number, as `Belief.quantile` does."""
    left, last = u, len(table) - 1
    for number in range(last):
        if left < table[number, _WEIGHT]:
            return _in_component(table[number], left)
        left -= table[number, _WEIGHT]
    return _in_component(table[last], left)


@compiled
def _in_component(row: Floats, left: float) -> float:
    share = min(left / row[_WEIGHT], _BELOW_ONE)
    u = row[_U_LOW] + share * (row[_U_HIGH] - row[_U_LOW])
    return _family(int(row[_FAMILY]), u, row[_PARAMETERS], row[_PARAMETERS + 1], row[_PARAMETERS + 2]) * row[_SCALE]


@compiled
def _family(family: int, u: float, a: float, b: float, c: float) -> float:  # noqa: PLR0911 (one line a family)
    """Give the quantile of one family; the formulas are those of `inputs.distributions`."""
    if family == _FIXED:
        return a
    if family == _UNIFORM:
        return a + u * (b - a)
    if family == _TRIANGULAR:
        width, cut = c - a, (b - a) / (c - a)
        return a + sqrt(u * width * (b - a)) if u < cut else c - sqrt((1.0 - u) * width * (c - b))
    if family == _NORMAL:
        return a + b * normal_quantile(u)
    if family == _LOGNORMAL:
        return a * exp(b * normal_quantile(u))
    if family == _WEIBULL:
        return b * (-log1p(-u)) ** (1 / a)
    return b - a * log1p(-u)


@compiled
def normal_quantile(u: float) -> float:
    """Give the standard normal quantile of a number in (0, 1), to about 1e-16 (Wichura, 1988)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(0, 0.180625 - q * q)
    r = sqrt(-log(u if q < 0.0 else 1.0 - u))
    x = _ratio(1, r - 1.6) if r <= 5.0 else _ratio(2, r - 5.0)
    return -x if q < 0.0 else x


@compiled
def _ratio(part: int, r: float) -> float:
    top, bottom = 0.0, 0.0
    for number in range(8):
        top = top * r + _TOP[part, number]
        bottom = bottom * r + _BOTTOM[part, number]
    return top / bottom
