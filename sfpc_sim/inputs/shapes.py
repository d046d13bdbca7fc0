"""Check a document against a Pydantic model and say every fault in plain words, with its place."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sfpc_sim.errors import Problem, did_you_mean, near_name
from sfpc_sim.inputs.schema_types import ASSUMPTION_FORM, GRADE_FORM, KEY_FORM
from sfpc_sim.inputs.tables_with import tables_with
from sfpc_sim.inputs.toml_slips import unquoted_remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sfpc_sim.inputs.documents import Document

Model = TypeVar("Model", bound=BaseModel)

MOST_HEADINGS = 3  # of other tables, before naming them is no help to who wrote a key in the wrong one
_KINDS = {
    "int_type": ("must be a whole number", "Write it without quotation marks and without a point."),
    "int_from_float": ("must be a whole number", "Write it without a point."),
    "float_type": ("must be a number", "Write it without quotation marks."),
    "string_type": ("must be text", "Put it in quotation marks."),
    "bool_type": ("must be true or false", "Write true or false, without quotation marks."),
    "date_type": ("must be a date", "Write it as 2018-02-28, without quotation marks."),
    "list_type": ("must be a list", "Write it in square brackets."),
    "dict_type": ("must be a table", ""),
    "model_type": ("must be a table", ""),
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
}

_FORMS = {
    KEY_FORM: ("must be a plain name", "Write letters, digits and hyphens only."),
    ASSUMPTION_FORM: ("must be an assumption's name", "Write small letters, digits and underscores, a letter first."),
    GRADE_FORM: ("must be a grade of evidence", "Write A, B, C or D: A is published data, D an assumption."),
}
_WANTED = {"int_type": int, "float_type": float, "bool_type": bool, "date_type": date}


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
    if len(path) > 1 and key in {*model.model_fields, "extends"}:
        return _at_the_top(model, key)
    headings = tables_with(model, key)
    if not headings or (len(path) > 1 and len(headings) > MOST_HEADINGS):
        return did_you_mean(key, _fields(model, path[:-1]))
    *others, last = headings
    return f"Put it under {', '.join(others)}{' or ' * bool(others)}{last}."


def _at_the_top(model: type[BaseModel], key: str) -> str:
    """Say how a plan's own key or table is written that stands in a table by mistake."""
    return f"Write [{key}]." if _fields(model, (key,)) else "Put it above the first [table]: it is the whole file's."


def _in_words(name: str, fault: Mapping[str, Any]) -> tuple[str, str]:
    kind, got = fault["type"], fault["input"]
    context = {"expected": "one of the known words", "pattern": "", **fault.get("ctx", {})}
    otherwise = (f"cannot be used: {fault['msg']}", "Write another value.")
    words, remedy = _KINDS.get(kind) or _FORMS.get(context["pattern"], otherwise)
    shown = f", not {_shown(got)}" if isinstance(got, str | int | float | bool) or hasattr(got, "isoformat") else ""
    if isinstance(got, str) and kind in _WANTED:
        remedy = unquoted_remedy(got, _WANTED[kind]) or remedy
    elif isinstance(got, datetime):
        remedy = f"Write the day alone: {got.date()}."
    elif kind == "literal_error":
        known = [word.strip(" '") for word in context["expected"].replace(" or ", ",").split(",")]
        remedy = did_you_mean(got, known) if isinstance(got, str) else f"Write {context['expected']}."
    remedy = remedy or f"Write [{name}] with lines of key = value below it, or {{ key = value }}."
    return f'"{name}" {words.format(**context)}{shown}.', remedy


def _not_a_part_of_a_post(place: str, name: str, got: Any) -> Problem:
    remedy = "Write a part of a full post, for example 0.5 or 1.0."
    if isinstance(got, str):
        remedy = unquoted_remedy(got, float) or remedy
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
        if _is_table(at):
            at = at.model_fields[str(part)].annotation if part in at.model_fields else None
        else:  # tables by a name of the writer's own, or in a list
            at = (get_args(at) or (None,))[-1]
        if get_origin(at) not in (dict, list):  # a table that may be left out
            at = next((kind for kind in get_args(at) if _is_table(kind)), at)
    return list(at.model_fields) if _is_table(at) else []


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
