"""`sfpc calibrate`: what no table gives directly, learned on simulated worlds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

app = typer.Typer(help="Calibrate what data cannot give directly, with diagnostics.", no_args_is_help=True)


@app.command()
def durations(
    folder: Annotated[Path, typer.Argument(help="Folder with the Department for Education's published tables.")],
    year: Annotated[int, typer.Option(help="Year of England's table of leavers' durations, ending 31 March.")],
    known_from: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="When the release held of that table was published.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Exit profile to write.")],
    england: Annotated[Path, typer.Option(help="Authority file of England to write, fitted with that profile.")],
    seed: Annotated[int, typer.Option(min=0, help="Of the luck that all trials share.")] = 20180331,
) -> None:
    """Move the elicited shape of exits over time in care to England's leavers' durations (about three minutes)."""
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.errors import refuse
    from sfpc_sim.inputs.leavers_durations import read_leavers_durations
    from sfpc_sim.inputs.lookup import shipped_folder
    from sfpc_sim.study.calibration.durations import calibrate_durations
    from sfpc_sim.study.calibration.england import fit_england
    from sfpc_sim.study.calibration.profile import ELICITED, read_profile
    from sfpc_sim.study.calibration.profile_text import calibrated_toml
    from sfpc_sim.study.files import whole_file
    from sfpc_sim.study.fitting.authority_file import authority_toml

    tables = read_leavers_durations(folder)
    if year not in tables:
        raise refuse("--year", f"There is no table of {year}.", f"Choose one of {', '.join(map(str, sorted(tables)))}.")
    prior = read_profile(shipped_folder() / "fitting" / ELICITED)
    found = calibrate_durations(fit_england(folder, year - 1), prior, tables[year].counts, seed=seed, tell=print)
    command = (
        f"sfpc calibrate durations FOLDER --year {year} --known-from {known_from:%Y-%m-%d} --seed {seed} "
        f"--output {quote(output.name)} --england {quote(england.name)}"
    )
    texts = {
        output: calibrated_toml(found, tables[year], known_from.date(), command),
        england: authority_toml(found.england, command),
    }
    for path, text in texts.items():
        with whole_file(path) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
    print_text(f"Wrote {output} and {england}.")


@app.command()
def beliefs(
    problem: Annotated[
        Path | None, typer.Argument(help="Calibration file; left out, that of coming back into care.")
    ] = None,
    plan: Annotated[str, typer.Option(help="Plan that the written one extends.")] = "innovation-2017",
    points: Annotated[int, typer.Option(help="Worlds to simulate in each of two waves.")] = 64,
    seed: Annotated[int, typer.Option(min=0, help="Of the design, the luck of worlds, and the errors.")] = 20260401,
    output: Annotated[Path, typer.Option("--output", "-o", help="Plan to write.")] = Path("calibrated.toml"),
) -> None:
    """Learn beliefs of the register jointly: history matching, then a posterior with its checks (two minutes)."""
    from sfpc_sim.cli.printing import print_text
    from sfpc_sim.inputs.loading import load
    from sfpc_sim.inputs.lookup import shipped_folder
    from sfpc_sim.study.calibration.beliefs import calibrate
    from sfpc_sim.study.calibration.posterior_text import diagnostics, plan_toml
    from sfpc_sim.study.calibration.problem import read_problem
    from sfpc_sim.study.files import whole_file

    load(plan)  # refused now rather than in two minutes
    path = problem or shipped_folder() / "fitting" / "calibration-reentry.toml"
    found = calibrate(read_problem(path), points, seed=seed, tell=print)
    print_text(diagnostics(found))
    named = f" {quote(path.name)}" if problem else ""
    command = (
        f"sfpc calibrate beliefs{named} --plan {quote(plan)} --points {points} --seed {seed} --output {output.name}"
    )
    with whole_file(output) as file:
        file.write_text(plan_toml(found, plan, command), encoding="utf-8", newline="\n")
    print_text(f"Wrote {output}: sfpc run {output}")
