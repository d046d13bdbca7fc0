"""Changes said in code instead of a file, `{"posts.res-coordinator.count": 2}`, as a document like any other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sfpc_sim.errors import Problem, did_you_mean
from sfpc_sim.inputs.documents import Document
from sfpc_sim.inputs.overlay import overlay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.toml_lines import KeyPath

FREE = "assumptions"  # the register says by itself which of its entries are known
NOT_CHANGED = ("sfpc", "extends")


def document_of(changes: Mapping[str, Any], problems: list[Problem]) -> Document:
    """Make a document of dotted keys and their values, each its own place in refusals.

    Parameters
    ----------
    changes : keys as TOML writes them, `"a.b"` or `'a."b c"'`, to values as TOML knows them; arrays of NumPy, tuples
        and scalars count as what they hold
    """
    laid = Document("change")
    for key, value in changes.items():
        place = f'change "{key}"'
        path = path_of(key)
        if path is None:
            problems.append(Problem(place, "This is not a key.", 'Write one such as "posts.res-coordinator.count".'))
        elif path[0] in NOT_CHANGED:
            problems.append(Problem(place, f'"{path[0]}" belongs to a file.', "Leave it out."))
        else:
            laid = overlay(laid, _one(path, _as_toml(value), place))
    return laid


def lost(below: Document, above: Document) -> Iterator[Problem]:
    """Find keys that lead through a table which is not there: a change is of something."""
    for path, place in above.places.items():
        if len(path) < 3 or path[0] == FREE:
            continue
        table: Any = below.values
        for depth, key in enumerate(path[:-1]):
            known = table if isinstance(table, dict) else {}
            if key not in known:
                inside = ".".join(map(str, path[:depth])) or "a scenario"
                yield Problem(place, f'There is no "{key}" in {inside}.', did_you_mean(str(key), map(str, known)))
                break
            table = known[key]


def path_of(key: str) -> KeyPath | None:
    """Read a key as TOML writes it; `None` if it is none."""
    try:
        table: Any = tomllib.loads(f"{key} = 0")
    except (tomllib.TOMLDecodeError, TypeError):
        return None
    path: list[str] = []
    while isinstance(table, dict):
        if len(table) != 1:
            return None
        ((name, table),) = table.items()
        path.append(name)
    return tuple(path) if table == 0 else None


def _one(path: KeyPath, value: Any, place: str) -> Document:
    nested = value
    for name in reversed(path):
        nested = {name: nested}
    return Document("change", nested, {path[: length + 1]: place for length in range(len(path))})


def _as_toml(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _as_toml(inner) for key, inner in value.items()}
    if hasattr(value, "tolist"):  # NumPy's numbers and arrays
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_as_toml(inner) for inner in value]
    return value.date() if isinstance(value, datetime) else value
