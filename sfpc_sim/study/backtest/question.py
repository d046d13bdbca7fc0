"""What is asked: an authority's children looked after some years on, from what was known at an origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfpc_sim.inputs.published import authorities_of, read_country, read_history
from sfpc_sim.study.fitting.published import panel_drifts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sfpc_sim.inputs.published import Country, History, PublishedTables
    from sfpc_sim.study.fitting.drift import Drifts


@dataclass(frozen=True, slots=True)
class Question:
    """One authority at one origin: all that a forecaster may know."""

    history: History
    country: Country

    @property
    def key(self) -> tuple[int, str]:
        """Origin and authority."""
        return self.history.until, self.history.code


@dataclass(frozen=True, slots=True)
class Origin:
    """One year, and the questions asked in it; all share what the panel tells of drift."""

    year: int
    drifts: Drifts
    questions: tuple[Question, ...]


def authorities_at(
    tables: PublishedTables, year: int, *, least_stock: float, wanted: Collection[str] | None
) -> tuple[tuple[str, str], ...]:
    """List codes and names of those who had so many children looked after at an origin, and three years of figures."""
    there = authorities_of(tables, year, least_stock=least_stock, unbroken_from=None)
    return tuple((code, name) for code, name in there if wanted is None or code in wanted)


def ask(tables: PublishedTables, year: int, codes: Sequence[str]) -> Origin:
    """Gather what was known of some authorities at an origin."""
    country = read_country(tables, year)
    questions = tuple(Question(read_history(tables, code, year), country) for code in codes)
    return Origin(year, panel_drifts(tables, year), questions)
