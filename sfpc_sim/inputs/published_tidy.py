"""The tidy tables: the panel, its releases, and ages and reasons in words, in codes or side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.errors import Problem, did_you_mean
from sfpc_sim.inputs.published_index import NEWEST
from sfpc_sim.inputs.published_marks import HIDDEN, read_counts, read_years
from sfpc_sim.inputs.published_rows import AGE_GROUPS, AGES, MEASURES, STOCK, UNACCOMPANIED, areas_and_levels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.published_files import Table

WIDE_AGES = dict(zip(("a00", "a01_04", "a05_09", "a10_15", "a16plus"), AGES, strict=True))


def figures_of_vintages(table: Table, problems: list[Problem]) -> pd.DataFrame:
    """Give one row per release, area, year and measure."""
    cells = table.cells
    known = cells["measure"].isin(MEASURES).to_numpy(bool)
    for row in cells.index[~known]:
        told = str(cells.at[row, "measure"])
        where = table.place(int(row), "measure")
        problems.append(Problem(where, f'"{told}" is no measure.', did_you_mean(told, MEASURES)))
    problems += [
        Problem(table.place(int(row), "release"), "is blank.", "Name the release, with its year.")
        for row in cells.index[(cells["release"] == "").to_numpy(bool)]
    ]
    frame = _areas(table, problems)
    frame["measure"], frame["release"] = cells["measure"], cells["release"]
    frame["value"], frame["mark"] = read_counts(table, "value", problems)
    frame["population"] = _optional(table, "population_0_17", problems)
    frame["rate"] = _optional(table, "rate_per_10k", problems)
    frame["published_code"] = cells.get("la_code_published", pd.Series("", index=cells.index))
    return frame.assign(rebased=np.nan)


def figures_of_panel(table: Table, problems: list[Problem]) -> pd.DataFrame:
    """Give the panel as two releases of stock, the earliest and the newest held, and one of starts and ceases."""
    cells, blank = table.cells, pd.Series("", index=table.cells.index)
    areas = _areas(table, problems)
    newest = cells.get("source", blank).where(lambda words: words != "", NEWEST)
    printed = _optional(table, "population_0_17", problems)
    said = cells.get("population_source", blank).str.casefold()
    rebased = _optional(table, "mye_rebased_0_17", problems)
    hindsight = said.str.contains("rebased", regex=False).to_numpy(bool)
    rebased = np.where(np.isnan(rebased) & hindsight, printed, rebased)
    parts = []
    for measure in MEASURES:
        value, mark = read_counts(table, measure, problems)
        part = areas.assign(measure=measure, value=value, mark=mark, release=newest)
        if measure == STOCK:
            part = part.assign(population=np.where(hindsight, np.nan, printed), rebased=rebased,
                               rate=_optional(table, "rate_per_10k", problems))  # fmt: skip
            # The newest release's denominators are its own; a stock held earlier brings none.
            if {"cla_31_march_earliest_held", "earliest_held_release"} <= set(cells.columns):
                value, mark = read_counts(table, "cla_31_march_earliest_held", problems)
                release = cells["earliest_held_release"].where(lambda words: words != "", newest)
                first = areas.assign(measure=measure, value=value, mark=mark, release=release)
                parts.append(first[first["release"] != part["release"]])
        parts.append(part)
    return pd.concat(parts, ignore_index=True).assign(published_code="")


def cells_in_words(table: Table, problems: list[Problem]) -> pd.DataFrame:
    """Give ages, reasons and unaccompanied children, one count a row."""
    numbers, marks = read_counts(table, "number", problems)
    flagged = table.cells["flag"].str.casefold().str.startswith("suppressed").to_numpy(bool)
    frame = pd.DataFrame(
        {"code": table.cells["la_code"], "year": read_years(table, "year", problems),
         "population": table.cells["population"], "group": table.cells["group"], "category": table.cells["category"],
         "number": numbers, "hidden": np.isnan(numbers) & (flagged | np.isin(marks, list(HIDDEN))),
         "release": table.cells.get("release", pd.Series("", index=table.cells.index))}
    )  # fmt: skip
    return _located(frame, table, rank=0)


def cells_in_codes(table: Table, codebook: Table, problems: list[Problem]) -> pd.DataFrame:
    """Give the same from codes and the book that says what they mean."""
    # Two spellings of one category share a code; either says the same.
    book = codebook.cells.drop_duplicates(["measure", "category_code"])
    words = book.set_index(["measure", "category_code"])[["population", "group", "category"]]
    pairs = pd.MultiIndex.from_frame(table.cells[["measure", "category_code"]])
    known = pairs.isin(words.index)
    for row in table.cells.index[~known][:20]:
        code = f"{table.cells.at[row, 'measure']!s}, {table.cells.at[row, 'category_code']!s}"
        fault, remedy = f'"{code}" is not in {codebook.name}.', "Give the codebook of this table."
        problems.append(Problem(table.place(int(row), "category_code"), fault, remedy))
    if not known.all():
        return pd.DataFrame()
    numbers, marks = read_counts(table, "number", problems)
    hidden = np.isnan(numbers) & ((table.cells["suppressed"] == "s").to_numpy(bool) | np.isin(marks, list(HIDDEN)))
    frame = words.loc[pairs].reset_index(drop=True).set_axis(table.cells.index)
    frame = frame.assign(code=table.cells["la_code"], year=read_years(table, "year", problems), number=numbers,
                         hidden=hidden, release="")  # fmt: skip
    return _located(frame, table, rank=1)


def cells_side_by_side(table: Table, problems: list[Problem]) -> pd.DataFrame:
    """Give ages that stand in columns; which children are counted is told by the file's name."""
    name = table.name.casefold()
    population = "started" if "start" in name else "31 March" if "march" in name else ""
    if not population:
        fault = "does not say whose ages these are."
        problems.append(Problem(table.name, fault, 'Name the file "...started..." or "...31_march...".'))
        return pd.DataFrame()
    years, parts = read_years(table, "year", problems), []
    some_hidden = read_counts(table, "cells_suppressed", problems)[0] > 0
    for column, band in WIDE_AGES.items():
        number, mark = read_counts(table, column, problems)
        hidden = np.isnan(number) & (some_hidden | np.isin(mark, list(HIDDEN)))
        frame = pd.DataFrame({"code": table.cells["la_code"], "year": years, "population": population,
                              "group": AGE_GROUPS[population], "category": band, "number": number, "hidden": hidden,
                              "release": ""})  # fmt: skip
        parts.append(_located(frame, table, rank=3))
    return pd.concat(parts, ignore_index=True)


def _located(frame: pd.DataFrame, table: Table, rank: int) -> pd.DataFrame:
    """Keep where each row stands, and how far its layout is preferred to others."""
    words = frame["category"].str.casefold()
    alone = (words == "uasc") | words.str.startswith("unaccompanied")
    uasc = frame["group"].str.casefold().str.contains("unaccompanied", regex=False)
    frame = frame.assign(category=frame["category"].mask(uasc & alone, UNACCOMPANIED[1]),
                         group=frame["group"].mask(uasc, UNACCOMPANIED[0]))  # fmt: skip
    return frame.assign(rank=rank, file=table.name, row=table.cells.index)


def _areas(table: Table, problems: list[Problem]) -> pd.DataFrame:
    years = read_years(table, "year", problems)
    cells = table.cells
    frame = areas_and_levels(table, cells["level"], cells["la_code"], cells["la_name"], problems)
    old = cells.get("old_la_code", pd.Series("", index=cells.index))
    return frame.assign(year=years, old_code=old, file=table.name, row=cells.index)


def _optional(table: Table, column: str, problems: list[Problem]) -> NDArray[np.float64]:
    if column not in table.cells:
        return np.full(len(table.cells), np.nan)
    return read_counts(table, column, problems)[0]
