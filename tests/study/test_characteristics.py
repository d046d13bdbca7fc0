"""What stands in for small counts nobody may see, and for a year that was never published."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_tables import BANDS, ages_and_reasons

from sfpc_sim.cli.fit import published as published_command
from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.characteristics import SUPPRESSED_COUNT, cells_of
from sfpc_sim.inputs.characteristics_lent import shipped_shares
from sfpc_sim.inputs.published import PublishedTables, read_history, read_tables
from sfpc_sim.inputs.published_details import Details, read_details
from sfpc_sim.model.expected_flows import entries_by_month, first_year_exits, hazards, starting_grid

ROOT = Path(__file__).parents[2]
DATA = ROOT / ".." / "shared" / "data"
AUTHORITIES = ROOT / "scenarios" / "authorities"
PARTNERS = ("Darlington", "Warwickshire", "Newcastle upon Tyne", "Coventry", "Solihull", "Sefton")
YEARS = (2014, 2015, 2016, 2017)
STOCK, STARTED, CEASED = 1000, 300, 280
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no published data: ../shared/data is missing")


@cache
def published_tables() -> PublishedTables:
    """Read the published tables once."""
    return read_tables(DATA)


def file_of(name: str) -> str:
    """Name an authority's file of 2019."""
    return f"{name.split(maxsplit=1)[0].casefold()}-2019.toml"


def tables() -> pd.DataFrame:
    """Make the rows of one town, the same numbers every year."""
    return pd.DataFrame([row for year in YEARS for row in ages_and_reasons("E1", "Town", year, STOCK, STARTED, CEASED)])


def read(rows: pd.DataFrame, stock: float = STOCK) -> Details:
    """Read a town's rows; only the last year's stock may differ from the others'."""
    totals = (np.array([STOCK, STOCK, STOCK, stock], float), np.full(4, float(STARTED)), np.full(4, float(CEASED)))
    hidden = rows["flag"].fillna("").str.startswith("suppressed")
    return read_details(cells_of(rows.assign(hidden=hidden)), YEARS, *totals, shipped_shares())[0]


def cells(rows: pd.DataFrame, population: str, year: int, *categories: str) -> pd.Series:
    """Tell which rows are those of some categories."""
    return (rows["population"] == population) & (rows["year"] == year) & rows["category"].isin(categories)


