"""`sfpc reproduce` as a user meets it; and what `sfpc compare` says of luck."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from command import sfpc
from short_plan import PLAN

SMALL = ("--replications", "4", "--workers", "1", "--no-alternatives")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Run a short plan, and take its file away: the result has to be enough."""
    (tmp_path / "short.toml").write_text('title = "Short"\n' + PLAN)
    assert sfpc("run", "short.toml", *SMALL, cwd=tmp_path).returncode == 0
    (tmp_path / "short.toml").unlink()
    return next((tmp_path / "results").glob("short-*"))


def test_a_result_is_reproduced_found_different_or_refused(folder: Path, tmp_path: Path) -> None:
    """Exit codes 0, 1 and 2; one line each."""
    done = sfpc("reproduce", str(folder), "--workers", "1", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Reproduced bit for bit: 4 (damped) replications, digest ")
    table = pd.read_parquet(folder / "replications.parquet")
    table["entries"] += 1
    table.to_parquet(folder / "replications.parquet")
    done = sfpc("reproduce", str(folder), "-n", "2", "--workers", "1", cwd=tmp_path)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert done.stdout.startswith("DIFFERS in entries (replication 1:")
    done = sfpc("reproduce", str(tmp_path), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not a results folder" in done.stderr


def test_compare_tells_how_alike_luck_was_and_where_plans_lost_step(tmp_path: Path) -> None:
    """Children keep step with posts filled on plan, recruitment does not; in every form, without the plans' files."""
    for name, filled in (("simulated", ""), ("on-plan", '[programme]\nposts_filled = "on-plan"\n')):
        (tmp_path / f"{name}.toml").write_text(f'title = "{name}"\n{PLAN}{filled}')
    plans = [str(tmp_path / "simulated.toml"), str(tmp_path / "on-plan.toml")]
    done = sfpc("run", *plans, "-n", "30", *SMALL[2:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for plan in plans:
        Path(plan).unlink()
    folders = [str(next((tmp_path / "results").glob(f"{name}-*"))) for name in ("simulated", "on-plan")]
    text = sfpc("compare", *folders, cwd=tmp_path).stdout
    assert "How alike the luck was" in text
    assert "They lost step most in" in text
    content = json.loads(sfpc("compare", *folders, "--json", cwd=tmp_path).stdout)
    rows = {(row["measure"], row["on"]): row for row in content["differences"]}
    assert rows["looked_after_on", "2018-03-31"]["luck_correlation"] > 0.99
    assert rows["looked_after_on", "2018-03-31"]["pairs_saved"] > 1_000
    assert rows["total_spend_gbp", ""]["luck_correlation"] < 0.5
    purposes = [each["purpose"] for each in content["lost_step"]]
    assert {"somebody is appointable", "the offer is declined"} <= set(purposes[:6])
    assert "a spell of care" not in purposes
    assert "variance_factor,variance_factor_low" in sfpc("compare", *folders, "--csv", cwd=tmp_path).stdout
