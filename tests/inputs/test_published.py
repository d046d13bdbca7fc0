"""Published tables are read alike in every layout, and no origin knows what came after it."""

from __future__ import annotations

import gzip
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
import pytest
import small_published as small
from same_records import same

from sfpc_sim.inputs.characteristics_lent import SHARES, shipped_shares
from sfpc_sim.inputs.published import (
    authorities_of,
    first_held,
    read_country,
    read_history,
    read_panel,
    read_tables,
    stock_later,
)

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no published data: ../shared/data is missing")


WORDS = ("stand_ins", "warnings", "release", "later")


def test_a_folder_of_tidy_tables_is_read_as_it_was_written(tmp_path):
    """Counts, ages, reasons, unaccompanied children and children under 18, and nothing stands in."""
    tables = read_tables(small.tidy_folder(tmp_path / "tables"))
    history = read_history(tables, "beton", 2019)

    assert history.years == tuple(range(small.FIRST, 2020))
    assert (history.name, history.code, history.release) == ("Beton", "E08000202", "")
    for measure, column in (("cla_31_march", "stock"), ("started", "started"), ("ceased", "ceased")):
        expected = [small.counts("E08000202", year)[measure] for year in history.years]
        assert getattr(history, column).tolist() == expected
    assert history.details.stock_by_age == pytest.approx(small.SHARES * history.stock[-1])
    assert history.details.unaccompanied.tolist() == [10 + year % 3 for year in history.years]
    assert history.details.ceased_at_18 == pytest.approx(0.2 * history.ceased)
    assert history.details.ceased_by_cause[:, 2] == pytest.approx(0.1 * history.ceased)
    assert history.later == ((2020, *small.counts("E08000202", 2020).values()),)
    assert (history.stand_ins, history.warnings) == ((), ())
    assert len(tables.read_from) == 2


def test_the_departments_own_files_give_the_same(tmp_path):
    """Stock, starts, ceases, ages and reasons of the five years a release covers; the years before are not there."""
    tidy = read_tables(small.tidy_folder(tmp_path / "tidy"))
    own = read_tables(small.underlying_folder(tmp_path / "own", years=7))
    one, other = (read_history(tables, "Ceton", small.LAST) for tables in (tidy, own))

    assert same(one, other, but=WORDS)
    five = read_tables(small.underlying_folder(tmp_path / "five"))
    assert read_history(five, "Ceton", small.LAST).years == tuple(range(2016, 2021))
    assert any("EES 2019/20" in told for told in read_history(five, "Ceton", 2019).stand_ins)


def test_the_panel_alone_gives_the_same_counts_and_lends_the_rest(tmp_path):
    """What it does not publish comes from England's shares of years to the origin, and each is said."""
    panel = small.write(tmp_path / "anything.csv", small.panel_rows())
    tidy = read_history(read_tables(small.tidy_folder(tmp_path / "tidy")), "Deton", 2018)
    bare = read_history(read_tables(panel), "Deton", 2018)

    assert same(tidy, bare, but=("details", "stand_ins"))
    told = " ".join(bare.stand_ins)
    for whose in ("Ages of the children", "Ages of starts", "Ages of ceases", "Reasons for ceasing", "Unaccompanied"):
        assert whose in told
    assert "2019" not in told
    assert bare.details.stock_by_age.sum() == bare.stock[-1]
    lent = shipped_shares().shares
    assert bare.details.started_by_age[-1] == pytest.approx(lent["started_by_age"][2018] * bare.started[-1])
    assert bare.details.unaccompanied[-1] == round(float(lent["unaccompanied"][2018][0] * bare.stock[-1]))
    for array in (bare.details.ceased_by_age, bare.details.ceased_by_cause, bare.details.started_by_age):
        assert np.all(array[-1] >= 0)


