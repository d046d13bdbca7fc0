"""One file over another: tables merge by key, everything else is replaced whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Problem
from sfpc_sim.inputs.documents import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sfpc_sim.inputs.toml_lines import KeyPath


def never(path: KeyPath) -> bool:  # noqa: ARG001
    """Treat no table as a single value."""
    return False


def overlay(below: Document, above: Document, *, whole: Callable[[KeyPath], bool] = never) -> Document:
    """Lay one document over another; a table for which `whole` is true is replaced like a single value."""
    merged = Document(below.name, {}, dict(below.places))
    merged.values = _merge(below.values, above.values, (), whole, merged.places)
    merged.places.update(above.places)
    return merged


def unchanged(below: Document, above: Document, *, whole: Callable[[KeyPath], bool] = never) -> Iterator[Problem]:
    """Yield a problem for every value above that says what is already said below."""
    for path, value in _leaves(above.values, (), whole):
        known, old = _look_up(below.values, path)
        if known and type(old) is type(value) and old == value:
            yield Problem(
                above.place(path),
                f'"{".".join(map(str, path))}" is {_shown(value)} already: this changes nothing.',
                "Leave it out, or write another value.",
            )


def _merge(
    below: dict[str, Any],
    above: dict[str, Any],
    at: KeyPath,
    whole: Callable[[KeyPath], bool],
    places: dict[KeyPath, str],
) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        path = (*at, key)
        old = below.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and not whole(path):
            result[key] = _merge(old, value, path, whole, places)
            continue
        result[key] = value
        if key in below:
            # What stood inside the replaced value is gone, and so are its places.
            for stale in [place for place in places if place[: len(path)] == path]:
                del places[stale]
    return result


def _leaves(values: dict[str, Any], at: KeyPath, whole: Callable[[KeyPath], bool]) -> Iterator[tuple[KeyPath, Any]]:
    for key, value in values.items():
        path = (*at, key)
        if isinstance(value, dict) and not whole(path):
            yield from _leaves(value, path, whole)
        else:
            yield path, value


def _look_up(values: Any, path: KeyPath) -> tuple[bool, Any]:
    for key in path:
        if not isinstance(values, dict) or key not in values:
            return False, None
        values = values[key]
    return True, values


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
