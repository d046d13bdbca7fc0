"""Every uncertain number: what it means, what is believed of it, and why.

A `Register` holds them all. Members of a `Correlation` are drawn jointly: their beliefs are the
margins and the matrix their Gaussian copula.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sfpc_sim.errors import did_you_mean, refuse

if TYPE_CHECKING:
    from sfpc_sim.inputs.distributions import Belief

LEVELS = ("world", "nation", "authority", "team", "entity", "year")
GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from and how good that is: A best, D an assumption."""

    ref: str
    grade: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """An uncertain number. Unit, belief and bounds are in days where the file said weeks or months."""

    name: str
    meaning: str
    unit: str
    belief: Belief
    bounds: tuple[float, float]
    level: str  # at which level it is drawn, one of LEVELS
    source: Source
    place: str  # file and line, for refusals and the assumptions log
    evidence_row: str = ""  # row of the evidence table it comes from


@dataclass(frozen=True, slots=True)
class Correlation:
    """A joint posterior: the margins of `names` tied by a correlation matrix."""

    name: str
    names: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Register:
    """All assumptions of a scenario, by name."""

    assumptions: tuple[Assumption, ...]
    correlations: tuple[Correlation, ...] = field(default=())

    @cached_property
    def by_name(self) -> dict[str, Assumption]:
        """Look an assumption up by its name."""
        return {assumption.name: assumption for assumption in self.assumptions}

    def __getitem__(self, name: str) -> Assumption:
        if name not in self.by_name:
            remedy = f"An authority file or a plug-in must declare it. {did_you_mean(name, self.by_name)}"
            raise refuse("register", f'There is no assumption "{name}", and the model needs it.', remedy)
        return self.by_name[name]
