"""What a plug-in's mechanism may give back; anything else is refused with its file and line."""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.errors import Refusal, refuse
from sfpc_sim.inputs.plugin_api import SLOTS
from sfpc_sim.model.hiring import Appointment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

PROCESSES = ("recruitment",)  # slots whose functions wait, as SimPy processes do
HIGHEST_RATIO = 5.0  # entries times five: beyond this a mechanism is mistaken, not bold


def guarded(slot: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Check everything a mechanism gives back, and say where it fails."""

    @wraps(function)
    def checked(*arguments: Any) -> Any:
        with _failing_in_words(slot, function):
            value = function(*arguments)
        _refuse_wrong(slot, function, value, arguments[-len(SLOTS[slot]) :])
        return value

    @wraps(function)
    def lived(*arguments: Any) -> Generator[Any, Any, Any]:
        with _failing_in_words(slot, function):
            value = yield from function(*arguments)
        _refuse_wrong(slot, function, value, arguments[-len(SLOTS[slot]) :])
        return value

    return lived if slot in PROCESSES else checked


@contextmanager
def _failing_in_words(slot: str, function: Callable[..., Any]) -> Iterator[None]:
    try:
        yield
    except (GeneratorExit, Refusal):  # the horizon came first; or what lies below was refused already
        raise
    except (Exception, SystemExit) as error:
        fault = f'The mechanism "{slot}" failed: {type(error).__name__}: {error}.'
        raise refuse(_line_of(function, error), fault, "Mend the plug-in, or take it out of the scenario.") from error


def _refuse_wrong(slot: str, function: Callable[..., Any], value: Any, arguments: tuple[Any, ...]) -> None:
    fault = _fault(slot, value, arguments)
    if fault:
        code = function.__code__
        place = f"{Path(code.co_filename).name}:{code.co_firstlineno}"
        raise refuse(place, f'The mechanism "{slot}" gave {value!r}.', fault)


def _fault(slot: str, value: Any, arguments: tuple[Any, ...]) -> str:
    """Say what a slot's function must give back, if this is not it."""
    if slot == "recruitment":
        return "" if isinstance(value, Appointment) else "Give back an Appointment: its attempt, and if it is internal."
    if slot == "who_acts_up":
        world, entry = arguments
        able = [key for key in world.leadership.times if key != entry.role and world.leadership.can_give(key, 1.0)]
        return "" if value is None or value in able else "Give back the key of a leader who can be spared, or None."
    if slot == "drift":
        years = np.shape(arguments[1])
        good = isinstance(value, np.ndarray) and value.shape == years and bool(np.all(np.isfinite(value)))
        return "" if good else f"Give back an array of {years[0]} finite numbers, one a year."
    if slot.endswith("_effect") and arguments[0] == 0.0 and value != 1.0:
        return "Give back 1 when nobody is productive: effects act through staff alone."
    highest = 1.0 if slot.endswith("ramp") else HIGHEST_RATIO
    number = isinstance(value, int | float | np.floating) and not isinstance(value, bool)
    return "" if number and 0.0 <= float(value) <= highest else f"Give back a number from 0 to {highest:g}."


def _line_of(function: Callable[..., Any], error: BaseException) -> str:
    """Find the last line of the plug-in's own file on the way to the error."""
    name = function.__code__.co_filename
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
    return f"{Path(name).name}:{lines[-1] if lines else function.__code__.co_firstlineno}"
