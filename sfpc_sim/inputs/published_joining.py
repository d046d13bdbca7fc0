"""All files of a folder, or one file and its companions, joined into one set of tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sfpc_sim.errors import Problem, refuse
from sfpc_sim.inputs import published_layouts as layouts
from sfpc_sim.inputs.characteristics import Cells, cells_of
from sfpc_sim.inputs.characteristics_lent import Lent, shares_of_england, shipped_shares
from sfpc_sim.inputs.published_files import all_problems
from sfpc_sim.inputs.published_index import FIRST_YEAR, Figures, covers, index_figures
from sfpc_sim.inputs.published_rows import GROUPS, LOCAL, MEASURES, NATIONAL, rows_in_words
from sfpc_sim.inputs.published_tidy import (
    cells_in_codes,
    cells_in_words,
    cells_side_by_side,
    figures_of_panel,
    figures_of_vintages,
)
from sfpc_sim.inputs.published_underlying import MEASURE_OF, UNDERLYING_RANK, cells_of_groups, figures_of_counts

if TYPE_CHECKING:
    from pathlib import Path

    from sfpc_sim.inputs.published_layouts import Recognised

_FIGURES = {layouts.VINTAGES: figures_of_vintages, layouts.UNDERLYING_COUNTS: figures_of_counts,
            layouts.PANEL: figures_of_panel}  # fmt: skip
_CELLS = {layouts.CHARACTERISTICS: cells_in_words, layouts.AGES: cells_side_by_side,
          layouts.UNDERLYING_GROUPS: cells_of_groups}  # fmt: skip
_NO_CELLS = Cells()


@dataclass(frozen=True, slots=True)
class PublishedTables:
    """Everything a file or folder holds, read once; `figures` and `cells` are indexed by area."""

    place: str
    read_from: tuple[str, ...]  # file names with their layout in words
    warnings: tuple[str, ...]
    figures: Figures
    cells: dict[str, Cells]  # by code
    lent: Lent  # England's shares, for what an authority does not publish

    def cells_of(self, code: str) -> Cells:
        """Give an area's ages and reasons, empty where none are held."""
        return self.cells.get(code, _NO_CELLS)


def read_tables(path: Path) -> PublishedTables:
    """Read a file and its companions, or a folder, once; layouts are told by their columns.

    Raises
    ------
    Refusal
        With everything that is wrong, by file, row and column.
    """
    found = layouts.recognised_in(path)
    problems: list[Problem] = []
    warnings = [note for each in found for note in each.notes]
    read_from = [f"{each.table.name}: {each.layout.words}" for each in found]
    figures = _figures(path, found, problems, warnings, read_from)
    cells = _cells(found, figures, problems, warnings)
    if problems:
        raise all_problems(problems, str(path))
    return PublishedTables(str(path), tuple(read_from), tuple(warnings), figures, cells, _lent(figures, cells))


def _figures(
    path: Path, found: list[Recognised], problems: list[Problem], warnings: list[str], read_from: list[str]
) -> Figures:
    """Join stock, starts and ceases; the panel is not needed where its releases are held."""
    mine = [each for each in found if each.layout in _FIGURES]
    if any(each.layout is layouts.VINTAGES for each in mine):
        for each in [each for each in mine if each.layout is layouts.PANEL]:
            mine.remove(each)
            at = read_from.index(f"{each.table.name}: {each.layout.words}")
            read_from[at] = f"{each.table.name}: passed over, as every release is held beside it"
    if not mine:
        raise refuse(str(path), "holds no counts of stock, starts and ceases.", layouts.known_layouts())
    frame = pd.concat([_FIGURES[each.layout](each.table, problems) for each in mine], ignore_index=True)
    if problems:
        raise all_problems(problems, str(path))
    figures = index_figures(frame, problems, warnings)
    if problems:
        raise all_problems(problems, str(path))
    if not any(area.level == LOCAL for area in figures.areas):
        raise refuse(str(path), f"holds no authority's counts of {FIRST_YEAR} or later.", "Give tables by authority.")
    return figures


