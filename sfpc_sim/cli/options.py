"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Replications = Annotated[int | None, typer.Option("--replications", "-n", min=1, help="Futures to simulate, in all.")]
Within = Annotated[
    list[str] | None,
    typer.Option("--within", help="Stop once so near an outcome: '5 looked_after_on:2020-03-31'; -n is the most."),
]
Seed = Annotated[int | None, typer.Option(help="Another seed meets other children and other luck.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; all processors if left out.")]
Executor = Annotated[str, typer.Option("--executor", help="Where: serial, processes or dask://HOST:PORT.")]
Results = Annotated[Path, typer.Option("--results", help="Folder the results go into.")]
Evidence = Annotated[str | None, typer.Option(help="Effect sizes: council-hope, published or no-effect.")]
Drift = Annotated[str | None, typer.Option(help="How rates wander: damped, walk or stationary.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Simulate to this date.")]
NoAlternatives = Annotated[bool, typer.Option("--no-alternatives", help="Leave the other two drifts out.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the answer, and no progress.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]

RESULTS = Path("results")
HERE = "processes"
