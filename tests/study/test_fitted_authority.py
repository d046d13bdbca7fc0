"""From published tables to an authority file: made-up tables with known contents, and Leeds' own."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from made_up_tables import ENGLAND, FIRST, LAST, a_folder, ages_and_reasons, published, town, write
from same_records import same
from scipy import stats

from sfpc_sim.cli.fit import published as published_command
from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.published import read_country, read_history, read_panel, read_tables
from sfpc_sim.study.fitting.authority_file import authority_toml
from sfpc_sim.study.fitting.published import fit_published

ROOT = Path(__file__).parents[2]
DATA = ROOT / ".." / "shared" / "data"


# --- Made-up tables --------------------------------------------------------------------------------------------------


def spoil(folder: Path, towns: int) -> None:
    """Add years after 2017 with absurd numbers, releases that restate earlier ones, and a town that was not there."""
    counts, details = [], []
    for number in range(towns):
        code, name = town(number)
        for year in range(LAST + 1, LAST + 4):
            counts += published(code, name, year, 9 + 7000 * (year % 2), 90_000, 1, 3)
            details += ages_and_reasons(code, name, year, 50_000, 90_000, 70_000)
        for year in range(FIRST, LAST + 1):
            counts += published(code, name, year, 7, 70_000, 2, 5, release=f"SFR1/{LAST + 2}")
    counts += published(ENGLAND, "England", LAST + 1, 1, 10_000_000, 1, 2)
    counts += published(ENGLAND, "England", LAST, 1, 10_000_000, 1, 2, release="SFR9 time series")
    counts += published("E08000999", "New Town", LAST + 1, 5000, 9000, 1, 2)
    write(folder, counts, details)


@pytest.fixture(scope="module")
def three_towns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give tables of three towns, and the same with what nobody could know in 2017."""
    folder = a_folder(tmp_path_factory.mktemp("towns") / "then", towns=3)
    later = folder.parent / "later"
    shutil.copytree(folder, later)
    spoil(later, 3)
    return folder, later


def test_made_up_tables_are_read_as_they_were_written(three_towns):
    """Bands add up to the stock, causes to ceases, a suppressed cell counts three."""
    history = read_history(read_tables(three_towns[0]), "town 1", LAST)  # any case
    panel = read_panel(read_tables(three_towns[0]), LAST, least_stock=300)

    assert (history.name, history.code, history.years) == ("Town 1", "E08000101", tuple(range(FIRST, LAST + 1)))
    assert history.details.stock_by_age.sum() == history.stock[-1]
    assert np.array_equal(history.details.started_by_age.sum(axis=1), history.started)
    assert np.array_equal(history.details.ceased_by_age.sum(axis=1) + history.details.ceased_at_18, history.ceased)
    assert history.details.ceased_by_cause.sum(axis=1) == pytest.approx(history.ceased - history.details.ceased_at_18)
    guardianship, residence = (np.round(share * history.ceased) for share in (0.12, 0.07))
    assert np.array_equal(history.details.ceased_by_cause[:, 1], guardianship + residence + 3)
    assert history.details.unaccompanied[-1] == 20 + LAST % 3
    assert history.later == ()
    assert panel.years == history.years
    assert panel.stock.shape == (3, 8)
    assert history.stock.tolist() in panel.stock.tolist()


def test_no_later_year_or_release_changes_what_was_known(three_towns):
    """Absurd numbers after 2017, and later releases that restate 2017, are read by nobody but the checks."""
    then, later = (read_tables(folder) for folder in three_towns)
    for name in ("Town 0", "E08000102"):
        known, afterwards = (read_history(tables, name, LAST) for tables in (then, later))
        assert same(known, afterwards, but=("later",))
        assert [year for year, *_ in afterwards.later] == [2018, 2019, 2020]
    assert same(read_panel(then, LAST, least_stock=300), read_panel(later, LAST, least_stock=300))
    assert same(read_country(then, LAST), read_country(later, LAST))
    # The test could fail: two years later the absurd numbers are history.
    assert not same(read_panel(then, LAST, least_stock=300), read_panel(later, LAST + 2, least_stock=300))


def test_an_earlier_origin_knows_less(three_towns):
    """A fit until 2015 reads tables to 2015, and the two years after are kept for checks."""
    history = read_history(read_tables(three_towns[0]), "Town 2", 2015)

    assert history.years[-1] == 2015
    assert [year for year, *_ in history.later] == [2016, 2017]


def test_a_town_that_is_not_there_is_refused(three_towns):
    """With a near name; a year without figures too."""
    for name, until in (("Twon 1", LAST), ("Town 1", LAST + 1)):
        with pytest.raises(Refusal):
            read_history(read_tables(three_towns[0]), name, until)


def test_too_few_authorities_for_a_drift_are_refused(three_towns):
    """Three towns cannot tell how rates wander; the user hears so."""
    with pytest.raises(Refusal):
        fit_published(read_tables(three_towns[0]), "Town 1", LAST)


@pytest.mark.slow
def test_no_later_year_or_release_changes_a_fit(tmp_path):
    """Fitted until 2017, the same tables with absurd later years give the same authority file, but for the checks."""
    folder = a_folder(tmp_path / "tables", towns=12)
    known = fit_published(read_tables(folder), "Town 1", LAST)
    text = authority_toml(known, "sfpc fit")
    spoil(folder, 12)
    afterwards = fit_published(read_tables(folder), "Town 1", LAST)
    new_text = authority_toml(afterwards, "sfpc fit")

    assert same(known, afterwards, but=("later",))
    assert "[[later]]" not in text.partition("name =")[2]
    assert new_text.startswith(text)
    assert new_text.count("\n[[later]]\n") == 3


# --- Leeds -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.published
@pytest.mark.skipif(not DATA.is_dir(), reason="no published data: ../shared/data beside the checkout is missing")
def test_the_shipped_authority_file_is_what_the_command_makes(tmp_path):
    """`sfpc fit published` on the tables to 2017 gives scenarios/authorities/leeds-2017.toml, byte for byte."""
    made = tmp_path / "leeds-2017.toml"
    published_command(DATA, "Leeds", 2017, made)

    assert made.read_text("utf-8") == (ROOT / "scenarios" / "authorities" / "leeds-2017.toml").read_text("utf-8")


@pytest.mark.published
@pytest.mark.skipif(not DATA.is_dir(), reason="no published data: ../shared/data beside the checkout is missing")
def test_leeds_own_figures_are_those_first_published():
    """1,253 children on 31 March 2017, 417 started, 408 ceased, as the release of that year had them."""
    tables = read_tables(DATA)
    history = read_history(tables, "Leeds", 2017)

    assert (history.stock[-1], history.started[-1], history.ceased[-1]) == (1253, 417, 408)
    assert history.details.stock_by_age.tolist() == [71, 156, 261, 519, 246]
    assert history.details.unaccompanied[-1] == 44
    assert history.later[:2] == ((2018, 1267, 421, 410), (2019, 1286, 386, 375))
    assert same(history, read_history(tables, "E08000035", 2017))
    assert stats.describe(history.details.ceased_at_18[-2:]).minmax == (93, 115)
