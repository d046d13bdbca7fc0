"""The layouts of published tables that can be read, told by their columns and not by a file's name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, Refusal, refuse
from sfpc_sim.inputs.published_files import Table, cells_of_text, header_of, read_words
from sfpc_sim.inputs.separators import OTHER_SEPARATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

TIDY_FAMILY, UNDERLYING_FAMILY = "tidy", "underlying"


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of table: the columns it must have, and the family it is joined with."""

    words: str
    family: str
    columns: tuple[str, ...]


VINTAGES = Layout(
    "every release of stock, starts and ceases (tidy)", TIDY_FAMILY,
    ("release", "year", "level", "la_code", "la_name", "measure", "value"),
)  # fmt: skip
PANEL = Layout(
    "one row per area and year (tidy)", TIDY_FAMILY,
    ("la_code", "la_name", "level", "year", "cla_31_march", "started", "ceased"),
)  # fmt: skip
CHARACTERISTICS = Layout(
    "ages and reasons in words (tidy)", TIDY_FAMILY,
    ("la_code", "year", "population", "group", "category", "number", "flag"),
)  # fmt: skip
CODES = Layout(
    "ages and reasons in codes (tidy)", TIDY_FAMILY,
    ("la_code", "year", "measure", "category_code", "number", "suppressed"),
)  # fmt: skip
CODEBOOK = Layout(
    "what the codes mean", TIDY_FAMILY, ("measure", "category_code", "population", "group", "category"),
)  # fmt: skip
AGES = Layout(
    "ages side by side", TIDY_FAMILY,
    ("la_code", "year", "a00", "a01_04", "a05_09", "a10_15", "a16plus", "cells_suppressed"),
)  # fmt: skip
UNDERLYING_COUNTS = Layout(
    "the Department's underlying numbers and rates", UNDERLYING_FAMILY,
    ("time_period", "geographic_level", "population_count", "number"),
)  # fmt: skip
UNDERLYING_GROUPS = Layout(
    "the Department's underlying characteristics", UNDERLYING_FAMILY,
    ("time_period", "geographic_level", "cla_group", "characteristic", "number"),
)  # fmt: skip
LAYOUTS = (VINTAGES, PANEL, CHARACTERISTICS, CODES, CODEBOOK, AGES, UNDERLYING_COUNTS, UNDERLYING_GROUPS)

# Names under which the tidy tables are handed on: such a file in an unknown layout is a fault, others are passed over.
COMPANIONS = (
    "cla_panel", "cla_panel_vintages", "cla_characteristics_key_areas", "cla_characteristics_all_la",
    "cla_characteristics_codebook", "cla_started_by_age_all_la", "cla_31_march_by_age_all_la",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table whose layout is known, and what had to be guessed to read it."""

    table: Table
    layout: Layout
    notes: tuple[str, ...] = ()


def recognised_in(path: Path) -> list[Recognised]:
    """Read the tables of a folder, or of a file and what belongs to it; others are passed over."""
    if path.is_dir():
        found = _all_of(path.iterdir())
        if not found:
            raise refuse(str(path), "holds no published table that can be read.", known_layouts())
        return found
    own = _recognised(path, must=True)
    assert own is not None
    others = [file for file in path.parent.iterdir() if file.name != path.name]
    if own.layout.family == TIDY_FAMILY:
        others = [file for file in others if _is_companion(file)]
    beside = _all_of(others)
    return [own, *(each for each in beside if each.layout.family == own.layout.family)]


def _all_of(files: Iterable[Path]) -> list[Recognised]:
    found, problems = [], list[Problem]()
    for file in sorted(files, key=lambda each: each.name):
        if not (_is_csv(file) and file.is_file()):
            continue
        try:
            known = _recognised(file, must=_is_companion(file))
        except Refusal as refusal:
            problems += refusal.problems
            continue
        if known is not None:
            found.append(known)
    if problems:
        raise Refusal(problems)
    return found


def _recognised(path: Path, *, must: bool) -> Recognised | None:
    """Read one file if its layout is known; `must` makes it a refusal if it is not."""
    text, notes = read_words(path)
    columns = header_of(path, text)
    if not columns:
        if must:
            raise refuse(path.name, "is empty.", known_layouts())
        return None
    for layout in LAYOUTS:
        if set(layout.columns) <= set(columns):
            return Recognised(cells_of_text(path, text), layout, notes)
    _refuse_other_separator(path, columns)
    if problems := _nearly(path, columns):
        raise Refusal(problems)
    if must:
        raise Refusal([_unknown(path, columns)])
    return None


def _refuse_other_separator(path: Path, columns: Sequence[str]) -> None:
    """Refuse what would be a table but for the marks between its columns: many a spreadsheet writes semicolons."""
    for mark, called in OTHER_SEPARATORS.items():
        names = {name.strip() for column in columns for name in column.split(mark)}
        if any(set(layout.columns) <= names for layout in LAYOUTS):
            raise refuse(f"{path.name}, row 1", f"has {called} between its columns.", "Save it as CSV with commas.")


def _nearly(path: Path, columns: Sequence[str]) -> list[Problem]:
    """Tell which columns of a layout seem misspelt: all but one or two are there and those nearly."""
    for layout in LAYOUTS:
        missing = [name for name in layout.columns if name not in columns]
        spare = [name for name in columns if name not in layout.columns]
        close = [get_close_matches(name, spare, n=1, cutoff=0.75) for name in missing]
        if len(missing) <= 2 and all(close):
            return [
                Problem(
                    f"{path.name}, row 1",
                    f'looks like {layout.words} and has no column "{name}".',
                    f'Did you mean "{near[0]}"?',
                )
                for name, near in zip(missing, close, strict=True)
            ]
    return []


def _unknown(path: Path, columns: Sequence[str]) -> Problem:
    nearest = max(LAYOUTS, key=lambda each: len(set(each.columns) & set(columns)) / len(each.columns))
    missing = ", ".join(name for name in nearest.columns if name not in columns)
    fault = f"has a layout that is not known; nearest is {nearest.words}, which would need {missing}."
    return Problem(f"{path.name}, row 1", fault, known_layouts())


def known_layouts() -> str:
    """Say which layouts can be read."""
    return "Known are: " + "; ".join(f"{each.words} ({', '.join(each.columns)})" for each in LAYOUTS) + "."


def _is_csv(file: Path) -> bool:
    name = file.name.casefold()
    return name.endswith((".csv", ".csv.gz")) and not name.startswith(".")


def _is_companion(file: Path) -> bool:
    return file.name.casefold().removesuffix(".gz").removesuffix(".csv") in COMPANIONS
