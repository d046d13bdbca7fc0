"""A calibration as a file states it: whose children, which beliefs with which priors, what must come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.errors import Problem, Refusal
from sfpc_sim.inputs.authorities import merged, read_authority
from sfpc_sim.inputs.beliefs import BeliefError, belief_of
from sfpc_sim.inputs.documents import read_document
from sfpc_sim.inputs.loading import shipped_register
from sfpc_sim.inputs.register import DAYS_IN, nearest_assumption
from sfpc_sim.inputs.schema_calibration import ProblemFile
from sfpc_sim.inputs.shapes import checked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.authority import Authority
    from sfpc_sim.inputs.distributions import Belief
    from sfpc_sim.inputs.documents import Document
    from sfpc_sim.inputs.schema_calibration import ParameterTable

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Parameter:
    """A number to be learned, on the scale that the file writes."""

    name: str  # as written, `reentry_home_wait_years`
    register_name: str  # in days, `reentry_home_wait_days`
    times: float  # days in one of the file's units; 1 for what is no duration
    prior: Belief
    bounds: tuple[float, float]  # of the register, on the file's scale
    is_share: bool
    grade: str  # of what the targets say of it


@dataclass(frozen=True, slots=True)
class Target:
    """What the world is known to do, and how well."""

    name: str
    meaning: str
    cause: str
    years: float
    value: float
    sampling_sd: float
    discrepancy_sd: float
    source: str
    grade: str

    @property
    def sd(self) -> float:
        """What may lie between the truth of the model and the number."""
        return float(np.hypot(self.sampling_sd, self.discrepancy_sd))


@dataclass(frozen=True, eq=False)
class CalibrationProblem:
    """Everything a calibration needs."""

    title: str
    authority: Authority
    own: Register
    years: int
    parameters: tuple[Parameter, ...]
    targets: tuple[Target, ...]


def read_problem(path: Path) -> CalibrationProblem:
    """Read a calibration and the authority it names.

    Raises
    ------
    Refusal
        With every problem at once.
    """
    problems: list[Problem] = []
    document = read_document(path, path.name)
    file = checked(ProblemFile, document, problems)
    if file is None:
        raise Refusal(problems)
    authority, own = read_authority(path.parent / file.authority)
    register = merged(shipped_register(), own)
    problems.extend(_faults(file, register, document))
    parameters = [_parameter(name, table, register, document, problems) for name, table in file.parameters.items()]
    if problems:
        raise Refusal(problems)
    targets = tuple(
        Target(name, t.meaning, t.cause, t.years, t.value, t.sampling_sd, t.discrepancy_sd, t.source.ref or "",
               t.source.grade or "")
        for name, t in file.targets.items()
    )  # fmt: skip
    return CalibrationProblem(
        file.title, authority, own, file.years, tuple(p for p in parameters if p is not None), targets
    )


def _faults(file: ProblemFile, register: Register, document: Document) -> Iterator[Problem]:
    for name, target in file.targets.items():
        place = document.place(("targets", name))
        if target.years >= file.years:
            fault = f"asks for {target.years:g} years after leaving, and {file.years} years are simulated."
            yield Problem(place, fault, f"Write years = {int(target.years) + 1} or more at the top.")
        if not target.sampling_sd + target.discrepancy_sd > 0.0:
            yield Problem(place, "leaves no room between model and figure.", "Write a sampling_sd above 0.")
    for name in file.parameters:
        if _in_register(name)[0] not in register.by_name:
            place = document.place(("parameters", name))
            yield Problem(place, f'"{name}" is not an assumption.', nearest_assumption(name, register.by_name))


def _parameter(
    name: str, table: ParameterTable, register: Register, document: Document, problems: list[Problem]
) -> Parameter | None:
    register_name, times = _in_register(name)
    if register_name not in register.by_name:
        return None
    assumption = register[register_name]
    low, high = (bound / times for bound in assumption.bounds)
    try:
        prior = belief_of(table.prior, (low, high))
    except BeliefError as error:
        problems.append(Problem(document.place(("parameters", name, "prior")), error.fault, error.remedy))
        return None
    is_share = assumption.unit in ("probability", "share")
    return Parameter(name, register_name, times, prior, (low, high), is_share, table.grade)


def _in_register(name: str) -> tuple[str, float]:
    ending = next((ending for ending in DAYS_IN if name.endswith(ending)), "")
    return (name.removesuffix(ending) + "_days", DAYS_IN[ending]) if ending else (name, 1.0)
