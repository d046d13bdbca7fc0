"""`sfpc document` as a planner meets it: run, read, sign, and read again; and what `sfpc check` warns of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from command import sfpc
from short_plan import PLAN

if TYPE_CHECKING:
    from pathlib import Path

SIGNED = '[assumptions.advert_live_weeks]\nsigned_off_by = "Head of Performance"\nsigned_off_on = 2020-01-05\n'
DUE = "review_by = 2021-01-05\n"


def test_a_result_is_documented_signed_and_documented_again(tmp_path: Path) -> None:
    """Signing simulates nothing: the folder, its tables and the time it finished stay what they were."""
    plan = tmp_path / "short.toml"
    plan.write_text('title = "Short"\n' + PLAN)
    run = ("run", "short.toml", "-n", "4", "--workers", "1", "--no-alternatives", "--quiet")
    assert sfpc(*run, cwd=tmp_path).returncode == 0
    (folder,) = (tmp_path / "results").glob("short-*")
    before = json.loads((folder / "manifest.json").read_text("utf-8"))
    tables = (folder / "replications.parquet").read_bytes()

    done = sfpc("document", str(folder), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    text = (folder / "paperwork.md").read_text("utf-8")
    assert text.startswith("# Short: paperwork\n")
    assert "What it says itself, over `innovation-2017`" in text
    assert "| `target.on` | 2018-03-31 |" in text
    assert "Head of Performance" not in text

    plan.write_text('title = "Short"\n' + PLAN + SIGNED + DUE)
    assert sfpc(*run, cwd=tmp_path).returncode == 0
    assert sfpc("document", str(folder), "-o", "paper.md", cwd=tmp_path).returncode == 0
    text = (tmp_path / "paper.md").read_text("utf-8")
    assert "| Head of Performance 2020-01-05 | OVERDUE: 2021-01-05 |" in text
    after = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (folder / "replications.parquet").read_bytes() == tables
    for key in ("digest", "finished", "run_time"):
        assert after[key] == before[key]


def test_what_is_no_result_or_no_place_is_refused(tmp_path: Path) -> None:
    done = sfpc("document", str(tmp_path), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not a results folder" in done.stderr


def test_check_warns_of_what_the_authority_never_had(tmp_path: Path) -> None:
    (tmp_path / "wild.toml").write_text(
        'sfpc = 1\nextends = "innovation-2017"\ntitle = "Wild"\n[assumptions.entries_origin_per_year]\n'
        'belief = { fixed = { value = 900 } }\nsource = { ref = "a guess", grade = "D" }\n'
    )
    done = sfpc("check", "wild.toml", cwd=tmp_path)
    assert done.returncode == 0
    assert "WARNING, outside the authority's own history:" in done.stdout
    assert "entries_origin_per_year: its middle, 934 starts" in done.stdout
