"""How an authority file writes numbers, beliefs and correlations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Assumption

    Floats = NDArray[np.float64]

BOUNDS = {
    "share": "[0, 1]",
    "log ratio": "[0, 1]",
    "ratio": "[0.2, 5]",
    "children per year": "[0, 100000]",
    "children a year": "[-100, 1000]",  # a balance, which can be negative
    "log change a year": "[-0.2, 0.2]",
}


def belief_entry(name: str, meaning: str, unit: str, belief: str, ref: str, *, grade: str, row: str = "") -> str:
    """Write a belief about an authority as an entry of the register."""
    evidence = f'evidence_row = "{row}"\n' if row else ""
    return (
        f'[assumptions.{name}]\nmeaning = "{meaning}"\nunit = "{unit}"\nbelief = {belief}\nbounds = {BOUNDS[unit]}\n'
        f'level = "authority"\n{evidence}source = {{ ref = "{ref}", grade = "{grade}" }}\n'
    )


def correlation_entry(name: str, names: Iterable[str], matrix: Floats) -> str:
    """Write which beliefs are drawn jointly."""
    rows = ", ".join(listed(row) for row in matrix)
    members = ", ".join(quoted(member) for member in names)
    return f"[correlations.{name}]\nnames = [{members}]\nmatrix = [{rows}]\n"


def pair(correlation: float) -> Floats:
    """Give the correlation matrix of two."""
    return np.array([[1.0, correlation], [correlation, 1.0]])


def lognormal(median: float, log_sd: float) -> str:
    """Write a lognormal belief."""
    return f"{{ lognormal = {{ median = {figure(median)}, log_sd = {figure(log_sd)} }} }}"


def fixed(value: float) -> str:
    """Write a number that is not uncertain."""
    return f"{{ fixed = {{ value = {figure(value)} }} }}"


def normal(mean: float, sd: float) -> str:
    """Write a normal belief."""
    return f"{{ normal = {{ mean = {figure(mean)}, sd = {figure(sd)} }} }}"


def beta_of(draws: Floats) -> str:
    """Fit a beta belief to draws by their mean and variance."""
    mean, variance = float(draws.mean()), float(draws.var())
    size = mean * (1 - mean) / variance - 1
    return f"{{ beta = {{ a = {figure(mean * size)}, b = {figure((1 - mean) * size)} }} }}"


def listed(values: Sequence[float] | Floats, figures: int = 4) -> str:
    """Write several numbers."""
    return "[" + ", ".join(figure(float(value), figures) for value in values) + "]"


def figure(value: float, figures: int = 4) -> str:
    """Write a number with so many significant figures, whole numbers whole."""
    return f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e6 else f"{value:.{figures}g}"


def copied_entry(name: str, entry: Mapping[str, Any], ref: str) -> str:
    """Write an entry of another authority's file again, under another reference."""
    source = f'{{ ref = {quoted(ref)}, grade = "{entry["source"]["grade"]}" }}'
    others = [f"{key} = {_value(value)}" for key, value in entry.items() if key != "source"]
    return "\n".join([f"[assumptions.{name}]", *others, f"source = {source}", ""])


def own_entry(assumption: Assumption, belief: str, ref: str, grade: str) -> str:
    """Write an authority's own belief in place of a shipped one."""
    bounds = f"[{assumption.bounds[0]:g}, {assumption.bounds[1]:g}]"
    return (
        f"[assumptions.{assumption.name}]\nmeaning = {quoted(assumption.meaning)}\nunit = {quoted(assumption.unit)}\n"
        f'belief = {belief}\nbounds = {bounds}\nlevel = "{assumption.level}"\n'
        f'source = {{ ref = {quoted(ref)}, grade = "{grade}" }}\n'
    )


def quoted(text: str) -> str:
    """Write text as TOML does."""
    return json.dumps(text, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return quoted(value) if isinstance(value, str) else repr(value)
