"""Months as one array: the same numbers as the table's rows, whichever replications are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.study.by_month import by_month, chance_below_by_month, futures_by_month, measured_by_month
from sfpc_sim.study.estimates import chance_interval
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path

MEASURE = "looked_after"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder: Path = tmp_path_factory.mktemp("results")
    made = run(toy_plan(), replications=60, results_folder=folder, workers=1, alternatives=False, simulate=toy_world)
    return open_result(made)


def rows(result: Result) -> pd.DataFrame:
    table = result.monthly([MEASURE])
    return table.assign(month_end=pd.to_datetime(table["month_end"]))


def test_an_array_holds_every_row_of_the_table_at_its_place(result: Result) -> None:
    wide = rows(result).pivot_table(index="replication", columns="month_end", values=MEASURE)
    found = by_month(result, MEASURE)
    assert (found.index == wide.index).all()
    assert (found.columns == wide.columns).all()
    assert (found.to_numpy() == wide.to_numpy()).all()
    assert MEASURE in measured_by_month(result)
    assert "month_end" not in measured_by_month(result)


def test_futures_are_the_quantiles_of_each_month(result: Result) -> None:
    shares = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
    expected = rows(result).groupby("month_end")[MEASURE].quantile(list(shares.values())).unstack()
    np.testing.assert_allclose(futures_by_month(result, MEASURE), expected, rtol=1e-12)


def test_a_chance_is_the_share_below_with_the_interval_of_its_count(result: Result) -> None:
    limit = float(rows(result)[MEASURE].median())
    found = chance_below_by_month(result, MEASURE, limit)
    for end, month in rows(result).groupby("month_end"):
        below = int((month[MEASURE] < limit).sum())
        row = found.loc[end]
        assert row["mean"] == below / 60
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(chance_interval(below, 60))
    assert found["mean"].between(0, 1).all()
    assert found["mean"].nunique() > 1


def test_only_the_replications_that_were_taken_are_read(result: Result) -> None:
    """A stopping rule takes some of a folder's replications; the months are those of the same ones."""
    some = replace(result, replications=result.replications.iloc[5:25])
    assert (by_month(some, MEASURE).index == some.replications.index).all()
    assert not futures_by_month(some, MEASURE).equals(futures_by_month(result, MEASURE))
