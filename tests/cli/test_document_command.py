"""`sfpc document` as a user meets it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from toy_plan import toy_plan, toy_world

from sfpc_sim.outputs.paperwork.document import document
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.signing import standing_of

if TYPE_CHECKING:
    from pathlib import Path


def test_every_item_is_answered_from_the_result(tmp_path: Path) -> None:
    """24 items with sub-items; numbers are the folder's own; uncommitted code is said before anything."""
    folder = run(toy_plan(), replications=12, results_folder=tmp_path, workers=1, simulate=toy_world)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["git"] = {"commit": "a" * 40, "dirty": True}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    text = document(open_result(folder), today=date(2026, 11, 29))
    items = [line for line in text.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert len(items) == 24
    assert text.index("UNCOMMITTED") < text.index("STRESS-DES checklist")
    assert manifest["digest"] in text
    assert "12 independent replications under damped drift" in text


def test_a_review_that_is_due_outweighs_a_signature() -> None:
    signed = {"signed_off_by": "head of analysis", "signed_off_on": "2026-01-01", "review_by": "2026-06-30"}
    assert standing_of(signed, date(2026, 6, 30)) == "signed"
    assert standing_of(signed, date(2026, 7, 1)) == "OVERDUE"
    assert standing_of(None, date(2026, 7, 1)) == "unsigned"
