"""Check a document against a Pydantic model and say every fault in plain words, with its place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sfpc_sim.errors import Problem, did_you_mean, near_name
from sfpc_sim.inputs.tables_with import tables_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sfpc_sim.inputs.documents import Document

Model = TypeVar("Model", bound=BaseModel)

_KINDS = {
    "int_type": ("must be a whole number", "Write it without quotation marks and without a point."),
    "int_from_float": ("must be a whole number", "Write it without a point."),
    "float_type": ("must be a number", "Write it without quotation marks."),
    "string_type": ("must be text", "Put it in quotation marks."),
    "bool_type": ("must be true or false", "Write true or false, without quotation marks."),
    "date_type": ("must be a date", "Write it as 2018-02-28, without quotation marks."),
    "list_type": ("must be a list", "Write it in square brackets."),
    "dict_type": ("must be a table", "Write a [table] or { key = value }."),
    "model_type": ("must be a table", "Write a [table] or { key = value }."),
    "finite_number": ("must be a finite number", "Write an ordinary number."),
    "greater_than_equal": ("must be at least {ge}", "Write a number in this range."),
    "greater_than": ("must be above {gt}", "Write a number in this range."),
    "less_than_equal": ("must be at most {le}", "Write a number in this range."),
    "less_than": ("must be below {lt}", "Write a number in this range."),
    "too_short": ("must have at least {min_length} values", "Write them all."),
    "too_long": ("must have at most {max_length} values", "Take the others away."),
    "string_too_short": ("must not be empty", "Write some text."),
    "string_too_long": ("must have at most {max_length} characters", "Write a shorter one."),
    "hidden_character": ("holds {character}, a character that nobody sees", "Take it out."),
    "line_break": ("must stand on one line", "Take the line break out."),
    "literal_error": ("must be {expected}", "Write one of these."),
    "string_pattern_mismatch": ("is not of the form {pattern}", "Write letters, digits and the joining sign only."),
}


def checked(model: type[Model], document: Document, problems: list[Problem]) -> Model | None:
    """Give the model, or `None` after adding every problem to the list."""
    try:
        return model.model_validate(document.values)
    except ValidationError as error:
        problems.extend(_problems(model, document, error))
    except (OverflowError, RecursionError):
        problems.append(Problem(document.place(), "A number in this file is too large.", "Write a number below 1e15."))
    return None


def read_table(model: type[Model], values: Any) -> Model | None:
    """Give the model of one table, or `None` where `checked` has a fault to tell."""
    try:
        return model.model_validate(values)
    except (ValidationError, OverflowError, RecursionError):
        return None


def table_in(document: Document, *path: str) -> dict[str, Any]:
    """Give the table at a path, empty if there is none."""
    values: Any = document.values
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values if isinstance(values, dict) else {}


def tables_in(document: Document, model: type[Model], *path: str) -> Iterator[tuple[str, Model]]:
    """Give the tables under a path that are of the right shape, by key."""
    for key, values in table_in(document, *path).items():
        table = read_table(model, values)
        if table is not None:
            yield key, table


def _problems(model: type[BaseModel], document: Document, error: ValidationError) -> Iterator[Problem]:
    faults = error.errors(include_url=False)
    lacking = Counter(fault["loc"][:-1] for fault in faults if fault["type"] == "missing")
    for fault in faults:
        path = tuple(part for part in fault["loc"] if part != "[key]")
        name = ".".join(str(part) for part in path)
        place = document.place(path)
        if fault["type"] == "extra_forbidden":
            yield Problem(place, f'"{name}" is not a setting.', _elsewhere(model, path))
        elif fault["type"] == "missing":
            meant = _perhaps_meant(document, path[:-1], lacking[fault["loc"][:-1]])
            yield Problem(place, f'"{name}" is missing.', f"Add it: {path[-1]} = ...{meant}")
        elif path[-1] == "fte":
            yield _not_a_part_of_a_post(place, name, fault["input"])
        else:
            yield Problem(place, *_in_words(name, fault))


def _perhaps_meant(document: Document, path: tuple[int | str, ...], lacks: int) -> str:
    """Name the table that one was perhaps meant to change, if it lacks more than it holds and is named nearly alike."""
    *above, own = (str(part) for part in path) if path else ("",)
    if not above or lacks <= len(table_in(document, *above, own)):
        return ""
    near = near_name(own, [key for key in table_in(document, *above) if key != own])
    return f' Or did you mean "{near}"?' if near else ""


def _elsewhere(model: type[BaseModel], path: tuple[int | str, ...]) -> str:
    """Say where a key belongs: under the heading that was left out, else what it may have been meant to be."""
    key = str(path[-1])
    headings = tables_with(model, key) if len(path) == 1 else []
    if not headings:
        return did_you_mean(key, _fields(model, path[:-1]))
    *others, last = headings
    return f"Put it under {', '.join(others)}{' or ' * bool(others)}{last}."


def _in_words(name: str, fault: Mapping[str, Any]) -> tuple[str, str]:
    words, remedy = _KINDS.get(fault["type"], (f"cannot be used: {fault['msg']}", "Write another value."))
    context = {"expected": "one of the known words", **fault.get("ctx", {})}
    got = fault["input"]
    shown = f", not {_shown(got)}" if isinstance(got, str | int | float | bool) or hasattr(got, "isoformat") else ""
    if fault["type"] == "literal_error" and isinstance(got, str):
        remedy = did_you_mean(got, [word.strip(" '") for word in context["expected"].replace(" or ", ",").split(",")])
    return f'"{name}" {words.format(**context)}{shown}.', remedy


def _not_a_part_of_a_post(place: str, name: str, got: Any) -> Problem:
    remedy = "Write a part of a full post, for example 0.5 or 1.0."
    if isinstance(got, int | float) and not isinstance(got, bool) and got > 1:
        grade = f"Dir {got:g}%"
        remedy = f'"{grade}" is a pay grade, not part of a post: write grade = "{grade}" and fte = 1.0.'
    return Problem(place, f'"{name}" must be above 0 and at most 1, not {_shown(got)}.', remedy)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """List the keys the table at a path may have."""
    at: Any = model
    for part in path:
        if isinstance(at, type) and issubclass(at, BaseModel):
            at = at.model_fields[str(part)].annotation if part in at.model_fields else None
        else:
            at = (get_args(at) or (None,))[-1]
        at = next((a for a in get_args(at) if isinstance(a, type) and issubclass(a, BaseModel)), at)
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else []
