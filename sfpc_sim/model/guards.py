"""What a plug-in's mechanism may give back; anything else is refused with its file and line."""

from __future__ import annotations

import traceback
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sfpc_sim.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

HIGHEST_RATIO = 5.0  # entries times five: beyond this a mechanism is mistaken, not bold


def guarded(slot: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Check everything a mechanism gives back, and say where it fails."""

    @wraps(function)
    def checked(*arguments: Any) -> Any:
        try:
            value = function(*arguments)
        except (Exception, SystemExit) as error:
            fault = f'The mechanism "{slot}" failed: {type(error).__name__}: {error}.'
            raise refuse(
                _line_of(function, error), fault, "Mend the plug-in, or take it out of the scenario."
            ) from error
        fault = _fault(slot, value, arguments)
        if fault:
            code = function.__code__
            place = f"{Path(code.co_filename).name}:{code.co_firstlineno}"
            raise refuse(place, f'The mechanism "{slot}" gave {value!r}.', fault)
        return value

    return checked


def _fault(slot: str, value: Any, arguments: tuple[Any, ...]) -> str:
    """Say what a slot's function must give back, if this is not it."""
    if slot == "drift":
        years = np.shape(arguments[1])
        good = isinstance(value, np.ndarray) and value.shape == years and bool(np.all(np.isfinite(value)))
        return "" if good else f"Give back an array of {years[0]} finite numbers, one a year."
    highest = 1.0 if slot.endswith("ramp") else HIGHEST_RATIO
    number = isinstance(value, int | float | np.floating) and not isinstance(value, bool)
    return "" if number and 0.0 <= float(value) <= highest else f"Give back a number from 0 to {highest:g}."


def _line_of(function: Callable[..., Any], error: BaseException) -> str:
    """Find the last line of the plug-in's own file on the way to the error."""
    name = function.__code__.co_filename
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
    return f"{Path(name).name}:{lines[-1] if lines else function.__code__.co_firstlineno}"
