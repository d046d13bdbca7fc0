"""Open a researcher's file: it travels as text, is hashed, and is run only where a scenario names it.

It is code, and code can do anything: run only what you would import.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
import traceback
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Problem, Refusal, did_you_mean
from sfpc_sim.inputs.assumptions import Assumption
from sfpc_sim.inputs.documents import read_text
from sfpc_sim.inputs.plugin_api import INNER, MARK, OVER, SLOTS
from sfpc_sim.inputs.scenario import PluginSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Plugin:
    """What a plug-in adds: assumptions, and functions by the slot they fill, each over those before."""

    assumptions: tuple[Assumption, ...]
    mechanisms: Mapping[str, tuple[Callable[..., Any], ...]]


def read_plugin(path: Path, name: str) -> PluginSource:
    """Read a plug-in as text, without running it.

    Raises
    ------
    Refusal
        If it is not a readable text file.
    """
    text = read_text(path, name)
    return PluginSource(name, text, hashlib.sha256(text.encode()).hexdigest())


@lru_cache(maxsize=64)
def open_plugin(source: PluginSource) -> Plugin:
    """Run a plug-in's text in a namespace of its own and collect what it declares.

    Raises
    ------
    Refusal
        If it does not import, replaces no known slot, or declares a thing twice.
    """
    module = _run(source)
    found = [value for value in vars(module).values() if isinstance(value, Assumption)]
    marked = [value for value in vars(module).values() if callable(value) and isinstance(getattr(value, MARK, 0), str)]
    problems = list(_slot_faults(source, marked))
    problems += _repeats(source.name, [assumption.name for assumption in found], "declares the assumption")
    problems += _repeats(source.name, [getattr(function, MARK) for function in marked], "fills the slot")
    if not found and not marked:
        problems.append(
            Problem(source.name, "It declares no assumption and no mechanism.", "Use assumption(...) or @mechanism.")
        )
    if problems:
        raise Refusal(problems)
    return Plugin(tuple(found), {getattr(function, MARK): (function,) for function in marked})


def open_plugins(sources: Sequence[PluginSource]) -> Plugin:
    """Open several plug-ins as one.

    Raises
    ------
    Refusal
        If one cannot be opened, or two of them declare one assumption or fill one slot and do not compose.
    """
    problems: list[Problem] = []
    assumptions: dict[str, Assumption] = {}
    mechanisms: dict[str, tuple[Callable[..., Any], ...]] = {}
    for source in sources:
        try:
            plugin = open_plugin(source)
        except Refusal as refusal:
            problems.extend(refusal.problems)
            continue
        declared = {assumption.name: assumption for assumption in plugin.assumptions}
        twice = sorted(assumptions.keys() & declared.keys())
        problems += [Problem(source.name, f'Another plug-in declares "{n}" too.', "Keep one of them.") for n in twice]
        for slot, (function,) in plugin.mechanisms.items():
            below = mechanisms.get(slot, ())
            if below and not getattr(function, OVER):
                problems.append(_both(source.name, slot, below[-1]))
            mechanisms[slot] = (*below, function)
        assumptions |= declared
    if problems:
        raise Refusal(problems)
    return Plugin(tuple(assumptions.values()), mechanisms)


def _both(name: str, slot: str, other: Callable[..., Any]) -> Problem:
    """Say which two plug-ins would fill one slot, and how they could."""
    fault = f'"{other.__code__.co_filename}" fills the slot "{slot}" too.'
    return Problem(
        name,
        fault,
        f'Keep one of them, or let this one go over it: @mechanism("{slot}", over=True), def f({INNER}, ...).',
    )


def _run(source: PluginSource) -> ModuleType:
    module = ModuleType(f"sfpc_plugin_{source.sha256[:16]}")
    # Dataclasses and pickles look their module up by name.
    sys.modules[module.__name__] = module
    try:
        exec(compile(source.text, source.name, "exec"), module.__dict__)  # noqa: S102 - that is what a plug-in is
    except Refusal as refusal:
        line = _line_of(refusal, source)
        raise Refusal(Problem(f"{source.name}:{line}", p.fault, p.remedy) for p in refusal.problems) from None
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        line = _line_of(error, source)
        fault = f"The plug-in does not import: {type(error).__name__}: {_first_line(error)}."
        raise Refusal(
            [Problem(f"{source.name}:{line}", fault, "Mend it; python FILE shows the whole story.")]
        ) from None
    return module


def _line_of(error: BaseException, source: PluginSource) -> int:
    if isinstance(error, SyntaxError) and error.filename == source.name:
        return error.lineno or 1
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == source.name), 1)


def _first_line(error: BaseException) -> str:
    words = error.msg if isinstance(error, SyntaxError) else str(error)
    return words.split("\n", 1)[0].rstrip(".")


def _slot_faults(source: PluginSource, marked: Sequence[Callable[..., Any]]) -> Iterator[Problem]:
    for function in marked:
        slot = getattr(function, MARK)
        line = getattr(getattr(function, "__code__", None), "co_firstlineno", 1)
        place = f"{source.name}:{line}"
        if slot not in SLOTS:
            yield Problem(place, f'"{slot}" is not a slot.', did_you_mean(slot, SLOTS))
            continue
        taken = (INNER, *SLOTS[slot]) if getattr(function, OVER) else SLOTS[slot]
        try:
            inspect.signature(function).bind(*taken)
        except (TypeError, ValueError):
            wanted = ", ".join(taken)
            yield Problem(place, f'A function for "{slot}" takes {wanted}.', f"Write def name({wanted}).")


def _repeats(place: str, names: list[str], doing: str) -> list[Problem]:
    twice = sorted({name for name in names if names.count(name) > 1})
    return [Problem(place, f'It {doing} "{name}" twice.', "Keep one of them.") for name in twice]