def _cells(found: list[Recognised], figures: Figures, problems: list[Problem], warnings: list[str]) -> dict[str, Cells]:
    """Join ages and reasons: of an area's year the preferred layout and its first release."""
    parts = [_CELLS[each.layout](each.table, problems) for each in found if each.layout in _CELLS]
    books = [each.table for each in found if each.layout is layouts.CODEBOOK]
    for each in found:
        if each.layout is layouts.CODES and books:
            parts.append(cells_in_codes(each.table, books[0], problems))
        elif each.layout is layouts.CODES:
            warnings.append(f"{each.table.name} is passed over: the codebook that belongs to it is not there.")
    parts = [part for part in parts if len(part)]
    if not parts or problems:
        return {}
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[pd.MultiIndex.from_frame(frame[["population", "group"]]).isin(list(GROUPS))]
    to = {code: figures.areas[place].code for code, place in figures.codes.items()}
    frame = frame.assign(code=frame["code"].str.casefold().map(to)).dropna(subset=["code"])
    frame = _without_strangers(frame, figures, warnings)
    order = frame["rank"] * 10_000 + frame["release"].map(covers)
    frame = frame[order == order.groupby([frame["code"], frame["year"], frame["population"]]).transform("min")]
    _check_repetition(frame, problems)
    return {str(code): cells_of(rows) for code, rows in frame.groupby("code")}


def _without_strangers(frame: pd.DataFrame, figures: Figures, warnings: list[str]) -> pd.DataFrame:
    """Leave out underlying files whose ages do not add up to the children they should be of (others were counted)."""
    ages = frame[(frame["rank"] == UNDERLYING_RANK) & frame["group"].str.startswith("Age") & frame["number"].notna()]
    totals = ages.groupby(["file", "population", "code", "year"])["number"].agg(["sum", "size"]).reset_index()
    whole = totals[totals["size"] >= 5]
    for (file, population), rows in whole.groupby(["file", "population"]):
        measure, pairs = MEASURE_OF[str(population)], rows[["code", "year"]].itertuples(index=False)
        counts = np.array([_newest(figures, measure, str(code), int(year)) for code, year in pairs])
        off = np.abs(rows["sum"].to_numpy(float) - counts)
        some = off[~np.isnan(off)]
        if some.size and np.mean(some <= np.maximum(0.05 * counts[~np.isnan(off)], 30.0)) < 0.5:
            warnings.append(f"{file} is passed over: its ages do not add up to the counts of {population}.")
            frame = frame[frame["file"] != file]
    return frame


def _newest(figures: Figures, measure: str, code: str, year: int) -> float:
    place = year - figures.years[0]
    inside = 0 <= place < len(figures.years)
    return float(figures.newest[measure][figures.codes[code.casefold()], place]) if inside else np.nan


def _check_repetition(frame: pd.DataFrame, problems: list[Problem]) -> None:
    keys = ["code", "year", "population", "group", "category"]
    again = frame[frame.duplicated(keys, keep=False)]
    for key, rows in again.groupby(keys):
        if len(set(zip(rows["number"].fillna(-1), rows["hidden"], strict=True))) > 1:
            place = f"{rows['file'].iloc[0]}, row {rows_in_words(rows['row'])}"
            fault = f"{key[0]}, {key[4]} ({key[2]}, {key[1]}) is given twice and differs."
            problems.append(Problem(place, fault, "Leave one row."))


def _lent(figures: Figures, cells: dict[str, Cells]) -> Lent:
    """Give England's shares from its own rows, or as shipped."""
    for place, area in enumerate(figures.areas):
        if area.level == NATIONAL and area.code in cells:
            counts = [figures.first[measure][place] for measure in MEASURES]
            return shares_of_england(cells[area.code], figures.years, *counts)
    return shipped_shares()
