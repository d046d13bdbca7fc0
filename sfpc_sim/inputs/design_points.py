"""The points of a design: which values the factors have at each, and the plans that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import qmc

from sfpc_sim.errors import Problem, Refusal, refuse
from sfpc_sim.inputs.changing import change
from sfpc_sim.inputs.design_file import GRID, HYPERCUBE, Design

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

    Values = dict[str, Any]

MOST_POINTS = 1_000  # all pairs of them are compared, some ten to twenty seconds


@dataclass(frozen=True, slots=True)
class Point:
    """A plan of a design, and the values it was made with by factor."""

    scenario: Scenario
    values: Values


def points_of(scenario: Scenario, design: Design, place: str) -> tuple[Point, ...]:
    """Make and check the plan of every point, before any is simulated.

    Parameters
    ----------
    place : how refusals call the design

    Returns
    -------
    In the design's order, named `PLAN-p001` and so on. Points that rounding made equal are one.

    Raises
    ------
    Refusal : too many points, or what is wrong with any of them, each fault once
    """
    _refuse_many(design, place)
    points: list[Point] = []
    faults: dict[tuple[str, str], Problem] = {}
    for number, values in enumerate(values_of(design), start=1):
        name = f"{scenario.name}-p{number:03d}"
        try:
            points.append(Point(change(scenario, values, name=name, may_repeat=True), values))
        except Refusal as refusal:
            for problem in refusal.problems:
                faults.setdefault((problem.fault, problem.remedy), _at(problem, place, number))
    if faults:
        raise Refusal(faults.values())
    return tuple(points)


def values_of(design: Design) -> list[Values]:
    """List the factors' values at every point; a hypercube's are the same for the same seed, always."""
    if design.design == HYPERCUBE:
        return _hypercube(design)
    values = {name: factor.values or [] for name, factor in design.factors.items()}
    if design.design == GRID:
        return [dict(zip(values, row, strict=True)) for row in product(*values.values())]
    usual = {name: each[0] for name, each in values.items()}  # the first value of each is where the others stay
    return [usual, *(usual | {name: value} for name, each in values.items() for value in each[1:])]


def _hypercube(design: Design) -> list[Values]:
    names, factors = list(design.factors), list(design.factors.values())
    sampler = qmc.LatinHypercube(d=len(names), rng=np.random.default_rng(design.seed))
    rows = [
        tuple(_between(factor.low, factor.high, float(share)) for factor, share in zip(factors, row, strict=True))
        for row in sampler.random(design.points or 0)
    ]
    return [dict(zip(names, row, strict=True)) for row in dict.fromkeys(rows)]  # rounding may have made some equal


def _between(low: Any, high: Any, share: float) -> Any:
    """Give the value a share of the way up; between whole numbers each of them has an equal part."""
    if isinstance(low, int) and isinstance(high, int):
        return min(high, low + int(share * (high - low + 1)))
    return round(low + share * (high - low), 6)


def _refuse_many(design: Design, place: str) -> None:
    counts = [len(factor.values or ()) for factor in design.factors.values()]
    grid, star = prod(counts), 1 + sum(count - 1 for count in counts)
    count = (design.points or 0) if design.design == HYPERCUBE else grid if design.design == GRID else star
    if count > MOST_POINTS:
        remedy = "Vary fewer settings or values, or take a latin-hypercube of some hundred points."
        raise refuse(place, f"has {count:,} points; at most {MOST_POINTS:,} are simulated and compared.", remedy)


def _at(problem: Problem, place: str, number: int) -> Problem:
    return Problem(f"{place}, point {number}: {problem.place}", problem.fault, problem.remedy)