def without(rows: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """Suppress some cells."""
    return rows.assign(number=rows["number"].mask(hidden), flag=rows["flag"].mask(hidden, "suppressed (x)"))


def test_a_year_that_was_never_published_has_the_shares_of_the_last():
    """Whole children who add up to the year's own stock, and the last known number of unaccompanied ones."""
    rows = tables()
    known = read(rows)
    late = read(rows[~((rows["year"] == 2017) & (rows["population"] == "31 March"))], stock=1117)

    assert (known.stock_year, late.stock_year) == (2017, 2016)
    assert late.stock_by_age.sum() == 1117
    assert np.all(late.stock_by_age == np.round(late.stock_by_age))
    assert np.all(np.abs(late.stock_by_age - 1.117 * known.stock_by_age) < 1)
    assert late.unaccompanied[3] == late.unaccompanied[2] == known.unaccompanied[2] != known.unaccompanied[3]


def test_one_suppressed_band_is_what_the_others_leave_over():
    """A total gives it away."""
    rows = tables()
    hidden = read(without(rows, cells(rows, "started", 2016, BANDS[4])))

    assert np.array_equal(hidden.started_by_age, read(rows).started_by_age)


def test_of_two_suppressed_bands_the_usually_smaller_is_the_small_one():
    """The other is hidden only so that nobody can work the first one out: it has what is left of the total."""
    rows = tables()
    usual = read(rows).started_by_age[2]
    one, other = 0, 4  # under 1, usually 75; 16 and over, usually 33
    hidden = read(without(rows, cells(rows, "started", 2016, BANDS[one], BANDS[other]))).started_by_age[2]

    assert usual[one] > usual[other] > SUPPRESSED_COUNT
    assert hidden[other] == SUPPRESSED_COUNT
    assert hidden.sum() == STARTED
    assert np.array_equal(hidden[1:4], usual[1:4])


def test_who_leaves_on_the_eve_of_a_birthday_counts_as_grown_up():
    """Where more leave at 17 than at 18, those beyond the number who leave at 16 are birthdays."""
    rows = tables()
    last = rows[cells(rows, "ceased", 2017, "18 years and over")]

    def with_older(at_16: float, at_17: float, at_18: float) -> Details:
        older = zip(("16 years", "17 years", "18 years and over"), (at_16, at_17, at_18), strict=True)
        new = [last.assign(category=category, number=number) for category, number in older]
        return read(pd.concat([rows.drop(last.index), *new]))

    usual, eve = with_older(8, 12, 60), with_older(8, 57, 20)
    assert usual.ceased_at_18[3] == 60
    assert eve.ceased_at_18[3] == 20 + (57 - 8)
    for details in (usual, eve):
        assert details.ceased_by_age[3].sum() + details.ceased_at_18[3] == CEASED


@pytest.mark.slow
@pytest.mark.published
@needs_data
@pytest.mark.parametrize("name", ["Darlington", "Newcastle upon Tyne"])
def test_a_partners_file_is_what_the_command_makes(name, tmp_path, capsys):
    """The smallest, with suppressed starts and no unaccompanied children; and the one that ends care on the eve."""
    made = tmp_path / file_of(name)
    published_command(DATA, name, 2019, made)

    assert made.read_text("utf-8") == (AUTHORITIES / made.name).read_text("utf-8")
    told = capsys.readouterr().out
    assert "cla_panel_vintages.csv: every release" in told
    assert "Ages of the children on 31 March of 2019 are not published: the shares of 2018." in told


@pytest.mark.published
@needs_data
@pytest.mark.parametrize("name", ["Leeds", *PARTNERS])
def test_each_shipped_file_agrees_with_the_tables(name):
    """Stock and code are those published; fitted flows start as many and cease at the rate of the last two years."""
    history = read_history(published_tables(), name, 2019)
    authority, own = read_authority(AUTHORITIES / file_of(name))

    assert (authority.name, authority.code) == (history.name, history.code)
    assert sum(authority.stock_by_age) == history.stock[-1]
    assert authority.stock_by_age == tuple(history.details.stock_by_age)
    assert history.details.stock_year == 2018
    assert [year.year for year in authority.later][:2] == [2020, 2021]

    entries = np.array(authority.entries_by_age)
    hazard = hazards(*map(np.array, (authority.exit_rates, authority.duration_factors, authority.duration_edges_days)))
    exits, at_18 = first_year_exits(hazard, starting_grid(authority, 2.5), entries_by_month(entries, 2.5))
    alone = own["unaccompanied_starts_per_year"].belief.quantile(0.5)
    leaving_alone = authority.stock_unaccompanied * 5 / 9 + alone / 6
    rate = 2 * history.ceased[-2:] / (history.stock[-2:] + history.stock[-3:-1])
    assert exits.sum() + at_18 + leaving_alone == pytest.approx(rate.mean() * history.stock[-1], rel=0.12)
    assert entries.sum() + alone == pytest.approx(history.started[-2:].mean(), rel=0.12)


def test_a_file_that_cannot_be_used_is_refused(tmp_path):
    """Read by itself an authority's file is checked like any other."""
    text = (AUTHORITIES / "darlington-2019.toml").read_text("utf-8")
    path = tmp_path / "broken.toml"
    path.write_text(text.replace("unaccompanied = 0", "unaccompanied = 999"), "utf-8")

    with pytest.raises(Exception, match="unaccompanied"):
        read_authority(path)
    assert replace(read_authority(AUTHORITIES / "darlington-2019.toml")[0], name="").code == "E06000005"
