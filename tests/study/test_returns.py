"""An authority's own SSDA903 returns: the samples, an authority that does not exist, bad rows, and what is kept in."""

from __future__ import annotations

import gzip
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from command import sfpc
from made_up_returns import EDGES_DAYS, Truth, live, small, write_returns
from scipy import stats

from sfpc_sim.errors import Refusal, SfpcError
from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.returns.sealed import sealed
from sfpc_sim.study.fitting.returns import fit_returns
from sfpc_sim.study.fitting.returns_text import returns_toml, with_measured_shares
from sfpc_sim.study.fitting.usual_years import live as live_years
from sfpc_sim.study.fitting.usual_years import usual_years

if TYPE_CHECKING:
    import subprocess

SAMPLES = Path(__file__).parents[2] / ".." / "shared" / "data" / "ssda903_sample"
YEARS = 5


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.fixture(scope="module")
def returns(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("returns") / "own"
    write_returns(folder, live(small(Truth(), 0.5), YEARS, rng(1)), 2016, YEARS)
    return folder


def command(folder: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return sfpc("fit", "ssda903", str(folder), "--authority", "Testshire", "--output", str(output), *more)


@pytest.mark.published
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no published data: ../shared/data beside the checkout is missing")
def test_the_sample_is_read_with_the_numbers_its_readme_gives(tmp_path):
    """3,737 rows, 820 children, 910 episodes that come again in a later return; and none of them comes out."""
    folder = SAMPLES / "annual_ddmmyyyy"
    done = command(folder, tmp_path / "own.toml")

    assert done.returncode == 0, done.stderr
    rows = [int(n.replace(",", "")) for n in re.findall(r"episodes\.csv: ([\d,]+)$", done.stdout, re.MULTILINE)]
    assert rows == [1460, 974, 648, 402, 253]
    assert "820 children" in done.stdout
    assert "910 rows joined with the same episode in an earlier return" in done.stdout
    children = {
        line.split(",")[0] for file in folder.glob("*-header.csv") for line in file.read_text().splitlines()[1:]
    }
    births = {line.split(",")[2] for file in folder.glob("*-header.csv") for line in file.read_text().splitlines()[1:]}
    told = done.stdout + done.stderr + "".join(file.read_text() for file in tmp_path.iterdir())
    assert not {birth for birth in births if birth in told}
    assert not {child for child in children if len(child) > 4 and re.search(rf"(?<![\d.]){child}(?![\d.])", told)}


@pytest.mark.published
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no published data: ../shared/data beside the checkout is missing")
def test_a_file_of_three_authorities_is_read_one_at_a_time(tmp_path):
    """3,737 rows, 910 that come again, 387 of children in no header, over three names: none is fitted unasked."""
    folder, rows, again, orphans, children = SAMPLES / "multi_year_iso", [], 0, 0, 0
    done = command(folder, tmp_path / "own.toml")
    for name in ("Bromley", "Hillingdon", "Southwark"):
        fit, findings = fit_returns(folder, name, None, "leeds-2019")
        rows.append(
            findings.rows_read["episodes.csv"] - findings.counts["episodes.csv: rows of other authorities, left out"]
        )
        again += findings.counts["rows joined with the same episode in an earlier return"]
        orphans += findings.counts["episode rows whose child is in no header"]
        children += findings.counts["children"]
        read_text = with_measured_shares(fit)
        assert read_text.measured_shares

    assert done.returncode == 2
    assert "Use one of: Bromley, Hillingdon, Southwark." in done.stderr
    assert (sum(rows), again, orphans, children) == (3737, 910, 387, 820)
    assert fit.tally.years == (2018, 2019, 2020, 2021, 2022)  # its years are named by their April


def test_an_own_file_starts_a_plan(returns, tmp_path):
    """The file loads as any authority's, and children live on from it."""
    fit, _ = fit_returns(returns, "Testshire", None, "leeds-2019")
    path = tmp_path / "own.toml"
    path.write_text(returns_toml(fit, "sfpc fit ssda903 FOLDER"), "utf-8")
    authority, own = read_authority(path)
    plan = usual_years(authority, own, 3)
    stocks = [live_years(plan, n)["looked_after_on:2023-03-31"] for n in range(1, 21)]

    assert authority.origin.isoformat() == "2020-03-31"
    assert np.mean(stocks) == pytest.approx(sum(authority.stock_by_age), rel=0.25)


@pytest.mark.slow
def test_known_rates_come_back_inside_their_95_percent_intervals():
    """Exit hazards of four causes by age and time in care, from four made-up authorities of unlike luck."""
    truth, held = Truth(), []
    with tempfile.TemporaryDirectory() as made:
        for seed in range(4):
            folder = Path(made) / str(seed)
            write_returns(folder, live(truth, YEARS, rng(100 + seed)), 2016, YEARS)
            fit, _ = fit_returns(folder, "Testshire", None, "leeds-2019")
            true = truth.rates[:, :, None] * truth.factors[:, None, :]
            for cause in range(4):
                for age in range(5):
                    for duration in range(EDGES_DAYS.size + 1):
                        cell, real = fit.exits.cells[cause][age][duration], true[cause, age, duration]
                        if fit.tally.exits[cause, age, duration] < 5:
                            continue  # masked: what stands there is the prior's
                        low, high = stats.gamma(cell.shape, scale=cell.mean / cell.shape).ppf([0.025, 0.975])
                        held.append(low <= real <= high)

    assert len(held) > 100
    assert stats.binomtest(sum(held), len(held), 0.95).pvalue > 0.001, np.mean(held)


@pytest.mark.slow
def test_known_moves_and_returns_to_care_come_back_inside_their_intervals():
    """0.6 moves a year and three in ten of those who went home, from four authorities of unlike luck."""
    truth, held = Truth(), {"placement_moves_per_year": 0, "reentry_home_chance": 0}
    with tempfile.TemporaryDirectory() as made:
        for seed in range(4):
            folder = Path(made) / str(seed)
            stays = live(truth, YEARS, rng(200 + seed))
            write_returns(folder, stays, 2016, YEARS)
            fit, _ = fit_returns(folder, "Testshire", None, "leeds-2019")
            own = {belief.assumption.name: belief.parameters for belief in fit.own.beliefs}
            moved, back = own["placement_moves_per_year"], own["reentry_home_chance"]
            within = stats.norm.ppf([0.005, 0.995]) * moved["log_sd"]
            held["placement_moves_per_year"] += np.prod(within - np.log(truth.moves / moved["median"])) < 0
            low, high = stats.beta(back["a"], back["b"]).ppf([0.005, 0.995])
            held["reentry_home_chance"] += low <= truth.comes_back <= high
            watched = [stay for stay in stays if 0 <= stay.began < YEARS * 365.25 - 0.75]
            assert fit.tally.entries.sum() == pytest.approx(len(watched), abs=3)  # who leaves and comes back in a day
            assert fit.tally.entries[1].sum() > 50

    assert held == {"placement_moves_per_year": 4, "reentry_home_chance": 4}


def changed(returns: Path, folder: Path, file: str, change) -> Path:
    folder.mkdir()
    for path in returns.iterdir():
        text = path.read_text("utf-8")
        (folder / path.name).write_text(change(text) if path.name == file else text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("2018-episodes.csv", lambda text: "", "empty"),
        ("2018-episodes.csv", lambda text: text.replace("DECOM", "BEGAN"), "DECOM"),
        ("2018-episodes.csv", lambda text: text.replace(",U4,", ",UU,"), "PLACE"),
        ("2018-episodes.csv", lambda text: text.replace(",X1", ",Y1"), "REC"),
        ("2018-header.csv", lambda text: text.replace("/20", "/21"), "2018-header.csv"),
    ],
    ids=["empty", "a column missing", "unknown placements", "unknown reasons", "births to come"],
)
def test_a_return_that_cannot_be_trusted_is_refused_with_file_and_column(returns, tmp_path, file, change, words):
    folder = changed(returns, tmp_path / "bad", file, change)
    done = command(folder, tmp_path / "own.toml")

    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "KID" not in done.stderr
    assert not (tmp_path / "own.toml").exists()


def test_other_clothes_of_the_same_return_give_the_same_fit(tmp_path):
    """ISO dates, a byte-order mark, Windows' line ends, gzip: the same rates to the last bit."""
    stays = live(small(Truth(), 0.3), 3, rng(5))
    plain, dressed = tmp_path / "plain", tmp_path / "dressed"
    write_returns(plain, stays, 2018, 3)
    write_returns(dressed, stays, 2018, 3, style="%Y-%m-%d")
    for path in sorted(dressed.iterdir())[:3]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").replace(b"\r\r", b"\r"))
    last = dressed / "2020-episodes.csv"
    (dressed / "2020-episodes.csv.gz").write_bytes(gzip.compress(last.read_bytes()))
    last.unlink()
    one, other = (fit_returns(folder, "Testshire", None, "leeds-2019")[0] for folder in (plain, dressed))

    assert np.array_equal(one.tally.exits, other.tally.exits)
    assert np.array_equal(one.exits.factors, other.exits.factors)


def test_one_spell_in_five_returns_is_one_spell(returns):
    """Successive returns repeat what is still open: starts by the published rule are those of the made-up children."""
    fit, _ = fit_returns(returns, "Testshire", None, "leeds-2019")
    stays = live(small(Truth(), 0.5), YEARS, rng(1))
    first = [
        len({stay.child for stay in stays if year * 365.25 <= stay.began + 0.6 < (year + 1) * 365.25})
        for year in range(YEARS)
    ]
    assert np.abs(np.array(first) - fit.tally.started).max() <= 4  # a day's rounding at the turn of a year


def test_no_cell_comes_out_of_a_fault():
    """An unexpected error while rows are in memory is told by type and place alone."""

    def fail() -> None:
        child = "KID000042X born 01/02/2013"
        raise ValueError(child)

    with pytest.raises(SfpcError) as caught:
        sealed(fail)
    assert "ValueError" in str(caught.value)
    assert "KID" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    traced = caught.value.__traceback__
    while traced is not None:
        assert "child" not in traced.tb_frame.f_locals
        traced = traced.tb_next


def test_a_return_with_hardly_any_starts_is_refused(tmp_path):
    write_returns(tmp_path / "few", live(small(Truth(), 0.01), 3, rng(3)), 2018, 3)
    with pytest.raises(Refusal):
        fit_returns(tmp_path / "few", "Testshire", None, "leeds-2019")