def test_a_share_of_a_later_year_is_lent_only_where_nothing_is_earlier_and_then_it_is_said(tmp_path):
    """Ceases are told apart at 16, 17 and 18 since 2016."""
    years = (2011, 2012, 2013)
    rows = [row | {"year": year} for row in small.panel_rows() for year in years if row["year"] == small.FIRST]
    for row in rows:
        row.update(dict.fromkeys(("earliest_held_release", "source"), f"SFR9/{row['year']}"))
    history = read_history(read_tables(small.write(tmp_path / "panel.csv", rows)), "Aton", 2013)

    late = [told for told in history.stand_ins if "nothing earlier is known" in told]
    assert [told.split(" are ")[0] for told in late] == ["Ages of ceases", "Reasons for ceasing"]
    assert all("2016" in told for told in late)


def test_a_file_brings_its_companions(tmp_path):
    """The panel's releases and ages beside it are read, the panel itself is then passed over, and all is said."""
    folder = small.tidy_folder(tmp_path / "tables")
    file = small.write(folder / "cla_panel.csv", small.panel_rows())
    alone, together = read_tables(file), read_tables(folder)

    assert sorted(alone.read_from) == sorted(together.read_from)
    assert any(line.startswith("cla_panel.csv: passed over") for line in alone.read_from)
    assert same(read_history(alone, "Aton", 2018), read_history(together, "Aton", 2018))


@pytest.mark.parametrize("how", ["gzip", "bom", "utf-16", "cp1252", "windows lines"])
def test_any_wrapping_gives_the_same(tmp_path, how):
    """Gzip, byte-order marks, UTF-16 and Windows text are told by their bytes, and said where guessed."""
    rows = small.panel_rows()
    for row in rows:
        row["flag"] = "café" if how == "cp1252" else ""
    text = pd.DataFrame(rows).to_csv(index=False)
    encoding = {"bom": "utf-8-sig", "utf-16": "utf-16", "cp1252": "cp1252"}.get(how, "utf-8")
    raw = (text.replace("\n", "\r\n") if how == "windows lines" else text).encode(encoding)
    path = tmp_path / ("panel.csv.gz" if how == "gzip" else "panel.csv")
    path.write_bytes(gzip.compress(raw) if how == "gzip" else raw)
    tables = read_tables(path)
    plain = read_tables(small.write(tmp_path / "plain.csv", small.panel_rows()))

    assert same(read_history(tables, "Aton", 2018), read_history(plain, "Aton", 2018), but=("warnings",))
    assert bool(tables.warnings) == (how in ("utf-16", "cp1252"))


def test_of_two_releases_the_earlier_has_the_word(tmp_path):
    """The later one adds a year and revises; what was first published stays, and the newest is kept for scoring."""
    early, late = small.underlying_counts(2019), small.underlying_counts(2020)
    for row in late:
        row["number"] = int(row["number"]) + 3
    small.write(tmp_path / "b.csv", late)
    small.write(tmp_path / "a.csv", early)
    tables = read_tables(tmp_path)
    history = read_history(tables, "Aton", 2019)

    assert history.stock[-1] == small.counts("E08000201", 2019)["cla_31_march"]
    assert read_history(tables, "Aton", 2020).stock[-1] == small.counts("E08000201", 2020)["cla_31_march"] + 3
    assert stock_later(tables, "E08000201", 2019) == history.stock[-1] + 3
    assert first_held(tables, "started", 2018).release == "EES 2018/19"
    assert first_held(tables, "started", 2018).covers == 2019
    assert first_held(tables, "started", 2020).covers == 2020
    assert first_held(tables, "started", 2000) is None


