"""One number of a plan that is varied: its key, its bounds, and whether it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin

from annotated_types import Ge, Le

from sfpc_sim.errors import did_you_mean, refuse
from sfpc_sim.inputs.dotted import path_of
from sfpc_sim.inputs.schema import ScenarioFile
from sfpc_sim.inputs.schema_types import Table

if TYPE_CHECKING:
    from sfpc_sim.inputs.scenario import Scenario

    Bounds = tuple[float | None, float | None]

STEPS = 100  # between the bounds of a lever that is not counted
REGISTER = "assumptions"


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of a plan, from one bound to another in equal steps."""

    key: str
    low: float
    high: float
    whole: bool  # counted, in steps of one

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return round(self.high - self.low) if self.whole else STEPS

    @property
    def step(self) -> float:
        """How long a step is: nothing finer is claimed."""
        return 1.0 if self.whole else (self.high - self.low) / STEPS

    def value(self, number: int) -> float:
        """Give the lever after so many steps."""
        return round(self.low + number * self.step, 9)

    def change(self, value: float) -> dict[str, Any]:
        """Say the lever's value as a change of a plan."""
        if not self.key.startswith(f"{REGISTER}."):
            return {self.key: round(value) if self.whole else value}
        source = {"ref": "Varied to see what it would take", "grade": "D"}
        return {self.key: {"belief": {"fixed": {"value": value}}, "source": source}}


def lever_of(scenario: Scenario, key: str, low: float | None = None, high: float | None = None) -> Lever:
    """Find a number in the schema, and its bounds where they are not given.

    Raises
    ------
    Refusal : there is no such number, or no bounds between which to look
    """
    place, path = f"lever {key}", path_of(key)
    if path is None:
        raise refuse(place, "This is not a key.", 'Write one such as "thought_experiment.entries_ratio".')
    if path[0] == REGISTER and len(path) == 2:
        whole, known = False, _bounds_of_assumption(scenario, str(path[1]), place)
    else:
        whole, known = _in_schema(tuple(map(str, path)), place)
    if whole:
        known = (None, None)  # the schema's are far too wide to look between
    least, most = known[0] if low is None else low, known[1] if high is None else high
    if least is None or most is None:
        raise refuse(place, "needs bounds to look between.", "Give --from and --to.")
    if not least < most:
        raise refuse(place, f"--from {least:g} is not below --to {most:g}.", "Write the smaller one first.")
    if whole and not (float(least).is_integer() and float(most).is_integer()):
        raise refuse(place, "is counted.", "Write whole numbers for --from and --to.")
    return Lever(key, float(least), float(most), whole)


def _bounds_of_assumption(scenario: Scenario, name: str, place: str) -> Bounds:
    known = scenario.register.by_name
    if name not in known:
        raise refuse(place, f'"{name}" is not an assumption.', did_you_mean(name, known))
    return known[name].bounds


def _in_schema(path: tuple[str, ...], place: str) -> tuple[bool, Bounds]:
    """Walk the schema along a key; tell whether its number is whole, and its bounds."""
    here: Any = ScenarioFile
    for name in path:
        here = _inside(here, name, place)
    kinds = set(_parts(here)) & {int, float, bool}
    if kinds not in ({int}, {float}):
        raise refuse(place, "is not a number.", "Vary a number, such as thought_experiment.entries_ratio.")
    limits = _parts(here)
    least = next((float(part.ge) for part in limits if isinstance(part, Ge)), None)  # type: ignore[arg-type]
    most = next((float(part.le) for part in limits if isinstance(part, Le)), None)  # type: ignore[arg-type]
    return kinds == {int}, (least, most)


def _inside(kind: Any, name: str, place: str) -> Any:
    """Give what the schema says of a name inside a table; the keys of tables of tables are the plan's own."""
    for part in _parts(kind):
        if isinstance(part, type) and issubclass(part, Table):
            if name not in part.model_fields:
                raise refuse(place, f'There is no "{name}" here.', did_you_mean(name, part.model_fields))
            field = part.model_fields[name]
            return (field.annotation, *field.metadata)
        if get_origin(part) is dict:
            return get_args(part)[1]
    raise refuse(place, f'"{name}" is inside no table.', "Vary a number, such as thought_experiment.entries_ratio.")


def _parts(kind: Any) -> list[Any]:
    """List a type, what it is made of, and the limits it carries; tables of tables stay whole."""
    if isinstance(kind, tuple):
        return [part for each in kind for part in _parts(each)]
    if get_origin(kind) in (None, dict, list):
        return [kind]
    return [part for each in get_args(kind) for part in _parts(each)]
