"""A finished run of the toy plan, and its summary as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from toy_plan import toy_plan, toy_world

from sfpc_sim.outputs.text import as_text, summary_sections
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder: Path = tmp_path_factory.mktemp("results")
    return open_result(run(toy_plan(), replications=300, results_folder=folder, workers=1, simulate=toy_world))


@pytest.fixture(scope="session")
def summary(result: Result) -> pd.DataFrame:
    return summarise(result)


@pytest.fixture(scope="session")
def text(result: Result, summary: pd.DataFrame) -> str:
    return as_text(summary_sections(result, summary))
