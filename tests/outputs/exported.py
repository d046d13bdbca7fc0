"""Results to export: hostile names, and plans that differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toy_plan import toy_plan, toy_world

from sfpc_sim.outputs.found import Found, found_in
from sfpc_sim.study.result import open_result
from sfpc_sim.study.run import run

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    '=HYPERLINK("http://example.org","press")', "+1", "-1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "=1+1",
    "<script>alert(1)</script>", "\u202egnp.exe", "\u05e9\u05dc\u05d5\u05dd", "\U0001f9d2\U0001f3fd" * 3,
    "http://example.org", "internal:Notes!A1", "a\x00b\x07c", "_x0041_", "x" * 10_000, "\U0001f600" * 20_000, "{=1}",
    "  =1",
)  # fmt: skip


def toy_found(folder: Path, replications: int = 40, **changes: Any) -> Found:
    """Run the toy plan, changed, and estimate it."""
    plan = toy_plan(**changes)
    return found_in(
        open_result(run(plan, replications=replications, results_folder=folder, workers=1, simulate=toy_world))
    )


def hostile_found(folder: Path) -> Found:
    """Run the toy plan with a hostile text wherever a text goes."""
    plan, texts = toy_plan(), iter(HOSTILE)
    (number,) = plan.register.assumptions
    numbers = tuple(
        replace(number, name=f"toy_{i}", meaning=text, source=replace(number.source, ref=text))
        for i, text in enumerate(HOSTILE)
    )
    return toy_found(
        folder,
        title=next(texts),
        question=next(texts),
        leaders=tuple(replace(leader, title=next(texts)) for leader in plan.leaders),
        teams=tuple(replace(team, title=next(texts)) for team in plan.teams),
        risks=tuple(replace(risk, title=next(texts)) for risk in plan.risks),
        gates=tuple(replace(gate, title=next(texts)) for gate in plan.gates),
        requirements=tuple(replace(each, title=next(texts)) for each in plan.requirements),
        authority=replace(plan.authority, name=next(texts)),
        register=replace(plan.register, assumptions=numbers),
    )