def test_no_origin_knows_a_denominator_rebased_after_the_census(tmp_path):
    """Estimates of the years to 2021 in releases from 2023 on are not used before the origin 2023."""
    rows = [row | {"year": int(str(row["year"])) + 4} for row in small.panel_rows()]
    for row in rows:
        year = int(str(row["year"]))
        row["earliest_held_release"], row["mye_rebased_0_17"] = f"SFR9/{year}", 40_000
        row["source"] = "EES 2023/24" if year in (2020, 2021) else f"SFR9/{year}"
        row["population_source"] = "ONS MYE, rebased series" if year == 2019 else ""
        row["population_0_17"] = 41_000 if year in (2019, 2020, 2021) else 50_000
    tables = read_tables(small.write(tmp_path / "panel.csv", rows))

    before, after = (read_country(tables, year) for year in (2022, 2023))
    assert before.children.tolist() == pytest.approx([50_000] * 5)
    assert any("2019 to 2021" in told for told in before.stand_ins)
    assert after.children[:5].tolist() == pytest.approx([50_000, 40_000, 41_000, 41_000, 50_000])


def test_an_authority_that_changed_its_code_is_one(tmp_path):
    """By the code as published, or by one number and one name in the Department's files; either code finds it."""
    rows = small.underlying_counts(small.LAST, years=7)
    for row in rows:
        if row["new_la_code"] == "E08000201" and int(str(row["time_period"])) < 2018:
            row["new_la_code"] = "E10000999"
    tables = read_tables(small.write(tmp_path / "counts.csv", rows))
    assert read_history(tables, "E10000999", 2020).years == small.YEARS
    assert read_history(tables, "E10000999", 2020).code == "E08000201"

    rows = small.vintage_rows()
    for row in rows:
        if row["la_code"] == "E08000202" and int(str(row["year"])) < 2018:
            row["la_code_published"] = "E10000998"
    tables = read_tables(small.write(tmp_path / "cla_panel_vintages.csv", rows))
    assert same(read_history(tables, "E10000998", 2020), read_history(tables, "Beton", 2020))


def test_the_panel_and_its_authorities(tmp_path):
    """By code, with names; a gap or too few children leaves an authority out."""
    rows = [row for row in small.vintage_rows() if not (row["la_code"] == "E08000203" and row["year"] == 2016)]
    tables = read_tables(small.write(tmp_path / "cla_panel_vintages.csv", rows))
    panel = read_panel(tables, 2019, least_stock=400)

    assert panel.years == tuple(range(2014, 2020))
    assert panel.codes == ("E08000201", "E08000202", "E08000204")
    assert panel.names == ("Aton", "Beton", "Deton")
    assert panel.started[0].tolist() == [small.counts("E08000201", year)["started"] for year in panel.years]
    assert [code for code, _ in authorities_of(tables, 2019, least_stock=100)] == list(small.TOWNS)
    assert "E08000203" not in dict(authorities_of(tables, 2019, least_stock=100, unbroken_from=2015))
    assert authorities_of(tables, 2018, least_stock=100) != ()
    assert "E08000203" not in dict(authorities_of(tables, 2018, least_stock=100))  # two years to 2018
    assert authorities_of(tables, 2030, least_stock=100) == ()


def test_england_is_an_area_too(tmp_path):
    """Its own history, its children, and the growth of those looked after."""
    tables = read_tables(small.tidy_folder(tmp_path))
    history, country = read_history(tables, "England", 2019), read_country(tables, 2019)
    children = np.array([small.children("E92000001", year) for year in history.years])
    steps = np.diff(np.log(history.stock / children))

    assert history.stock[-1] == sum(small.counts(code, 2019)["cla_31_march"] for code in small.TOWNS)
    assert country.children.tolist() == pytest.approx(children)
    assert country.children_in((2010, 2016)).tolist() == pytest.approx(children[[0, 2]])
    assert country.children_growth[0] == pytest.approx(np.diff(np.log(children)).mean())
    assert country.growth_per_child == pytest.approx((steps.mean(), steps.std(ddof=1) / np.sqrt(5)))


