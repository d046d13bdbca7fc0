"""The pages that the package writes, each from as few futures as it takes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hostile_plan import ESSAY, EVERYTHING, write_hostile_plan

from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.outputs.report.page import write_report
from sfpc_sim.outputs.validation_page import validation_page
from sfpc_sim.study.result import Result, open_result
from sfpc_sim.study.run import run
from sfpc_sim.study.validation.all_checks import all_checks

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = sorted(path.stem for path in shipped_folder().glob("*.toml"))
COMPARED = ("innovation-2017", "innovation-2017-three-months-late", "innovation-2017-on-plan")
HOSTILE = {"hostile": EVERYTHING, "essay": ESSAY}
VALIDATION = "validation"
PAGES = (*SHIPPED, "comparison", *HOSTILE, VALIDATION)
WITH_ALTERNATIVES = "innovation-2017"
REPLICATIONS, TODAY = 20, date(2026, 3, 31)


class Pages:
    """Simulates as little as a page needs, once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results: dict[str, Result] = {}

    def file(self, name: str) -> Path:
        """Write a page, or find it written."""
        path = self.folder / f"{name}.html"
        if path.exists():
            return path
        if name == VALIDATION:
            path.write_text(validation_page(all_checks(20, seed=1, data=None, tell=str), 20, 1), encoding="utf-8")
        else:
            write_report([self.result(each) for each in (COMPARED if name == "comparison" else (name,))], path, TODAY)
        return path

    def result(self, name: str) -> Result:
        """Simulate a few futures of a plan."""
        if name not in self.results:
            plan: Any = write_hostile_plan(self.folder, HOSTILE[name], name) if name in HOSTILE else name
            folder = run(
                load(plan), replications=REPLICATIONS, alternatives=name == WITH_ALTERNATIVES, workers=1,
                results_folder=self.folder / "results",
            )  # fmt: skip
            self.results[name] = open_result(folder)
        return self.results[name]
