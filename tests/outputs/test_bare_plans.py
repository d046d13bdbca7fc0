"""Plans with hardly anything in them: no posts, no leaders or one, a month, and a future or two."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from sfpc_sim.inputs.loading import load
from sfpc_sim.outputs.report.page import report
from sfpc_sim.outputs.text import summary_sections
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path

BARE = """sfpc = 1
title = "Bare"
question = "What is left when nothing is planned?"
authority = "leeds-2017"
evidence = "published"
drift = "damped"
pandemic = false
[period]
start = 2017-04-01
end = {end}
[target]
children_under = 1000
on = {end}
[run]
seed = 1
replications = 2
[programme]
enabled = true
recruitment_from = 2017-04-01
planned_in_post_on = 2017-04-15
posts_filled = "simulated"
[money]
pay_year = 2017
tables_first_year = 2017
tables_first_month = 10
average_placement_gbp_per_year = 36_400
agency_cover = false
tables = {{}}
"""
DIRECTOR = """[leaders.director]
title = "Director"
tier = "director"
working_days_per_month = 18.3
skills = ["strategy"]
"""


@pytest.mark.parametrize("replications", [1, 2])
@pytest.mark.parametrize("leaders", ["", DIRECTOR])
@pytest.mark.parametrize("end", ["2017-04-30", "2018-03-31"])
def test_what_is_legal_is_simulated_and_told(tmp_path: Path, end: str, leaders: str, replications: int) -> None:
    """Every future comes home, and every writer has something to say and nothing that is not a number."""
    (tmp_path / "bare.toml").write_text(BARE.format(end=end) + leaders)
    folder = run(load(str(tmp_path / "bare.toml")), replications=replications, results_folder=tmp_path, workers=1,
                 alternatives=False)  # fmt: skip
    result = open_result(folder)
    assert (len(result.replications), result.failures) == (replications, ())
    said = str(list(summary_sections(result, summarise(result)))) + report([result], date(2026, 11, 29))
    assert not re.search(r"\b(nan|inf|None)\b", re.sub(r"<[^>]+>", " ", said))
