"""What an authority or a layout does not publish: carried from its own years, or lent by England's shares.

Nothing is lent from a year after the origin unless there is none before it, and every stand-in is put into words.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sfpc_sim.inputs.characteristics import Published, read_cells
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.published_marks import years_in_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sfpc_sim.inputs.characteristics import Cells

    Floats = NDArray[np.float64]
    Years = tuple[int, ...]

SHARES = ("stock_by_age", "started_by_age", "ceased_by_age", "ceased_by_cause", "unaccompanied")
_WHOSE = {
    "stock_by_age": "Ages of the children on 31 March", "started_by_age": "Ages of starts",
    "ceased_by_age": "Ages of ceases", "ceased_by_cause": "Reasons for ceasing",
    "unaccompanied": "Unaccompanied children",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lent:
    """England's shares by name and year; `ceased_by_age` ends with 18th birthdays, `unaccompanied` is of the stock."""

    source: str
    shares: dict[str, dict[int, Floats]]

    def at(self, name: str, year: int, until: int) -> tuple[Floats, int]:
        """Give the shares of a year, else of the nearest before it, else up to the origin, else the first after it."""
        years = sorted(self.shares[name])
        earlier = [each for each in years if each <= year]
        best = earlier[-1] if earlier else next((each for each in years if each <= until), years[0])
        return self.shares[name][best], best


@lru_cache(maxsize=1)
def shipped_shares() -> Lent:
    """Read England's shares as shipped, for tables that hold none."""
    facts = tomllib.loads((shipped_folder() / "fitting" / "england-shares.toml").read_text("utf-8"))
    shares = {name: {int(year): np.array(row, float) for year, row in facts[name].items()} for name in SHARES}
    return Lent("England's shares (shipped)", shares)


def shares_of_england(cells: Cells, years: Years, stock: Floats, started: Floats, ceased: Floats) -> Lent:
    """Give England's shares from its own rows in the tables; what these lack is as shipped."""
    told = read_cells(cells, years, stock, started, ceased)
    ceases = np.column_stack([told.ceased_by_age, told.ceased_at_18])
    rows = {"stock_by_age": told.stock_by_age, "started_by_age": told.started_by_age, "ceased_by_age": ceases,
            "ceased_by_cause": told.ceased_by_cause}  # fmt: skip
    shares = {name: dict(shipped_shares().shares[name]) for name in SHARES}
    for name, counts in rows.items():
        own = {year: row / row.sum() for year, row in zip(years, counts, strict=True) if row.sum() > 0}
        shares[name] = own or shares[name]
    alone = told.unaccompanied / stock
    own = {year: np.array([share]) for year, share in zip(years, alone, strict=True) if share >= 0}
    shares["unaccompanied"] = own or shares["unaccompanied"]
    return Lent("England's shares", shares)


