"""The country: tables in words that say what the tidy ones say, and 150 authorities of about England's children."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.care import ours
from benchmarks.many import again, leeds, together, twice_as_large
from benchmarks.national.country import AUTHORITIES, CHILDREN, children_of, stand_ins
from benchmarks.national.tables import CHARACTERISTICS, PUBLISHED, are_there, in_words
from sfpc_sim.inputs.characteristics import Published, cells_of, read_cells

published = pytest.mark.skipif(not are_there(), reason="the published tables do not lie beside the checkout")


def read(rows: pd.DataFrame, years: tuple[int, ...], *totals: np.ndarray) -> Published:
    """Read one authority's rows."""
    hidden = rows["flag"].fillna("").str.startswith("suppressed")
    return read_cells(cells_of(rows.assign(hidden=hidden, release="")), years, *totals)


@pytest.mark.published
@published
def test_the_words_of_the_codes_are_those_of_the_tidy_table():
    """An authority that stands in both tables has the same ages, reasons and unaccompanied children in both."""
    years = tuple(range(2012, 2025))
    totals = [np.full(len(years), 1000.0)] * 3
    tables = in_words(PUBLISHED), pd.read_csv(PUBLISHED / CHARACTERISTICS, low_memory=False)
    for code in ("E08000035", "E08000026"):
        coded, tidy = (
            read(table[(table["la_code"] == code) & (table["year"] <= 2024)], years, *totals) for table in tables
        )
        for name in ("stock_by_age", "unaccompanied", "started_by_age", "ceased_by_age", "ceased_by_cause"):
            np.testing.assert_allclose(getattr(coded, name), getattr(tidy, name), err_msg=f"{code} {name}")


def test_stand_ins_make_up_the_number_and_about_the_children():
    """Authorities that lack are stood in for by fitted ones once more, under codes of their own."""
    authority, own = leeds()
    sizes = np.linspace(0.15, 1.0, 110)
    fitted = [(_scaled(authority, f"E{n:08}", size), own) for n, size in enumerate(sizes)]
    others = stand_ins(fitted)
    everybody = [*fitted, *others]
    assert len(everybody) == AUTHORITIES
    assert len({each.code for each, _ in everybody}) == AUTHORITIES
    assert sum(map(children_of, everybody)) == pytest.approx(CHILDREN, rel=0.3)
    windows = [sum(map(children_of, fitted[first : first + 40])) for first in range(71)]
    wanted = CHILDREN - sum(map(children_of, fitted))
    assert abs(sum(map(children_of, others)) - wanted) == min(abs(window - wanted) for window in windows)


def test_an_authority_once_more_has_luck_of_its_own():
    """Two authorities that differ in nothing but their code live different lives."""
    alone, beside = together([leeds()]), together([leeds(), again(leeds(), 0)])
    assert ours(beside, 1) != 2 * ours(alone, 1)
    assert ours(beside, 1) == pytest.approx(2 * ours(alone, 1), rel=0.25)


def test_twice_as_large_is_twice_the_children():
    """The double of an authority has twice the spells of care, within what luck does."""
    single, double = together([leeds()]), together([twice_as_large(leeds())])
    numbers = range(1, 6)
    spells = [sum(ours(scenario, number) for number in numbers) for scenario in (single, double)]
    assert spells[1] / spells[0] == pytest.approx(2.0, rel=0.04)


def _scaled(authority, code, size):
    return replace(authority, code=code, stock_by_age=tuple(round(n * size) for n in authority.stock_by_age))
