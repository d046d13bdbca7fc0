"""The Department's own underlying files ("Explore education statistics"), one count a row, five years a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.inputs.published_marks import HIDDEN, read_counts, read_years
from sfpc_sim.inputs.published_rows import (
    AGE_GROUPS,
    AGES,
    CEASED,
    LOCAL,
    NATIONAL,
    REASON_GROUP,
    STARTED,
    STOCK,
    UNACCOMPANIED,
    areas_and_levels,
)

if TYPE_CHECKING:
    from sfpc_sim.errors import Problem
    from sfpc_sim.inputs.published_files import Table

UNDERLYING_RANK = 2  # beside tidy tables: those keep first publications
_TOGETHER = ("Age group", "Age on starting", "Age on ceasing")  # the releases do not keep to one name
_BANDS = {band.casefold(): band for band in (*AGES, "16 years", "17 years", "18 years and over")}
_GROWN_UP = ("18 years and over", "ceased on 18th birthday", "ceased when older than 18th birthday")
MEASURE_OF = {"31 March": STOCK, "started": STARTED, "ceased": CEASED}
_AREA_COLUMNS = {NATIONAL: ("country_code", "country_name"), LOCAL: ("new_la_code", "la_name")}


def figures_of_counts(table: Table, problems: list[Problem]) -> pd.DataFrame:
    """Give stock, starts and ceases; other populations in the file are passed over."""
    words = table.cells["population_count"].str.casefold()
    measure = pd.Series("", index=words.index)
    for told, meant in (("31 march", STOCK), ("starting", STARTED), ("started", STARTED), ("ceas", CEASED)):
        measure = measure.mask(words.str.contains(told, regex=False), meant)
    frame = _areas(table, problems).assign(measure=measure, release=_release(table))
    frame["value"], frame["mark"] = read_counts(table, "number", problems)
    for name, column in (("population", "population_estimate"), ("rate", "rate_per_10000")):
        known = column in table.cells
        frame[name] = read_counts(table, column, problems)[0] if known else np.full(len(frame), np.nan)
    frame = frame.assign(published_code="", rebased=np.nan)
    return frame[(frame["measure"] != "") & frame["level"].isin([NATIONAL, LOCAL])]


def cells_of_groups(table: Table, problems: list[Problem]) -> pd.DataFrame:
    """Give ages, reasons and unaccompanied children; none where the file holds other groups only."""
    population = _whose(table)
    if not population:
        return pd.DataFrame()
    group, category = _groups_and_categories(table, population)
    number, mark = read_counts(table, "number", problems)
    frame = _areas(table, problems).assign(
        population=population, group=group, category=category, number=number, hidden=np.isin(mark, list(HIDDEN)),
        release=_release(table), rank=UNDERLYING_RANK,
    )  # fmt: skip
    frame = frame[(group != "") & (category != "") & frame["level"].isin([NATIONAL, LOCAL])]
    return _birthdays_joined(frame)


def _whose(table: Table) -> str:
    """Tell whose characteristics these are: by groups that only one of the files has, else by the file's name."""
    groups = set(table.cells["cla_group"])
    if not groups & {*_TOGETHER, REASON_GROUP}:
        return ""
    categories = set(table.cells["characteristic"].str.casefold())
    if groups & {REASON_GROUP, "Age on ceasing"} or categories & {*_GROWN_UP, "17 years"}:
        return "ceased"
    if "Age on starting" in groups:
        return "started"
    name = table.name.casefold()
    told = [whose for word, whose in (("ceas", "ceased"), ("start", "started"), ("march", "31 March")) if word in name]
    return told[0] if len(told) == 1 else ""


def _groups_and_categories(table: Table, population: str) -> tuple[pd.Series[str], pd.Series[str]]:
    """Give each row's group and category as the tidy tables spell them; "" for what is not used."""
    told, category = table.cells["cla_group"], table.cells["characteristic"]
    small = category.str.casefold()
    ages = told.isin(_TOGETHER)
    reasons = (told == REASON_GROUP) & ~small.isin(["total", "total children"]) & (population == "ceased")
    uasc = told.str.casefold().str.contains("unaccompanied|uasc") & (population == "31 March")
    group = told.where(reasons, "").mask(ages, AGE_GROUPS[population]).mask(uasc, UNACCOMPANIED[0])
    alone = small.str.startswith(("unaccompanied", "uasc"))
    spelt = small.map(_BANDS).fillna("").mask(small.isin(_GROWN_UP), "18 years and over")
    return group, category.where(reasons, "").mask(ages, spelt).mask(uasc & alone, UNACCOMPANIED[1])


def _birthdays_joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Add those who ceased on their 18th birthday and later into one category, where they are told apart."""
    grown = frame["category"] == "18 years and over"
    if not frame[grown].duplicated(["code", "year"]).any():
        return frame
    parts = frame[grown].groupby(["code", "year"], as_index=False).agg(list)
    hidden = parts["hidden"].map(any).to_numpy(bool)  # one part hidden hides the sum
    sums = parts["number"].map(sum).to_numpy(float)
    first = frame[grown].drop_duplicates(["code", "year"]).sort_values(["code", "year"])
    return pd.concat([frame[~grown], first.assign(number=sums, hidden=hidden)], ignore_index=True)


def _areas(table: Table, problems: list[Problem]) -> pd.DataFrame:
    cells, blank = table.cells, pd.Series("", index=table.cells.index)
    level = cells["geographic_level"]
    code, name = blank.rename("new_la_code"), blank.rename("la_name")
    for each, (codes, names) in _AREA_COLUMNS.items():
        here = level.str.casefold() == each.casefold()
        code = code.mask(here, cells.get(codes, blank))
        name = name.mask(here, cells.get(names, blank))
    frame = areas_and_levels(table, level, code, name, problems)
    years = read_years(table, "time_period", problems)
    return frame.assign(year=years, old_code=cells.get("old_la_code", blank), file=table.name, row=cells.index)


def _release(table: Table) -> str:
    """Name the release by the last year that the file covers."""
    last = int(read_years(table, "time_period", []).max())
    return f"EES {last - 1}/{last % 100:02}"