class Filling:
    """Fills what is not published of one authority and keeps account of it in `told`."""

    def __init__(self, years: Years, lent: Lent) -> None:
        self.years, self.until, self.lent = years, years[-1], lent
        self.told: list[str] = []

    def last_row(self, name: str, rows: Floats, totals: Floats) -> Floats:
        """Have at least the last year's counts: by the shares of the last own year, or all years by England's.

        `rows` are `(year, part)`, NaN where not published; `totals` `(year,)`.
        """
        known = np.flatnonzero(~np.isnan(rows).any(axis=1) & (rows.sum(axis=1) > 0))
        if known.size and known[-1] == len(self.years) - 1:
            return rows
        if not known.size:
            return self._all_lent(name, totals)
        result, last = rows.copy(), known[-1]
        result[-1] = rows[last] / rows[last].sum() * totals[-1]
        self._tell(name, (self.until,), f"the shares of {self.years[last]}")
        return result

    def split_at_18(self, told: Published, ceased: Floats) -> tuple[Floats, Floats]:
        """Have the last year's ceases by age: own, those of 16 and over split as England's, or all by England's."""
        by_age, at_18 = told.ceased_by_age.copy(), told.ceased_at_18.copy()
        both = np.column_stack([by_age, at_18])
        if np.isnan(both[-1]).any() and not np.isnan(told.ceased_from_16[-1]):
            for year in np.flatnonzero(np.isnan(both).any(axis=1) & ~np.isnan(told.ceased_from_16)):
                shares, used = self.lent.at("ceased_by_age", self.years[year], self.until)
                both[year, 4:] = told.ceased_from_16[year] * shares[4:] / shares[4:].sum()
            after = ", the first told apart" if used > self.until else ""
            what = f"Ceases at 16 and over to {self.until} were not told apart"
            self.told.append(f"{what}: 18th birthdays by {self.lent.source} of {used}{after}.")
        both = self.last_row("ceased_by_age", both, ceased)
        return both[:, :5], both[:, 5]

    def other_causes(self, causes: Floats, under_18: Floats) -> Floats:
        """Give "other" what the named reasons leave of ceases before 18, where these had to be filled."""
        left = np.maximum(under_18 - causes[:, :-1].sum(axis=1), 0.0)
        return np.column_stack([causes[:, :-1], np.where(np.isnan(causes[:, -1]), left, causes[:, -1])])

    def stock_by_age(self, told: Published, stock: Floats) -> tuple[int, Floats]:
        """Give the last year whose stock was published by age, and the origin's children by its shares, whole."""
        known = np.flatnonzero(~np.isnan(told.stock_by_age).any(axis=1) & (told.stock_by_age.sum(axis=1) > 0))
        if not known.size:
            return self.until, shared_out(self._all_lent("stock_by_age", stock)[-1], stock[-1])
        last = self.years[known[-1]]
        if last != self.until:
            self._tell("stock_by_age", (self.until,), f"the shares of {last}")
        return last, shared_out(told.stock_by_age[known[-1]], stock[-1])

    def unaccompanied(self, told: Published, stock: Floats) -> Floats:
        """Give unaccompanied children: the last known number carried on, gaps by a straight line."""
        alone = told.unaccompanied.copy()
        known = np.flatnonzero(~np.isnan(alone))
        if not known.size:
            return np.round(self._all_lent("unaccompanied", stock)[:, 0])
        first, last = known[0], known[-1]
        if last < len(alone) - 1:
            self._tell("unaccompanied", self.years[last + 1 :], f"the number of {self.years[last]}")
            alone[last:] = alone[last]
        gaps = np.flatnonzero(np.isnan(alone) & (np.arange(alone.size) > first))
        if gaps.size:
            self._tell("unaccompanied", [self.years[gap] for gap in gaps], "between those of the years beside")
            alone[gaps] = np.round(np.interp(gaps, known, told.unaccompanied[known]))
        if first > max(len(alone) - 3, 0):
            begin = max(len(alone) - 3, 0)
            self._tell("unaccompanied", self.years[begin:first], f"the number of {self.years[first]}")
            alone[begin:first] = alone[first]
        return alone

    def _all_lent(self, name: str, totals: Floats) -> Floats:
        pairs = [self.lent.at(name, year, self.until) for year in self.years]
        used = [year for _, year in pairs]
        after = " (nothing earlier is known)" if max(used) > self.until else ""
        self.told.append(f"{_WHOSE[name]} are not published here: {self.lent.source} of {years_in_words(used)}{after}.")
        return np.array([row for row, _ in pairs]) * totals[:, None]

    def _tell(self, name: str, years: Years | list[int], instead: str) -> None:
        self.told.append(f"{_WHOSE[name]} of {years_in_words(years)} are not published: {instead}.")


def shared_out(counts: Floats, total: float) -> Floats:
    """Scale whole counts to a total and keep them whole: what is left goes to the largest fractions."""
    exact = counts * (total / counts.sum())
    whole = np.floor(exact)
    most = np.argsort(whole - exact, kind="stable")[: round(total - whole.sum())]
    whole[most] += 1
    return np.asarray(whole)
