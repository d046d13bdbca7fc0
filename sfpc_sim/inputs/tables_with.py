"""In which tables of a file a key may stand, as their headings are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "NAME"  # stands for whatever the file's writer calls a post, a leader, a grant


def tables_with(model: type[BaseModel], key: str) -> list[str]:
    """List the headings of all tables below a file's own keys that have a key, as `[teams.NAME]`."""
    return [
        f"[{'.'.join(path)}]"
        for name, field in model.model_fields.items()
        for path, table in _tables(field.annotation, (name,))
        if key in table.model_fields
    ]


def _tables(kind: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], type[BaseModel]]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield path, kind
        for name, field in kind.model_fields.items():
            yield from _tables(field.annotation, (*path, name))
    elif get_origin(kind) is dict:
        yield from _tables(get_args(kind)[1], (*path, NAME))
    elif get_origin(kind) is not list:  # a list of tables has headings of another form, and no plan has one
        for inner in get_args(kind):
            yield from _tables(inner, path)
