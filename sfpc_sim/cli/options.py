"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sfpc_sim.cli.completing import complete_plan, complete_plan_or_result, complete_result
from sfpc_sim.cli.typed import day, whole_number


def futures(least: int, words: str) -> Any:
    """Make the option that says how many futures, `-n`."""
    return typer.Option("--replications", "-n", parser=whole_number(least), metavar="N", help=words)


ONE_PLAN, MANY_PLANS = "Scenario: a shipped name or a TOML file.", "Scenarios: shipped names or TOML files."
Plan = Annotated[str, typer.Argument(help=ONE_PLAN, autocompletion=complete_plan)]
Plans = Annotated[list[str], typer.Argument(help=MANY_PLANS, autocompletion=complete_plan)]
PlanOrResult = Annotated[
    str, typer.Argument(help="Scenario or results folder.", autocompletion=complete_plan_or_result)
]
ResultFolder = Annotated[
    Path, typer.Argument(help="Results folder, as `sfpc run` made it.", autocompletion=complete_result)
]
ResultFolders = Annotated[
    list[Path], typer.Argument(help="Results folders, as `sfpc run` made them.", autocompletion=complete_result)
]
Replications = Annotated[int | None, futures(1, "Futures to simulate, in all.")]
Within = Annotated[
    list[str] | None,
    typer.Option("--within", help="Stop once so near an outcome: '5 looked_after_on:2020-03-31'; -n is the most."),
]
Seed = Annotated[
    int | None,
    typer.Option(parser=whole_number(), metavar="N", help="Another seed meets other children and other luck."),
]
Workers = Annotated[
    int | None, typer.Option(parser=whole_number(1), metavar="N", help="Processes; all processors if left out.")
]
Executor = Annotated[str, typer.Option("--executor", help="Where: serial, processes or dask://HOST:PORT.")]
Results = Annotated[Path, typer.Option("--results", help="Folder the results go into.")]
Evidence = Annotated[str | None, typer.Option(help="Effect sizes: council-hope, published or no-effect.")]
Drift = Annotated[str | None, typer.Option(help="How rates wander: damped, walk or stationary.")]
Until = Annotated[datetime | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="Simulate to this date.")]
NoAlternatives = Annotated[bool, typer.Option("--no-alternatives", help="Leave the other two drifts out.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the answer, and no progress.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]

RESULTS = Path("results")
HERE = "processes"
