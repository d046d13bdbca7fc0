"""A belief as a file writes it, `{ triangular = { low = 2, mode = 3, high = 6 } }`, to a `Belief` and back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.errors import did_you_mean
from sfpc_sim.inputs.distributions import FAMILIES, Belief, Component

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = (*FAMILIES, "discrete", "mixture")
TOLERATED_OUTSIDE = 0.01  # of a belief may lie outside its bounds; it is cut off and said so nowhere else


class BeliefError(ValueError):
    """A belief cannot be used: the first argument says why, the second what to write."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault, remedy)
        self.fault, self.remedy = fault, remedy


def belief_of(table: Mapping[str, Any], bounds: tuple[float, float]) -> Belief:
    """Make a belief, cut to its hard bounds.

    Parameters
    ----------
    table : one kind of belief with its parameters; `times` scales it (7 turns weeks into days)
    bounds : lowest and highest possible value, scaled already

    Raises
    ------
    BeliefError
        If it cannot be read, or more than one hundredth of it lies outside the bounds.
    """
    scale = float(table.get("times", 1.0))
    kinds = [key for key in table if key != "times"]
    if len(kinds) != 1:
        raise BeliefError("A belief is of exactly one kind.", f"Write one of: {', '.join(KINDS)}.")
    whole = Belief(tuple(_components(kinds[0], table[kinds[0]])), scale)
    try:
        with np.errstate(all="ignore"):
            outside = 1.0 - whole.share_within(*bounds)
    except (OverflowError, ZeroDivisionError):
        outside = 1.0
    if not outside <= TOLERATED_OUTSIDE:
        raise BeliefError(
            f"{max(outside, 0.01):.0%} of the belief lies outside its bounds {bounds[0]:g} to {bounds[1]:g}.",
            "Widen the bounds or restate the belief.",
        )
    low, high = bounds[0] / scale, bounds[1] / scale
    return Belief(tuple(_cut(component, low, high) for component in whole.components), scale)


def table_of(belief: Belief) -> dict[str, Any]:
    """Write a belief as a file would; `belief_of` reads it back."""
    parts = [
        {"weight": part.weight, part.family: dict(zip(FAMILIES[part.family].parameters, part.parameters, strict=True))}
        for part in belief.components
    ]
    table: dict[str, Any] = {"mixture": parts}
    if len(parts) == 1:
        table = {key: value for key, value in parts[0].items() if key != "weight"}
    return table if belief.scale == 1.0 else {**table, "times": belief.scale}


def _components(kind: str, parameters: Any) -> list[Component]:
    if kind == "mixture":
        return _mixture(parameters)
    if not isinstance(parameters, dict):
        raise BeliefError(f"The parameters of {kind} have no names.", f"Write {kind} = {{ {_pattern(kind)} }}.")
    if kind == "discrete":
        return _discrete(parameters)
    return [Component(kind, _numbers(kind, parameters), 1.0)]


def _numbers(kind: str, given: dict[str, Any]) -> tuple[float, ...]:
    if kind not in FAMILIES:
        raise BeliefError(f'"{kind}" is not a kind of belief.', did_you_mean(kind, KINDS))
    family = FAMILIES[kind]
    if kind == "exponential":
        given = {"from": 0.0, **given}
    if set(given) != set(family.parameters):
        raise BeliefError(f"{kind} takes {', '.join(family.parameters)}.", f"Write {kind} = {{ {_pattern(kind)} }}.")
    numbers = tuple(_number(given[name], name) for name in family.parameters)
    if fault := family.faults(*numbers):
        raise BeliefError(f"{kind}: {fault}.", f"Write {kind} = {{ {_pattern(kind)} }}.")
    return numbers


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BeliefError(f'"{name}" must be a number, not {value!r}.', "Write a number without quotation marks.")
    # Beyond this the formulas overflow; no council counts so far.
    if not math.isfinite(value) or abs(value) > 1e15:
        raise BeliefError(f'"{name}" is too large or not a number.', "Write a number below 1e15.")
    return float(value)


def _discrete(given: dict[str, Any]) -> list[Component]:
    values, weights = given.get("values"), given.get("weights")
    if set(given) != {"values", "weights"} or not isinstance(values, list) or not isinstance(weights, list):
        raise BeliefError("discrete takes values and weights.", f"Write discrete = {{ {_pattern('discrete')} }}.")
    if not values or len(values) != len(weights):
        raise BeliefError("There must be a weight for each value.", "Write as many weights as values.")
    parts = [Component("fixed", (_number(v, "values"),), _number(w, "weights")) for v, w in zip(values, weights)]  # noqa: B905
    return _weighed(parts)


def _mixture(parts: Any) -> list[Component]:
    pattern = "Write mixture = [ { weight = 0.5, fixed = { value = 1.0 } }, { weight = 0.5, ... } ]."
    if not isinstance(parts, list) or not parts:
        raise BeliefError("A mixture is a list of weighted beliefs.", pattern)
    components = []
    for part in parts:
        kinds = [key for key in part if key != "weight"] if isinstance(part, dict) else []
        if len(kinds) != 1 or "weight" not in part or kinds[0] == "mixture":
            raise BeliefError("Each part of a mixture has a weight and one belief.", pattern)
        weight = _number(part["weight"], "weight")
        components += [
            Component(c.family, c.parameters, c.weight * weight) for c in _components(kinds[0], part[kinds[0]])
        ]
    return _weighed(components)


def _weighed(parts: list[Component]) -> list[Component]:
    total = sum(part.weight for part in parts)
    if any(part.weight <= 0 for part in parts) or abs(total - 1.0) > 1e-6:
        raise BeliefError(f"The weights add up to {total:g}.", "Write weights above 0 that add up to 1.")
    return parts


def _cut(part: Component, low: float, high: float) -> Component:
    if part.family == "fixed":
        return part
    family = FAMILIES[part.family]
    u_low, u_high = (float(family.cumulative(np.float64(edge), *part.parameters)) for edge in (low, high))
    # A bound so far out that the tail beyond it rounds to nothing must not let infinity in.
    with np.errstate(all="ignore"):
        if u_low == 0.0 and not family.quantile(0.0, *part.parameters) >= low:
            u_low = 2.0**-54
        if u_high == 1.0 and not family.quantile(1.0, *part.parameters) <= high:
            u_high = 1.0 - 2.0**-53
    if not u_high - u_low >= 0.5:
        raise BeliefError("Most of one part of the mixture lies outside its bounds.", "Widen the bounds or restate it.")
    return Component(part.family, part.parameters, part.weight, u_low, u_high)


def _pattern(kind: str) -> str:
    if kind == "discrete":
        return "values = [4, 8], weights = [0.7, 0.3]"
    return ", ".join(f"{name} = ..." for name in FAMILIES[kind].parameters) if kind in FAMILIES else "..."
