"""`sfpc demo`: the first run, which says what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sfpc_sim.errors import Refusal

if TYPE_CHECKING:
    from sfpc_sim.inputs.demo_folder import DemoFolder
    from sfpc_sim.outputs.text import Section
    from sfpc_sim.study.result import Result

FUTURES = 60  # some ten seconds on two processors where nothing is compiled yet
NEXT_FUTURES = 200
SHOWN = ("Chance of fewer than", "Children looked after", "How to read")  # of a summary's sections, to begin with


def demo(
    *,
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made if it is not there.")] = Path("sfpc-demo"),
) -> None:
    """Try it: a small run, a report, and what to change next.

    It takes some seconds. Doing it again keeps the plan in the folder as you changed it.
    """
    from sfpc_sim.cli.printing import print_sections, print_text
    from sfpc_sim.inputs.demo_folder import demo_folder
    from sfpc_sim.model import compiling
    from sfpc_sim.study.result import open_result

    made = demo_folder(folder)
    if not compiling.is_ready():  # to compile takes longer than all the rest
        compiling.do_without()
    result = open_result(_simulated(made.results))
    print_sections(_in_short(result))
    print_text("\n".join([_reported(result, made.report), "", *_next(made)]))


def _simulated(results: Path) -> Path:
    from sfpc_sim.cli.progress import shown_progress
    from sfpc_sim.cli.running import notice
    from sfpc_sim.inputs.demo_folder import PARENT
    from sfpc_sim.inputs.loading import load
    from sfpc_sim.inputs.lookup import shipped_folder
    from sfpc_sim.study.run import run

    plan = load(shipped_folder() / f"{PARENT}.toml")
    with shown_progress(plan.name, quiet=False) as tell:
        return run(
            plan, replications=FUTURES, results_folder=results, alternatives=False, on_progress=tell, on_notice=notice
        )


def _in_short(result: Result) -> list[Section]:
    """Give the question, the answer, the children, and how to read the numbers."""
    from sfpc_sim.outputs.text import summary_sections
    from sfpc_sim.study.summary import summarise

    first, answer, *others = summary_sections(result, summarise(result))
    return [first, answer, *(section for section in others if section.heading.startswith(SHOWN))]


def _reported(result: Result, path: Path) -> str:
    """Write the report, or say what brings it."""
    from datetime import UTC, datetime

    from sfpc_sim.outputs.report.page import write_report

    try:
        write_report([result], path, datetime.now(UTC).date())
    except Refusal as refusal:
        return f"No report: {refusal}"
    return f"A report of it, to open in a browser: {path}"


def _next(made: DemoFolder) -> list[str]:
    from sfpc_sim.cli.printing import as_typed
    from sfpc_sim.inputs.demo_folder import SUGGESTED

    line, sfpc = made.line_to_change(), _called()
    change = f'Open {made.plan} and change line {line}: take the first "#" away, so that it says'
    first = [change, f"  {SUGGESTED}", "Then run it"] if line else [f"You have changed {made.plan} already. Run it"]
    plan, results = as_typed(made.plan), as_typed(made.results)
    run = f"{sfpc} run {plan} -n {NEXT_FUTURES} --results {results}"
    return [
        f"That was a taste: {FUTURES} futures under one drift. What to change next:",
        *first[:-1],
        f"{first[-1]}, and make its report:",
        f"  {run}",
        f"  {sfpc} report {_folder_of(made, results)}",
        f"Every value there is to change: {sfpc} show {plan}. What a word means: {sfpc} explain WORD.",
    ]


def _folder_of(made: DemoFolder, results: str) -> str:
    """Name the folder that the run will make; only some shells fill in what a star stands for."""
    import os

    return f"{results}/{made.plan.stem}-*" if os.name == "posix" else "FOLDER  (the one that the run names at its end)"


def _called() -> str:
    """Give the command as it was called, so that it can be copied."""
    import sys

    return "python -m sfpc_sim" if Path(sys.argv[0]).name == "__main__.py" else "sfpc"