def test_without_england_the_authorities_together_stand_in_for_its_growth(tmp_path):
    """No rows of England, or rows without its children: said either way."""
    rows = small.panel_rows()
    without = [row for row in rows if row["level"] != "National"]
    blank = [row | {"population_0_17": "" if row["level"] == "National" else row["population_0_17"]} for row in rows]
    years = tuple(range(2014, 2020))
    stock = np.array([sum(small.counts(code, year)["cla_31_march"] for code in small.TOWNS) for year in years])
    children = np.array([sum(small.children(code, year) for code in small.TOWNS) for year in years])
    for name, some in (("without", without), ("blank", blank)):
        tables = read_tables(small.write(tmp_path / f"{name}.csv", some))
        assert read_country(tables, 2019).growth_per_child[0] == pytest.approx(np.diff(np.log(stock / children)).mean())
        assert "all authorities held" in read_history(tables, "Aton", 2019).stand_ins[-1]


def test_ages_of_other_children_are_passed_over(tmp_path):
    """A file of the Department whose ages do not add up to the children of its name belongs to some other count."""
    folder = small.underlying_folder(tmp_path)
    path = folder / "la_cla_on_31_march_by_characteristics.csv"
    rows = pd.read_csv(path)
    rows.assign(number=rows["number"] // 3).to_csv(path, index=False)
    tables = read_tables(folder)

    assert any(path.name in told and "do not add up" in told for told in tables.warnings)
    assert any("Ages of the children on 31 March" in told for told in read_history(tables, "Aton", 2020).stand_ins)


def test_birthdays_told_apart_from_later_leavers_are_added(tmp_path):
    """Some releases give "on 18th birthday" and "when older"; one of them hidden hides the sum."""
    folder = small.underlying_folder(tmp_path)
    path = folder / "la_children_who_ceased_during_the_year.csv"
    rows = pd.read_csv(path)
    grown = rows["characteristic"] == "18 years and over"
    older = rows[grown].assign(characteristic="Ceased when older than 18th birthday", number=4)
    birthday = rows[grown].assign(characteristic="Ceased on 18th birthday", number=rows["number"] - 4)
    pd.concat([rows[~grown], older, birthday]).to_csv(path, index=False)
    history = read_history(read_tables(folder), "Aton", 2020)

    assert history.details.ceased_at_18 == pytest.approx(0.2 * history.ceased)


@pytest.mark.published
@needs_data
def test_the_real_tables_are_read_once_and_asked_often():
    """Leeds as first published; a history takes a few milliseconds of processor time, as the back-test needs it."""
    tables = read_tables(DATA)
    history = read_history(tables, "Leeds", 2017)
    assert (history.stock[-1], history.started[-1], history.ceased[-1]) == (1253, 417, 408)
    assert first_held(tables, "cla_31_march", 2020).covers == 2022

    chosen = authorities_of(tables, 2020, least_stock=100, unbroken_from=2010)[:50]
    begun = process_time()
    for code, _ in chosen:
        read_history(tables, code, 2020)
        read_panel(tables, 2020, least_stock=300)
    assert process_time() - begun < 0.02 * len(chosen)
    for code, _ in authorities_of(tables, 2022, least_stock=0):
        details = read_history(tables, code, 2022).details
        rows = (details.started_by_age, details.ceased_by_age, details.ceased_by_cause, details.ceased_at_18)
        assert not any(np.isnan(row[-1]).any() for row in (*rows, details.unaccompanied)), code


@pytest.mark.published
@needs_data
def test_the_shipped_shares_are_england_s():
    """Every figure is what England's rows of the tables give; 31 March 2019 stands in another table."""
    told = read_tables(DATA).lent
    for name in SHARES:
        shipped = shipped_shares().shares[name]
        assert set(told.shares[name]) <= set(shipped)
        for year, row in told.shares[name].items():
            assert shipped[year] == pytest.approx(row, abs=1e-4), (name, year)
        assert set(shipped) - set(told.shares[name]) <= {2019}
    detail = pd.read_csv(DATA / "england_cla_detail.csv")
    ages = detail[(detail["year"] == 2019) & (detail["population"] == "31 March") & (detail["group"] == "Age")]
    number = ages.set_index("category")["number"].reindex(list(small.BANDS.values()))
    assert shipped_shares().shares["stock_by_age"][2019] == pytest.approx((number / number.sum()).to_numpy(), abs=1e-4)
