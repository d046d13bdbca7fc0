"""What a batch's design file may say: a plan, what is varied in it, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.documents import read_document
from sfpc_sim.inputs.schema_types import Table, Text
from sfpc_sim.inputs.shapes import checked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sfpc_sim.inputs.documents import Document

Number = int | float
Value = bool | int | float | str
GRID, HYPERCUBE, ONE_AT_A_TIME = "grid", "latin-hypercube", "one-factor-at-a-time"
HYPERCUBE_KEYS = ("points", "seed")


class Factor(Table):
    """A setting of the plan that is varied: over values, or between two ends."""

    values: Annotated[list[Value], Field(min_length=1)] | None = None
    low: Number | None = None
    high: Number | None = None


class Design(Table):
    """A design file; factors are named by the dotted keys of a scenario file."""

    sfpc: Literal[1]
    plan: Text
    design: Literal["grid", "latin-hypercube", "one-factor-at-a-time"]
    factors: Annotated[dict[str, Factor], Field(min_length=1)]
    points: Annotated[int, Field(ge=2)] | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
    replications: Annotated[int, Field(ge=2)] | None = None


def read_design(path: Path) -> Design:
    """Read a design file.

    Raises
    ------
    Refusal : with every problem at once
    """
    document = read_document(path, path.name)
    problems: list[Problem] = []
    design = checked(Design, document, problems)
    if design is not None:
        problems += _faults(design, document)
    if problems or design is None:
        raise Refusal(problems)
    return design


def _faults(design: Design, document: Document) -> Iterator[Problem]:
    """Find what a design of its kind cannot use, or lacks."""
    cube = design.design == HYPERCUBE
    for key in HYPERCUBE_KEYS:
        there = getattr(design, key) is not None
        if cube and not there:
            yield Problem(document.place(), f'"{key}" is missing.', f"Add it: {key} = 20")
        elif there and not cube:
            remedy = f'Leave it out, or write design = "{HYPERCUBE}".'
            yield Problem(document.place((key,)), f'"{key}" is of a {HYPERCUBE} only.', remedy)
    for name, factor in design.factors.items():
        place = document.place(("factors", name))
        if cube and (factor.low is None or factor.high is None or factor.values is not None):
            yield Problem(place, f'"{name}" needs low and high, and no values.', "Write low = 1 and high = 5.")
        elif cube and factor.low is not None and factor.high is not None and not factor.low < factor.high:
            yield Problem(place, f'"{name}" has low = {factor.low} not below high = {factor.high}.', "Exchange them.")
        elif not cube and (factor.values is None or (factor.low, factor.high) != (None, None)):
            yield Problem(place, f'"{name}" needs values, and neither low nor high.', "Write values = [1, 2, 3].")
        elif factor.values is not None and len({(type(value), value) for value in factor.values}) < len(factor.values):
            yield Problem(place, f'"{name}" has a value twice.', "Write each once.")
